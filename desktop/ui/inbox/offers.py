"""The one step that is offered for a group of images, by role. No Qt here."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from desktop.ids import ArrivalId
from desktop.records.role import Act
from desktop.ui.inbox.rows import Header, Standing
from desktop.ui.phrase import Words, phrase

IDENTIFY = "identify"
OPEN = "open"
TAKE_BACK = "take_back"
ADMIT = "admit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step.

    Attributes:
        code: ``identify``, ``open``, ``admit`` or ``take_back``.
        words: What the button says.
        icon: Its drawing.
        key: The key that does the same, in Qt's portable form.
    """

    code: str
    words: Words
    icon: str
    key: str


def offer_of(
    header: Header, *, ticked: AbstractSet[ArrivalId], may: AbstractSet[Act]
) -> Offer | None:
    """Return what is offered for a group, or None where this role has no part in it.

    Args:
        header: The group.
        ticked: The ticked images that go with it: then the step is about those.
        may: What the role may do.
    """
    match header.standing:
        case Standing.UNIDENTIFIED if Act.IDENTIFY_IMAGE in may:
            words = (
                phrase("inbox.choose_patient_for", count=len(ticked))
                if ticked
                else phrase("inbox.choose_patient")
            )
            return Offer(code=IDENTIFY, words=words, icon="user-search", key="P")
        case Standing.IDENTIFIED if Act.OPEN_DRAFTS in may:
            words = phrase("inbox.open_images", count=len(header.arrivals))
            return Offer(code=OPEN, words=words, icon="square-pen", key="Return")
        case Standing.SET_ASIDE if header.is_held:
            words = phrase("inbox.let_in")
            offered = Offer(code=ADMIT, words=words, icon="check", key="Return")
            return offered if Act.ADMIT_ARRIVAL in may else None
        case Standing.SET_ASIDE if Act.TAKE_BACK in may:
            words = phrase("inbox.look_again")
            return Offer(code=TAKE_BACK, words=words, icon="undo-2", key="Return")
        case _:
            return None
