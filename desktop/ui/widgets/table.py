"""Tables: hairlines between rows, no grid; quick with tens of thousands of rows.

A model says what each cell holds as a :class:`Cell`; one delegate paints them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.look.current import colour, scaled, size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD, font, line_height, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.phrase import Words
from desktop.ui.words import name_said, said

Index = QModelIndex | QPersistentModelIndex

CELL: Final = Qt.ItemDataRole.UserRole
"""Under this role a model gives its :class:`Cell`."""

_TEXT_ROLES: Final = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
    }
)
"""Who does not see the cell, or not all of it, is told all of it."""
_PAD: Final = 14
_ICON: Final = 18
_GAP: Final = 8
_MARK: Final = 3
_LEAST: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        words: Its heading.
        sample: The widest text it usually holds; it is as wide as that.
        stretch: Its share of the width that is left; 0 for none.
        extra: Pixels beside the words, at a text size of 100 %, for a picture or an icon.
    """

    words: Words
    sample: str = ""
    stretch: int = 0
    extra: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell shows.

    Attributes:
        words: In the window's language.
        detail: A second line under it.
        icon: A drawing before it.
        tone: Name of the colour of words and icon.
        strong: Whether the words stand out.
    """

    words: str
    detail: str = ""
    icon: str = ""
    tone: str = "text"
    strong: bool = False


class TableModel(QAbstractTableModel):
    """A table of cells; subclasses say how many rows there are and what each cell holds.

    Args:
        columns: From left to right.
        parent: The screen.
    """

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell holds."""
        raise NotImplementedError

    def row_count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are; a cell has none."""
        return 0 if parent is not None and parent.isValid() else self.row_count()

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are; a cell has none."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell for the delegate, or its words for everybody else."""
        if not index.isValid():
            return None
        if role == CELL:
            return self.cell(index.row(), index.column())
        if role in _TEXT_ROLES:
            cell = self.cell(index.row(), index.column())
            return ", ".join(filter(None, (cell.words, cell.detail)))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return said(self.columns[section].words)
        return None

    def say_again(self) -> None:
        """Have everything read again: in another language, or with another tick."""
        if rows := self.row_count():
            last = self.index(rows - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)


class Table(QTableView):
    """Shows a :class:`TableModel`; one row can be chosen.

    Args:
        words: Its name for assistive technology.
        model: What it shows.
        row_height: Name of the height of a row.
        parent: The screen.

    Signals:
        row_chosen: Another row is the current one; its number, or -1.
        row_opened: Enter was pressed on a row, or it was pressed twice.
    """

    row_chosen = Signal(int)
    row_opened = Signal(int)

    def __init__(
        self,
        words: Words,
        model: TableModel,
        *,
        row_height: str = "table_row",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table_model = model
        self._row_height = row_height
        self.setHorizontalHeader(_Header(self))
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget(self))
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentRowChanged.connect(self._chosen)
        name_said(self, words)
        self._dress()

    def choose_row(self, row: int) -> None:
        """Make a row the current one, and bring it into view."""
        if row != self.currentIndex().row():
            self.selectRow(row)
            self.scrollTo(self._table_model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the row on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.row_opened.emit(self.currentIndex().row())
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.row_opened.emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
        elif event.type() == QEvent.Type.LanguageChange:
            self._table_model.say_again()
            self._share_width()

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.row_chosen.emit(current.row())

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(size(self._row_height))
        self.horizontalHeader().setFixedHeight(scaled(34))
        self._share_width()

    def _share_width(self) -> None:
        """Give each column what its words need, and share out the rest."""
        columns = self._table_model.columns
        needs = [_needs(one) for one in columns]
        left = max(self.viewport().width() - sum(needs), 0)
        shares = sum(one.stretch for one in columns) or 1
        for at, one in enumerate(columns):
            self.setColumnWidth(at, needs[at] + left * one.stretch // shares)


def _needs(one: Column) -> int:
    heading = text_width(said(one.words), "small", SEMIBOLD)
    held = text_width(one.sample, "body", SEMIBOLD) + scaled(one.extra)
    least = scaled(_LEAST) if one.stretch else 0
    return round(max(heading, held, least)) + 2 * _PAD


class CellDelegate(QStyledItemDelegate):
    """Paints every cell, the hairline under its row, and the row that is chosen."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a usual size; widths are shared out by the table."""
        return QSize(scaled(_LEAST), size("table_row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        paint_row(painter, rect, chosen=chosen, first=index.column() == 0)
        self.paint_cell(painter, rect, index)
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw what a cell holds."""
        paint_words(painter, rect.adjusted(_PAD, 0, -_PAD // 2, 0), index.data(CELL))


def paint_row(painter: QPainter, rect: QRect, *, chosen: bool, first: bool) -> None:
    """Draw what lies behind a cell: tinted if its row is chosen, and a hairline under it."""
    if chosen:
        painter.fillRect(rect, colour("select"))
        if first:
            painter.fillRect(
                QRectF(rect.left(), rect.top(), _MARK, rect.height()), colour("accentText")
            )
    painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), colour("line2"))


def paint_words(painter: QPainter, rect: QRect, cell: Cell) -> None:
    """Draw icon and words of a cell, in one line or two."""
    left = float(rect.left())
    if cell.icon:
        px = scaled(_ICON)
        at = QPointF(left, rect.center().y() - px / 2 + 1)
        paint_icon(
            painter, cell.icon, at, tone="text2" if cell.tone == "text" else cell.tone, px=px
        )
        left += px + _GAP
    wide = round(rect.right() - left)
    first, second = line_height("body"), line_height("cap") if cell.detail else 0
    top = rect.top() + (rect.height() - first - second) / 2
    painter.setFont(font("body", SEMIBOLD if cell.strong else MEDIUM if cell.detail else None))
    painter.setPen(colour(cell.tone))
    _line(painter, QRectF(left, top, wide, first), cell.words)
    if cell.detail:
        painter.setFont(font("cap"))
        painter.setPen(colour("text2"))
        _line(painter, QRectF(left, top + first, wide, second), cell.detail)


def _line(painter: QPainter, rect: QRectF, words: str) -> None:
    room = int(rect.width())
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class _Header(QHeaderView):
    """The headings, with a line under them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one heading."""
        painter.save()
        painter.fillRect(rect, colour("surface"))
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), colour("line"))
        painter.setFont(font("small", SEMIBOLD))
        painter.setPen(colour("text2"))
        model = self.model()
        words = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        _line(painter, QRectF(rect.adjusted(_PAD, 0, -_PAD // 2, 0)), words)
        painter.restore()
