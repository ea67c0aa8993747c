"""One image of the inbox: its picture, name, time and state in words."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.ui.inbox.look import TICK, Shown
from desktop.ui.inbox.rows import Tile
from desktop.ui.inbox.tick_look import paint_picture_tick
from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import MEDIUM, font
from desktop.ui.look.paint import paint_box
from desktop.ui.look.tokens import StateLook, Tone
from desktop.ui.phrase import phrase
from desktop.ui.widgets.badge import badge_size, paint_badge, state_look
from desktop.ui.words import said

_PAD: Final = 7
_TEXT: Final = 20
_TICK: Final = 22
_TICK_IN: Final = 5
_HIT: Final = 34
_DRAFT: Final = StateLook(Tone.INFO, "file-pen")


def look_of(tile: Tile) -> StateLook:
    """Return the tone and icon of an image's state."""
    return _DRAFT if tile.badge == "draft" else state_look(tile.badge)


def picture_rect(rect: QRect) -> QRect:
    """Return where the picture lies in a tile."""
    return QRect(
        rect.left() + scaled(_PAD),
        rect.top() + scaled(_PAD),
        size("picture_width"),
        size("picture_height"),
    )


def is_on_tick(rect: QRect, point: QPoint) -> bool:
    """Return whether a point of a tile counts as its tick: a generous corner of the picture."""
    picture = picture_rect(rect)
    return QRect(
        picture.topLeft(), picture.topLeft() + QPoint(scaled(_HIT), scaled(_HIT))
    ).contains(point)


def paint_tile(
    painter: QPainter, rect: QRect, tile: Tile, shown: Shown, *, ticked: bool, focus: bool
) -> None:
    """Paint one image."""
    outer = QRectF(rect)
    if ticked:
        paint_box(painter, outer, fill="select", line="accent", corner=radius("thumb"), width=2)
    elif shown.hot.key == tile.arrival:
        paint_box(painter, outer, fill="hover", corner=radius("thumb"))
    if focus:
        paint_box(painter, outer, fill=None, line="focus", corner=radius("thumb"), width=2)
    picture = picture_rect(rect)
    shown.pictures.paint(painter, tile.arrival, picture)
    edge = scaled(_TICK)
    box = QRectF(picture.left() + scaled(_TICK_IN), picture.top() + scaled(_TICK_IN), edge, edge)
    over = shown.hot.key == tile.arrival and shown.hot.part == TICK
    paint_picture_tick(painter, box, ticked=ticked, over=over)
    _paint_words(painter, picture, tile)


def _paint_words(painter: QPainter, picture: QRect, tile: Tile) -> None:
    line = QRect(picture.left() + 2, picture.bottom() + 3, picture.width() - 3, scaled(_TEXT))
    painter.setFont(font("cap"))
    painter.setPen(colour("text2"))
    metrics = QFontMetricsF(painter.font())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tile.time)
    room = line.width() - metrics.horizontalAdvance(tile.time) - 6
    painter.setPen(colour("text"))
    name = tile.name or said(phrase("inbox.no_name"))
    shortened = metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shortened)
    look = look_of(tile)
    words = QFontMetricsF(font("cap", MEDIUM)).elidedText(
        said(tile.words),
        Qt.TextElideMode.ElideRight,
        picture.width() + scaled(6) - badge_size("").width(),
    )
    at = QPointF(picture.left(), line.bottom() + 4)
    paint_badge(painter, at, words, look.tone, icon=look.icon)
