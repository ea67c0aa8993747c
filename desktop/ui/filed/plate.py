"""Small dark plates that lie on a photograph: its date, or what is being waited for."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.look.current import colour, faint, radius
from desktop.ui.look.fonts import BOLD
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.label import Label

_ALPHA: Final = 226
MARGIN: Final = 12
"""Between a plate and the edge of the stage."""


class Floating(QWidget):
    """Something that lies on a photograph and is as large as its words need.

    Signals:
        resized: Its words need other room; whoever placed it places it again.
    """

    resized = Signal()

    def event(self, event: QEvent) -> bool:
        """Follow the words in it, in another language or text size too."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.adjustSize()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have it placed again."""
        super().resizeEvent(event)
        self.resized.emit()


class Plate(Floating):
    """One or two lines on dark ground; the pointer goes through it.

    Args:
        parent: The stage, or what it lies in.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._title = Label(role="strong", tone="stageText", weight=BOLD, parent=self)
        self._detail = Label(role="small", tone="stageText2", parent=self)
        self.setLayout(column(self._title, self._detail, gap=0, margins=(12, 7, 12, 7)))

    def show_words(self, title: Words, detail: Words = NOTHING) -> None:
        """Say something else; with nothing to say it is not there."""
        self._title.say(title)
        self._detail.say(detail)
        self._detail.setVisible(detail != NOTHING)
        self.setVisible(title != NOTHING)
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        rect = QRectF(self.rect())
        ground = faint("stage", _ALPHA)
        paint_box(painter_of(self), rect, fill=ground, line="stageLine", corner=radius("control"))


def amber() -> str:
    """Return the name of the amber that is seen on the stage in the theme in use."""
    return max(("warn", "warnLine"), key=lambda name: colour(name).lightness())
