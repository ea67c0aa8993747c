"""The one delegate of the inbox: rows are painted, never made widgets."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.inbox.header_look import paint_header, paint_line
from desktop.ui.inbox.look import Shown
from desktop.ui.inbox.model import Role
from desktop.ui.inbox.rows import Header, Line, Row, Tile
from desktop.ui.inbox.tile_look import paint_tile


class InboxDelegate(QStyledItemDelegate):
    """Paints headers, tiles and lines.

    Args:
        shown: What the rows ask while they are painted.
        parent: The list.
    """

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown

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
                paint_tile(painter, option.rect, row, self._shown, ticked=ticked, focus=focus)
            case Line():
                paint_line(painter, option.rect, row, self._shown, focus=focus)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the room that the view has given it: sizes are the layout's business."""
        return option.rect.size()
