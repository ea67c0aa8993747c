"""A card of lines: what each is about, and what can be done about it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.columns import Beside
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.badge import inks, tone_icon
from desktop.ui.widgets.boxes import CARD, Line, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said

_LEAST: Final = 280
"""How narrow the words of a line may become."""


class LineCard(Card):
    """Lines under each other with hairlines between; one sentence where there are none.

    Args:
        nothing: The sentence; nothing for a card that is hidden while it is empty.
        parent: Where it stands.
    """

    def __init__(self, nothing: Words = NOTHING, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._nothing = nothing
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(*CARD)
        self._rows.setSpacing(0)

    def show_rows(self, makers: tuple[Callable[[QWidget], QWidget], ...]) -> None:
        """Show other lines; each is made by what is given, for this card."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for at, make in enumerate(makers):
            if at:
                self._rows.addWidget(Line(tone="line2", parent=self))
            self._rows.addWidget(make(self))
        if not makers and self._nothing != NOTHING:
            self._rows.addWidget(Label(self._nothing, tone="text2", wrap=True, parent=self))


class LineRow(QWidget):
    """One line: what it is about, what is so, what somebody must see, what can be done.

    Args:
        icon: Its drawing.
        title: What it is called, or where it is.
        detail: What is so.
        small: Badges, and what can be done.
        warned: What somebody must see; nothing where all is well.
        tone: How pressing that is.
        elide: Whether a title that is too long is cut, as a path is, and not broken.
        parent: The card.
    """

    def __init__(
        self,
        icon: str,
        title: Words,
        detail: Words,
        *small: QWidget,
        warned: Words = NOTHING,
        tone: Tone = Tone.WARN,
        elide: bool = False,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        words = QWidget(self)
        lines = column(
            Label(title, role="strong", wrap=not elide, elide=elide, parent=words),
            Label(detail, role="small", tone="text2", wrap=True, parent=words),
            gap=2,
        )
        if warned != NOTHING:
            lines.addLayout(_warning(warned, tone, words))
        words.setLayout(lines)
        mark = column(Icon(icon, px=20, parent=self), None, margins=(0, 2, 0, 0))
        line = row(mark, gap=12, margins=(0, 8, 0, 8))
        line.addWidget(Beside(words, *small, least=_LEAST, parent=self), 1)
        self.setLayout(line)


def _warning(warned: Words, tone: Tone, parent: QWidget) -> QVBoxLayout:
    ink = inks(tone)[0]
    mark = column(Icon(tone_icon(tone), tone=ink, px=16, parent=parent), None)
    line = row(mark, gap=6, margins=(0, 2, 0, 0))
    line.addWidget(Label(warned, role="small", tone=ink, wrap=True, parent=parent), 1)
    return column(line)


def act_button(
    words: str, *, icon: str, of: Words, act: Callable[[], None], parent: QWidget
) -> Button:
    """Return a button of a line; assistive technology is told of which line.

    Args:
        words: Key of what it does.
        icon: Its drawing.
        of: What the line is about.
        act: What it does.
        parent: The card.
    """
    made = Button(phrase(words), icon=icon, height="button_small", parent=parent)
    keep_said(made, "setAccessibleDescription", of)

    def pressed() -> None:
        act()

    made.clicked.connect(pressed)
    return made
