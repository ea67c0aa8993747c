"""Received = accounted for, cards not cleared, watched folders: the cards at the right."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.account import Account, Entry
from desktop.ui.cards import CardLine, WatchLine
from desktop.ui.look.fonts import SEMIBOLD
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.runs import SourceRef
from desktop.ui.widgets.badge import Badge, inks, tone_icon
from desktop.ui.widgets.boxes import Line, column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label

_MARGINS: Final = (14, 12, 14, 12)
_INDENT: Final = 26


class AccountCard(Card):
    """The counts that must agree, and a sentence that says whether they do."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._received = _EntryRow(strong=True, parent=self)
        self._lines = [_EntryRow(parent=self) for _ in range(6)]
        self._icon = Icon("circle-check", tone="ok", px=16, parent=self)
        self._verdict = Label(role="small", weight=500, wrap=True, parent=self)
        verdict = QHBoxLayout()
        verdict.setSpacing(6)
        verdict.addLayout(column(self._icon, None, gap=0))
        verdict.addWidget(self._verdict, 1)
        title = Label(phrase("account.title"), role="strong", wrap=True, parent=self)
        self.setLayout(
            column(
                title,
                2,
                self._received,
                Line(tone="line2", parent=self),
                *self._lines,
                2,
                verdict,
                gap=4,
                margins=_MARGINS,
            )
        )
        self.setVisible(False)

    def show_account(self, account: Account) -> None:
        """Show an account."""
        self.setVisible(True)
        self.set_tone(None if account.tone is Tone.OK else account.tone)
        self._received.show_entry(account.received)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(account.lines))
            if at < len(account.lines):
                line.show_entry(account.lines[at])
        ink = inks(account.tone)[0]
        self._icon.set_icon(tone_icon(account.tone), tone=ink)
        self._verdict.say(account.verdict)
        self._verdict.set_tone(ink)

    def verdict(self) -> str:
        """Return the sentence that is shown."""
        return self._verdict.text()


class _EntryRow(QWidget):
    """One line of the account."""

    def __init__(self, *, strong: bool = False, parent: QWidget) -> None:
        super().__init__(parent)
        weight = SEMIBOLD if strong else None
        self._words = Label(
            tone="text" if strong else "text2", weight=weight, wrap=True, parent=self
        )
        self._today = Label(role="small", tone="text3", parent=self)
        self._count = Label(weight=SEMIBOLD, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._today)
        layout.addWidget(self._count)

    def show_entry(self, entry: Entry) -> None:
        """Show another line."""
        self._words.say(entry.words)
        self._today.say(entry.today)
        self._today.setVisible(entry.today != NOTHING)
        self._count.say(verbatim(f"{entry.count:,}".replace(",", "\u202f")))


