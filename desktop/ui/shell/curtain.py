"""What stands before everything while nobody is in: no fact of anybody."""

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import scaled
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.card import Mark
from desktop.ui.widgets.label import Label

_WIDE: Final = 520


class Curtain(Pane):
    """Says why nothing is shown, and that nothing is lost."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("banner", parent=parent)
        self.title = Label(role="h1", tone="bannerText", wrap=True, parent=self)
        self.detail = Label(tone="bannerLabel", wrap=True, parent=self)
        words = column(Mark(px=42, parent=self), 12, self.title, self.detail, gap=8)
        self.setLayout(column(None, row(None, words, None), None, margins=(40, 40, 40, 40)))
        self._dress()
        self.say_locked()

    def say_locked(self) -> None:
        """Nobody is in."""
        self._say("locked")

    def say_keeping(self) -> None:
        """Work is being kept before the lock."""
        self._say("keeping")

    def say_gone(self) -> None:
        """The keeper stopped by itself."""
        self._say("gone")

    def say_cannot_start(self) -> None:
        """A keeper cannot be started."""
        self._say("cannot_start")

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _say(self, code: str) -> None:
        self.title.say(phrase(f"curtain.{code}"))
        self.detail.say(phrase(f"curtain.{code}_detail"))

    def _dress(self) -> None:
        for label in (self.title, self.detail):
            label.setFixedWidth(scaled(_WIDE))
