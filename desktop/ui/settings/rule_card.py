"""A rule of the whole practice as a card: one choice, and what holds whatever is chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ui.columns import Columns
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.tick import RadioGroup

_LEAST: Final = 300


class RuleCard(Card):
    """Nothing can be chosen before it is known what is in force.

    Args:
        group: Group of its texts: ``title``, ``question`` and what always holds.
        choices: Values and their words.
        always: Codes of what always holds.
        parent: The page.

    Attributes:
        notice: What came of the last choice.
        choice: What can be chosen.
        rule: What is in force, where none of the choices says it.
    """

    def __init__(
        self,
        group: str,
        choices: Sequence[tuple[object, Words]],
        *,
        always: Sequence[str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.notice = Notice(parent=self)
        self.notice.hide()
        question = phrase(f"{group}.question")
        self.choice = RadioGroup(question, list(choices), upright=True, parent=self)
        self.choice.setEnabled(False)
        self.rule = Label(role="small", wrap=True, parent=self)
        self.rule.hide()
        words = QWidget(self)
        title = Label(phrase(f"{group}.title"), role="strong", wrap=True, parent=words)
        asked = Label(question, role="small", tone="text2", wrap=True, parent=words)
        words.setLayout(column(title, asked, None, gap=4))
        chosen = QWidget(self)
        chosen.setLayout(column(self.choice, self.rule, None))
        holds = QWidget(self)
        holds.setLayout(column(*(_line(f"{group}.{code}", holds) for code in always), gap=6))
        beside = Columns(words, chosen, least=_LEAST, gap=24, parent=self)
        self.setLayout(column(self.notice, beside, holds, gap=14, margins=(20, 18, 20, 18)))

    def tell(self, words: Words, tone: Tone) -> None:
        """Say what is in force now."""
        self.notice.show_words(words, tone=tone)
        self.notice.show()

    def tell_error(self, error: DeskError) -> None:
        """Explain an error."""
        self.notice.set_tone(Tone.ERR)
        self.notice.show_error(error)
        self.notice.show()


def _line(key: str, parent: QWidget) -> QWidget:
    held = QWidget(parent)
    line = row(Icon("info", px=16, parent=held), gap=8)
    line.addWidget(Label(phrase(key), role="small", wrap=True, parent=held), 1)
    held.setLayout(line)
    return held
