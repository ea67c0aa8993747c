"""The second look at the image that is shown: what is said of it, and deciding it. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.look_calls import DecideSecondLook
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.ui.desk import Desk
from desktop.ui.filed.entry import Entry
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim


@dataclass(frozen=True, slots=True, kw_only=True)
class LookShown:
    """What is said of the second look at an image that waits.

    Attributes:
        words: How far it is.
        said: What the second clinician said; nothing where they said nothing.
        tone: Of it.
        may_decide: Whether whoever looks is the second clinician.
        may_mend: Whether they were asked to revise it.
    """

    words: Words
    said: Words
    tone: Tone
    may_decide: bool = False
    may_mend: bool = False


def look_shown(entry: Entry | None, me: UserId, names: Mapping[UserId, str]) -> LookShown | None:
    """Return what is said of an image's second look; None where it does not wait for one."""
    look = entry.look if entry is not None and entry.is_awaiting else None
    if look is None:
        return None
    asked, looker = names.get(look.asked_by, ""), names.get(UserId(look.looker), "")
    if look.outcome is LookOutcome.SENT_BACK:
        return _sent_back(look, me, asked=asked, looker=looker)
    if look.looker == me:
        words = phrase("second_look.bar_decide", name=verbatim(asked))
        return LookShown(words=words, said=NOTHING, tone=Tone.INFO, may_decide=True)
    key = "second_look.bar_looked_at" if look.looker else "second_look.bar_own"
    words = phrase(key, name=verbatim(looker))
    return LookShown(words=words, said=NOTHING, tone=Tone.INFO)


def _sent_back(look: SecondLook, me: UserId, *, asked: str, looker: str) -> LookShown:
    is_mine = look.asked_by == me
    key = "second_look.bar_sent_back" if is_mine else "second_look.bar_i_sent_back"
    return LookShown(
        words=phrase(key, name=verbatim(looker if is_mine else asked)),
        said=verbatim(look.words),
        tone=Tone.WARN if is_mine else Tone.INFO,
        may_mend=is_mine,
    )


class Deciding:
    """Agrees to an image, or sends it back.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        failed: Explains an error.
    """

    def __init__(self, desk: Desk, scope: Scope, *, failed: Callable[[DeskError], None]) -> None:
        self._desk = desk
        self._scope = scope
        self._failed = failed

    def agree(self, entry: Entry) -> None:
        """Agree: it is in the record for everybody who may look at images."""
        self._decide(entry, LookOutcome.APPROVED, "")

    def send_back(self, entry: Entry, words: str) -> None:
        """Send it back to whoever filed it, with words."""
        self._decide(entry, LookOutcome.SENT_BACK, words)

    def _decide(self, entry: Entry, outcome: LookOutcome, words: str) -> None:
        def done(_look: SecondLook) -> None:
            self._desk.jobs.note(phrase(f"second_look.done_{outcome.value}"))

        call = DecideSecondLook(image=entry.image, outcome=outcome, words=words)
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)
