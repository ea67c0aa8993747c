"""A second clinician's look at an image, before anybody else sees it."""

from dataclasses import dataclass
from enum import Enum

from desktop.ids import ImageId, UserId
from desktop.records.patient import Patient


class LookOutcome(Enum):
    """How far it is."""

    WAITING = "waiting"
    """Nobody has decided."""
    APPROVED = "approved"
    """The second clinician agrees; it is in the record as any other."""
    SENT_BACK = "sent_back"
    """The second clinician says what is to be changed; whoever filed it revises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """One image that waits, or waited, for a second clinician.

    Attributes:
        patient: Whose image it is.
        number: Of the revision that it is about; 0 as it was filed.
        asked_at: When it was filed or revised, ISO 8601.
        asked_by: By whom.
        looker: Who has it open as the second; empty until somebody does.
        words: What the second clinician said; empty for who does not hold the originals' key.
        decided_at: When they decided, ISO 8601; empty before.
    """

    image: ImageId
    patient: Patient
    number: int
    asked_at: str
    asked_by: UserId
    looker: str
    outcome: LookOutcome
    words: str
    decided_at: str = ""

    def is_seen_by(self, user: str) -> bool:
        """Return whether somebody is one of the two."""
        return user in {self.asked_by, self.looker}
