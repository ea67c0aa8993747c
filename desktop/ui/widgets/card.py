"""Cards, bars of progress, initials of a person, and the mark of the product."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import SEMIBOLD, font
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words
from desktop.ui.widgets.badge import inks
from desktop.ui.words import name_said

_MARK: Final = 26
_BAR: Final = 140
_LARGE: Final = 40


class Card(QWidget):
    """A box for things that move together. It has no layout yet: give it ``row`` or ``column``.

    Args:
        tone: Tinted by a state; plain if None.
        parent: What it lies in.
    """

    def __init__(self, *, tone: Tone | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone

    def set_tone(self, tone: Tone | None) -> None:
        """Tint it by another state."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        _, fill, line = inks(self._tone) if self._tone else ("", "surface", "line")
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill=fill, line=line, corner=radius("card"))


class Bar(QProgressBar):
    """How far a count has come. It moves only when the count moves.

    Args:
        words: Its name for assistive technology, as in "Copying from card".
        parent: What it lies in.
    """

    def __init__(self, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "accent"
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_progress(0, 1)
        name_said(self, words)

    def set_progress(self, done: int, total: int) -> None:
        """Show ``done`` of ``total``."""
        self.setRange(0, max(total, 1))
        self.setValue(min(done, max(total, 1)))

    def set_tone(self, tone: str) -> None:
        """Draw it in another colour."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """Return a usual size."""
        return QSize(scaled(_BAR), size("bar"))

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become."""
        return QSize(scaled(_BAR) // 2, size("bar"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        corner = rect.height() / 2
        paint_box(painter, rect, fill="track", corner=corner)
        if self.value() > 0:
            rect.setWidth(max(rect.width() * self.value() / self.maximum(), rect.height()))
            paint_box(painter, rect, fill=self._tone, corner=corner)


class Avatar(QWidget):
    """The initials of a person in a circle.

    Args:
        name: The person's name; its initials are shown.
        px: Height and width.
        parent: What it lies in.
    """

    def __init__(self, name: str = "", *, px: int = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px = px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(name)

    def show_person(self, name: str) -> None:
        """Show another person's initials."""
        self._initials = initials(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Return its size at the text size in use."""
        return QSize(scaled(self._px), scaled(self._px))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, fill="accentSoft", line="accentLine", corner=rect.height() / 2)
        painter.setFont(font("h2" if self._px > _LARGE else "cap", SEMIBOLD))
        painter.setPen(colour("accentText"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._initials)


def initials(name: str) -> str:
    """Return the first letters of a person's first and last name, without a title."""
    parts = [part for part in name.split() if part.rstrip(".") not in _TITLES]
    return "".join(part[0].upper() for part in (parts[:1] + parts[1:][-1:]))


_TITLES: Final = frozenset({"Dr", "Mr", "Mrs", "Ms", "Miss", "Mx", "Prof"})


class Mark(QWidget):
    """The mark of the product: an aperture whose centre is a keyhole."""

    def __init__(self, *, px: int = _MARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px = px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Diogel")

    def sizeHint(self) -> QSize:
        """Return its size at the text size in use."""
        return QSize(scaled(self._px), scaled(self._px))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        painter.scale(self.width() / _MARK, self.width() / _MARK)
        paint_box(painter, QRectF(0, 0, _MARK, _MARK), fill="accent", corner=7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("onAccent"), 1.9))
        painter.drawEllipse(QPointF(13, 13), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("onAccent"))
        painter.drawEllipse(QPointF(13, 11.6), 2.5, 2.5)
        hole = [QPointF(12.1, 12), QPointF(13.9, 12), QPointF(15, 17.6), QPointF(11, 17.6)]
        painter.drawPolygon(QPolygonF(hole))
