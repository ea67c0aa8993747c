"""Reading and writing whole files in a thread of its own, while other calls have their turn.

Only files are touched there: the catalogue stays with the keeper's one thread. A card or share that
does not answer any more holds up the call that asked for it, and nobody else.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from desktop.keeper.waiting import Waiting, Waker

T = TypeVar("T")


class Bell:
    """A waker between two: the thread that rings and the task that listens.

    Invariant: its descriptors are given back by whichever of the two leaves last, so that nobody
    writes to a number that has become something else's.

    Thread: ``ring`` and ``leave`` any; ``wait`` the listener's.
    """

    def __init__(self) -> None:
        """Hang it up.

        Raises:
            OSError: The system has no descriptor left.
        """
        self._waker = Waker()
        self._lock = threading.Lock()
        self._users = 2

    def ring(self) -> None:
        """Wake the listener, if it is still there."""
        with self._lock:
            if self._users > 1:
                self._waker.wake()

    def wait(self, waiting: Waiting, timeout_s: float | None = None) -> bool:
        """Return whether it rang within so long."""
        return self._waker.wait(waiting, timeout_s)

    def leave(self) -> None:
        """Need it no more; each of the two says so once."""
        with self._lock:
            self._users -= 1
            if not self._users:
                self._waker.close()


class _Job(Generic[T]):
    """Something that is done in another thread.

    Attributes:
        bell: Rings when it is done.
        is_done: Whether it is.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self.bell = Bell()
        self.is_done = False
        self._work = work
        self._result: T
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do it; in the other thread."""
        try:
            self._result = self._work()
        except BaseException as error:  # noqa: BLE001 - the lane boundary: raised where it is waited for
            self._error = error
        self.is_done = True
        self.bell.ring()
        self.bell.leave()

    def result(self) -> T:
        """Return what came of it, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result


class Aside:
    """Has work done in another thread and gives way until it is finished."""

    def __init__(self, waiting: Waiting) -> None:
        """Say how to wait.

        Args:
            waiting: The hub, so that others have their turn.
        """
        self._waiting = waiting

    def __call__(self, work: Callable[[], T], /) -> T:
        """Return what ``work`` returns, or raise what it raises.

        A task that is ended meanwhile goes at once; the work is then finished for nobody.

        Raises:
            RuntimeError: The system starts no thread.
            OSError: The system has no descriptor left.
        """
        job = _Job(work)
        try:
            threading.Thread(target=job.run, name="aside", daemon=True).start()
        except RuntimeError:
            job.bell.leave()
            job.bell.leave()
            raise
        try:
            while not job.is_done:  # a task may be woken for another reason
                job.bell.wait(self._waiting)
        finally:
            job.bell.leave()
        return job.result()
