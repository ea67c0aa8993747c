"""One line a card, one line a watched folder: what is so, and what can be done about it."""

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Beside
from desktop.ui.phrase import Words
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.label import Icon, Label

_LEAST: Final = 260
"""How narrow the words of a line may become."""


class SourceRow(QWidget):
    """A card or a folder.

    Args:
        icon: Its drawing.
        title: What it is called, or where it is.
        detail: What is so.
        small: A badge, and what can be done.
    """

    def __init__(
        self, icon: str, title: Words, detail: Words, *small: QWidget, parent: QWidget
    ) -> None:
        super().__init__(parent)
        words = QWidget(self)
        words.setLayout(
            column(
                Label(title, role="strong", elide=True, parent=words),
                Label(detail, role="small", tone="text2", wrap=True, parent=words),
                gap=2,
            )
        )
        mark = column(Icon(icon, px=20, parent=self), None, margins=(0, 2, 0, 0))
        line = row(mark, gap=12, margins=(0, 8, 0, 8))
        line.addWidget(Beside(words, *small, least=_LEAST, parent=self), 1)
        self.setLayout(line)
