"""What stands behind the sign-in window while nobody is in: no fact of anybody."""

from PySide6.QtWidgets import QWidget

from desktop.ui.phrase import Words
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.card import Mark
from desktop.ui.widgets.label import Label


class Curtain(Pane):
    """Says why nothing is shown, and that nothing is lost."""

    def __init__(self, title: Words, detail: Words, *, parent: QWidget | None = None) -> None:
        super().__init__("banner", parent=parent)
        self._title = Label(title, role="h1", tone="bannerText", parent=self)
        self._detail = Label(detail, tone="bannerLabel", wrap=True, parent=self)
        self._detail.setMinimumWidth(420)
        words = column(Mark(px=42, parent=self), 12, self._title, self._detail, gap=8)
        self.setLayout(column(None, row(None, words, None), None))

    def say(self, title: Words, detail: Words) -> None:
        """Say something else."""
        self._title.say(title)
        self._detail.say(detail)
