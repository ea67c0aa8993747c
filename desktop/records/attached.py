"""What became of images that the front desk attached, as far as the front desk may know."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from desktop.ids import ArrivalId
from desktop.records.message import MessagePicture
from desktop.records.patient import Patient

ATTACHED: Final = "attached"
ALREADY: Final = "already"
REFUSED: Final = "refused"
CONFLICT: Final = "conflict"
PENDING: Final = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedInto:
    """What a file that is to be attached turned out to be.

    Attributes:
        digest: SHA-256 of a saved message; empty where it is none, or was refused.
        pictures: What is in the message.
        others: How many of its attachments are no pictures.
        refused: Code of a ``Refusal``: it is a message, and nothing of it can be attached.
    """

    path: Path
    digest: str = ""
    pictures: tuple[MessagePicture, ...] = ()
    others: int = 0
    refused: str = ""

    @property
    def is_message(self) -> bool:
        """Whether it is a saved message."""
        return bool(self.digest or self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """One thing to be attached: a file, or one picture of a saved message.

    Attributes:
        path: The file, or the message.
        part: Which picture of the message; None for the file itself.
        name: What the message calls the picture.
        digest: SHA-256 of the message as it was looked into: another one is refused.
    """

    path: Path
    part: int | None = None
    name: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """What became of one attached file or picture; the file itself stays where it is.

    Attributes:
        file: Its name, without the folder, safe to show.
        outcome: ``attached``; ``already`` (this patient has it); ``refused``; ``conflict`` (it is
            known, and not as this patient's: clinical staff must look); or ``pending`` (not
            reached: somebody cancelled, or an error stopped the run).
        reason: Of a refused file a code of ``Refusal``; of an attached one that is set aside a
            code of ``Quarantine``; of one that is pending the code of the error, or empty.
    """

    file: str
    outcome: str
    reason: str = ""


class AttachedState(Enum):
    """How far an attached image is: all that the front desk learns."""

    ARRIVED = "arrived"
    """It arrived safely."""
    IN_HAND = "in_hand"
    """Clinical staff are looking at it, or have decided something about it."""
    FILED = "filed"
    """It is in a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedImage:
    """One image that somebody attached.

    Attributes:
        patient: Whom it was attached for, even if clinical staff have found out otherwise.
        at: When, ISO 8601.
    """

    arrival: ArrivalId
    patient: Patient
    at: str
    state: AttachedState