class CardsCard(Card):
    """The cards that still hold photographs.

    Signals:
        clear_asked: Everything on a card is proven and is to go from it; its ``SourceRef``.
    """

    clear_asked = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: tuple[CardLine, ...] | None = None
        self._buttons: list[Button] = []
        self._count = Label(role="strong", tone="warn", parent=self)
        self._fine = Icon("circle-check", tone="ok", px=18, parent=self)
        self._held = QVBoxLayout()
        self._held.setSpacing(0)
        self._inside: QWidget | None = None
        title = Label(phrase("cards.title"), role="strong", parent=self)
        head = row(title, None, self._count, self._fine)
        self.setLayout(column(head, self._held, gap=6, margins=_MARGINS))

    def show_cards(self, cards: tuple[CardLine, ...], *, may_clear: bool) -> None:
        """Show the cards; nothing is made anew where nothing of them is otherwise."""
        if cards == self._shown:
            return
        self._shown = cards
        self._buttons = []
        self._count.say(verbatim(len(cards)) if cards else NOTHING)
        self._fine.setVisible(not cards)
        inside = QWidget(self)
        lines: list[QWidget] = []
        for one in cards:
            if lines:
                lines.append(Line(tone="line2", parent=inside))
            lines.append(self._line(one, inside, may_clear=may_clear))
        words = phrase("inbox.flash_memory") if cards else phrase("cards.none")
        lines.append(Label(words, role="small", tone="text2", wrap=True, parent=inside))
        inside.setLayout(column(*lines, gap=8))
        if self._inside is not None:
            self._held.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside
        self._held.addWidget(inside)

    def clear_buttons(self) -> tuple[Button, ...]:
        """Return the buttons that are shown, in the order of the cards."""
        return tuple(self._buttons)

    def _line(self, one: CardLine, parent: QWidget, *, may_clear: bool) -> QWidget:
        held = QWidget(parent)
        name = Label(verbatim(one.source.label), weight=SEMIBOLD, elide=True, parent=held)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Icon("memory-stick", parent=held))
        head.addWidget(name, 1)
        if one.age != NOTHING:
            tone = Tone.WARN if one.old else Tone.MUTE
            head.addWidget(Badge(one.age, tone, icon="clock", parent=held))
        proof = QHBoxLayout()
        proof.setSpacing(6)
        done = one.tone is Tone.OK
        mark = Icon(
            "circle-check" if done else "circle-dashed", tone="ok" if done else "text2", px=16
        )
        proof.addWidget(mark)
        proof.addWidget(Label(one.proof, role="small", wrap=True, parent=held), 1)
        lines = column(
            head,
            _indented(Label(one.detail, role="small", tone="text2", wrap=True, parent=held)),
            _indented(proof),
            gap=3,
        )
        if one.may_clear and may_clear:
            button = Button(
                phrase("cards.clear"), icon="eraser", height="button_small", parent=held
            )
            button.clicked.connect(partial(self._clear, one.source))
            self._buttons.append(button)
            lines.addLayout(row(_INDENT, button, None, gap=0, margins=(0, 3, 0, 0)))
        held.setLayout(lines)
        return held

    def _clear(self, source: SourceRef, _checked: object = None) -> None:
        self.clear_asked.emit(source)


class WatchersCard(Card):
    """Every watched folder and whether somebody looks at it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: tuple[WatchLine, ...] | None = None
        self._inside: QWidget | None = None
        self._held = QVBoxLayout()
        title = Label(phrase("cards.watchers"), role="strong", parent=self)
        self.setLayout(column(title, self._held, gap=6, margins=_MARGINS))

    def show_watchers(self, watchers: tuple[WatchLine, ...]) -> None:
        """Show the folders."""
        if watchers == self._shown:
            return
        self._shown = watchers
        inside = QWidget(self)
        lines = [_watch_line(one, inside) for one in watchers]
        if not lines:
            words = phrase("cards.no_watchers")
            lines = [Label(words, role="small", tone="text2", wrap=True, parent=inside)]
        inside.setLayout(column(*lines, gap=6))
        if self._inside is not None:
            self._held.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside
        self._held.addWidget(inside)


def _watch_line(one: WatchLine, parent: QWidget) -> QWidget:
    held = QWidget(parent)
    icon = {Tone.OK: "circle-check", Tone.WARN: "triangle-alert"}.get(one.tone, "circle-alert")
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(Icon(icon, tone=inks(one.tone)[0], px=16, parent=held))
    line.addWidget(Label(one.label, weight=500, elide=True, parent=held), 1)
    state = Label(one.state, role="small", tone="text2", wrap=True, parent=held)
    held.setLayout(column(line, _indented(state, by=24), gap=1))
    return held


def _indented(item: QWidget | QHBoxLayout, *, by: int = _INDENT) -> QHBoxLayout:
    held = QHBoxLayout()
    held.setContentsMargins(by, 0, 0, 0)
    held.setSpacing(0)
    if isinstance(item, QWidget):
        held.addWidget(item, 1)
    else:
        held.addLayout(item, 1)
    return held
