"""Content that is higher than its room: it scrolls up and down, never sideways."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scroll(QScrollArea):
    """Shows as much of a widget as there is room for; what has the focus is brought into view.

    Args:
        content: What is shown; it gets the width of the room.
        parent: What it lies in.
    """

    def __init__(self, content: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Return the size of the whole content."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a size that holds the content's width and a few lines of it."""
        bar = self.verticalScrollBar().sizeHint().width()
        least = self._content.minimumSizeHint()
        return QSize(least.width() + bar, min(least.height(), 3 * self.fontMetrics().height()))
