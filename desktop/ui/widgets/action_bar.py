"""The bar at the foot of a task: what is missing at the left, what can be done at the right."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import scaled, size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fitted import Fitted
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Icon, Label

MOST_BUTTONS: Final = 3
_EDGE: Final = 16
_GAP: Final = 12
_LEAST_WORDS: Final = 260
"""Narrower than this, the words get a line of their own above the buttons."""


class ActionBar(Fitted):
    """Takes the place of the status strip on screens with a task.

    Args:
        buttons: At most three, the primary one last.
        parent: What it lies in.
    """

    def __init__(self, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__("surface", edges=("top",), parent=parent)
        if len(buttons) > MOST_BUTTONS:
            raise ValueError("too many buttons")
        self._words = QWidget(self)
        self._summary = Label(role="strong", elide=True, parent=self._words)
        self._icon = Icon("triangle-alert", tone="warn", px=16, parent=self._words)
        self._state = Label(role="small", elide=True, parent=self._words)
        line = row(self._icon, gap=6)
        line.addWidget(self._state, 1)
        self._words.setLayout(column(self._summary, line, gap=2))
        self._buttons = QWidget(self)
        self._flow = Flow(gap=_GAP, line_gap=8, to_right=True, parent=self._buttons)
        for button in buttons:
            self._flow.addWidget(button)
        self.show_summary(NOTHING)
        self.show_state(NOTHING, Tone.OK)
        self.fit()

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

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become: one button in a line."""
        return QSize(self._flow.minimumSize().width() + 2 * _EDGE, self.height())

    def sizeHint(self) -> QSize:
        """Return the room that one line takes."""
        wide = self._flow.sizeHint().width() + scaled(_LEAST_WORDS) + _GAP + 2 * _EDGE
        return QSize(wide, self.height())

    def arrange(self) -> int:
        """Put words and buttons beside each other, or the words above."""
        room = max(self.width() - 2 * _EDGE, 1)
        hint = self._flow.sizeHint()
        beside = room - hint.width() - _GAP
        words = self._words.sizeHint().height()
        bar = size("action_bar")
        if beside >= scaled(_LEAST_WORDS):
            self._words.setGeometry(_EDGE, (bar - words) // 2, beside, words)
            top = (bar - hint.height()) // 2
            left = _EDGE + room - hint.width()
            self._buttons.setGeometry(left, top, hint.width(), hint.height())
            return bar
        buttons = self._flow.heightForWidth(room)
        gap = (bar - hint.height()) // 2
        self._words.setGeometry(_EDGE, gap, room, words)
        self._buttons.setGeometry(_EDGE, gap + words + 8, room, buttons)
        return gap + words + 8 + buttons + gap
