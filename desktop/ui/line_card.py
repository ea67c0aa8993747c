"""A card of lines: what each is about, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.widgets.boxes import CARD, Line
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.words import keep_said


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
