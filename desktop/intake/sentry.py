"""Somebody who stands beside a watched folder, so that whoever takes in need not.

A ``FolderWatch`` asks the folder itself whether it is still there, and a share that no longer
answers may keep it waiting for ever. So it waits in a thread of its own, and the thread only leaves
word. Whoever takes in sees by ``heard_at_s`` how long there was no sign of life.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.intake.watch import FolderWatch, WakeReason, WatchState
from desktop.settings import TIMING, Timing

_BREATH_S: Final = 1.0
_FAREWELL_S: Final = 2.0
"""How long ``close`` waits for the thread; one that hangs on a share is left behind."""
_QUIET: Final = frozenset({WakeReason.TIMED_OUT, WakeReason.CLOSED})


def _nothing() -> None:
    return


class Sentry:
    """Waits beside one folder and says when it is worth a look.

    Thread: everything but ``tell`` and ``gone_home`` belongs to whoever made it; those two are
    called in the sentry's own thread and must return at once.

    Args:
        folder: The folder; one that is missing is waited for.
        tell: Called when there is something for ``news``.
        gone_home: Called once, as the last thing that the sentry ever does: after it, and not
            before, what ``tell`` uses may be given back.
        timing: ``rescan_s`` is used.

    Raises:
        RuntimeError: The system starts no thread.
    """

    def __init__(
        self,
        folder: Path,
        tell: Callable[[], None],
        *,
        gone_home: Callable[[], None] = _nothing,
        timing: Timing = TIMING,
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._gone_home = gone_home
        self._timing = timing
        self._lock = threading.Lock()
        self._news: list[WakeReason] = []
        self._heard_at_s = 0.0
        self._state = WatchState.GONE
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._stand, name="sentry", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs; one that ended by itself is to be replaced."""
        return self._thread.is_alive()

    @property
    def is_there(self) -> bool:
        """Whether the folder was there when it was last asked for."""
        with self._lock:
            return self._state is not WatchState.GONE

    @property
    def heard_at_s(self) -> float:
        """When the folder last answered, on the monotonic clock; 0 before the first time."""
        with self._lock:
            return self._heard_at_s

    def news(self) -> tuple[WakeReason, ...]:
        """Return why the folder is worth a look, each reason once, and forget it."""
        with self._lock:
            news, self._news = self._news, []
        return tuple(dict.fromkeys(news))

    def dismiss(self) -> None:
        """Send the sentry home; it goes within a second, unless the folder holds it up."""
        self._over.set()

    def close(self) -> None:
        """Send the sentry home and wait a little for it."""
        self.dismiss()
        self._thread.join(_FAREWELL_S)

    def _stand(self) -> None:
        try:
            self._watch()
        except (OSError, RuntimeError):  # no thread or descriptor left: is_alive says so
            return
        finally:
            self._gone_home()

    def _watch(self) -> None:
        with FolderWatch(self._folder, timing=self._timing) as watch:
            while not self._over.is_set():
                reason = watch.wait(_BREATH_S)
                with self._lock:
                    self._state, self._heard_at_s = watch.state, time.monotonic()
                    if reason not in _QUIET:
                        self._news.append(reason)
                if reason not in _QUIET:
                    self._tell()
