"""What the inbox shows at one moment, as values. No Qt here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.records.inbox import Inbox
from desktop.records.patient import Patient
from desktop.ui.account import Account
from desktop.ui.ages import age
from desktop.ui.cards import CardLine
from desktop.ui.inbox.rows import ALL, Row
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.recent import Deed, Done, minutes_left
from desktop.ui.runs import After, SourceRef


class StripKind(Enum):
    """What the strip above the list offers."""

    OFFER = "offer"
    """Something new lies on a card or in a chosen folder."""
    RUNNING = "running"
    """It is being taken in."""
    CAMERA = "camera"
    """A camera is connected; it can be followed, and taken in like a card."""
    LIVE = "live"
    """A camera is followed: what is shot on it comes in as it is shot."""
    DONE = "done"
    """It was taken in; what became of each file, until it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A card or folder above the list.

    Attributes:
        parts: How many are new and how many known already, in short.
        more: What takes a sentence: what was not taken in, and why.
        count: How many are to be imported; 0 where that is not known before.
        after: What becomes of the files at the end.
        far: How far it is, in words: files, bytes, and the time that is left.
        only: Keys of single files that were dropped; empty for everything that lies there.
        sitting: The label under which the next photographs are sealed; of a camera that is
            followed, as far as this window knows.
        chosen: Whether a person chose the folder here, and so may say whose device it was.
        asks: Whether the person is now to say what becomes of the files.
        first: The first image that came in, once all have.
    """

    kind: StripKind
    source: SourceRef
    title: Words
    parts: tuple[Words, ...]
    after: After
    more: Words = NOTHING
    count: int = 0
    done: int = 0
    total: int = 0
    far: Words = NOTHING
    only: tuple[str, ...] = ()
    sitting: str = ""
    chosen: bool = False
    asks: bool = False
    first: ArrivalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A run that was stopped, as a notice says it.

    Attributes:
        source: Which card or folder.
        title: What happened.
        body: What is safe and what to do.
        code: The stable code, for *Details*.
        is_back: Whether it can go on now.
    """

    source: SourceRef
    title: Words
    body: Words
    code: str
    is_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLine:
    """What was done last.

    Attributes:
        title: What was done.
        detail: To whom, or why.
        minutes: How long it can still be undone.
    """

    title: Words
    detail: Words
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """Everything the inbox shows.

    Attributes:
        loaded: Whether the keeper has answered yet.
        headline: How many wait, and how old the oldest is.
        counts: How many each filter shows.
        show: The filter that is chosen.
        newest_first: Whether what came in last stands first.
        message: Why a key did nothing, or what was just done; nothing most of the time.
        problem: What could not be done, until it is read.
    """

    loaded: bool = False
    headline: Words = NOTHING
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    show: str = ALL
    newest_first: bool = False
    rows: tuple[Row, ...] = ()
    strips: tuple[Strip, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    cards: tuple[CardLine, ...] = ()
    account: Account | None = None
    undo: UndoLine | None = None
    message: Words = NOTHING
    problem: DeskError | None = None
    may_import: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFolder:
    """A folder that a person wants to have taken in.

    Attributes:
        only: Keys of the single files of it that were dropped; empty if the folder itself was
            chosen.
    """

    source: SourceRef
    only: tuple[str, ...] = ()


def headline(inbox: Inbox, *, now: datetime) -> Words:
    """Return how many images wait and how old the oldest is."""
    tally = inbox.tally
    if not tally.waiting:
        filed = phrase("inbox.filed_today", count=tally.filed_today)
        return joined(phrase("inbox.nothing_waits"), filed, between=" ")
    oldest: Words = NOTHING
    if tally.oldest_waiting_at:
        oldest = phrase("inbox.oldest", age=age(tally.oldest_waiting_at, now))
    return joined(phrase("inbox.waiting", count=tally.waiting), oldest, between=" ")


def undo_line(done: Done | None, *, now: datetime) -> UndoLine | None:
    """Return the line of what was done last, if it can still be undone."""
    if done is None:
        return None
    count = len(done.arrivals)
    if done.deed is Deed.REJECTED:
        title: Words = phrase("inbox.rejected", count=count)
        detail: Words = verbatim(done.reason)
    else:
        name = verbatim(done.patient.display_name() if done.patient else "")
        title = phrase("inbox.given", count=count, name=name)
        detail = NOTHING if done.patient is None else identity(done.patient, now)
    return UndoLine(title=title, detail=detail, minutes=minutes_left(done, now))


def identity(patient: Patient, now: datetime) -> Words:
    """Return the two identifiers that go with a name, as in *Born 14-Jul-1945 · NHS No. …*."""
    banner = patient.banner(now.date())
    number = verbatim(banner.nhs_number) if banner.nhs_number else phrase("banner.not_known")
    return joined(
        joined(phrase("banner.born"), verbatim(banner.born), between=" "),
        joined(phrase("banner.nhs_number"), number, between=" "),
        between="   ",
    )


def is_empty(state: InboxState) -> bool:
    """Return whether nothing at all waits."""
    return state.loaded and not state.counts.get(ALL)
