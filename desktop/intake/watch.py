"""Watching a folder: who wakes the one that looks.

Events of the operating system only make the next look sooner; the look itself (``Source.listing``)
at least every ``rescan_s`` is the truth, because events are lost on shares, on overflow, and for
ever once the watched folder has been away: the observer stays alive while its emitter is dead. So
every wait also checks that the folder is the same one and that its emitter lives.

Thread: ``wait`` and ``close`` may be called from different threads; ``on_wake`` is called from the
observer's thread and must return at once.

Source: the watchdog row of STYLE section 6; ECOSYSTEM 0.4 and 2.5 (measured).
"""

import logging
import os
import stat
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserverVFS

from desktop.intake.volumes import needs_polling
from desktop.intake.walk import DEPTH_LIMIT
from desktop.settings import TIMING, Timing

_SUPERVISE_S: Final = 1.0
_OVERTAKEN: Final = r"Callback with id .* already exists for watch"
"""What watchdog warns of, with the path, when folders in folders appear faster than it follows."""
_WAKING: Final[list[type[FileSystemEvent]]] = [
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Reading, listing and deleting are not among them: our own work must not wake us."""


class WatchState(Enum):
    """Whether the folder can be watched at this moment."""

    WATCHING = "watching"
    """It is there and its observer lives."""
    GONE = "gone"
    """It is not reachable: card pulled out, share dropped, folder removed."""
    RECOVERED = "recovered"
    """It came back and is watched again; until the next wait."""


class WakeReason(Enum):
    """Why ``FolderWatch.wait`` returned."""

    CHANGED = "changed"
    """Something was written: look now."""
    RESCAN = "rescan"
    """Nothing was heard for ``rescan_s`` (or ever): look all the same."""
    GONE = "gone"
    """The folder has disappeared; said once."""
    RECOVERED = "recovered"
    """The folder, or its observer, was replaced: look at everything again; said once."""
    TIMED_OUT = "timed_out"
    """Nothing in the time given."""
    CLOSED = "closed"
    """The watch was closed."""


class _Waker(FileSystemEventHandler):
    """Turns every event into the same call: what happened does not matter."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def on_any_event(self, _event: FileSystemEvent) -> None:
        """Wake, whatever it was."""
        self._wake()


class FolderWatch:
    """Says when a folder is worth a look; close it, or use it as a context manager.

    Invariant: after ``close`` no thread of this watch is left. A folder that is missing at the
    beginning is waited for.

    Args:
        folder: The folder; a link to it is followed, none inside is.
        on_wake: Called once for any number of events until the next ``wait`` has taken them up.
        timing: ``rescan_s`` is used.
    """

    def __init__(
        self,
        folder: Path,
        on_wake: Callable[[], None] | None = None,
        *,
        timing: Timing = TIMING,
    ) -> None:
        self._folder = folder
        self._on_wake = on_wake
        self._timing = timing
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._closed = False
        self._observer: BaseObserver | None = None
        self._identity = _identity(folder)
        self._next_rescan_s = time.monotonic()
        self.state = WatchState.GONE
        if self._identity is not None:
            self._begin()
            self.state = WatchState.WATCHING

    def wait(self, timeout_s: float) -> WakeReason:
        """Wait until the folder is worth a look; the first call returns at once.

        Args:
            timeout_s: Longest wait.
        """
        deadline_s = time.monotonic() + timeout_s
        while True:
            reason = self._reason()
            if reason is not None:
                return reason
            left_s = deadline_s - time.monotonic()
            if left_s <= 0:
                return WakeReason.TIMED_OUT
            self._event.wait(min(left_s, _SUPERVISE_S, self._timing.rescan_s))

    def close(self) -> None:
        """Stop watching and join every thread; a waiting ``wait`` returns ``CLOSED``."""
        with self._lock:
            self._closed = True
        self._end()
        self._event.set()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()

    def _reason(self) -> WakeReason | None:
        if self._closed:
            return WakeReason.CLOSED
        trouble = self._supervise()
        if trouble is not None:
            self._taken_up()
            return trouble
        if self.state is WatchState.GONE:
            return None
        if self._event.is_set():
            self._taken_up()
            return WakeReason.CHANGED
        if time.monotonic() >= self._next_rescan_s:
            self._taken_up()
            return WakeReason.RESCAN
        return None

    def _taken_up(self) -> None:
        self._event.clear()
        if self._closed:
            self._event.set()
        self._next_rescan_s = time.monotonic() + self._timing.rescan_s

    def _supervise(self) -> WakeReason | None:
        before, self._identity = self._identity, _identity(self._folder)
        if self._identity is None:
            if self.state is WatchState.GONE:
                return None
            self._end()
            self.state = WatchState.GONE
            return WakeReason.GONE
        if before == self._identity and self._healthy():
            self.state = WatchState.WATCHING
            return None
        self._end()
        self._begin()
        self.state = WatchState.RECOVERED
        return WakeReason.RECOVERED

    def _healthy(self) -> bool:
        with self._lock:
            observer = self._observer
            if observer is None:
                return self.state is not WatchState.GONE
            return observer.is_alive() and all(
                emitter.is_alive() for emitter in tuple(observer.emitters)
            )

    def _begin(self) -> None:
        """Start an observer; without one (no watches left, say) the rescan alone goes on."""
        with self._lock:
            if not self._closed:
                self._observer = _started(self._folder, _Waker(self._wake))

    def _end(self) -> None:
        with self._lock:
            observer, self._observer = self._observer, None
        if observer is not None:
            _stop(observer)

    def _wake(self) -> None:
        if self._event.is_set():
            return
        self._event.set()
        if self._on_wake is not None:
            self._on_wake()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def _started(folder: Path, handler: FileSystemEventHandler) -> BaseObserver | None:
    place = os.path.realpath(folder)
    _quieten()
    try:
        observer = _polling(place) if needs_polling(folder) else Observer()
    except OSError:
        return None
    try:
        observer.schedule(handler, place, recursive=True, event_filter=_WAKING)
        observer.start()
    except (OSError, RecursionError):
        _stop(observer)
        return None
    return observer


def _quieten() -> None:
    """Keep watchdog's own words to itself: they name paths, and we look for its failures."""
    warnings.filterwarnings("ignore", message=_OVERTAKEN, category=RuntimeWarning)
    log = logging.getLogger("watchdog")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())


def _stop(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join()


def _polling(place: str) -> BaseObserver:
    """Return an observer that looks itself: no links, and no deeper than the walk goes."""
    deepest = place.count(os.sep) + DEPTH_LIMIT

    def entries(folder: str | None) -> Iterator[os.DirEntry[str]]:
        if folder is None or folder.count(os.sep) > deepest:
            return iter(())
        return os.scandir(folder)

    return PollingObserverVFS(stat=os.lstat, listdir=entries)
