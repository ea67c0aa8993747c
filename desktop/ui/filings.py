"""Images being filed: one after the other, in the background, while screens come and go.

One that cannot be filed stays where it is and says why; the rest go on. No Qt here.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Call, FileImage
from desktop.records.filed import Filed, Filing
from desktop.ui.jobs import Job, Jobs
from desktop.ui.lane import Lane, Scope
from desktop.ui.phrase import NOTHING, joined, phrase


class FilingState(Enum):
    """How far the filing of one image is."""

    QUEUED = "queued"
    """It waits for its turn; nothing of it can be changed."""
    GOING = "going"
    """It is being burned, proven and written."""
    FILED = "filed"
    """It is in the record."""
    STAYED = "stayed"
    """It could not be filed and waits as before; the error says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What becomes of one image.

    Attributes:
        state: How far it is.
        problem: Why it stayed.
        is_awaiting: Whether a second clinician must agree before anybody else sees it.
    """

    state: FilingState
    problem: DeskError | None = None
    is_awaiting: bool = False


class Filings:
    """Everything that this person files in this session."""

    def __init__(self) -> None:
        self._scope = Scope()
        self._courses: dict[ArrivalId, Course] = {}
        self._queue: deque[tuple[ArrivalId, Call[Filed]]] = deque()
        self._batch: list[ArrivalId] = []
        self._job: Job | None = None
        self._lane: Lane | None = None
        self._heard: list[tuple[Scope, Callable[[], None]]] = []

    @property
    def courses(self) -> Mapping[ArrivalId, Course]:
        """Return what became of every image that was handed over."""
        return self._courses

    @property
    def is_busy(self) -> bool:
        """Return whether something is being filed."""
        return self._job is not None

    def begin(self, images: Sequence[tuple[ArrivalId, Filing]], *, lane: Lane, jobs: Jobs) -> None:
        """File images in their order, after those that are under way."""
        wanted = [(one, FileImage(arrival=one, filing=filing)) for one, filing in images]
        self.begin_calls(wanted, lane=lane, jobs=jobs)

    def begin_calls(
        self, wanted: Sequence[tuple[ArrivalId, Call[Filed]]], *, lane: Lane, jobs: Jobs
    ) -> None:
        """File images, each by its own call, in their order, after those that are under way."""
        fresh = [(one, call) for one, call in wanted if self._may_begin(one)]
        if not fresh:
            return
        self._lane = lane
        for arrival, call in fresh:
            self._courses[arrival] = Course(state=FilingState.QUEUED)
            self._queue.append((arrival, call))
            self._batch.append(arrival)
        if self._job is None:
            self._job = jobs.begin(phrase("filing.going"), cancel=self.stop)
            self._next()
        else:
            self._show_progress()
        self._tell()

    def stop(self) -> None:
        """File nothing more after the present image; the rest waits as before."""
        for arrival, _ in self._queue:
            del self._courses[arrival]
            self._batch.remove(arrival)
        self._queue.clear()
        self._tell()

    def forget(self, arrival: ArrivalId) -> None:
        """Why this image stayed has been read, or it is being worked on again."""
        course = self._courses.get(arrival)
        if course is not None and course.state is FilingState.STAYED:
            del self._courses[arrival]
            self._tell()

    def begin_anew(self, arrival: ArrivalId) -> None:
        """What became of this image before does not count: it is worked on once more."""
        course = self._courses.get(arrival)
        if course is not None and course.state in _ENDED:
            del self._courses[arrival]

    def on_changed(self, scope: Scope, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something is otherwise, until ``scope`` closes."""
        self._heard.append((scope, heard))

    def close(self) -> None:
        """Drop what is still under way: the workstation is locked."""
        self._scope.close()
        self._queue.clear()
        self._courses.clear()
        self._heard.clear()

    def _may_begin(self, arrival: ArrivalId) -> bool:
        course = self._courses.get(arrival)
        return course is None or course.state is FilingState.STAYED

    def _next(self) -> None:
        self._show_progress()
        if not self._queue or self._lane is None:
            self._end()
            return
        arrival, call = self._queue.popleft()
        self._courses[arrival] = Course(state=FilingState.GOING)
        self._lane.ask(
            call,
            scope=self._scope,
            done=partial(self._done, arrival),
            failed=partial(self._stayed, arrival),
        )
        self._tell()

    def _done(self, arrival: ArrivalId, filed: Filed) -> None:
        self._courses[arrival] = Course(state=FilingState.FILED, is_awaiting=filed.is_awaiting)
        self._next()

    def _stayed(self, arrival: ArrivalId, problem: DeskError) -> None:
        self._courses[arrival] = Course(state=FilingState.STAYED, problem=problem)
        self._next()

    def _show_progress(self) -> None:
        if self._job is not None:
            ended = sum(self._courses[one].state in _ENDED for one in self._batch)
            self._job.progress(ended, len(self._batch))

    def _end(self) -> None:
        states = [self._courses[one].state for one in self._batch]
        filed, stayed = states.count(FilingState.FILED), states.count(FilingState.STAYED)
        awaiting = sum(self._courses[one].is_awaiting for one in self._batch)
        job, self._job = self._job, None
        self._batch.clear()
        if job is None:
            return
        if stayed:
            problem = next(c.problem for c in self._courses.values() if c.problem is not None)
            job.title(phrase("filing.some_stay", filed=filed, count=stayed))
            job.fail(None, problem.code)
        else:
            done = phrase("filing.done", count=filed)
            waits = phrase("filing.awaiting", count=awaiting) if awaiting else NOTHING
            job.end(joined(done, waits))
        self._tell()

    def _tell(self) -> None:
        self._heard = [(scope, heard) for scope, heard in self._heard if not scope.is_closed]
        for _, heard in tuple(self._heard):
            heard()


_ENDED = frozenset({FilingState.FILED, FilingState.STAYED})
