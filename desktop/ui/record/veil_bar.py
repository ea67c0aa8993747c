"""Says that pictures are veiled, and has them shown until one leaves the page."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.columns import Beside
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Icon, Label

_LEAST: Final = 240


class VeilBar(QWidget):
    """One line over the images; there only where something is veiled.

    Signals:
        asked: Veiled pictures are to be shown, or veiled again.
    """

    asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        words = QWidget(self)
        self.words = Label(role="body", tone="text2", wrap=True, parent=words)
        line = row(Icon("eye-off", parent=words), gap=10)
        line.addWidget(self.words, 1)
        words.setLayout(line)
        self.button = Button(
            phrase("second_look.unveil"),
            icon="eye",
            key="V",
            key_works=False,
            height="button_small",
            parent=self,
        )
        self.setLayout(column(Beside(words, self.button, least=_LEAST, parent=self)))
        self.button.clicked.connect(self._ask)
        self.hide()

    def show_veil(self, count: int, *, shown: bool) -> None:
        """Say how many are veiled, or that they are shown."""
        self.setVisible(bool(count))
        self.words.say(
            phrase("second_look.unveiled" if shown else "second_look.veiled", count=count)
        )
        self.button.say(phrase("second_look.veil_again" if shown else "second_look.unveil"))
        self.button.set_icon("eye-off" if shown else "eye")

    def _ask(self) -> None:
        self.asked.emit()
