"""Being told that another process has ended, without waiting for it."""

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

_LOOK_MS = 100


class ProcessEnd(QObject):
    """Calls back once, on the GUI thread, when a process has ended; then it is gone itself.

    On Linux the kernel says so (a pidfd becomes readable, pidfd_open(2)); elsewhere it is looked
    at now and then.

    Args:
        process_id: A child of ours that nobody has waited for yet.
        has_ended: Asks the system for its status, and so lets go of it.
        ended: Called once; not after ``forget``.
        parent: What this belongs to.
    """

    def __init__(
        self,
        process_id: int,
        *,
        has_ended: Callable[[], bool],
        ended: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._has_ended = has_ended
        self._ended: Callable[[], None] | None = ended
        self._fd = -1
        self._notifier: QSocketNotifier | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        if sys.platform == "linux" and not has_ended():
            self._fd = os.pidfd_open(process_id)
            self._notifier = QSocketNotifier(self._fd, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._look)
        else:
            self._timer.start(_LOOK_MS)

    def end_after(self, patience_ms: int, kill: Callable[[], None]) -> None:
        """Call ``kill`` if the process has not ended by then."""

        def tired() -> None:
            if not self._has_ended():
                kill()

        QTimer.singleShot(patience_ms, self, tired)

    def forget(self) -> None:
        """Do not call back any more. Twice is harmless."""
        if self._ended is None:
            return
        self._ended = None
        self._timer.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        if self._fd != -1:
            os.close(self._fd)
            self._fd = -1
        self.deleteLater()

    def _look(self) -> None:
        ended = self._ended
        if ended is not None and self._has_ended():
            self.forget()
            ended()
