"""Images that wait for a second clinician, as the first page lists them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.ids import UserId
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.ui.home.work import Piece, who_words
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.place import ViewerPlace

Names = Mapping[UserId, str]
"""Full names of the staff by their identifier."""


class Step(Enum):
    """What opening a line does."""

    TAKE = "take"
    """One becomes the second clinician."""
    TAKE_OVER = "take_over"
    """One becomes it in a colleague's place, after a question."""
    OPEN = "open"
    """One is one of the two already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """One image that waits, or was sent back.

    Attributes:
        look: Which.
        piece: How it is shown, and where it is looked at.
        step: What opening it does.
        who: The colleague who has it open; empty where nobody has.
    """

    look: SecondLook
    piece: Piece
    step: Step
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Everything that is said of second looks.

    Attributes:
        lines: Those that whoever is at work can open: sent back to them first, then the oldest.
        elsewhere: How many a colleague was asked to revise; only the two see them.
    """

    lines: tuple[LookLine, ...]
    elsewhere: int

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        return len(self.lines) + self.elsewhere


def looks_of(found: Sequence[SecondLook], me: UserId, names: Names) -> Looks:
    """Return what waits for a second clinician, as one of the clinicians sees it."""
    seen = [one for one in found if _concerns(one, me)]
    seen.sort(key=lambda one: not _is_sent_back_to(one, me))
    lines = tuple(_line(one, me, names) for one in seen)
    return Looks(lines=lines, elsewhere=len(found) - len(lines))


def _concerns(look: SecondLook, me: UserId) -> bool:
    return look.outcome is LookOutcome.WAITING or look.is_seen_by(me)


def _is_sent_back_to(look: SecondLook, me: UserId) -> bool:
    return look.outcome is LookOutcome.SENT_BACK and look.asked_by == me


def _line(look: SecondLook, me: UserId, names: Names) -> LookLine:
    asked = names.get(look.asked_by, "")
    looker = names.get(UserId(look.looker), "")
    is_mine = look.asked_by == me
    is_open = look.is_seen_by(me)
    step = Step.OPEN if is_open else Step.TAKE_OVER if look.looker else Step.TAKE
    detail = who_words(look.patient)
    if look.outcome is LookOutcome.SENT_BACK and is_mine:
        one_line = " ".join(look.words.split())
        detail = joined(detail, phrase("second_look.said", name=looker, words=one_line))
    elif not is_mine:
        detail = joined(detail, phrase("second_look.filed_by", name=verbatim(asked)))
    piece = Piece(
        icon=_icon(look, me),
        title=_title(look, me, looker=looker, asked=asked),
        detail=detail,
        since=look.asked_at,
        place=ViewerPlace(patient=look.patient.id, image=look.image),
        tone="warn" if _is_sent_back_to(look, me) else "",
    )
    return LookLine(look=look, piece=piece, step=step, who=looker)


def _icon(look: SecondLook, me: UserId) -> str:
    if look.outcome is LookOutcome.SENT_BACK:
        return "undo-2"
    return "hourglass" if look.asked_by == me else "eye"


def _title(look: SecondLook, me: UserId, *, looker: str, asked: str) -> Words:
    if look.outcome is LookOutcome.SENT_BACK:
        key = "sent_back" if look.asked_by == me else "i_sent_back"
    elif look.asked_by == me:
        key = "looked_at" if look.looker else "own"
    else:
        key = "colleague" if look.looker else "take"
    if look.outcome is LookOutcome.WAITING and look.looker == me:
        key = "go_on"
    name = asked if key == "i_sent_back" else looker
    return phrase(f"second_look.line_{key}", name=verbatim(name))
