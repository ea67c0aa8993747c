"""Content that is higher than its room: it scrolls up and down, never sideways."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_AROUND: Final = 64
"""Kept in view around what has the focus: its name above, what is wrong below."""


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
        content.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what has the focus in view while the content finds its height."""
        if event.type() is QEvent.Type.Resize and watched is self._content:
            self._follow(QApplication.focusWidget())
        return False

    def sizeHint(self) -> QSize:
        """Return the size of the whole content."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return a size that holds the content's width and a few lines of it."""
        bar = self.verticalScrollBar().sizeHint().width()
        least = self._content.minimumSizeHint()
        return QSize(least.width() + bar, min(least.height(), 3 * self.fontMetrics().height()))

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Follow the focus, but never under a hand that is pressing."""
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._follow(now)
            if now is not None and self._content.isAncestorOf(now):
                QTimer.singleShot(0, self, self._follow_later)

    def _follow_later(self) -> None:
        self._follow(QApplication.focusWidget())

    def _follow(self, focus: QWidget | None) -> None:
        if focus is not None and self._content.isAncestorOf(focus):
            self.ensureWidgetVisible(focus, 0, _AROUND)
