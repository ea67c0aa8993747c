"""Things side by side that go under each other where there is no room."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.widgets.flow import Flow


class Columns(QWidget):
    """Widgets side by side, each as wide as the others, or in other shares.

    Args:
        parts: The columns, from left to right.
        least: How narrow one may become at 100 % before they go under each other.
        gap: Between two of them.
        shares: Of the width, one for each; equal unless said otherwise.
        parent: What they lie in.
    """

    def __init__(
        self,
        *parts: QWidget,
        least: int,
        gap: int = 16,
        shares: tuple[int, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._least = least
        self._gap = gap
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap)
        for part, share in zip(parts, shares or (1,) * len(parts), strict=True):
            self._layout.addWidget(part, share)

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


class Beside(QWidget):
    """Something wide, and small things at its right that go under it where there is no room.

    Args:
        wide: Gets the room that is left.
        small: At the right, in their order.
        least: How narrow ``wide`` may become at 100 % before the others go under it.
        gap: Between them.
        parent: What they lie in.
    """

    def __init__(
        self, wide: QWidget, *small: QWidget, least: int, gap: int = 12, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self._small = small
        self._least = least
        self._gap = gap
        self._under = QWidget(self)
        flow = Flow(gap=gap, line_gap=6, to_right=True, parent=self._under)
        for one in small:
            flow.addWidget(one)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap)
        self._layout.addWidget(wide, 1)
        self._layout.addWidget(self._under)

    @property
    def are_beside(self) -> bool:
        """Return whether the small ones stand at the right."""
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest: side by side is never a must."""
        wide = max(part.minimumSizeHint().width() for part in (self._wide, *self._small))
        return QSize(wide, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put them where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Follow a new text size, and parts that grow."""
        done = super().event(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LayoutRequest}:
            self._arrange()
        return done

    def _arrange(self) -> None:
        shown = [one for one in self._small if not one.isHidden()]
        wide = sum(one.sizeHint().width() for one in shown) + self._gap * len(shown)
        self._under.setVisible(bool(shown))
        directions = QBoxLayout.Direction
        beside = self.width() - wide >= scaled(self._least)
        wanted = directions.LeftToRight if beside else directions.TopToBottom
        self._under.setMinimumWidth(wide - self._gap if beside and shown else 0)
        if self._layout.direction() is not wanted:
            self._layout.setDirection(wanted)
            self.updateGeometry()
