"""What is copied goes again: after half a minute, and at a lock.

Whatever somebody copies anywhere in the window is marked so that programs which keep a history of
the clipboard leave it out, where they heed the mark. It is taken off the clipboard again if nobody
put something else there meanwhile. What was pasted elsewhere, or kept by a program that does not
heed the mark, is out of reach.

Source: the practice of KeePassXC (``x-kde-passwordManagerHint`` of KDE's Klipper; "Clipboard
Formats" of Microsoft Learn for the three names on Windows). It clears after ten seconds; a number
that is carried to another program and its field takes people longer.
"""

import secrets
from typing import ClassVar, Final

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEARED_AFTER_MS: Final = 30_000
_OURS: Final = "application/x-diogel-copy"
_MARKS: Final = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\0\0\0\0",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\0\0\0\0",
}
_ALONE: Final = frozenset({"offscreen", "minimal"})
"""Platforms without other programs, whose clipboard nobody is said to own."""


class CopyWatch(QObject):
    """Marks what is copied from our window, and takes it away again.

    Thread: the GUI thread.

    Args:
        parent: The application.
        cleared_after_ms: As ``CLEARED_AFTER_MS``.
    """

    running: ClassVar["CopyWatch | None"] = None

    def __init__(self, parent: QObject, *, cleared_after_ms: int = CLEARED_AFTER_MS) -> None:
        super().__init__(parent)
        self._token = secrets.token_bytes(16)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(cleared_after_ms)
        self._timer.timeout.connect(self.clear)
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._changed)
        CopyWatch.running = self

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._clipboard.changed.disconnect(self._changed)
        CopyWatch.running = None

    def clear(self) -> None:
        """Take away what is still ours.

        A program that keeps the clipboard for others may have taken it over: it is asked only if
        something was copied lately, because one that does not answer would hold up a lock.
        """
        is_asked = self._timer.isActive() or self.sender() is self._timer
        self._timer.stop()
        for mode in self._modes():
            if (self._owns(mode) or is_asked) and self._is_marked(mode):
                self._clipboard.clear(mode)

    def _modes(self) -> tuple[QClipboard.Mode, ...]:
        selection = (QClipboard.Mode.Selection,) if self._clipboard.supportsSelection() else ()
        return (QClipboard.Mode.Clipboard, *selection)

    def _owns(self, mode: QClipboard.Mode) -> bool:
        if QGuiApplication.platformName() in _ALONE:
            return True
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()

    def _held(self, mode: QClipboard.Mode) -> QMimeData | None:
        """Return what is on it; a platform may have nothing."""
        return self._clipboard.mimeData(mode)

    def _is_marked(self, mode: QClipboard.Mode) -> bool:
        held = self._held(mode)
        return held is not None and bytes(held.data(_OURS).data()) == self._token

    def _changed(self, mode: QClipboard.Mode) -> None:
        if mode not in self._modes() or not self._owns(mode) or self._is_marked(mode):
            return
        held = self._held(mode)
        if held is not None and held.hasText():
            self._clipboard.setMimeData(self._marked(held.text()), mode)
            self._timer.start()

    def _marked(self, text: str) -> QMimeData:
        data = QMimeData()
        data.setText(text)
        data.setData(_OURS, self._token)
        for name, value in _MARKS.items():
            data.setData(name, value)
        return data


def forget_copies() -> None:
    """Take away at once what was copied here, if it is watched."""
    if CopyWatch.running is not None:
        CopyWatch.running.clear()
