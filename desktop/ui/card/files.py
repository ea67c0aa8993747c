"""The photographs on a card as tiles: a picture, its name, its date, new or known, ticked or not.

Rows are painted, never made widgets, so that ten thousand are as quick as ten.
"""

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.ui.card.state import CardState, Item
from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import font
from desktop.ui.look.paint import paint_box
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.pictures import SmallPictures
from desktop.ui.widgets.badge import paint_badge
from desktop.ui.words import name_said, said

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_PAD: Final = 7
_TEXT: Final = 18
_TICK: Final = 22
_TICK_IN: Final = 5
_BADGE: Final = 26
_SEEN_AFTER_MS: Final = 30
_ON_PICTURE: Final = QColor(20, 23, 26, 120)
_MARK: Final = 18.0
_Flag = QItemSelectionModel.SelectionFlag


class Role(IntEnum):
    """What the delegate asks for."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    TICKED = Qt.ItemDataRole.UserRole + 2


class FilesModel(QAbstractListModel):
    """The photographs, in the order of the card."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = CardState()
        self._rows: dict[str, int] = {}

    def show_state(self, state: CardState) -> None:
        """Show other photographs, or the same with other ticks."""
        before, self.state = self.state, state
        if state.items != before.items:
            self.beginResetModel()
            self._rows = {one.key: at for at, one in enumerate(state.items)}
            self.endResetModel()
        elif state.ticked != before.ticked and state.items:
            self.dataChanged.emit(self.index(0), self.index(len(state.items) - 1))

    def row_of(self, key: str) -> int:
        """Return where a photograph stands, or -1."""
        return self._rows.get(key, -1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.state.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a photograph, or what is said of it."""
        if not index.isValid():
            return None
        item = self.state.items[index.row()]
        match role:
            case Role.ITEM:
                return item
            case Role.TICKED:
                return item.key in self.state.ticked
            case Qt.ItemDataRole.DisplayRole:
                return item.name
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                words = joined(
                    verbatim(item.name),
                    verbatim(item.when),
                    phrase("card.known" if item.known else "card.new"),
                    phrase("card.is_chosen" if item.key in self.state.ticked else "card.is_not"),
                    between=", ",
                )
                return said(words)
            case _:
                return None


class FilesDelegate(QStyledItemDelegate):
    """Paints one photograph."""

    def __init__(self, pictures: SmallPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room of a tile."""
        words = 2 * scaled(_TEXT) + scaled(_BADGE)
        return QSize(
            size("picture_width") + 2 * scaled(_PAD),
            size("picture_height") + 2 * scaled(_PAD) + words,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one tile."""
        item: Item = index.data(Role.ITEM)
        ticked = bool(index.data(Role.TICKED))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer = QRectF(option.rect).adjusted(1, 1, -1, -1)
        hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if ticked:
            paint_box(painter, outer, fill="select", line="accent", corner=radius("thumb"), width=2)
        elif hot:
            paint_box(painter, outer, fill="hover", corner=radius("thumb"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_box(painter, outer, fill=None, line="focus", corner=radius("thumb"), width=2)
        picture = QRect(
            option.rect.left() + scaled(_PAD),
            option.rect.top() + scaled(_PAD),
            size("picture_width"),
            size("picture_height"),
        )
        self._pictures.paint(painter, item.key, picture)
        _paint_tick(painter, picture, ticked=ticked)
        _paint_words(painter, picture, item)
        painter.restore()


def _paint_tick(painter: QPainter, picture: QRect, *, ticked: bool) -> None:
    edge, inset = scaled(_TICK), scaled(_TICK_IN)
    box = QRectF(picture.left() + inset, picture.top() + inset, edge, edge)
    if not ticked:
        painter.setPen(QPen(QColor("white"), 1.6))
        painter.setBrush(_ON_PICTURE)
        painter.drawRoundedRect(box, 5, 5)
        return
    paint_box(painter, box, fill="accent", line="onAccent", corner=5, width=1.5)
    part = edge / _MARK
    path = QPainterPath(box.topLeft() + QPointF(4 * part, 9.5 * part))
    path.lineTo(box.topLeft() + QPointF(7.5 * part, 13 * part))
    path.lineTo(box.topLeft() + QPointF(14 * part, 5.5 * part))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("onAccent"), 2 * part))
    painter.drawPath(path)


def _paint_words(painter: QPainter, picture: QRect, item: Item) -> None:
    painter.setFont(font("cap"))
    metrics = QFontMetricsF(painter.font())
    line = QRect(picture.left() + 1, picture.bottom() + 3, picture.width() - 2, scaled(_TEXT))
    for text, ink in ((item.name, "text"), (item.when, "text2")):
        painter.setPen(colour(ink))
        shortened = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shortened)
        line.translate(0, line.height())
    words = said(phrase("card.known_short" if item.known else "card.new"))
    tone, icon = (Tone.MUTE, "check") if item.known else (Tone.INFO, "image")
    room = picture.width() - scaled(32)
    at = QPointF(picture.left(), line.top() + 2)
    paint_badge(
        painter,
        at,
        metrics.elidedText(words, Qt.TextElideMode.ElideRight, room),
        tone,
        icon=icon,
    )


class FilesView(QListView):
    """The photographs, moved about in by arrows and ticked by X, Space and presses.

    Args:
        pictures: The small pictures.
        parent: The screen.

    Signals:
        toggled: One is to be ticked or not any more; its key.
        stretched: Everything between two places is to be ticked.
        all_asked: Everything.
        new_asked: Only what is new.
        none_asked: Nothing.
        seen: Others are on the screen; their keys, from above.
    """

    toggled = Signal(str)
    stretched = Signal(int, int)
    all_asked = Signal()
    new_asked = Signal()
    none_asked = Signal()
    seen = Signal(object)

    def __init__(self, pictures: SmallPictures, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.files = FilesModel(self)
        self._anchor = -1
        self.setModel(self.files)
        self.setItemDelegate(FilesDelegate(pictures, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setSpacing(1)
        name_said(self, phrase("card.list"))
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_SEEN_AFTER_MS)
        self._look.timeout.connect(self._tell_seen)
        self.verticalScrollBar().valueChanged.connect(self._see_soon)

    def show_state(self, state: CardState) -> None:
        """Show a state; the focus stays on the photograph that has it."""
        held = self._key_at(self.currentIndex().row())
        anew = state.items != self.files.state.items
        self.files.show_state(state)
        if anew and state.items:
            at = self.files.row_of(held)
            if at < 0:  # begin with what is new
                at = next((n for n, one in enumerate(state.items) if not one.known), 0)
            self.selectionModel().setCurrentIndex(self.files.index(at), _Flag.NoUpdate)
            self._see_soon()
        self.viewport().update()

    def show_picture(self, key: str) -> None:
        """Paint a photograph whose small picture has come."""
        at = self.files.row_of(key)
        if at >= 0:
            self.viewport().update(self.visualRect(self.files.index(at)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key means here; others move about, or are for the window."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        before = self.currentIndex().row()
        match event.key():
            case Qt.Key.Key_A if control and not shift:
                self.all_asked.emit()
            case Qt.Key.Key_X | Qt.Key.Key_Space if not control:
                self._toggle(before)
            case Qt.Key.Key_N if not control:
                self.new_asked.emit()
            case Qt.Key.Key_A if control and shift:
                self.none_asked.emit()
            case _ if event.key() in _MOVES:
                super().keyPressEvent(event)
                self._after_move(before, shift=shift)
            case _:
                event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick what is pressed; with Shift everything from the last one to it."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
        if shift and self._anchor >= 0:
            self.stretched.emit(self._anchor, index.row())
        else:
            self._toggle(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Count as two presses."""
        self.mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew, and ask for what is on the screen now."""
        super().resizeEvent(event)
        self._see_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
            self._see_soon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint on the ground of a card."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("surface"))
        painter.end()
        super().paintEvent(event)

    def visible_keys(self) -> tuple[str, ...]:
        """Return what is on the screen, from above, and a little below it."""
        if not self.files.state.items:
            return ()
        area = self.viewport().rect()
        first = self.indexAt(area.topLeft() + self._inside()).row()
        high = self.itemDelegate().sizeHint(QStyleOptionViewItem(), NO_INDEX)
        across = max(area.width() // max(high.width(), 1), 1)
        down = area.height() // max(high.height(), 1) + 2
        first = max(first, 0)
        return tuple(one.key for one in self.files.state.items[first : first + across * down])

    def _inside(self) -> Any:
        return QRect(0, 0, scaled(_PAD) * 2, scaled(_PAD) * 2).bottomRight()

    def _key_at(self, row: int) -> str:
        items = self.files.state.items
        return items[row].key if 0 <= row < len(items) else ""

    def _toggle(self, row: int) -> None:
        if key := self._key_at(row):
            self._anchor = row
            self.toggled.emit(key)

    def _after_move(self, before: int, *, shift: bool) -> None:
        now = self.currentIndex().row()
        if shift and before >= 0 and now >= 0:
            self.stretched.emit(before, now)
        else:
            self._anchor = now

    def _see_soon(self) -> None:
        self._look.start()

    def _tell_seen(self) -> None:
        self.seen.emit(self.visible_keys())


_MOVES: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
