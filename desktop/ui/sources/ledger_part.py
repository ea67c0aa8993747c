"""The ledger of cards on the page of sources, and how a card is formatted in its camera."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ids import CardId
from desktop.records.card import CardState
from desktop.ui.cards import label_of
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.line_card import LineCard, LineRow, act_button
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.sources.attesting import AttestDialog
from desktop.ui.sources.ledger import ledger_line, not_cleared_count, truth_of
from desktop.ui.sources.ledger_presenter import LedgerPresenter
from desktop.ui.truth_dialog import TruthDialog
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.confirm_dialog import Truth
from desktop.ui.widgets.label import Icon, Label

_STEPS: Final = ("format_first", "format_camera", "format_never")
CLEARED: Final = ("formatted", "card_destroyed", "card_lost")
"""How a card can have been cleared otherwise; codes of reasons."""


class LedgerPart(QWidget):
    """Every card that was ever in, those first that ask for somebody.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        failed: Explains what could not be asked or said.
        done: Called when something was said.
        parent: The page.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        failed: Callable[[DeskError], None],
        done: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._present: frozenset[CardId] = frozenset()
        self._shown: object = None
        self.count = Label(role="small", tone="text2", wrap=True, parent=self)
        self.lines = LineCard(phrase("ledger.none"), parent=self)
        self.more = Button(phrase("ledger.more", count=0), kind=Kind.GHOST, parent=self)
        self.guidance = FormatCard(parent=self)
        what = Label(phrase("ledger.what"), role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(
            column(
                Label(phrase("ledger.title"), role="h3", wrap=True, parent=self),
                what,
                self.count,
                self.lines,
                row(self.more, None),
                self.guidance,
                gap=10,
            )
        )
        self.more.hide()
        self.count.hide()
        self.lines.hide()
        self.presenter = LedgerPresenter(
            desk, scope, heard=self._show, opened=self._open, failed=failed, done=done
        )
        self.more.clicked.connect(self._all)

    def start(self) -> None:
        """Ask for the ledger."""
        self.presenter.start()

    def show_present(self, present: frozenset[CardId]) -> None:
        """Tell which cards are in at this moment."""
        if present != self._present:
            self._present = present
            self._show()

    def _show(self) -> None:
        cards = self.presenter.cards
        if cards is None:
            return
        self.lines.show()
        counted = not_cleared_count(cards)
        self.count.say(counted)
        self.count.setVisible(counted != NOTHING)
        self._show_lines(self.presenter.shown)
        hidden = self.presenter.hidden
        self.more.say(phrase("ledger.more", count=hidden))
        self.more.setVisible(hidden > 0)

    def _show_lines(self, cards: tuple[CardState, ...]) -> None:
        """Show the lines; none is made anew, and no focus lost, where nothing is otherwise."""
        wanted = (cards, self._present)
        if wanted != self._shown:
            self._shown = wanted
            self.lines.show_rows(tuple(partial(self._line, one) for one in cards))

    def _line(self, card: CardState, parent: QWidget) -> QWidget:
        is_in = card.id in self._present
        line = ledger_line(card, now=self._desk.now(), is_in=is_in)
        may = self.presenter.offered(card, is_in=is_in)
        icon = "circle-check" if card.is_cleared else "clock"
        small: list[QWidget] = [Badge(line.badge, line.tone, icon=icon, parent=parent)]
        for words, drawing, wanted, act in (
            ("ledger.attest", "shield-check", may.attest, self._ask_attest),
            ("ledger.clear", "eraser", may.clear, self._ask_clear),
            ("ledger.look", "list", True, self.presenter.look),
        ):
            if wanted:
                press = partial(act, card)
                small.append(
                    act_button(words, icon=drawing, of=line.title, act=press, parent=parent)
                )
        asks = line.attested if card.asks_attestation else NOTHING
        said: Words = NOTHING if card.asks_attestation else line.attested
        detail = joined(line.detail, line.lies, said)
        drawing = "usb" if card.is_camera else "memory-stick"
        return LineRow(drawing, line.title, detail, *small, warned=asks, parent=parent)

    def _all(self) -> None:
        self.presenter.show_all()

    def _open(self, card: CardState) -> None:
        TruthDialog(self, label_of(card), truth_of(card)).open()

    def _ask_attest(self, card: CardState) -> None:
        AttestDialog(self, card, partial(self.presenter.attest, card)).open()

    def _ask_clear(self, card: CardState) -> None:
        counted = max(card.stuck, card.lying)
        ReasonDialog(
            self,
            phrase("ledger.clear_question", label=label_of(card)),
            phrase("ledger.clear_act"),
            offered=CLEARED,
            icon="eraser",
            then=partial(self.presenter.clear, card),
            truths=(
                Truth(phrase("ledger.clear_truth", count=counted), Tone.MUTE, "info"),
                *self._fresh(card),
                Truth(phrase("ledger.clear_lost"), Tone.MUTE, "shield-alert"),
            ),
        ).open()

    def _fresh(self, card: CardState) -> tuple[Truth, ...]:
        if not card.fresh:
            return ()
        return (Truth(phrase("ledger.clear_fresh", count=card.fresh), Tone.WARN),)


class FormatCard(Card):
    """How a card is formatted in its camera, and what deleting does not do."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, parent=parent)
        lines = column(
            Label(phrase("ledger.format_title"), role="strong", wrap=True, parent=self), gap=4
        )
        for number, key in enumerate(_STEPS, start=1):
            mark = column(Label(verbatim(f"{number}."), parent=self), None)
            step = row(mark, gap=8)
            step.addWidget(Label(phrase(f"ledger.{key}"), wrap=True, parent=self), 1)
            lines.addLayout(step)
        lines.addSpacing(4)
        lines.addWidget(Label(phrase("ledger.flash"), role="small", wrap=True, parent=self))
        whole = row(
            column(Icon("memory-stick", tone="accentText", px=22, parent=self), None),
            gap=12,
            margins=CARD,
        )
        whole.addLayout(lines, 1)
        self.setLayout(whole)
