"""A backup being made, keys being renewed and the like: one at a time, while screens come and go.

What came of the last one is kept until it is read, for the part of the screen that began it. No Qt
here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Generic, TypeVar

from desktop.errors import CancelledError, DeskError
from desktop.keeper.calls import Call
from desktop.ui.jobs import Job, Jobs
from desktop.ui.lane import Lane, Progress, Scope, Ticket
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words

R = TypeVar("R")


class Part(Enum):
    """A part of the screen."""

    BACKUPS = "backups"
    PEOPLE = "people"
    HEALTH = "health"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of it, in words.

    Attributes:
        title: What happened.
        body: What that means, and what to do.
        tone: How good or bad it is.
    """

    title: Words
    body: Words = NOTHING
    tone: Tone = Tone.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What goes on.

    Attributes:
        part: Where it was begun.
        title: What it is.
        done: Steps finished.
        total: Steps there are; 0 while that is not known.
        may_stop: Whether somebody can stop it, and has not yet.
    """

    part: Part
    title: Words
    done: int = 0
    total: int = 0
    may_stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand(Generic[R]):
    """What is asked, and how it is told.

    Attributes:
        part: Where it is begun.
        title: What it is, while it goes on.
        call: What the keeper is asked.
        told: Says what came of it.
        stopped: What is said where somebody stopped it; None where nobody can.
    """

    part: Part
    title: Words
    call: Call[R]
    told: Callable[[R], Told]
    stopped: Told | None = None


class Keeping:
    """One errand at a time, and what came of the last of each part."""

    def __init__(self) -> None:
        self._scope = Scope()
        self._heard: list[tuple[Scope, Callable[[], None]]] = []
        self._stop: Callable[[], None] | None = None
        self._job: Job | None = None
        self.going: Going | None = None
        self.ended: dict[Part, Told | DeskError] = {}
        self._has_greeted = False

    def begin(self, errand: Errand[R], *, lane: Lane, jobs: Jobs) -> bool:
        """Begin, unless something goes on already; return whether it was begun."""
        if self.going is not None:
            return False
        may_stop = errand.stopped is not None
        self.ended.pop(errand.part, None)
        self.going = Going(part=errand.part, title=errand.title, may_stop=may_stop)
        self._job = jobs.begin(errand.title, cancel=self.stop if may_stop else None)
        ticket: Ticket = lane.ask(
            errand.call,
            scope=self._scope,
            done=partial(self._done, errand),
            failed=partial(self._failed, errand),
            progress=self._advance,
        )
        self._stop = partial(lane.cancel, ticket) if may_stop else None
        self._tell()
        return True

    def greet(self, part: Part, told: Told) -> None:
        """Say once, until it is read, what was done as somebody came in."""
        if not self._has_greeted:
            self._has_greeted = True
            self.ended[part] = told
            self._tell()

    def stop(self) -> None:
        """Ask what goes on to stop after its present step."""
        if self.going is not None and self._stop is not None:
            self._stop()
            self._stop = None
            self.going = replace(self.going, may_stop=False)
            self._tell()

    def read(self, part: Part) -> None:
        """What came of the last errand of a part was read."""
        if self.ended.pop(part, None) is not None:
            self._tell()

    def on_changed(self, scope: Scope, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something is otherwise, until ``scope`` closes."""
        self._heard.append((scope, heard))

    def close(self) -> None:
        """Drop what is still under way: the workstation is locked."""
        self._scope.close()
        self._heard.clear()

    def _advance(self, progress: Progress) -> None:
        if self.going is not None:
            self.going = replace(self.going, done=progress.done, total=progress.total)
            if self._job is not None:
                self._job.progress(progress.done, progress.total)
            self._tell()

    def _done(self, errand: Errand[R], answer: R) -> None:
        self._end(errand.part, errand.told(answer))

    def _failed(self, errand: Errand[R], error: DeskError) -> None:
        stopped = isinstance(error, CancelledError) and errand.stopped is not None
        self._end(errand.part, errand.stopped if stopped and errand.stopped else error)

    def _end(self, part: Part, ended: Told | DeskError) -> None:
        job, self._job, self._stop, self.going = self._job, None, None, None
        self.ended[part] = ended
        if job is not None:
            _finish(job, ended, is_seen=bool(self._listeners()))
        self._tell()

    def _listeners(self) -> list[tuple[Scope, Callable[[], None]]]:
        self._heard = [(scope, heard) for scope, heard in self._heard if not scope.is_closed]
        return self._heard

    def _tell(self) -> None:
        for _, heard in tuple(self._listeners()):
            heard()


def _finish(job: Job, ended: Told | DeskError, *, is_seen: bool) -> None:
    """End the line of the status strip; where the screen shows the outcome, it just goes."""
    if is_seen:
        job.end()
    elif isinstance(ended, DeskError):
        job.fail(None, ended.code)
    else:
        job.end(ended.title)
