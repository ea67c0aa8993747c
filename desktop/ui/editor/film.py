"""The series under the picture: small pictures with how each stands; arrows go through them."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop.ids import ArrivalId
from desktop.memory import SealedMemory
from desktop.records.thumb import Thumb
from desktop.ui.editor.region_item import covered_copy
from desktop.ui.editor.shown import Cell
from desktop.ui.editor.standing import Standing
from desktop.ui.look.current import colour, scaled
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.widgets.badge import badge_size, paint_badge, state_look, state_words
from desktop.ui.widgets.boxes import Pane
from desktop.ui.words import name_said, said

_PICTURE: Final = QSize(126, 60)
_PAD: Final = 6
_GAP: Final = 8
_EDGE: Final = 12
_OWN: Final = {
    Standing.FILING: (phrase("editor.standing_filing"), Tone.INFO, "loader"),
    Standing.STAYED: (phrase("editor.standing_stayed"), Tone.ERR, "circle-alert"),
}
"""Standings that no list knows."""


def badge_of(standing: Standing) -> tuple[Words, Tone, str]:
    """Return words, tone and drawing of a standing."""
    if standing in _OWN:
        return _OWN[standing]
    look = state_look(standing.value)
    return state_words(standing.value), look.tone, look.icon


class FilmCell(QWidget):
    """One photograph.

    Signals:
        chosen: Somebody went to it.
    """

    chosen = Signal()

    def __init__(self, cell: Cell, total: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cell = cell
        self._image: QImage | None = None
        self._seen: QImage | None = None
        self._problem = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say(cell, total)

    def show_cell(self, cell: Cell, total: int) -> None:
        """Show how it stands now."""
        former, self._cell = self._cell, cell
        if (cell.covered, cell.picture) != (former.covered, former.picture):
            self._cover()
            self.update(self._picture_room().toAlignedRect())
        if cell == replace(former, covered=cell.covered, picture=cell.picture):
            return
        self._say(cell, total)

    def _say(self, cell: Cell, total: int) -> None:
        words, _, _ = badge_of(cell.standing)
        name_said(
            self,
            phrase(
                "editor.cell",
                place=cell.place,
                total=total,
                name=verbatim(cell.name),
                standing=words,
            ),
        )
        self.updateGeometry()
        self.update()

    @property
    def image(self) -> QImage | None:
        """Return the small picture, once it has come; nothing in it is covered."""
        return self._image

    @property
    def seen(self) -> QImage | None:
        """Return the small picture as it is shown, covered."""
        return self._seen

    @property
    def is_current(self) -> bool:
        """Return whether it is on screen."""
        return self._cell.current

    def show_image(self, image: QImage | None) -> None:
        """Show the small picture, or that there is none."""
        self._image = image
        self._problem = image is None
        self._cover()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the picture, or for badge and name where they need more."""
        words, _, _ = badge_of(self._cell.standing)
        badge = badge_size(said(words))
        line = badge.width() + 10 + round(text_width(self._cell.name, "cap"))
        wide = max(_PICTURE.width(), line) + 2 * _PAD
        return QSize(wide, _PICTURE.height() + badge.height() + 3 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to it."""
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to it with Space."""
        if event.key() == Qt.Key.Key_Space:
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, badge and name."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        if self._cell.current:
            paint_box(
                painter,
                rect.adjusted(1, 1, -1, -1),
                fill="select",
                line="accentText",
                corner=8,
                width=2,
            )
        elif self.underMouse():
            paint_box(painter, rect, fill="hover", corner=8)
        if self.hasFocus():
            paint_ring(painter, rect)
        picture = self._picture_room()
        self._paint_picture(painter, picture)
        words, tone, icon = badge_of(self._cell.standing)
        at = QPointF(_PAD, picture.bottom() + _PAD - 1)
        badge = paint_badge(painter, at, said(words), tone, icon=icon)
        painter.setFont(font("cap"))
        painter.setPen(colour("text2"))
        place = QRectF(
            badge.right() + 4, at.y(), self.width() - badge.right() - 4 - _PAD, badge.height()
        )
        painter.drawText(
            place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._cell.name
        )

    def _picture_room(self) -> QRectF:
        return QRectF(_PAD, _PAD, self.width() - 2 * _PAD, _PICTURE.height())

    def _cover(self) -> None:
        regions, picture = self._cell.covered, self._cell.picture
        if self._image is None or not regions or not all(picture):
            self._seen = self._image
        else:
            self._seen = covered_copy(self._image, regions, picture)

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        if self._seen is None:
            paint_box(painter, box, fill="sunken", line="line", corner=4)
            px = scaled(22)
            name = "image-off" if self._problem else "image"
            at = box.center() - QPointF(px / 2, px / 2)
            paint_icon(painter, name, at, tone="text3", px=px)
            return
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(box, 4, 4)
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._seen, covering(self._seen, box))
        painter.restore()


