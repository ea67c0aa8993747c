"""Cards and watched folders, as the window shows them."""

from dataclasses import dataclass
from enum import Enum

from desktop.ids import CardId
from desktop.records.arrival import Origin
from desktop.records.intake_report import Refused
from desktop.records.removal import Removal


class SourceKind(Enum):
    """What sort of place photographs come from."""

    CARD = "card"
    """A memory card or camera: a volume with a ``DCIM`` folder; taken in when a person says so."""
    FOLDER = "folder"
    """A watched folder: what settles in it is taken in by itself."""


class Watching(Enum):
    """Whether somebody looks at it."""

    ALIVE = "alive"
    """It is there and is looked at."""
    GONE = "gone"
    """Not reachable: pulled out, or the share dropped. It is waited for."""
    STOPPED = "stopped"
    """Whoever looked at it died and could not be started again: nothing comes in by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One card or folder at this moment.

    Attributes:
        path: Where.
        label: What it is called: the volume's name, or the folder's.
        kind: Card or folder.
        origin: Whose device its photographs were made on.
        removal: What becomes of files once their copy is proven.
        asks: Whether the one who takes it in is to be asked about removal (cards only); then
            ``removal`` is only what happens if nobody is.
        watching: Whether it is looked at.
        files: Photographs that lie on it now, taken in before or not.
        fresh: Of those, how many this vault is not known to have, by name, size and time; exact
            only once they were read.
        refused: Files that are not taken in and stay, with the reason; names are empty for a role
            that may not take images in.
        busy: Whether it is being taken in now.
        done: Files that are finished, of the present run or the one that was stopped.
        total: Files of that run.
        since: When it was first seen in this session, ISO 8601.
        last_heard_at: When it was last looked at, ISO 8601; empty if never.
        problem: Code of an error that stopped the last run or look, or empty.
        cabled: Whether it is a camera on a cable.
        tethered: Whether what is shot on it comes in by itself.
        card: Which card of the ledger it is; None where that is not known yet, or for none.
        device: Of the register, which writes into a watched folder; empty: none is named.
        hint: More of the problem of a camera: ``busy``, ``gone`` or ``failed``; else empty.
    """

    path: str
    label: str
    kind: SourceKind
    origin: Origin
    removal: Removal
    watching: Watching
    asks: bool = False
    files: int = 0
    fresh: int = 0
    refused: tuple[Refused, ...] = ()
    busy: bool = False
    done: int = 0
    total: int = 0
    since: str = ""
    last_heard_at: str = ""
    problem: str = ""
    cabled: bool = False
    tethered: bool = False
    device: str = ""
    hint: str = ""
    card: CardId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsNotCleared:
    """Photographs that are safe in the vault and may still lie on a card.

    Attributes:
        cards: Cards that are in now and hold photographs which this vault has.
        on_cards: How many photographs that is.
        failed: Arrivals whose file was to be removed and could not be, wherever it lies now.
        oldest_at: When the oldest of those came in, ISO 8601; empty if there is none.
    """

    cards: int = 0
    on_cards: int = 0
    failed: int = 0
    oldest_at: str = ""
