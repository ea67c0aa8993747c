"""What is going on in the background, for the status strip: never modal, and never silent.

A finished job that somebody must read stays until it was read. No Qt here; the strip listens.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from desktop.ui.phrase import NOTHING, Words
from desktop.wording import Explanation


class JobState(Enum):
    """How a job stands."""

    RUNNING = "running"
    """It goes on."""
    STOPPING = "stopping"
    """Somebody cancelled it; the present step is still being finished."""
    DONE = "done"
    """It ended; ``summary`` says how, until it is read."""
    FAILED = "failed"
    """It ended otherwise than was asked; ``problem`` says what is safe and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """One job as it is shown.

    Attributes:
        number: Counts up; names it.
        title: As in *Copying from card*.
        done: Steps finished.
        total: Steps there are; 0 while that is not known.
        may_cancel: Whether it can be asked to stop.
        summary: What to read at the end.
        problem: What went wrong, if it did.
        code: The stable code of that problem, for *Details*.
    """

    number: int
    title: Words
    state: JobState = JobState.RUNNING
    done: int = 0
    total: int = 0
    may_cancel: bool = False
    summary: Words = NOTHING
    problem: Explanation | None = None
    code: str = ""


class Job:
    """The handle of whoever started it."""

    def __init__(self, jobs: "Jobs", number: int) -> None:
        self._jobs = jobs
        self._number = number

    def progress(self, done: int, total: int) -> None:
        """Say how far it is."""
        self._jobs.change(self._number, done=done, total=total)

    def title(self, title: Words) -> None:
        """Say otherwise what it is about."""
        self._jobs.change(self._number, title=title)

    def end(self, summary: Words = NOTHING) -> None:
        """It is done. With a summary it stays until it is read; without one it goes."""
        self._jobs.change(self._number, state=JobState.DONE, summary=summary)
        if summary == NOTHING:
            self._jobs.read(self._number)

    def fail(self, problem: Explanation | None, code: str) -> None:
        """It ended otherwise than was asked; stays until it is read.

        Args:
            problem: What is told; None where the title says it.
            code: The stable code, for *Details*.
        """
        self._jobs.change(self._number, state=JobState.FAILED, problem=problem, code=code)


class Jobs:
    """Every job of the window, in the order they began."""

    def __init__(self) -> None:
        self._facts: dict[int, JobFacts] = {}
        self._cancels: dict[int, Callable[[], None]] = {}
        self._heard: list[Callable[[], None]] = []
        self._last = 0

    @property
    def facts(self) -> tuple[JobFacts, ...]:
        """Every job that runs or is still to be read."""
        return tuple(self._facts.values())

    def begin(self, title: Words, *, cancel: Callable[[], None] | None = None) -> Job:
        """Show a job and return its handle."""
        self._last += 1
        number = self._last
        self._facts[number] = JobFacts(number=number, title=title, may_cancel=cancel is not None)
        if cancel is not None:
            self._cancels[number] = cancel
        self._tell()
        return Job(self, number)

    def note(self, summary: Words) -> None:
        """Show something that is done already and stays until it is read."""
        self.begin(summary).end(summary)

    def cancel(self, number: int) -> None:
        """Ask a job to stop after its present step."""
        cancel = self._cancels.pop(number, None)
        if cancel is not None:
            self.change(number, state=JobState.STOPPING, may_cancel=False)
            cancel()

    def read(self, number: int) -> None:
        """Put away a job that has ended and was read."""
        facts = self._facts.get(number)
        if facts is not None and facts.state in {JobState.DONE, JobState.FAILED}:
            del self._facts[number]
            self._cancels.pop(number, None)
            self._tell()

    def clear(self) -> None:
        """Forget everything: the workstation is locked."""
        self._facts.clear()
        self._cancels.clear()
        self._tell()

    def on_changed(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something of the list is otherwise."""
        self._heard.append(heard)

    def change(self, number: int, **changed: object) -> None:
        """Change what is shown of one job; one that was put away stays away."""
        facts = self._facts.get(number)
        if facts is not None:
            self._facts[number] = replace(facts, **changed)  # type: ignore[arg-type]
            self._tell()

    def _tell(self) -> None:
        for heard in self._heard:
            heard()
