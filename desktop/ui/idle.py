"""Noticing that nobody uses the workstation."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

_USE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.Drop,
    }
)


class IdleWatch(QObject):
    """Says once when nothing was touched for some minutes; begins anew with every use.

    Args:
        app: The application whose events are seen.
        minutes: How long.
        idle: Called on the GUI thread.
        now_s: Monotonic seconds.
    """

    def __init__(
        self,
        app: QCoreApplication,
        *,
        minutes: float,
        idle: Callable[[], None],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app)
        self._now_s = now_s
        self._idle = idle
        self._limit_s = minutes * 60
        self._used_s = now_s()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        app.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """Wait longer, or less long."""
        self._limit_s = minutes * 60
        if self._timer.isActive():
            self._arm()

    def begin(self) -> None:
        """Somebody is at work from now on."""
        self._used_s = self._now_s()
        self._arm()

    def end(self) -> None:
        """Nobody is at work: there is nothing to lock."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a use; nothing is kept back."""
        if event.type() in _USE:
            self._used_s = self._now_s()
        return super().eventFilter(watched, event)

    def _arm(self) -> None:
        left_s = self._limit_s - (self._now_s() - self._used_s)
        self._timer.start(max(1, round(left_s * 1000)))

    def _look(self) -> None:
        if self._now_s() - self._used_s >= self._limit_s:
            self._idle()
        else:
            self._arm()
