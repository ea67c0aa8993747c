"""The square of a slip, as large as its place allows: black on white in every look."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase
from desktop.ui.words import name_said

QUIET: Final = 4
"""Modules of quiet zone around it (ISO/IEC 18004, 5.3.8)."""
_LEAST: Final = 220
_WHITE: Final = QColor(255, 255, 255)
_BLACK: Final = QColor(0, 0, 0)


class Square(QWidget):
    """Shows a square; a camera has to read it, so its modules are whole pixels.

    Args:
        rows: A string a row, ``#`` for a dark module.
        parent: What it lies in.
    """

    def __init__(self, rows: tuple[str, ...], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        name_said(self, phrase("slip.square"))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which no camera reads it from a hand's distance."""
        return QSize(scaled(_LEAST), scaled(_LEAST))

    def sizeHint(self) -> QSize:
        """Return a size for a small window; it takes whatever there is."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _WHITE)
        count = len(self._rows) + 2 * QUIET
        ratio = self.devicePixelRatioF()
        dots = int(min(self.width(), self.height()) * ratio) // count
        step = max(dots, 1) / ratio
        left = (self.width() - step * count) / 2 + QUIET * step
        top = (self.height() - step * count) / 2 + QUIET * step
        painter.setPen(Qt.PenStyle.NoPen)
        for down, row in enumerate(self._rows):
            for across, module in enumerate(row):
                if module == "#":
                    box = QRectF(left + across * step, top + down * step, step, step)
                    painter.fillRect(box, _BLACK)
