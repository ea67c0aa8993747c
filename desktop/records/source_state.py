"""Cards and watched folders, as the window shows them."""

from dataclasses import dataclass
from enum import Enum

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
    """The watcher died and could not be started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One card or folder at this moment.

    Attributes:
        path: Where.
        label: What it is called: the volume's name, or the folder's.
        kind: Card or folder.
        origin: Whose device its photographs were made on.
        removal: What becomes of files once their copy is proven.
        watching: Whether it is looked at.
        files: Photographs that lie on it now, taken in before or not.
        fresh: Of those, how many this vault does not know by name, size and time yet.
        refused: Files that are not taken in and stay, with the reason.
        busy: Whether it is being taken in now.
        done: Files of the present run that are finished.
        total: Files of the present run.
        since: When it was first seen in this session, ISO 8601.
        last_heard_at: When it was last looked at, ISO 8601; empty if never.
        problem: Code of an error that stopped the last run, or empty.
    """

    path: str
    label: str
    kind: SourceKind
    origin: Origin
    removal: Removal
    watching: Watching
    files: int = 0
    fresh: int = 0
    refused: tuple[Refused, ...] = ()
    busy: bool = False
    done: int = 0
    total: int = 0
    since: str = ""
    last_heard_at: str = ""
    problem: str = ""
