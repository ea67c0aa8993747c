"""Images as rows with everything in words, newest first."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.ids import ImageId
from desktop.records.dates import show_date
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import (
    Names,
    moment_words,
    obscured_words,
    place_words,
    view_words,
)
from desktop.ui.filed.tile import paint_tick
from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase
from desktop.ui.widgets.table import (
    CELL,
    Cell,
    CellDelegate,
    Column,
    Index,
    Table,
    TableModel,
    paint_words,
)
from desktop.ui.words import said

_PICTURE: Final = (56, 42)
_TICK: Final = 18
_PAD: Final = 14
_DAY: Final = "22-Nov-2026, 10:44"


class RecordTable(Table):
    """A row for each image.

    Args:
        pictures: Where the small pictures are.
        on_key: Is offered every key; returns whether it was used.
        parent: The page.

    Signals:
        tick_asked: The tick of an image was pressed.
    """

    tick_asked = Signal(str)

    def __init__(
        self, pictures: SmallPictures, on_key: Callable[[QKeyEvent], bool], *, parent: QWidget
    ) -> None:
        self.rows = RecordRows(parent)
        super().__init__(
            phrase("record.images"), self.rows, row_height="table_row_tall", parent=parent
        )
        self._on_key = on_key
        self._pictures = pictures
        self.setItemDelegate(_Delegate(self.rows, pictures, self))
        pictures.arrived.connect(self._arrived)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_entries(self, entries: Sequence[Entry], names: Names) -> None:
        """Show other images, in this order."""
        self.rows.show_entries(tuple(entries), names)

    def show_choice(self, focus: ImageId | None, ticked: frozenset[ImageId]) -> None:
        """Show which image has the focus and which are ticked."""
        self.rows.show_ticked(ticked)
        at = next((n for n, e in enumerate(self.rows.entries) if e.image == focus), None)
        if at is not None:
            self.choose_row(at)
        self.want()

    def want(self) -> None:
        """Ask for the pictures that are seen: what is asked for counts as seen."""
        if not self.isVisible():
            return
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        seen = self.rows.entries[max(first, 0) : last + 1 if last >= 0 else None]
        self._pictures.want(str(entry.image) for entry in seen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer keys to the page before the table has them."""
        if self._on_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures."""
        super().showEvent(event)
        self.want()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick the image whose tick is pressed."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            rect = self.visualRect(index)
            if event.position().x() < rect.left() + _PAD + scaled(_TICK) + _PAD // 2:
                self.tick_asked.emit(str(self.rows.entries[index.row()].image))

    def _arrived(self, _subject: str) -> None:
        self.viewport().update()

    def _scrolled(self, _value: int) -> None:
        self.want()


class RecordRows(TableModel):
    """The images of a record as rows."""

    def __init__(self, parent: QWidget) -> None:
        beside = _TICK + _PAD + _PICTURE[0] + _PAD
        super().__init__(
            (
                Column(words=phrase("record.col_taken"), sample=_DAY, extra=beside),
                Column(words=phrase("record.col_site"), sample="Lower leg, both sides", stretch=3),
                Column(words=phrase("record.col_obscured"), sample="Nothing to obscure", stretch=4),
                Column(words=phrase("record.col_device"), sample="Coolpix W300", stretch=3),
                Column(words=phrase("record.col_filed"), sample="22-Nov-2026", stretch=2),
            ),
            parent,
        )
        self.entries: tuple[Entry, ...] = ()
        self.ticked: frozenset[ImageId] = frozenset()
        self._names: Names = {}

    def show_entries(self, entries: tuple[Entry, ...], names: Names) -> None:
        """Hold other images."""
        if entries != self.entries:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()
        if names != self._names:
            self._names = dict(names)
            self.say_again()

    def show_ticked(self, ticked: frozenset[ImageId]) -> None:
        """Tick other images."""
        if ticked != self.ticked:
            self.ticked = ticked
            self.say_again()

    def row_count(self) -> int:
        """Return how many images there are."""
        return len(self.entries)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a cell says."""
        entry = self.entries[row]
        match column:
            case 0:
                trust = phrase(f"time_trust.{entry.trust.value}")
                sure = entry.is_dated_by_camera or entry.taken is None
                return Cell(words=said(moment_words(entry)), detail="" if sure else said(trust))
            case 1:
                return Cell(words=said(place_words(entry.place)), detail=said(view_words(entry)))
            case 2:
                return Cell(words=said(obscured_words(entry)))
            case 3:
                return Cell(words=entry.device or said(phrase("filed.device_not_known")))
            case _:
                name = self._names.get(entry.filed_by, "")
                return Cell(words=show_date(entry.filed_at.date()), detail=name)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Say to assistive technology what is ticked."""
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            on = self.entries[index.row()].image in self.ticked
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return super().data(index, role)


class _Delegate(CellDelegate):
    """Puts tick and picture before the first cell."""

    def __init__(self, rows: RecordRows, pictures: SmallPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._pictures = pictures

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Draw a cell."""
        if index.column():
            super().paint_cell(painter, rect, index)
            return
        entry = self._rows.entries[index.row()]
        side = scaled(_TICK)
        left = rect.left() + _PAD
        box = QRect(left, rect.center().y() - side // 2, side, side)
        paint_tick(painter, box, on=entry.image in self._rows.ticked)
        wide, high = (scaled(length) for length in _PICTURE)
        picture = QRect(box.right() + _PAD, rect.center().y() - high // 2, wide, high)
        self._pictures.paint(painter, str(entry.image), picture)
        words = rect.adjusted(picture.right() + _PAD - rect.left(), 0, -_PAD // 2, 0)
        paint_words(painter, words, index.data(CELL))
