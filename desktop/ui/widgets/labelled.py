"""A name above a control, and under it a hint or what is wrong."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said, name_said


class Labelled(QWidget):
    """Any control with its name above it, so that a row of them lines up.

    Args:
        words: Its name; also said to assistive technology.
        control: The control.
        name_shown: Whether the name is shown.
        hint: A sentence under it.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words,
        control: QWidget,
        *,
        name_shown: bool = True,
        hint: Words = NOTHING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._control = control
        self._hint = hint
        self._label = Label(words, tone="text2", parent=self)
        self._label.setVisible(name_shown)
        self._label.setBuddy(control)
        self._mark = Icon("circle-alert", tone="err", px=16, parent=self)
        self._below = Label(hint, role="small", tone="text2", wrap=True, parent=self)
        self.setFocusProxy(control)
        name_said(control, words)
        under = row(self._mark, gap=6)
        under.addWidget(self._below, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addWidget(control)
        layout.addLayout(under)
        layout.addStretch(1)
        self.set_error(None)

    def rename(self, words: Words) -> None:
        """Give it another name, above it and for assistive technology."""
        self._label.say(words)
        name_said(self._control, words)

    def set_error(self, words: Words | None) -> None:
        """Say what is wrong, or with None that nothing is."""
        wrong = words is not None
        below = self._hint if words is None else words
        self._below.say(below)
        self._below.set_tone("err" if wrong else "text2")
        self._below.setVisible(below != NOTHING)
        self._mark.setVisible(wrong)
        keep_said(self._control, "setAccessibleDescription", below)
        if self._control.property("wrong") != wrong:
            self._control.setProperty("wrong", wrong)
            self._control.style().unpolish(self._control)
            self._control.style().polish(self._control)
            self._control.update()
