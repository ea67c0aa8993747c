"""What is shown where there is nothing yet: what the place is for, one step, one tip."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.look.current import scaled, text_scale
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label

_TEXT_WIDTH: Final = 520
_MOST_WIDTH: Final = 640


class EmptyState(Card):
    """Fills the place of a list that is empty.

    Args:
        title: What is so.
        what: What this place is for, and how something gets here.
        icon: A drawing of what is missing.
        buttons: One, at most two.
        tip: Something that makes it easier next time.
        tip_icon: Its drawing.
        parent: What it lies in.
    """

    def __init__(
        self,
        title: Words,
        what: Words,
        *,
        icon: str,
        buttons: tuple[Button, ...] = (),
        tip: Words = NOTHING,
        tip_icon: str = "info",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._title = Label(title, role="h2", wrap=True, parent=self)
        self._what = Label(what, tone="text2", wrap=True, parent=self)
        self._tip = Label(tip, role="small", tone="text2", wrap=True, parent=self)
        for label in (self._title, self._what):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tip_icon = Icon(tip_icon, px=16, parent=self)
        self._tip.setVisible(tip != NOTHING)
        self._tip_icon.setVisible(tip != NOTHING)
        tip_row = row(None, self._tip_icon, self._tip, None, gap=8)
        self._middle = QWidget(self)
        self._middle.setLayout(
            column(
                row(None, _Frames(icon, parent=self), None),
                16,
                row(None, self._title, None),
                row(None, self._what, None),
                8,
                row(None, *buttons, None),
                8,
                tip_row,
                gap=6,
            )
        )
        self.setLayout(column(None, row(None, self._middle, None), None, margins=(24, 24, 24, 24)))
        self._dress()

    def show_words(self, title: Words, what: Words) -> None:
        """Say something else."""
        self._title.say(title)
        self._what.say(what)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def event(self, event: QEvent) -> bool:
        """Measure the words again in a new language."""
        done = super().event(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._dress()
        return done

    def _dress(self) -> None:
        room = min(scaled(_TEXT_WIDTH), _MOST_WIDTH)
        for label in (self._title, self._what, self._tip):
            whole = label.fontMetrics().horizontalAdvance(label.text()) + scaled(8)
            label.setMinimumWidth(min(whole, room))


class _Frames(QWidget):
    """Three empty pictures, the one in front with a drawing."""

    def __init__(self, icon: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a fixed size."""
        return QSize(216, 100) * text_scale()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        painter = painter_of(self)
        painter.scale(text_scale(), text_scale())
        for x, angle in ((-50.0, -8.0), (50.0, 8.0)):
            painter.save()
            painter.translate(108 + x, 52)
            painter.rotate(angle)
            paint_box(painter, QRectF(-52, -38, 104, 76), fill=None, line="line", corner=8)
            painter.restore()
        front = QRectF(56, 12, 104, 76)
        paint_box(painter, front, fill="surface", line="control", corner=8, width=1.5)
        at = front.center() - QPointF(16, 16)
        paint_icon(painter, self._icon, at, tone="accentText", px=32)
