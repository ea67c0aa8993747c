"""What is ticked, and what can be done with it; there only while something is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.record.presenter import Choice
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label


class ChoiceBar(Card):
    """A line with the images that are ticked.

    Signals:
        compare_asked: The two are to be compared.
        untick_asked: Nothing is to be ticked any more.
    """

    compare_asked = Signal()
    untick_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, parent=parent)
        icon = Icon("columns-2", tone="accentText", parent=self)
        self._words = Label(role="strong", wrap=True, parent=self)
        self._detail = Label(role="small", tone="text2", wrap=True, parent=self)
        self.untick = Button(phrase("record.untick"), kind=Kind.GHOST, parent=self)
        self.compare = Button(
            phrase("record.compare"),
            kind=Kind.PRIMARY,
            icon="columns-2",
            key="C",
            key_works=False,
            parent=self,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 10, 8)
        layout.setSpacing(12)
        layout.addWidget(icon)
        layout.addLayout(column(None, self._words, self._detail, None, gap=0), 1)
        layout.addWidget(self.untick)
        layout.addWidget(self.compare)
        self.untick.clicked.connect(self._untick)
        self.compare.clicked.connect(self._compare)
        self.hide()

    def show_choice(self, choice: Choice | None) -> None:
        """Show what is ticked, or with None nothing at all."""
        self.setVisible(choice is not None)
        if choice is not None:
            self._words.say(choice.words)
            self._detail.say(choice.detail)
            self.compare.setVisible(choice.pair is not None)

    def _untick(self) -> None:
        self.untick_asked.emit()

    def _compare(self) -> None:
        self.compare_asked.emit()
