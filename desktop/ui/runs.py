"""Cards and folders that are being taken in: they go on while screens come and go. No Qt here."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Final

from desktop.errors import CancelledError, DeskError
from desktop.keeper.calls import TakeIn
from desktop.records.arrival import Origin
from desktop.records.intake_report import Intake
from desktop.records.removal import Removal
from desktop.records.source_state import SourceState
from desktop.ui.failures import error_of
from desktop.ui.jobs import Job, Jobs
from desktop.ui.lane import Lane, Progress, Scope, Ticket
from desktop.ui.phrase import Words, phrase, verbatim

_SAYS_NOTHING_S: Final = 2.0
"""What the first moments of a run say of the rest is a guess, and is not told."""


class After(Enum):
    """What becomes of the files on the card once everything is copied and verified."""

    ASK = "ask"
    """They stay, and the person is asked at the end."""
    CLEAR = "clear"
    """Each goes once its sealed copy was read back and matched."""
    LEAVE = "leave"
    """They stay."""

    @property
    def removal(self) -> Removal:
        """Return what the keeper is told."""
        return Removal.VERIFIED if self is After.CLEAR else Removal.NEVER


class RunState(Enum):
    """How a run stands."""

    RUNNING = "running"
    """Files are being read."""
    DONE = "done"
    """Every file has been looked at."""
    STOPPED = "stopped"
    """It ended before that: the card was taken out, the disk is full, somebody said stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """Where files are taken from.

    Attributes:
        path: The folder.
        label: What it is called.
        origin: Whose device its photographs were made on.
    """

    path: str
    label: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One card or folder being taken in, or what became of it.

    Attributes:
        source: Where from.
        after: What becomes of the files.
        only: Keys of the files that were chosen; empty for all of them.
        done: Files finished.
        total: Files there are.
        done_bytes: Bytes of those that are finished.
        total_bytes: Bytes there are; 0 where that is not known.
        left_s: How many seconds the rest will take if it goes on like this; None while too
            little is done to say.
        intake: Where every file ended, once it has.
        problem: What stopped it.
    """

    source: SourceRef
    after: After
    only: tuple[str, ...] = ()
    state: RunState = RunState.RUNNING
    done: int = 0
    total: int = 0
    done_bytes: int = 0
    total_bytes: int = 0
    left_s: float | None = None
    intake: Intake | None = None
    problem: DeskError | None = None


class Runs:
    """Every run of this person's session, one a path.

    Args:
        clock: Seconds that only ever go forward; for how long the rest will take.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun_s: dict[str, float] = {}
        self._scope = Scope()
        self._runs: dict[str, Run] = {}
        self._tickets: dict[str, tuple[Lane, Ticket]] = {}
        self._stopping: set[str] = set()
        self._heard: list[tuple[Scope, Callable[[], None]]] = []
        self._chosen: After | None = None

    def begin(
        self,
        source: SourceRef,
        after: After,
        *,
        lane: Lane,
        jobs: Jobs,
        only: tuple[str, ...] = (),
    ) -> None:
        """Take a card or folder in; one that is being taken in already goes on.

        Args:
            source: Which.
            after: What becomes of the files.
            lane: How to ask.
            jobs: Where it is shown.
            only: Keys of the files that were chosen; empty for all of them.
        """
        known = self._runs.get(source.path)
        if known is not None and known.state is RunState.RUNNING:
            return
        self._runs[source.path] = Run(source=source, after=after, only=only)
        self._begun_s.pop(source.path, None)
        job = jobs.begin(_title(source, after), cancel=partial(self.cancel, source.path))
        ticket = lane.ask(
            TakeIn(
                folder=Path(source.path),
                origin=source.origin,
                removal=after.removal,
                only=only,
            ),
            scope=self._scope,
            done=partial(self._done, source.path, job),
            failed=partial(self._failed, source.path, job),
            progress=partial(self._progress, source.path, job),
        )
        self._tickets[source.path] = (lane, ticket)
        self._tell()

    def cancel(self, path: str) -> None:
        """Stop after the present file."""
        if path in self._tickets:
            lane, ticket = self._tickets[path]
            self._stopping.add(path)
            lane.cancel(ticket)

    def of(self, path: str) -> Run | None:
        """Return the run of a path, or None."""
        return self._runs.get(path)

    @property
    def all(self) -> tuple[Run, ...]:
        """Every run that is not forgotten, in the order they began."""
        return tuple(self._runs.values())

    def forget(self, path: str) -> None:
        """What became of this run has been read."""
        known = self._runs.get(path)
        if known is not None and known.state is not RunState.RUNNING:
            del self._runs[path]
            self._tell()

    def chosen(self, state: SourceState) -> After:
        """Return what becomes of a card's files: as last chosen here, else as the practice says."""
        if self._chosen is not None:
            return self._chosen
        if state.removal is Removal.VERIFIED:
            return After.CLEAR
        return After.ASK if state.asks else After.LEAVE

    def choose(self, after: After) -> None:
        """Remember what somebody chose, for the next card of this session as well."""
        self._chosen = after
        self._tell()

    def on_changed(self, scope: Scope, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something of a run is otherwise, until ``scope`` closes."""
        self._heard.append((scope, heard))

    def close(self) -> None:
        """Drop what is still under way: the workstation is locked."""
        self._scope.close()
        self._runs.clear()
        self._heard.clear()

    def _progress(self, path: str, job: Job, at: Progress) -> None:
        job.progress(at.done, at.total)
        began_s = self._begun_s.setdefault(path, self._clock())
        self._runs[path] = replace(
            self._runs[path],
            done=at.done,
            total=at.total,
            done_bytes=at.done_bytes,
            total_bytes=at.total_bytes,
            left_s=_left_s(at, self._clock() - began_s),
        )
        self._tell()

    def _done(self, path: str, job: Job, intake: Intake) -> None:
        problem: DeskError | None = error_of(intake.stopped) if intake.stopped else None
        if problem is None and path in self._stopping and intake.pending:
            problem = CancelledError()
        self._end(path, job, replace(self._runs[path], intake=intake, problem=problem))

    def _failed(self, path: str, job: Job, problem: DeskError) -> None:
        self._end(path, job, replace(self._runs[path], problem=problem))

    def _end(self, path: str, job: Job, run: Run) -> None:
        stopped = run.problem is not None
        self._runs[path] = replace(run, state=RunState.STOPPED if stopped else RunState.DONE)
        self._tickets.pop(path, None)
        self._stopping.discard(path)
        if run.problem is not None:
            job.title(phrase("inbox.copying_stopped", done=verified(run), total=run.total))
            job.fail(None, run.problem.code)
        elif run.intake is not None and run.intake.refused:
            label = verbatim(run.source.label)
            job.end(phrase("inbox.not_taken_in", count=len(run.intake.refused), label=label))
        else:
            job.end()
        self._tell()

    def _tell(self) -> None:
        self._heard = [(scope, heard) for scope, heard in self._heard if not scope.is_closed]
        for _, heard in self._heard:
            heard()


def _left_s(at: Progress, passed_s: float) -> float | None:
    """Return how long the rest takes, by what is done: in bytes where they are known."""
    done, total = (at.done_bytes, at.total_bytes) if at.total_bytes else (at.done, at.total)
    if not done or passed_s < _SAYS_NOTHING_S:
        return None
    return passed_s * (total - done) / done


def verified(run: Run) -> int:
    """Return how many of its files are in the vault, their copies read back and matched."""
    if run.intake is None:
        return run.done
    return len(run.intake.arrived) + sum(one.copy_matches for one in run.intake.duplicates)


def left_over(run: Run) -> int:
    """Return how many of its files were not reached."""
    return max(run.total - run.done, 0) if run.intake is None else len(run.intake.pending)


def _title(source: SourceRef, after: After) -> Words:
    key = "inbox.copying_and_clearing" if after is After.CLEAR else "inbox.copying_from"
    return phrase(key, label=verbatim(source.label))
