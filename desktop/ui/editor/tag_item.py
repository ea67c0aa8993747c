"""The tag of a region: its number, what it covers, and that it has to be checked."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.records.draft import Mark, MarkOrigin, MarkState
from desktop.records.region import Style
from desktop.ui.editor.findings import clash_words
from desktop.ui.editor.naming import icon_of, what_words
from desktop.ui.editor.region_item import outline_colour
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import SEMIBOLD, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.words import said

GROUND: Final = QColor(18, 18, 18, 225)
_ICON: Final = 14
_HIGH: Final = 22
_PAD: Final = 7
_GAP: Final = 6


def tag_words(mark: Mark, others: tuple[int, ...] = ()) -> Words:
    """Return what the tag of a mark says.

    Args:
        mark: Which.
        others: Numbers of the findings that it touches, or of a finding the covers.
    """
    name = phrase("editor.tag", number=mark.number, feature=what_words(mark))
    if others:
        return joined(name, clash_words(mark, others))
    if mark.state is MarkState.PROPOSED and mark.origin is MarkOrigin.CHECK:
        question = joined(phrase("editor.check_tag"), verbatim("?"), between="")
        return joined(name, question)
    if mark.state is MarkState.ACCEPTED and mark.region.style is not Style.SOLID:
        return joined(name, phrase(f"editor.style_{mark.region.style.value}"))
    return name


class TagItem(QGraphicsItem):
    """Drawn at its own size wherever it is anchored."""

    def __init__(self, mark: Mark, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._mark = mark
        self._others: tuple[int, ...] = ()
        self._text = ""
        self._inside = False
        self._size = (0.0, 0.0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setZValue(2000)
        self.say_again()

    def show_mark(self, mark: Mark, others: tuple[int, ...] = ()) -> None:
        """Say what the mark is now; see :func:`tag_words`."""
        if (mark, others) != (self._mark, self._others):
            self._mark, self._others = mark, others
            self.say_again()

    def say_again(self) -> None:
        """Say the same in the language and type in use."""
        self.prepareGeometryChange()
        self._text = said(tag_words(self._mark, self._others))
        wide = 2 * _PAD + scaled(_ICON) + _GAP + text_width(self._text, "cap", SEMIBOLD)
        self._size = (wide, scaled(_HIGH))
        self.update()

    def set_inside(self, *, inside: bool) -> None:
        """Know whether it lies on what is covered, and needs no ground of its own."""
        if inside != self._inside:
            self._inside = inside
            self.update()

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height in view pixels."""
        return self._size

    def boundingRect(self) -> QRectF:
        """Return its room."""
        return QRectF(0, 0, *self.size)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw it."""
        rect = self.boundingRect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        solid = self._mark.region.style is Style.SOLID
        if not (self._inside and self._mark.state is MarkState.ACCEPTED and solid):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(GROUND)
            painter.drawRoundedRect(rect, 4, 4)
        px = scaled(_ICON)
        accepted = self._mark.state is MarkState.ACCEPTED
        name = "check" if accepted else icon_of(self._mark)
        name = "triangle-alert" if self._others else name
        at = QPointF(_PAD, (rect.height() - px) / 2)
        paint_icon(painter, name, at, tone=self._ink(), px=px)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(font("cap", SEMIBOLD))
        place = rect.adjusted(_PAD + px + _GAP, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._text)

    def _ink(self) -> QColor:
        return outline_colour(self._mark, clash=bool(self._others))
