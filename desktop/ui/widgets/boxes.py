"""Rows and columns, and panes that fill themselves with a colour of the theme."""

from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.current import colour, scaled

Item: TypeAlias = QWidget | QLayout | int | None
"""A widget, a layout, room in pixels, or None for whatever room is left."""
Margins: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom."""

_UPRIGHT: Final = 20
NO_MARGINS: Final[Margins] = (0, 0, 0, 0)
PAGE: Final[Margins] = (20, 16, 20, 14)
"""Around a page with lists."""
FORM: Final[Margins] = (24, 24, 24, 24)
"""Around a page with forms or tables."""
CARD: Final[Margins] = (16, 12, 16, 12)
"""Inside a card."""


def row(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QHBoxLayout:
    """Return a row; end it with None, so that the room left over goes there."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(*items: Item, gap: int = 8, margins: Margins = NO_MARGINS) -> QVBoxLayout:
    """Return a column."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def _fill(made: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> None:
    made.setContentsMargins(*margins)
    made.setSpacing(gap)
    for item in items:
        match item:
            case None:
                made.addStretch(1)
            case int():
                made.addSpacing(item)
            case QLayout():
                made.addLayout(item)
            case QWidget():
                made.addWidget(item)


class Pane(QWidget):
    """A plain area of one colour, with hairlines on chosen edges.

    Args:
        fill: Name of the colour.
        edges: Any of ``top``, ``bottom``, ``left``, ``right``.
        parent: What it lies in.
    """

    def __init__(
        self, fill: str = "window", *, edges: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fill = fill
        self._edges = edges

    def set_fill(self, fill: str) -> None:
        """Change the colour."""
        self._fill = fill
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the area."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self._fill))
        wide, high = self.width(), self.height()
        lines = {
            "top": (0, 0, wide, 1),
            "bottom": (0, high - 1, wide, 1),
            "left": (0, 0, 1, high),
            "right": (wide - 1, 0, 1, high),
        }
        for edge in self._edges:
            painter.fillRect(*lines[edge], colour("line"))


class Line(QWidget):
    """A hairline between rows, or upright between things in a row."""

    def __init__(
        self, *, upright: bool = False, tone: str = "line", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._upright = upright
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Fixed if upright else policy.Expanding, policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room it takes."""
        return QSize(1, scaled(_UPRIGHT)) if self._upright else QSize(1, 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill it."""
        QPainter(self).fillRect(event.rect(), colour(self._tone))
