"""What keys and presses mean in the inbox: ticks, steps, and looking at an image."""

from collections import Counter
from dataclasses import replace
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.ui.inbox.delegate import InboxDelegate
from desktop.ui.inbox.grid import CardGrid
from desktop.ui.inbox.header_look import parts_of
from desktop.ui.inbox.layout import NOWHERE
from desktop.ui.inbox.look import MORE, SPLIT, STEP, TICK, Hot, Shown
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.rows import Header, Line, Row, Tile, key_of
from desktop.ui.inbox.tile_look import is_on_tick
from desktop.ui.phrase import phrase
from desktop.ui.words import name_said

_SEEN_AFTER_MS: Final = 30
"""A screen that is scrolled past is not asked for."""
_Flag = QItemSelectionModel.SelectionFlag
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


class InboxList(CardGrid):
    """The list of the inbox.

    Args:
        model: The rows.
        shown: What the rows ask while they are painted.
        parent: The screen.

    Signals:
        stepped: The step of a group was taken; its header or line, and the tile that has the focus.
        patient_asked: Whose images these are is to be said; a header.
        split_asked: A series is to begin here; a tile.
        reject_asked: A tile is to be turned away, with what is ticked.
        look_asked: A tile is to be seen large.
        aside_asked: A tile is to be set aside, with what is ticked.
        facts_asked: What happened to a tile.
        sort_asked: The other order.
        menu_asked: Everything that can be done with a row; the row, and where on the screen.
        ticked: Other images are ticked; their identifiers.
        seen: Other images are on the screen; their identifiers, from above.
    """

    stepped = Signal(object, object)
    patient_asked = Signal(object)
    split_asked = Signal(object)
    reject_asked = Signal(object)
    look_asked = Signal(object)
    aside_asked = Signal(object)
    facts_asked = Signal(object)
    sort_asked = Signal()
    menu_asked = Signal(object, QPoint)
    ticked = Signal(object)
    seen = Signal(object)

    def __init__(self, model: InboxModel, shown: Shown, *, parent: QWidget | None = None) -> None:
        super().__init__(model, parent=parent)
        self.shown = shown
        self._delegate = InboxDelegate(shown, self)
        self.setItemDelegate(self._delegate)
        name_said(self, phrase("inbox.list"))
        self._down: Hot | None = None
        self._from = QPoint()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_SEEN_AFTER_MS)
        self._look.timeout.connect(self._tell_seen)
        self.scrolled.connect(self._see_soon)
        self.begin()

    # ------------------------------------------------------------------------------ what is where

    def tile(self) -> Tile | None:
        """Return the image that has the focus."""
        row = self._current()
        return row if isinstance(row, Tile) else None

    def header(self) -> Header | None:
        """Return the header of the group that has the focus."""
        at = self.currentIndex().row()
        return self.rows.header_of(at) if at >= 0 else None

    def focus_key(self) -> str:
        """Return what names the row that has the focus; empty if none has."""
        row = self._current()
        return "" if row is None else key_of(row)

    def focus_on(self, key: str) -> bool:
        """Give the focus to a row, if it is there."""
        at = self.rows.row_of(key)
        if at < 0:
            return False
        if self.layout_now.is_header(at):
            at += 1
        self._focus_at(at)
        return True

    def focus_first(self) -> None:
        """Give the focus to the first image or line."""
        self._focus_at(self.layout_now.next(-1, step=1))

    def step_focus(self, step: int) -> None:
        """Give the focus to the image before (-1) or after (1)."""
        self._focus_at(self.layout_now.next(self.currentIndex().row(), step=step))

    def _focus_at(self, row: int) -> None:
        self.selectionModel().setCurrentIndex(self.rows.index(row), _Flag.NoUpdate)

    def tick_group(self, header: Header) -> None:
        """Tick every image of a group, or none where all are ticked."""
        first = self.rows.row_of(header.key) + 1
        last = first + len(header.arrivals) - 1
        every = QItemSelection(self.rows.index(first), self.rows.index(last))
        all_ticked = (self.shown.ticked or {}).get(header.key, 0) == len(header.arrivals)
        self.selectionModel().select(every, _Flag.Deselect if all_ticked else _Flag.Select)

    def keep(self) -> None:
        """Tick the image that has the focus, and go on to the next."""
        self.selectionModel().select(self.currentIndex(), _Flag.Select)
        self.step_focus(1)

    def tick_one(self, row: int) -> None:
        """Tick one image, or untick it."""
        self.selectionModel().select(self.rows.index(row), _Flag.Toggle)

    # ------------------------------------------------------------------------------------- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key means here; others are for the window."""
        if self._does(event):
            event.accept()
        elif event.key() in _MOVES or event.text().isdigit():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Move about without ticking: only with Shift do the arrows tick."""
        if isinstance(event, QKeyEvent):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return super().selectionCommand(index, event) if shift else _Flag.NoUpdate
        return super().selectionCommand(index, event)

    def _does(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            return False
        if control:
            return self._does_with_control(event.key())
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return self._step()
            case Qt.Key.Key_Escape:
                return self._untick()
            case _:
                return self._does_with_tile(event.key())

    def _does_with_control(self, key: int) -> bool:
        header = self.header()
        if key != Qt.Key.Key_A or header is None:
            return False
        self.tick_group(header)
        return True

    def _does_with_tile(self, key: int) -> bool:
        tile, header = self.tile(), self.header()
        if tile is None or header is None:
            return False
        told = {
            Qt.Key.Key_S: self.split_asked,
            Qt.Key.Key_Space: self.look_asked,
            Qt.Key.Key_Delete: self.reject_asked,
            Qt.Key.Key_Q: self.aside_asked,
            Qt.Key.Key_I: self.facts_asked,
        }
        match key:
            case Qt.Key.Key_P:
                self.patient_asked.emit(header)
            case Qt.Key.Key_X:
                self.tick_one(self.currentIndex().row())
            case Qt.Key.Key_K:
                self.keep()
            case Qt.Key.Key_O:
                self.sort_asked.emit()
            case _ if key in told:
                told[Qt.Key(key)].emit(tile)
            case _:
                return False
        return True

    def _step(self) -> bool:
        row = self._current()
        if row is None:
            return False
        self.stepped.emit(row if isinstance(row, Line) else self.header(), self.tile())
        return True

    def _untick(self) -> bool:
        if not self.selectionModel().hasSelection():
            return False
        self.clearSelection()
        return True

    # ----------------------------------------------------------------------------------- presses

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a painted button or a tick; or take, add or span images as everywhere."""
        point = event.position().toPoint()
        hot = self._hot_at(point)
        self._from = point
        if event.button() is Qt.MouseButton.LeftButton and hot.part:
            self._down = hot
            self._heat(replace(hot, down=True))
        elif hot.key and self.rows.row_of(hot.key) >= 0 and self._is_header(hot.key):
            self.focus_on(hot.key)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a press would do; with the button down, take what the band touches."""
        point = event.position().toPoint()
        if self._down is not None:
            return
        self._heat(self._hot_at(point))
        super().mouseMoveEvent(event)
        if self.state() is QAbstractItemView.State.DragSelectingState:
            self.show_band(QRect(self._from, point).normalized())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what was pressed, if the pointer is still on it."""
        point = event.position().toPoint()
        self.show_band(QRect())
        pressed, self._down = self._down, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        hot = self._hot_at(point)
        self._heat(hot)
        if hot == pressed:
            self._press(hot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the step of the group, with this image first."""
        hot = self._hot_at(event.position().toPoint())
        if hot.part or not hot.key or self._is_header(hot.key):
            self.mousePressEvent(event)
        else:
            self._step()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer everything that can be done with a row."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_asked.emit(self.rows.rows[index.row()], self.viewport().mapToGlobal(at))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self._heat(Hot())

    def changeEvent(self, event: QEvent) -> None:
        """Paint everything anew in a new look or language; sizes follow the text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._delegate.forget()
            self.lay_out_again()

    # ------------------------------------------------------------------------------------ inside

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Count what is ticked in each group, and tell."""
        super().selectionChanged(selected, deselected)
        self.count_ticks()

    def count_ticks(self) -> None:
        """Tell which images are ticked."""
        rows = (self.rows.rows[index.row()] for index in self.selectedIndexes())
        tiles = [row for row in rows if isinstance(row, Tile)]
        self.shown.ticked = Counter(tile.group for tile in tiles)
        self.ticked.emit(frozenset(tile.arrival for tile in tiles))
        self._paint_headers()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Let the group that has the focus be the one whose step is the primary one."""
        super().currentChanged(current, previous)
        self.note_focus()

    def note_focus(self) -> None:
        """Take up which group has the focus."""
        header, tile = self.header(), self.tile()
        self.shown.focus = header.key if header is not None else ""
        self.shown.split_at = tile.at if tile is not None else 0
        self._paint_headers()

    def _current(self) -> Row | None:
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def _is_header(self, key: str) -> bool:
        at = self.rows.row_of(key)
        return at >= 0 and isinstance(self.rows.rows[at], Header)

    def _hot_at(self, point: QPoint) -> Hot:
        at = self.layout_now.row_at(point.x(), point.y() + self.verticalOffset())
        if at == NOWHERE or at >= len(self.rows.rows):
            return Hot()
        row, rect = self.rows.rows[at], self.visualRect(self.rows.index(at))
        if isinstance(row, Tile):
            return Hot(row.arrival, TICK if is_on_tick(rect, point) else "")
        for part, (box, _) in parts_of(row, rect, self.shown).items():
            reach = box.adjusted(-6, -6, 6, 6) if part == TICK else box
            if reach.contains(point):
                return Hot(key_of(row), part)
        return Hot(key_of(row))

    def _heat(self, hot: Hot) -> None:
        if hot == self.shown.hot:
            return
        keys = {self.shown.hot.key, hot.key} - {""}
        self.shown.hot = hot
        for key in keys:
            at = self.rows.row_of(key)
            if at >= 0:
                self.viewport().update(self.visualRect(self.rows.index(at)))

    def _press(self, hot: Hot) -> None:
        at = self.rows.row_of(hot.key)
        if at < 0:
            return
        row = self.rows.rows[at]
        if isinstance(row, Tile):
            self.focus_on(hot.key)
            self.tick_one(at)
        elif isinstance(row, Line):
            self.stepped.emit(row, None)
        else:
            self._press_header(row, hot.part)

    def _press_header(self, header: Header, part: str) -> None:
        own = self.tile() if self.shown.focus == header.key else None
        if part == TICK:
            self.tick_group(header)
        elif part == STEP:
            self.stepped.emit(header, own)
        elif part == SPLIT and own is not None:
            self.split_asked.emit(own)
        elif part == MORE:
            rect = self.visualRect(self.rows.index(self.rows.row_of(header.key)))
            box, _ = parts_of(header, rect, self.shown)[MORE]
            self.menu_asked.emit(header, self.viewport().mapToGlobal(box.bottomLeft()))

    def _paint_headers(self) -> None:
        for at in self.visible_rows():
            if isinstance(self.rows.rows[at], Header):
                self.viewport().update(self.visualRect(self.rows.index(at)))

    def _see_soon(self) -> None:
        self._look.start()

    def _tell_seen(self) -> None:
        rows = (self.rows.rows[at] for at in self.visible_rows())
        self.seen.emit(tuple(row.arrival for row in rows if isinstance(row, Tile)))
