"""A list view that shows groups as cards of tiles, by arithmetic instead of asking for each row.

``QListView`` lays rows out by asking its delegate for the size of every one, after every change:
37 ms for 3,000 images. Here ``layout.Layout`` says where everything lies, and the view is told.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.inbox.header_look import header_height
from desktop.ui.inbox.layout import NOWHERE, Box, Layout, Measures, Step
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.rows import Row
from desktop.ui.look.current import colour, faint, radius, scaled, size
from desktop.ui.look.paint import paint_box

Index = QModelIndex | QPersistentModelIndex
GUTTER: Final = 14
"""At the right of the cards, for the scroll bar; the page leaves the same beside the rest."""
_TILE_GAP: Final = 2
_PAD: Final = 10
_BETWEEN: Final = 12
_LINE: Final = 60
_EDGE: Final = 2
_STEP: Final = 48
_BAND_ALPHA: Final = 40
_Move = QAbstractItemView.CursorAction
_STEPS: Final = {
    _Move.MoveLeft: Step.BACK,
    _Move.MovePrevious: Step.BACK,
    _Move.MoveRight: Step.ON,
    _Move.MoveNext: Step.ON,
    _Move.MoveUp: Step.UP,
    _Move.MoveDown: Step.DOWN,
    _Move.MoveHome: Step.FIRST,
    _Move.MoveEnd: Step.LAST,
    _Move.MovePageUp: Step.PAGE_UP,
    _Move.MovePageDown: Step.PAGE_DOWN,
}


class CardGrid(QListView):
    """Geometry, painting and moving about; what keys and presses mean is its subclass's.

    Args:
        model: The rows.
        parent: The screen.

    Signals:
        scrolled: Something else is on the screen now.
    """

    scrolled = Signal()

    def __init__(self, model: InboxModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self._layout: Layout | None = None
        self._laid_out: tuple[Row, ...] = ()
        self._anchor: tuple[str, int] | None = None
        self._pressed_at = QPoint()
        self._band = QRect()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        # What is painted can be moved when scrolled, because nothing shines through it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    def begin(self) -> None:
        """Show the rows: called once by the subclass when it is ready to be told of changes."""
        self.setModel(self.rows)

    # ----------------------------------------------------------------------------- geometry

    @property
    def layout_now(self) -> Layout:
        """Where everything lies, for the rows as they are at this moment."""
        if self._layout is None or self._laid_out is not self.rows.rows:
            self._laid_out = self.rows.rows
            self._layout = Layout(self._laid_out, self._measures())
        return self._layout

    def lay_out_again(self) -> None:
        """Rows, width or text size are otherwise; what lies at the top stays there."""
        self._layout = None
        self.updateGeometries()
        self._hold_anchor()
        self.viewport().update()
        self.scrolled.emit()

    def hold(self) -> None:
        """Remember what lies under the pointer, or at the top, so that it stays in its place."""
        self._anchor = None
        row = self._row_to_hold()
        if row is not None:
            top = self.layout_now.box(row).y - self.verticalOffset()
            self._anchor = (self.rows.key_at(row), top)

    def visible_rows(self) -> list[int]:
        """Return the rows of which something is on the screen, from above."""
        top = self.verticalOffset()
        return list(self.layout_now.rows_between(top, top + self.viewport().height()))

    def verticalOffset(self) -> int:
        """Return how far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Return that it is never scrolled sideways."""
        return 0

    def visualRect(self, index: Index) -> QRect:
        """Return where a row lies on the viewport."""
        if not index.isValid() or index.row() >= self.layout_now.count:
            return QRect()
        return self._on_view(self.layout_now.box(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row at a point; between cards and beside the last tile there is none."""
        row = self.layout_now.row_at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if row == NOWHERE else self.rows.index(row)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll as little as shows a row; the first tiles of a group come with its header."""
        if not index.isValid():
            return
        box = self.layout_now.box(index.row())
        first = self.layout_now.first_of(index.row())
        top = self.layout_now.box(first).y if self._is_in_first_line(box, first) else box.y
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif box.y + box.h > bar.value() + high:
            bar.setValue(min(box.y + box.h + _BETWEEN - high, top))

    def doItemsLayout(self) -> None:
        """Lay out by arithmetic; the list view's own way asks every row for its size."""
        self._layout = None
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Tell the scroll bar how much there is; cards are as wide with it as without."""
        QAbstractItemView.updateGeometries(self)
        bar, high = self.verticalScrollBar(), self.viewport().height()
        needed = self.layout_now.height > high
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if needed else policy.ScrollBarAlwaysOff
        )
        self.setViewportMargins(0, 0, GUTTER - (bar.sizeHint().width() if needed else 0), 0)
        bar.setRange(0, max(self.layout_now.height - high, 0))
        bar.setPageStep(high)
        bar.setSingleStep(scaled(_STEP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit as many tiles beside each other as there is room for."""
        self.hold()
        QAbstractItemView.resizeEvent(self, event)
        self.lay_out_again()

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """Paint changed rows again; their sizes never change by themselves."""
        for row in range(top_left.row(), min(bottom_right.row(), self.layout_now.count - 1) + 1):
            self.viewport().update(self._on_view(self.layout_now.box(row)))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already; only what comes into view is painted."""
        self.viewport().scroll(0, dy)

    # ----------------------------------------------------------------------------- moving about

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return where a key leads: over tiles and lines, never to a header."""
        layout = self.layout_now
        if not layout.count:
            return QModelIndex()
        at = self.currentIndex().row()
        step = _STEPS.get(action)
        if at < 0 or step is None:
            at = layout.next(-1, step=1)
        else:
            at = layout.travel(at, step, page_px=self.viewport().height())
        return self.rows.index(at)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the tiles in a rectangle; by keys and presses, those from one to the other."""
        down = self.verticalOffset()
        dragged = self.state() == QAbstractItemView.State.DragSelectingState
        box = rect.normalized().translated(0, down)
        touched = [
            row
            for row in self.layout_now.rows_between(box.top(), box.bottom() + 1)
            if QRect(*self.layout_now.box(row)).intersects(box)
        ]
        if touched and not dragged:
            ends = (self.indexAt(rect.topLeft()).row(), self.indexAt(rect.bottomRight()).row())
            known = [row for row in ends if row != NOWHERE]
            if known:
                touched = list(range(min(known), max(known) + 1))
        self.selectionModel().select(self._tiles(touched), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return where selected rows lie, as far as they are on the screen."""
        region = QRegion()
        for row in self.visible_rows():
            if selection.contains(self.rows.index(row)):
                region += self._on_view(self.layout_now.box(row))
        return region

    # --------------------------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards, and on them the rows."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), colour("window"))
        down = self.verticalOffset()
        top, bottom = event.rect().top() + down, event.rect().bottom() + down + 1
        for first in self.layout_now.firsts_between(top, bottom):
            card = QRectF(self._on_view(self.layout_now.card(first)))
            paint_box(painter, card, fill="surface", line="line", corner=radius("card"))
        for row in self.layout_now.rows_between(top, bottom):
            self.itemDelegate().paint(painter, self._option(row), self.rows.index(row))
        if not self._band.isNull():
            paint_box(painter, QRectF(self._band), fill=faint("accent", _BAND_ALPHA), line="accent")

    def show_band(self, band: QRect) -> None:
        """Show the rubber band, or with an empty rectangle none."""
        self.viewport().update(self._band.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE))
        self._band = band
        self.viewport().update(band.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE))

    # ---------------------------------------------------------------------------------- inside

    def _measures(self) -> Measures:
        width = self.width() - GUTTER
        return Measures(
            width=width,
            header=header_height(width),
            line=scaled(_LINE),
            tile_w=size("tile_width"),
            tile_h=size("tile_height"),
            gap=_TILE_GAP,
            pad=_PAD,
            between=_BETWEEN,
        )

    def _option(self, row: int) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.rect = self._on_view(self.layout_now.box(row))
        index = self.rows.index(row)
        state = QStyle.StateFlag.State_None
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if self.hasFocus() and index == self.currentIndex():
            state |= QStyle.StateFlag.State_HasFocus
        option.state = state
        return option

    def _on_view(self, box: Box) -> QRect:
        return QRect(box.x, box.y - self.verticalOffset(), box.w, box.h)

    def _tiles(self, rows: list[int]) -> QItemSelection:
        selection = QItemSelection()
        for row in rows:
            if not self.layout_now.is_header(row):
                index = self.rows.index(row)
                selection.select(index, index)
        return selection

    def _is_in_first_line(self, box: Box, first: int) -> bool:
        header = self.layout_now.box(first)
        return box.y <= header.y + header.h

    def _row_to_hold(self) -> int | None:
        under = self.viewport().mapFromGlobal(self.cursor().pos())
        if self.viewport().underMouse() and self.viewport().rect().contains(under):
            row = self.layout_now.row_at(under.x(), under.y() + self.verticalOffset())
            if row != NOWHERE:
                return row
        return next(iter(self.visible_rows()), None)

    def _hold_anchor(self) -> None:
        if self._anchor is None:
            return
        key, top = self._anchor
        row = self.rows.row_of(key)
        if row >= 0 and self.verticalOffset():
            self.verticalScrollBar().setValue(self.layout_now.box(row).y - top)
        self._anchor = None