class Film(Pane):
    """All photographs of the series.

    Signals:
        chosen: Somebody went to a photograph; its arrival.
    """

    chosen = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        self.cells: dict[ArrivalId, FilmCell] = {}
        self._shown: tuple[Cell, ...] = ()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget(self._scroll)
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(_EDGE, 7, _EDGE, 7)
        self._row.setSpacing(_GAP)
        self._row.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.addWidget(self._scroll)
        name_said(self, phrase("editor.filmstrip"))

    def show_film(self, cells: tuple[Cell, ...]) -> None:
        """Show the series as it is now."""
        if self._differs_only_in_covers(cells):
            for cell in cells:
                self.cells[cell.arrival].show_cell(cell, len(cells))
            return
        there = {cell.arrival for cell in cells}
        for arrival in self.cells.keys() - there:
            gone = self.cells.pop(arrival)
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, cell in enumerate(cells):
            if cell.arrival not in self.cells:
                self._add(cell, place, len(cells))
            self.cells[cell.arrival].show_cell(cell, len(cells))
            if cell.current:
                self._scroll.ensureWidgetVisible(self.cells[cell.arrival])
        self._dress()

    def _differs_only_in_covers(self, cells: tuple[Cell, ...]) -> bool:
        """Return whether nothing has to be laid out anew: something is being moved."""
        former, self._shown = self._shown, cells
        return len(former) == len(cells) and all(
            one == replace(other, covered=one.covered)
            for one, other in zip(cells, former, strict=True)
        )

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Take a small picture; its pixels are copied, they are few."""
        cell = self.cells.get(ArrivalId(thumb.subject))
        if cell is None:
            return
        raster = thumb.raster
        if raster is None:
            cell.show_image(None)
            return
        with block.view() as view, view[raster.offset : raster.end] as part:
            image = QImage(
                bytes(part),
                raster.width_px,
                raster.height_px,
                raster.stride_bytes,
                QImage.Format.Format_RGB32,
            ).copy()
        cell.show_image(image)

    def image(self, arrival: ArrivalId) -> QImage | None:
        """Return a small picture, once it has come; nothing in it is covered."""
        cell = self.cells.get(arrival)
        return None if cell is None else cell.image

    def images(self) -> dict[ArrivalId, QImage | None]:
        """Return every small picture that has come, as it is shown."""
        return {arrival: cell.seen for arrival, cell in self.cells.items()}

    def first_focus(self) -> QWidget:
        """Return the photograph on screen."""
        current = (cell for cell in self.cells.values() if cell.is_current)
        return next(current, self)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _add(self, cell: Cell, place: int, total: int) -> None:
        made = FilmCell(cell, total, parent=self._scroll.widget())
        arrival = cell.arrival
        made.chosen.connect(lambda: self.chosen.emit(arrival))
        self.cells[arrival] = made
        self._row.insertWidget(place, made)

    def _dress(self) -> None:
        highest = max((cell.sizeHint().height() for cell in self.cells.values()), default=100)
        self.setFixedHeight(highest + 16)


def covering(image: QImage, box: QRectF) -> QRectF:
    """Return the middle part of an image that fills a box."""
    scale = min(image.width() / box.width(), image.height() / box.height())
    width, height = box.width() * scale, box.height() * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
