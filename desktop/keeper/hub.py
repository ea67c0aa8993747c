"""Several calls on one thread: whoever waits for something outside gives way to the others.

A task is a greenlet: an ordinary function that is put aside, with its whole stack, exactly where
it calls :meth:`Hub.sleep`, :meth:`Hub.wait_readable` or :meth:`Hub.park`, and nowhere else. So the
one connection to the catalogue stays in the one thread that opened it, and a workflow function
need not know that others run. See ADR 0012.

Invariants: nobody gives way while ``may_pause`` says no (an open transaction); an error ends the
task in which it was raised, never the hub.

Must not know: vaults, decoders, messages.
"""

import heapq
import itertools
import selectors
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from greenlet import GreenletExit, getcurrent, greenlet

from desktop.keeper.waiting import BLOCKING, wait_for

_POLL_EVENTS: Final = {selectors.EVENT_READ: 1, selectors.EVENT_WRITE: 4}
"""The same in the words of poll(2): POLLIN and POLLOUT."""


class PausedInChangeError(RuntimeError):
    """A task tried to wait inside an open transaction: a mistake in our own code."""


@dataclass(slots=True, eq=False)
class _Pause:
    """One time that a task is put aside; over once it was decided how it goes on."""

    task: "Task"
    over: bool = False


@dataclass(slots=True, order=True)
class _Alarm:
    at: float
    number: int
    pause: _Pause = field(compare=False)


class Task(greenlet):
    """A function under way.

    Attributes:
        pause: Where it is put aside at the moment, if it is.
    """

    def __init__(self, work: Callable[[], None], *, parent: greenlet) -> None:
        """Prepare it; the hub lets it begin."""
        super().__init__(work, parent)
        self.pause: _Pause | None = None


class Hub:
    """Runs tasks in turn on the thread that made it.

    Attributes:
        may_pause: Asked before a task gives way.
    """

    def __init__(self) -> None:
        """Make a hub; ``run`` it from where it was made."""
        self.may_pause: Callable[[], bool] = lambda: True
        self._home = getcurrent()
        self._selector = selectors.DefaultSelector()
        self._ready: deque[tuple[_Pause, Any]] = deque()
        self._alarms: list[_Alarm] = []
        self._count = itertools.count()
        self._tasks: dict[Task, None] = {}
        self._stopping = False

    # ------------------------------------------------------------------------------ tasks

    def spawn(
        self, work: Callable[[], None], *, failed: Callable[[Exception], None] | None = None
    ) -> Task:
        """Let ``work`` begin as soon as everybody before it gives way.

        Args:
            work: What to do.
            failed: Told, inside the task, what ended it; without it the error is dropped.
        """

        def guarded() -> None:
            try:
                work()
            except GreenletExit:
                return
            except Exception as error:  # noqa: BLE001 - the lane boundary: a call fails, others go on
                if failed is not None:
                    failed(error)
            finally:
                self._tasks.pop(task, None)

        task = Task(guarded, parent=self._home)
        self._tasks[task] = None
        task.pause = _Pause(task)
        self._resume(task.pause, None)
        return task

    def current(self) -> Task | None:
        """Return the task that runs, or None outside of any."""
        running = getcurrent()
        return running if isinstance(running, Task) and running in self._tasks else None

    def run(self) -> None:
        """Run until ``stop``, or until no task is left."""
        try:
            while self._tasks and not self._stopping:
                self._poll()
                for _ in range(len(self._ready)):
                    if not self._stopping:
                        self._step(*self._ready.popleft())
        finally:
            self._end_all()

    def stop(self) -> None:
        """End the hub: every task is ended where it waits, as its clean-up demands."""
        self._stopping = True

    def close(self) -> None:
        """Give the hub's descriptor back."""
        self._selector.close()

    # ------------------------------------------------------------------------------ waiting

    def sleep(self, seconds: float) -> None:
        """Return after so long; 0 lets the others have a turn."""
        task = self.current()
        if task is None:
            BLOCKING.sleep(seconds)
            return
        pause = self._prepare(task)
        self._alarm(pause, seconds)
        self._give_way(pause)

    def wait_readable(self, fd: int, timeout_s: float | None) -> bool:
        """Return whether a descriptor can be read within so long."""
        return self._wait(fd, selectors.EVENT_READ, timeout_s)

    def wait_writable(self, fd: int, timeout_s: float | None) -> bool:
        """Return whether a descriptor can be written within so long."""
        return self._wait(fd, selectors.EVENT_WRITE, timeout_s)

    def park(self, timeout_s: float | None = None) -> bool:
        """Wait until somebody calls ``unpark``; return whether it was in time.

        Raises:
            RuntimeError: Outside of a task: nobody would ever call.
            BaseException: What ``unpark`` was told to raise.
        """
        task = self.current()
        if task is None:
            raise RuntimeError("only a task can be parked")
        pause = self._prepare(task)
        if timeout_s is not None:
            self._alarm(pause, timeout_s)
        return bool(self._give_way(pause))

    def unpark(self, task: Task, error: BaseException | None = None) -> None:
        """Let a parked task go on, or raise ``error`` where it is parked."""
        if task.pause is not None:
            self._resume(task.pause, True if error is None else error)

    # ------------------------------------------------------------------------------ inside

    def _wait(self, fd: int, event: int, timeout_s: float | None) -> bool:
        task = self.current()
        if task is None:
            return wait_for(fd, _POLL_EVENTS[event], timeout_s)
        pause = self._prepare(task)
        self._selector.register(fd, event, pause)
        try:
            if timeout_s is not None:
                self._alarm(pause, timeout_s)
            return bool(self._give_way(pause))
        finally:
            self._selector.unregister(fd)

    def _prepare(self, task: Task) -> _Pause:
        if not self.may_pause():
            raise PausedInChangeError
        if self._stopping:
            raise GreenletExit
        return _Pause(task)

    def _give_way(self, pause: _Pause) -> object:
        pause.task.pause = pause
        try:
            return self._home.switch()
        finally:
            pause.over = True
            pause.task.pause = None

    def _alarm(self, pause: _Pause, seconds: float) -> None:
        at = time.monotonic() + max(seconds, 0)
        heapq.heappush(self._alarms, _Alarm(at, next(self._count), pause))

    def _resume(self, pause: _Pause, value: object) -> None:
        if not pause.over:
            pause.over = True
            self._ready.append((pause, value))

    def _step(self, pause: _Pause, value: object) -> None:
        if isinstance(value, BaseException):
            pause.task.throw(value)
        elif not pause.task.dead:
            pause.task.switch(*(() if pause.task.gr_frame is None else (value,)))

    def _poll(self) -> None:
        while self._alarms and self._alarms[0].pause.over:
            heapq.heappop(self._alarms)
        timeout = None
        if self._ready:
            timeout = 0.0
        elif self._alarms:
            timeout = max(self._alarms[0].at - time.monotonic(), 0.0)
        for key, _ in self._selector.select(timeout):
            self._resume(key.data, True)  # noqa: FBT003 - what the waiting task gets back
        now = time.monotonic()
        while self._alarms and self._alarms[0].at <= now:
            self._resume(heapq.heappop(self._alarms).pause, False)  # noqa: FBT003

    def _end_all(self) -> None:
        """End every task: innermost clean-up runs, waiting again ends it at once."""
        self._stopping = True
        for task in list(self._tasks):
            task.throw(GreenletExit)
            self._tasks.pop(task, None)
        self._ready.clear()
