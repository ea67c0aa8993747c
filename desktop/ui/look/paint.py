"""The few shapes that every painted control is made of."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import colour, radius

RING: Final = 2.0
"""Width of the ring around what has the focus."""
GAP: Final = 1.5
"""Between the ring and what it surrounds."""


def painter_of(widget: QWidget) -> QPainter:
    """Return a painter for a widget, with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def paint_box(
    painter: QPainter,
    rect: QRectF,
    *,
    fill: str | QColor | None,
    line: str | QColor | None = None,
    corner: float | None = None,
    width: float = 1.0,
) -> None:
    """Paint a box with round corners inside ``rect``.

    Args:
        painter: Where.
        rect: The outer edge; the line lies inside it.
        fill: Name of a colour, a colour, or None for none.
        line: The same, for the edge.
        corner: Radius; the one of controls if not given.
        width: Of the edge.
    """
    inset = width / 2 if line is not None else 0.0
    painter.setPen(QPen(_ink(line), width) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(_ink(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    round_by = radius("control") if corner is None else corner
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), round_by, round_by)


def paint_ring(
    painter: QPainter, rect: QRectF, *, corner: float | None = None, ink: str = "focus"
) -> QRectF:
    """Paint the ring of the focus along ``rect``; return the room that is left inside it."""
    round_by = (radius("control") if corner is None else corner) + RING
    paint_box(painter, rect, fill=None, line=ink, corner=round_by, width=RING)
    inset = RING + GAP
    return rect.adjusted(inset, inset, -inset, -inset)


def paint_line(painter: QPainter, rect: QRectF, ink: str = "line") -> None:
    """Fill a thin rectangle."""
    painter.fillRect(rect, colour(ink))


def _ink(tone: str | QColor) -> QColor:
    return tone if isinstance(tone, QColor) else colour(tone)
