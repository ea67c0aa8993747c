"""The one delegate of the inbox: rows are painted, never made widgets."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.inbox.header_look import paint_header, paint_line
from desktop.ui.inbox.look import Shown
from desktop.ui.inbox.model import Role
from desktop.ui.inbox.rows import Header, Line, Row, Tile
from desktop.ui.inbox.tile_look import paint_tile
from desktop.ui.look.current import colour

MOST_TILES: Final = 160
"""Painted tiles that are kept: some screens full, of 100 kilobytes each at 100 %."""


@dataclass(frozen=True, slots=True)
class _Painted:
    """A tile as it was painted, and of what.

    Attributes:
        of: The tile, its picture, its size, ticked, focus, and what the pointer is over.
    """

    of: tuple[Tile, int, QSize, bool, bool, str, float]
    pixels: QPixmap


class InboxDelegate(QStyledItemDelegate):
    """Paints headers, tiles and lines; a tile that looks as before is copied, not painted again.

    Args:
        shown: What the rows ask while they are painted.
        parent: The list.
    """

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._tiles: OrderedDict[str, _Painted] = OrderedDict()

    def forget(self) -> None:
        """Paint everything anew: the look, the language or the text size is otherwise."""
        self._tiles.clear()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row: Row = index.data(Role.ROW)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        ticked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        match row:
            case Header():
                paint_header(painter, option.rect, row, self._shown)
            case Tile():
                self._paint_tile(painter, option.rect, row, ticked=ticked, focus=focus)
            case Line():
                paint_line(painter, option.rect, row, self._shown, focus=focus)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room that the view has given it: sizes are the layout's business."""
        return option.rect.size()

    def _paint_tile(
        self, painter: QPainter, rect: QRect, tile: Tile, *, ticked: bool, focus: bool
    ) -> None:
        hot = self._shown.hot
        over = "" if hot.key != tile.arrival else hot.part or "tile"
        stamp = self._shown.pictures.stamp(tile.arrival)
        ratio = painter.device().devicePixelRatio()
        of = (tile, stamp, rect.size(), ticked, focus, over, ratio)
        known = self._tiles.get(tile.arrival)
        if known is None or known.of != of:
            known = self._painted(of)
        self._tiles[tile.arrival] = known
        self._tiles.move_to_end(tile.arrival)
        if len(self._tiles) > MOST_TILES:
            self._tiles.popitem(last=False)
        painter.drawPixmap(rect.topLeft(), known.pixels)

    def _painted(self, of: tuple[Tile, int, QSize, bool, bool, str, float]) -> _Painted:
        tile, _, size, ticked, focus, _, ratio = of
        pixels = QPixmap(size * ratio)
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(colour("surface"))
        painter = QPainter(pixels)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(0, 0, size.width(), size.height())
        paint_tile(painter, rect, tile, self._shown, ticked=ticked, focus=focus)
        painter.end()
        return _Painted(of, pixels)
