"""The bar at the foot of a task: what is missing at the left, what can be done at the right."""

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.look.current import size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import Pane, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Icon, Label

MOST_BUTTONS: Final = 3


class ActionBar(Pane):
    """Takes the place of the status strip on screens with a task.

    Args:
        buttons: At most three, the primary one last.
        parent: What it lies in.
    """

    def __init__(self, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        if len(buttons) > MOST_BUTTONS:
            raise ValueError("too many buttons")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._summary = Label(role="strong", elide=True, parent=self)
        self._icon = Icon("triangle-alert", tone="warn", px=16, parent=self)
        self._state = Label(role="small", elide=True, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 1, 16, 0)
        layout.setSpacing(12)
        line = row(self._icon, gap=6)
        line.addWidget(self._state, 1)
        lines = column(None, self._summary, line, None, gap=2)
        layout.addLayout(lines, 1)
        for button in buttons:
            layout.addWidget(button)
        self.show_summary(NOTHING)
        self.show_state(NOTHING, Tone.OK)
        self._dress()

    def show_summary(self, words: Words) -> None:
        """Say how things stand, in the first line."""
        self._summary.say(words)
        self._summary.setVisible(words != NOTHING)

    def show_missing(self, words: Words) -> None:
        """Say what is missing before the primary act can be done."""
        self.show_state(words, Tone.WARN)

    def show_state(self, words: Words, tone: Tone) -> None:
        """Say something about the task, in the second line, with the icon of its tone."""
        ink = inks(tone)[0]
        self._icon.set_icon(tone_icon(tone), tone=ink)
        self._state.set_tone(ink if tone in {Tone.WARN, Tone.ERR} else "text2")
        self._state.say(words)
        for widget in (self._icon, self._state):
            widget.setVisible(words != NOTHING)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self.setFixedHeight(size("action_bar"))
