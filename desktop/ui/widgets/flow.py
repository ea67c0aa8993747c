"""A row that goes on in the next line where there is no more room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lays widgets out one after the other, in as many lines as it takes.

    Args:
        gap: Between two widgets.
        line_gap: Between two lines.
        to_right: Push every line to the right.
        parent: The widget it lays out.
    """

    def __init__(
        self,
        *,
        gap: int = 8,
        line_gap: int = 4,
        to_right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap, self._to_right = gap, line_gap, to_right
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item in."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that its height depends on its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high it is at a width."""
        if width not in self._heights:  # asked hundreds of times while a page comes to rest
            self._heights[width] = self._lay(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget what was measured: something in it has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Lay everything out."""
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size with everything in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        wide = sum(hint.width() for hint in hints) + self._gap * max(len(hints) - 1, 0)
        return self._with_margins(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        hints = [item.minimumSize() for item in self._shown()]
        return self._with_margins(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def _with_margins(self, wide: int, high: int) -> QSize:
        edge = self.contentsMargins()
        return QSize(wide + edge.left() + edge.right(), high + edge.top() + edge.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = [[]]
        at = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if lines[-1] and at + wide > width:
                lines.append([])
                at = 0
            lines[-1].append(item)
            at += wide + self._gap
        return lines

    def _lay(self, rect: QRect, *, move: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        y = inner.top()
        for line in self._lines(inner.width()):
            hints = [_fitted(item, inner.width()) for item in line]
            high = max((hint.height() for hint in hints), default=0)
            wide = sum(hint.width() for hint in hints) + self._gap * (len(line) - 1)
            x = inner.left() + (max(inner.width() - wide, 0) if self._to_right else 0)
            for item, hint in zip(line, hints, strict=True):
                if move:
                    place = QPoint(x, y + (high - hint.height()) // 2)
                    item.setGeometry(QRect(place, hint))
                x += hint.width() + self._gap
            y += high + self._line_gap
        return y - self._line_gap - rect.top() + self.contentsMargins().bottom()


def _fitted(item: QLayoutItem, width: int) -> QSize:
    """Return the size of an item in a line of this width; what is too wide may need more height."""
    hint = item.sizeHint()
    if hint.width() <= width:
        return hint
    high = item.heightForWidth(width) if item.hasHeightForWidth() else hint.height()
    return QSize(width, high)
