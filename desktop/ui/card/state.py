"""What is shown of a card at one moment, as values. No Qt here."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from desktop.errors import DeskError
from desktop.records.contents import Lying
from desktop.records.dates import show_date
from desktop.records.intake_report import Refused
from desktop.ui.amounts import bytes_said
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.runs import After, Run, RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One photograph as it is shown.

    Attributes:
        key: Names it on the card.
        name: Without folder.
        when: Its own date and time, as in *14-Mar-2026 10:42*; empty if it makes no sense.
        size_bytes: How large it is.
        known: Whether the vault has it, as far as is known before it is read.
    """

    key: str
    name: str
    when: str
    size_bytes: int
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """Everything the screen shows.

    Attributes:
        loaded: Whether the card was looked at.
        items: What can be chosen.
        refused: What is not taken in, and why.
        ticked: Keys of what is chosen.
        after: What becomes of the files.
        run: Being taken in, or what became of it; None if nothing was begun here.
        gone: Whether the card is not in at the moment.
        problem: What could not be done.
    """

    loaded: bool = False
    items: tuple[Item, ...] = ()
    refused: tuple[Refused, ...] = ()
    ticked: AbstractSet[str] = frozenset()
    after: After = After.ASK
    run: Run | None = None
    gone: bool = False
    problem: DeskError | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is being taken in from here."""
        return self.run is not None and self.run.state is RunState.RUNNING

    @property
    def summary(self) -> Words:
        """How many are chosen, of how many, and how large they are."""
        if not self.loaded:
            return NOTHING
        chosen = [one.size_bytes for one in self.items if one.key in self.ticked]
        words = phrase("card.chosen", done=len(chosen), total=len(self.items))
        return joined(words, bytes_said(sum(chosen)) if chosen else NOTHING)


def item_of(lying: Lying) -> Item:
    """Return how a file is shown."""
    when = ""
    if lying.changed_at:
        moment = datetime.fromisoformat(lying.changed_at).astimezone()
        when = f"{show_date(moment.date())} {moment:%H:%M}"
    return Item(
        key=lying.key,
        name=lying.name.rpartition("/")[2],
        when=when,
        size_bytes=lying.size_bytes,
        known=lying.known,
    )
