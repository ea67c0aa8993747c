"""What one workstation does by itself for one vault: settings of the place, not of a person.

Nothing of a patient is among them, and no name of a file.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from desktop.records.arrival import Origin
from desktop.records.removal import Removal
from desktop.records.safekeeping import REMIND_DAYS
from desktop.records.slip import USUAL_LIFE_H


class CardRemoval(Enum):
    """What becomes of the files on a card, as the practice settled it for this workstation."""

    ASK = "ask"
    """Whoever takes the card in is asked each time."""
    VERIFIED = "verified"
    """They go after their sealed copies were read back and matched."""
    NEVER = "never"
    """They stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedFolder:
    """A folder from which whatever settles in it is taken in.

    Attributes:
        path: Absolute.
        origin: Whose device its photographs were made on.
        removal: What becomes of files once their copy is proven.
        device: Of the register; what comes in and names no camera is taken for this one's. Empty:
            none is named.
    """

    path: Path
    origin: Origin
    removal: Removal
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstation:
    """The settings of this workstation for one vault.

    Attributes:
        watched: Folders that are watched.
        card_folders: Folders that count as cards while they hold a ``DCIM`` folder: for readers
            that the system does not list as volumes, and for demonstrations.
        card_removal: What becomes of the files on a card.
        backup_days: A backup older than this many days is said to be due.
        slip_hours: How long a session slip is valid, one of ``slip.LIVES_H``.
        heads_folder: A folder of the practice's own that several computers reach, in which signed
            heads of the audit trail are kept too; None where there is none.
        backup_to: Where a backup is made by itself once a day; None where that was not settled.
    """

    watched: tuple[WatchedFolder, ...] = ()
    card_folders: tuple[Path, ...] = ()
    card_removal: CardRemoval = CardRemoval.ASK
    backup_days: int = REMIND_DAYS
    slip_hours: int = USUAL_LIFE_H
    heads_folder: Path | None = None
    backup_to: Path | None = None
