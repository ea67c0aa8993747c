"""One image among others, or a stack of them: a picture, its date, a tick."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ids import ImageId
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.pictures import SmallPictures
from desktop.ui.filed.say import COMMA, name_words
from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import SEMIBOLD, font, line_height, text_width
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.words import keep_said, name_said, said

EDGE: Final = 6
"""From the outer edge of a tile to its picture."""
_SHEET: Final = 3
_MOST_SHEETS: Final = 2
_BOX: Final = 18
_INSET: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFacts:
    """What a tile shows.

    Attributes:
        entries: By capture; at least one, several for a stack.
        front: Which of them lies on top.
        caption: Under the picture.
        detail: Under the caption; nothing for none.
        ticked: The images that are ticked.
        is_current: Whether its details are shown.
        mark: A letter in place of the tick: the side of a comparison that it is on.
        may_tick: Whether it can be ticked.
    """

    entries: tuple[Entry, ...]
    front: int = 0
    caption: Words = NOTHING
    detail: Words = NOTHING
    ticked: frozenset[ImageId] = field(default_factory=frozenset)
    is_current: bool = False
    mark: str = ""
    may_tick: bool = True

    @property
    def entry(self) -> Entry:
        """The image on top."""
        return self.entries[self.front]

    @property
    def is_ticked(self) -> bool:
        """Whether the image on top is ticked."""
        return self.entry.image in self.ticked

    @property
    def name(self) -> Words:
        """What it is called for somebody who does not see it."""
        name = name_words(self.entry)
        if len(self.entries) > 1:
            count = len(self.entries)
            name = phrase("record.in_stack", at=self.front + 1, count=count, name=name)
        if self.is_ticked:
            name = joined(name, phrase("record.ticked"), between=COMMA)
        if self.mark:
            name = joined(name, verbatim(self.mark), between=COMMA)
        return name


class ImageTile(QAbstractButton):
    """Shows one image or a stack. Keys are left to the view that it lies in.

    Args:
        facts: What it shows.
        pictures: Where the small pictures are.
        picture: Width and height of the picture at a text size of 100 %.
        parent: The view.

    Signals:
        chosen: It was pressed; the image on top.
        tick_asked: Its tick was pressed; the image on top.
        open_asked: It was pressed twice; the image on top.
    """

    chosen = Signal(str)
    tick_asked = Signal(str)
    open_asked = Signal(str)

    def __init__(
        self,
        facts: TileFacts,
        pictures: SmallPictures,
        *,
        picture: tuple[int, int],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.facts = facts
        self._pictures = pictures
        self._picture = picture
        self._caption, self._detail = "", ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        self.clicked.connect(self._press)
        self.show_facts(facts)

    def show_facts(self, facts: TileFacts) -> None:
        """Show something else."""
        self.facts = facts
        self.setChecked(facts.is_ticked or bool(facts.mark))
        name_said(self, facts.name)
        keep_said(self, "_set_caption", facts.caption)
        keep_said(self, "_set_detail", facts.detail)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for picture and caption."""
        return tile_size(self._picture, lines=2 if self._detail else 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """Stay as it is: what is ticked is decided elsewhere."""

    def picture_rect(self) -> QRect:
        """Return where the picture lies."""
        wide, high = (scaled(side) for side in self._picture)
        return QRect((self.width() - wide) // 2, EDGE, wide, high)

    def tick_rect(self) -> QRect:
        """Return where the tick is pressed: as large as a target must be."""
        target = size("target")
        at = self.picture_rect().topLeft() + QPoint(2, 2)
        return QRect(at, QSize(target, target))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the view."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it, or tick it where the tick is pressed."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        image = str(self.facts.entry.image)
        if self._is_on_tick(event):
            self.tick_asked.emit(image)
        self.chosen.emit(image)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do nothing more: the press was the choice."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if not self._is_on_tick(event):
            self.open_asked.emit(str(self.facts.entry.image))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        self._paint_ground(painter)
        rect = self.picture_rect()
        self._paint_sheets(painter, rect)
        self._paint_picture(painter, rect)
        if len(self.facts.entries) > 1:
            self._paint_count(painter, rect)
        if self.facts.mark:
            self._paint_mark(painter)
        elif self.facts.may_tick and (self.isChecked() or self.underMouse() or self.hasFocus()):
            self._paint_tick(painter)
        self._paint_words(painter, rect)

    def _is_on_tick(self, event: QMouseEvent) -> bool:
        return self.facts.may_tick and self.tick_rect().contains(event.position().toPoint())

    def _press(self) -> None:
        """Answer to assistive technology, which presses without a mouse."""
        self.chosen.emit(str(self.facts.entry.image))

    def _set_caption(self, words: str) -> None:
        self._caption = words
        self.setToolTip(said(self.facts.name))
        self.updateGeometry()

    def _set_detail(self, words: str) -> None:
        self._detail = words
        self.updateGeometry()

    def _paint_ground(self, painter: QPainter) -> None:
        rect = QRectF(self.rect())
        corner = radius("thumb")
        if self.hasFocus():
            rect = paint_ring(painter, rect, corner=corner)
        else:
            rect = rect.adjusted(1, 1, -1, -1)
        if self.isChecked():
            paint_box(painter, rect, fill="select", line="accentText", corner=corner, width=2)
        elif self.facts.is_current:
            paint_box(painter, rect, fill="sunken", line="control", corner=corner)
        elif self.underMouse():
            paint_box(painter, rect, fill="hover", line="line", corner=corner)

    def _paint_sheets(self, painter: QPainter, rect: QRect) -> None:
        """Draw the edges of what lies behind."""
        behind = min(len(self.facts.entries) - 1, _MOST_SHEETS)
        for depth in range(behind, 0, -1):
            by = depth * _SHEET
            sheet = QRectF(rect).adjusted(by * 1.5, by, by, 0).translated(0, -2 * by)
            sheet.setRight(rect.right() + 1 - by * 0.5)
            paint_box(painter, sheet, fill="surface", line="control", corner=radius("picture"))

    def _paint_picture(self, painter: QPainter, rect: QRect) -> None:
        path = QPainterPath()
        corner = radius("picture")
        path.addRoundedRect(QRectF(rect), corner, corner)
        painter.save()
        painter.setClipPath(path)
        self._pictures.paint(painter, str(self.facts.entry.image), rect)
        painter.restore()

    def _paint_count(self, painter: QPainter, rect: QRect) -> None:
        words = str(len(self.facts.entries))
        high = size("key")
        wide = max(text_width(words, "cap", SEMIBOLD) + 12, high)
        pill = QRectF(rect.right() + 1 - wide - 3, rect.top() + 3, wide, high)
        paint_box(painter, pill, fill="stage", line="stageLine", corner=high / 2)
        painter.setFont(font("cap", SEMIBOLD))
        painter.setPen(colour("stageText"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_tick(self, painter: QPainter) -> None:
        side = scaled(_BOX)
        at = self.picture_rect().topLeft() + QPoint(_INSET, _INSET)
        paint_tick(painter, QRect(at, QSize(side, side)), on=self.facts.is_ticked)

    def _paint_mark(self, painter: QPainter) -> None:
        side = scaled(_BOX + 4)
        at = self.picture_rect().topLeft() + QPoint(_INSET - 2, _INSET - 2)
        box = QRectF(QPointF(at), QSize(side, side))
        paint_box(painter, box, fill="accent", line="surface", corner=5, width=1.5)
        painter.setFont(font("small", SEMIBOLD))
        painter.setPen(colour("onAccent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.facts.mark)

    def _paint_words(self, painter: QPainter, rect: QRect) -> None:
        top = rect.bottom() + 3
        strong = self.isChecked() or bool(self._detail)
        self._paint_line(painter, top, self._caption, "text", SEMIBOLD if strong else 400)
        if self._detail:
            self._paint_line(painter, top + line_height("cap") + 1, self._detail, "text2", 400)

    def _paint_line(self, painter: QPainter, top: int, words: str, ink: str, weight: int) -> None:
        painter.setFont(font("cap", weight))
        painter.setPen(colour(ink))
        place = QRect(2, top, self.width() - 4, line_height("cap"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)


def tile_size(picture: tuple[int, int], *, lines: int, least_wide: float = 0.0) -> QSize:
    """Return how large a tile is.

    Args:
        picture: Width and height of its picture at a text size of 100 %.
        lines: Of words under the picture.
        least_wide: What its words need.
    """
    wide, high = (scaled(side) for side in picture)
    words = lines * (line_height("cap") + 1)
    return QSize(max(wide, round(least_wide)) + 2 * EDGE, high + 2 * EDGE + 2 + words)


def caption_width(words: Words) -> float:
    """Return how wide a caption is, in its strong form."""
    return text_width(said(words), "cap", SEMIBOLD)


def paint_tick(painter: QPainter, box: QRect, *, on: bool) -> None:
    """Draw a tick like every other, on a surface that any picture can lie under."""
    painter.save()
    fill, line = ("accent", "surface") if on else ("surface", "control")
    paint_box(painter, QRectF(box), fill=fill, line=line, corner=4, width=1.5)
    if on:
        unit = box.width() / _BOX
        pen = QPen(colour("onAccent"), 2 * unit)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        mark = [QPointF(5, 9.3), QPointF(7.9, 12.1), QPointF(13.1, 6.3)]
        painter.drawPolyline([QPointF(box.topLeft()) + point * unit for point in mark])
    painter.restore()
