"""One line a device or camera: what it is, what came from it, what is to be done about it."""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.columns import Beside
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.label import Icon, Label

_LEAST: Final = 300
"""How narrow the words of a line may become."""


class DeviceRow(QWidget):
    """A device or a camera.

    Args:
        icon: Its drawing.
        title: What it is called.
        detail: What is so.
        warned: What somebody must see; nothing where all is well.
        tone: How pressing that is.
        small: Badges, and what can be done.
    """

    def __init__(
        self,
        icon: str,
        title: Words,
        detail: Words,
        warned: Words,
        tone: Tone,
        *small: QWidget,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        words = QWidget(self)
        lines = column(
            Label(title, role="strong", wrap=True, parent=words),
            Label(detail, role="small", tone="text2", wrap=True, parent=words),
            gap=2,
        )
        if warned != NOTHING:
            lines.addLayout(_warning(warned, tone, words))
        words.setLayout(lines)
        mark = column(Icon(icon, px=20, parent=self), None, margins=(0, 2, 0, 0))
        line = row(mark, gap=12, margins=(0, 8, 0, 8))
        line.addWidget(Beside(words, *small, least=_LEAST, parent=self), 1)
        self.setLayout(line)


def _warning(warned: Words, tone: Tone, parent: QWidget) -> QVBoxLayout:
    ink = inks(tone)[0]
    mark = column(Icon(tone_icon(tone), tone=ink, px=16, parent=parent), None)
    line = row(mark, gap=6, margins=(0, 2, 0, 0))
    line.addWidget(Label(warned, role="small", tone=ink, wrap=True, parent=parent), 1)
    return column(line)
