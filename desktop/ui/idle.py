"""Noticing that nobody uses the workstation."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

LOOK_EVERY_S: Final = 5.0
"""Timers stand still while the computer sleeps: after waking up it locks at most so much later."""
_USE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
    }
)


def awake_and_asleep_s() -> float:
    """Return seconds that also pass while the computer sleeps, where the system counts them.

    Source: clock_gettime(2), CLOCK_BOOTTIME.
    """
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class IdleWatch(QObject):
    """Says once when nothing was touched for some minutes; begins anew with every use.

    A computer that slept for longer than that is locked by the first touch, which does nothing
    else: whoever wakes it need not be whoever left it.

    Args:
        app: The application whose events are seen.
        minutes: How long.
        idle: Called on the GUI thread.
        now_s: Seconds that only grow.
        parent: What this belongs to.
    """

    def __init__(
        self,
        app: QCoreApplication,
        *,
        minutes: float,
        idle: Callable[[], None],
        now_s: Callable[[], float] = awake_and_asleep_s,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
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
        """Note a use; one that comes too late is kept back and locks."""
        if event.type() in _USE:
            if self._timer.isActive() and self._left_s() <= 0:
                self._timer.start(0)
                return True
            self._used_s = self._now_s()
        return False

    def _left_s(self) -> float:
        return self._limit_s - (self._now_s() - self._used_s)

    def _arm(self) -> None:
        self._timer.start(max(1, round(min(self._left_s(), LOOK_EVERY_S) * 1000)))

    def _look(self) -> None:
        if self._left_s() <= 0:
            self._idle()
        else:
            self._arm()
