"""The heading of a numbered step."""

from PySide6.QtWidgets import QWidget

from desktop.ui.phrase import Words, verbatim
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.label import Label


class Step(QWidget):
    """A number, what is to be done, and at the end how far it is."""

    def __init__(self, number: int, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = Label(tone="text2", parent=self)
        self.setLayout(
            row(
                Label(verbatim(number), role="h3", tone="accentText", parent=self),
                Label(words, role="h3", parent=self),
                None,
                self.state,
                gap=10,
            )
        )
