"""A bar over the photograph: what is said of it, and what can be done about it."""

from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Beside
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Icon, Label

_LEAST: Final = 260
"""How narrow the words may become before the buttons go under them."""


class SaidBar(Pane):
    """Words in bold, words beneath, and buttons beside them.

    Attributes:
        words: What is so.
        said: More about it.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__("surface", edges=("bottom",), parent=parent)
        self._icon = Icon("info", tone="accentText", px=20, parent=self)
        self.words = Label(role="strong", wrap=True, parent=self)
        self.said = Label(role="body", wrap=True, parent=self)

    def build(self, *buttons: Button) -> None:
        """Lay it out, and show nothing until there is something to say."""
        words = QWidget(self)
        beside = row(self._icon, gap=12)
        beside.addLayout(column(self.words, self.said, gap=2), 1)
        words.setLayout(beside)
        parts = Beside(words, *buttons, least=_LEAST, parent=self)
        self.setLayout(column(parts, margins=(16, 10, 14, 10)))
        self.hide()

    def say(self, words: Words, said: Words, tone: Tone) -> None:
        """Say something else."""
        self._icon.set_icon(tone_icon(tone), tone=inks(tone)[0])
        self.words.say(words)
        self.said.say(said)
        self.said.setVisible(said != NOTHING)
