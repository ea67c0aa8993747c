"""A job as a line shows it: what it is, how far it is, what can be done about it. No Qt here."""

from dataclasses import dataclass
from enum import Enum

from desktop.ui.phrase import Words


class JobState(Enum):
    """Where a job stands."""

    RUNNING = "running"
    """Going on."""
    PAUSED = "paused"
    """Stopped by a person, can go on."""
    DONE = "done"
    """Finished; stays until it was read."""
    FAILED = "failed"
    """Stopped by an error; stays until it was read."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the strip shows it.

    Attributes:
        code: What it is to the program.
        words: What it is to a person, as in "Copying from card".
        count: How far it is, as in "11 of 14 verified".
        done: How many are done.
        total: Of how many.
        state: Where it stands.
        can_pause: Whether it can be paused.
        can_cancel: Whether it can be cancelled.
    """

    code: str
    words: Words
    count: Words
    done: int
    total: int
    state: JobState = JobState.RUNNING
    can_pause: bool = True
    can_cancel: bool = True
