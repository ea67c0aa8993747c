"""Dims the window behind a dialog."""

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_ALPHA: Final = 130
"""51 %: the window behind is dimmed, and still seen."""
_OPAQUE: Final = 255


class Scrim(QWidget):
    """Covers a window while a question is open over it.

    Args:
        window: What it covers; it follows its size.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._alpha = _ALPHA
        self.hide()

    def hide_all(self) -> None:
        """Let nothing behind be seen: what a question asks for may stand there."""
        self._alpha = _OPAQUE
        self.update()

    def fall(self) -> None:
        """Cover the window."""
        self.setGeometry(self._window.rect())
        self._window.installEventFilter(self)
        self.raise_()
        self.show()

    def lift(self) -> None:
        """Uncover it, for good."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim, or hide."""
        QPainter(self).fillRect(event.rect(), QColor(0, 0, 0, self._alpha))
