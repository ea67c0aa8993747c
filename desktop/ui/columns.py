"""Columns of equal width that go under each other where there is no room side by side."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui.look.current import scaled


class Columns(QWidget):
    """Widgets side by side, each as wide as the others.

    Args:
        parts: The columns, from left to right.
        least: How narrow one may become at 100 % before they go under each other.
        gap: Between two of them.
        parent: What they lie in.
    """

    def __init__(
        self, *parts: QWidget, least: int, gap: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._least = least
        self._gap = gap
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap)
        for part in parts:
            self._layout.addWidget(part, 1)

    @property
    def are_beside(self) -> bool:
        """Return whether they stand side by side."""
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest: side by side is never a must."""
        wide = max((part.minimumSizeHint().width() for part in self._parts), default=0)
        return QSize(wide, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put them where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()

    def _arrange(self) -> None:
        directions = QBoxLayout.Direction
        many = len(self._parts)
        needed = many * scaled(self._least) + (many - 1) * self._gap
        beside = self.width() >= needed
        wanted = directions.LeftToRight if beside else directions.TopToBottom
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)
            self.updateGeometry()
