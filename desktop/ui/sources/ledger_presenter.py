"""Decisions about the ledger of cards: what is asked, who may say what, which lines are shown.

No Qt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.errors import DeskError
from desktop.keeper.ledger_calls import AttestBackup, CardCleared, ListCards, OpenCard
from desktop.records.card import CardState
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope

CALM_MS: Final = 5_000
"""While a card is copied each photograph announces itself; the ledger is read less often."""
MOST_CLEARED: Final = 5
"""Cards that ask for nobody and are listed at once; the others when somebody wants them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What may be done about one card.

    Attributes:
        attest: Saying that the device's own backup is clean.
        clear: Saying that it was cleared otherwise.
    """

    attest: bool
    clear: bool


class LedgerPresenter:
    """Asks for the ledger, and says what a person says of a card.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        heard: Called whenever something is to be shown otherwise.
        opened: Takes one card with its runs, to be looked at.
        failed: Explains what could not be asked or said.
        done: Called when something was said.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        *,
        heard: Callable[[], None],
        opened: Callable[[CardState], None],
        failed: Callable[[DeskError], None],
        done: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._heard = heard
        self._opened = opened
        self._failed = failed
        self._done = done
        self._may = MAY[desk.me.role]
        self._shows_all = False
        self.cards: tuple[CardState, ...] | None = None
        self._list = Fresh(desk.lane, scope, ListCards(), done=self._listed, failed=failed)

    def start(self) -> None:
        """Ask, and again when something of the cards has changed."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self._list.ask()

    @property
    def shown(self) -> tuple[CardState, ...]:
        """The cards that are listed: those that ask for somebody, and the first of the others."""
        cards = self.cards or ()
        pressing = [one for one in cards if not one.is_cleared or one.asks_attestation]
        quiet = [one for one in cards if one.is_cleared and not one.asks_attestation]
        quiet.sort(key=lambda one: one.last_at, reverse=True)
        return (*pressing, *(quiet if self._shows_all else quiet[:MOST_CLEARED]))

    @property
    def hidden(self) -> int:
        """How many cards are not listed yet."""
        return len(self.cards or ()) - len(self.shown)

    def show_all(self) -> None:
        """List every card."""
        self._shows_all = True
        self._heard()

    def offered(self, card: CardState, *, is_in: bool) -> Offered:
        """Return what this person may do about a card.

        That a card was cleared otherwise is not asked of one that is in: a look proves it.
        """
        may_clear = Act.RECEIVE_IMAGES in self._may and not card.is_cleared and not is_in
        return Offered(
            attest=Act.ATTEST_BACKUP in self._may and card.asks_attestation, clear=may_clear
        )

    def look(self, card: CardState) -> None:
        """Look at one card with its runs."""
        call = OpenCard(card=card.id)
        self._desk.lane.ask(call, scope=self._scope, done=self._opened, failed=self._failed)

    def attest(self, card: CardState) -> None:
        """Say that the device's own backup is clean: both were looked at."""
        call = AttestBackup(card=card.id, not_synchronised=True, not_kept=True)
        self._desk.lane.ask(call, scope=self._scope, done=self._said, failed=self._failed)

    def clear(self, card: CardState, reason: str) -> None:
        """Say that a card was cleared otherwise."""
        call = CardCleared(card=card.id, reason=reason)
        self._desk.lane.ask(call, scope=self._scope, done=self._said, failed=self._failed)

    def _said(self, _answer: object) -> None:
        self._done()
        self._list.ask()

    def _changed(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.SOURCES, Topic.INBOX}:
            self._list.ask_later(CALM_MS)

    def _listed(self, cards: tuple[CardState, ...]) -> None:
        self.cards = cards
        self._heard()
