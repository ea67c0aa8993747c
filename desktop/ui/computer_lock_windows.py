"""The lock and the sleep of Windows. Written from its documentation, and run by nobody yet.

Source: WTSRegisterSessionNotification, WM_WTSSESSION_CHANGE, WM_POWERBROADCAST (Microsoft Learn).
"""

import ctypes
from ctypes import wintypes
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject
from PySide6.QtGui import QWindow

from desktop.ui.computer_lock import LOCKED, SLEEPS, ComputerLock, Sign

_WM_WTSSESSION_CHANGE: Final = 0x02B1
_WM_POWERBROADCAST: Final = 0x0218
_WTS_CONSOLE_DISCONNECT: Final = 0x2
_WTS_REMOTE_DISCONNECT: Final = 0x4
_WTS_SESSION_LOCK: Final = 0x7
_PBT_APMSUSPEND: Final = 0x4
_NOTIFY_FOR_THIS_SESSION: Final = 0

REASONS: Final = {
    (_WM_WTSSESSION_CHANGE, _WTS_SESSION_LOCK): LOCKED,
    (_WM_WTSSESSION_CHANGE, _WTS_CONSOLE_DISCONNECT): LOCKED,
    (_WM_WTSSESSION_CHANGE, _WTS_REMOTE_DISCONNECT): LOCKED,
    (_WM_POWERBROADCAST, _PBT_APMSUSPEND): SLEEPS,
}
"""Message and its first value, and why we lock then."""


class _Filter(QAbstractNativeEventFilter):
    """Sees the messages of our windows, and keeps none back."""

    def __init__(self, told: "WindowsLock") -> None:
        super().__init__()
        self._told = told

    def nativeEventFilter(
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803 - Qt's name
        message: int,
    ) -> Any:
        """Look at one message."""
        seen = wintypes.MSG.from_address(int(message))
        reason = REASONS.get((int(seen.message), int(seen.wParam)))
        if reason is not None:
            self._told.locking.emit(reason)
        return False, 0


class WindowsLock(ComputerLock):
    """Listens to the session and the power of Windows, through a window that nobody sees."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = QWindow()
        self._filter = _Filter(self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        library: Any = getattr(ctypes, "WinDLL")("wtsapi32")  # noqa: B009 - Windows alone has it
        handle = ctypes.c_void_p(int(self._window.winId()))
        self._is_told = bool(
            library.WTSRegisterSessionNotification(handle, _NOTIFY_FOR_THIS_SESSION)
        )

    @property
    def heard(self) -> frozenset[Sign]:
        """What is listened to; Windows gives a program two seconds before it sleeps."""
        session = {Sign.SESSION, Sign.SCREEN} if self._is_told else set()
        return frozenset({Sign.SLEEP} | session)
