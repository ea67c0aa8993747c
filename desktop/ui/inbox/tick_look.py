"""Ticks that are painted in rows: the three-state one of a group, and the one on a picture."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.ui.look.current import colour
from desktop.ui.look.paint import paint_box

_BOX: Final = 18.0
_ON_PICTURE: Final = QColor(20, 23, 26, 120)


def paint_tick(painter: QPainter, rect: QRectF, ticked: int, of: int, *, over: bool) -> None:
    """Paint the tick of a group: none, some or all of its images.

    Args:
        painter: Where.
        rect: The box.
        ticked: How many are ticked.
        of: How many there are.
        over: Whether the pointer is over it.
    """
    line = "accent" if ticked else "control"
    fill = "accent" if ticked else "hover" if over else "surface"
    paint_box(painter, rect, fill=fill, line=line, corner=4, width=1.5)
    if ticked:
        _mark(painter, rect, part=ticked < of)


def paint_picture_tick(painter: QPainter, rect: QRectF, *, ticked: bool, over: bool) -> None:
    """Paint the tick of one image, so that it is seen on any picture."""
    if ticked:
        paint_box(painter, rect, fill="accent", line="onAccent", corner=5, width=1.5)
        _mark(painter, rect, part=False)
        return
    fill = QColor(_ON_PICTURE)
    fill.setAlpha(190 if over else 110)
    paint_box(painter, rect, fill=fill, line=QColor(Qt.GlobalColor.white), corner=5, width=1.5)


def _mark(painter: QPainter, rect: QRectF, *, part: bool) -> None:
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _BOX, rect.height() / _BOX)
    pen = QPen(colour("onAccent"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    mark = QPainterPath(QPointF(5.5, 9) if part else QPointF(5, 9.3))
    if part:
        mark.lineTo(12.5, 9)
    else:
        mark.lineTo(7.9, 12.1)
        mark.lineTo(13.1, 6.3)
    painter.drawPath(mark)
    painter.restore()
