"""A notice inside the page: what happened, what is safe, what to do; the code under Details."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.errors import DeskError
from desktop.ui.look.current import scaled
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Joined, Words, phrase, verbatim
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said, language
from desktop.wording import Explanation, explain

_LEAST_WORDS: Final = 320


class Notice(Card):
    """Says something that must be read; it stays until it is answered.

    Args:
        tone: What kind of news it is.
        parent: What it lies in.

    Signals:
        acted: Its button was pressed.
    """

    acted = Signal()

    def __init__(self, tone: Tone = Tone.ERR, *, parent: QWidget | None = None) -> None:
        super().__init__(tone=tone, parent=parent)
        self._error: DeskError | None = None
        self._icon = Icon(tone_icon(tone), tone=inks(tone)[0], px=20, parent=self)
        self._title = Label(role="strong", wrap=True, parent=self)
        self._body = Label(role="body", wrap=True, parent=self)
        self._code = Label(role="small", tone="text2", selectable=True, parent=self)
        self._copy = Button(
            phrase("button.copy"), kind=Kind.GHOST, icon="copy", height="button_small", parent=self
        )
        self._details = Button(
            phrase("button.details"),
            kind=Kind.GHOST,
            icon="chevron-down",
            height="button_small",
            parent=self,
        )
        self.action = Button(NOTHING, parent=self)
        self._code_row = QWidget(self)
        self._code_row.setLayout(row(self._code, self._copy, None))
        words = column(self._title, self._body, self._code_row, gap=2)
        said = row(self._icon, gap=12)
        said.addLayout(words, 1)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(16, 12, 14, 12)
        self._layout.setSpacing(10)
        self._layout.addLayout(said, 1)
        self._layout.addLayout(row(self._details, self.action, None, gap=10))
        self.action.hide()
        self._details.hide()
        self._code_row.hide()
        self._details.clicked.connect(self._toggle)
        self._copy.clicked.connect(self._copy_code)
        self.action.clicked.connect(self._act)

    def show_words(
        self, title: Words, body: Words = NOTHING, *, tone: Tone | None = None, code: str = ""
    ) -> None:
        """Say something in words of one's own; with a code, it stands under *Details*."""
        if tone is not None:
            self.set_tone(tone)
            self._icon.set_icon(tone_icon(tone), tone=inks(tone)[0])
        self._error = None
        self._title.say(title)
        self._body.say(body)
        self._body.setVisible(body != NOTHING)
        self._show_code(code)

    def show_error(self, error: DeskError) -> None:
        """Explain an error; it is explained again in a new language."""
        self._error = error
        code = ".".join(filter(None, (error.code, error.reason)))
        self._show_code(code)
        keep_said(self, "_explain_again", verbatim(code))

    def show_explanation(self, explanation: Explanation, *, code: str = "") -> None:
        """Show what was explained already."""
        self._error = None
        self._show_explained(explanation)
        self._show_code(code)

    def offer(self, words: Words | None, *, icon: str = "", key: str = "") -> None:
        """Offer one thing to do at the right, or with None nothing."""
        self.action.setVisible(words is not None)
        if words is not None:
            self.action.set_icon(icon)
            self.action.set_key(key)
            self.action.say(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons under the words where both do not fit side by side."""
        super().resizeEvent(event)
        buttons = (self._details, self.action)
        wide = sum(one.sizeHint().width() for one in buttons if not one.isHidden())
        beside = self.width() - wide >= scaled(_LEAST_WORDS)
        directions = QBoxLayout.Direction
        self._layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    def _explain_again(self, code: str) -> None:
        if self._error is not None:
            self._show_explained(explain(self._error, language()))

    def _show_explained(self, explanation: Explanation) -> None:
        said = Joined((verbatim(explanation.safe), verbatim(explanation.do)), between=" ")
        self._title.say(verbatim(explanation.happened))
        self._body.say(said)
        self._body.setVisible(bool(explanation.safe or explanation.do))

    def _show_code(self, code: str) -> None:
        self._code.say(phrase("kit.code", code=code))
        self._code_text = code
        self._details.setVisible(bool(code))
        self._code_row.hide()
        self._details.set_icon("chevron-down")

    def _toggle(self) -> None:
        shown = self._code_row.isHidden()
        self._code_row.setVisible(shown)
        self._details.set_icon("chevron-up" if shown else "chevron-down")

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code_text)

    def _act(self) -> None:
        self.acted.emit()
