"""What was done last and can still be undone: kept for the person at work, gone at the lock.

No Qt here. Screens come and go; this stays with the desk.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from desktop.ids import ArrivalId
from desktop.records.patient import Patient

UNDO_FOR: Final = timedelta(minutes=10)
"""How long something can be undone with one key.

Source: UX 3.3, the wrong-patient guard: ten minutes of undo, afterwards with a reason.
"""


class Deed(Enum):
    """What was done."""

    GIVEN = "given"
    """Images were given to a patient."""
    REJECTED = "rejected"
    """Images were turned away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One act that can be undone.

    Attributes:
        deed: What was done.
        arrivals: To which images.
        at: When; aware.
        patient: Whom they were given to, or None.
        reason: Why they were turned away.
    """

    deed: Deed
    arrivals: tuple[ArrivalId, ...]
    at: datetime
    patient: Patient | None = None
    reason: str = ""


class Recent:
    """The last act that can still be undone."""

    def __init__(self) -> None:
        self._last: Done | None = None

    def note(self, done: Done) -> None:
        """Remember what was done; what was done before it can no longer be undone here."""
        self._last = done

    def last(self, now: datetime) -> Done | None:
        """Return the last act if it can still be undone."""
        if self._last is None or now - self._last.at >= UNDO_FOR:
            return None
        return self._last

    def forget(self) -> None:
        """It was undone, or somebody has moved the images on."""
        self._last = None


def minutes_left(done: Done, now: datetime) -> int:
    """Return the minutes in which it can still be undone, rounded up; 0 at the end."""
    left = UNDO_FOR - (now - done.at)
    return max(-(-int(left.total_seconds()) // 60), 0)
