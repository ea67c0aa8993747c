"""Which cards are in, looked at every other second, and what lies on each.

A card is only ever taken in because a person says so.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from desktop.errors import DeskError, KeeperFaultError, SourceGoneError
from desktop.intake.cards import Card, cards_in
from desktop.intake.heads import Heads
from desktop.keeper.board import Board
from desktop.keeper.intake_desk import JUST_GONE, IntakeDesk
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.removal import Removal
from desktop.records.source_state import SourceKind, SourceState, Watching
from desktop.records.workstation import CardRemoval, Workstation
from desktop.workflow.card_ledger import note_card as ledger_note
from desktop.workflow.receiving import SeriesMemory
from desktop.workflow.sourcing import Look, note_card


@dataclass(slots=True, kw_only=True)
class KnownCard:
    """A card that is or was in during this session.

    Attributes:
        key: Its place on the board.
        card: As it was last seen.
        heads: What its files announced.
        series: Its last photograph, so that a resumed run goes on with its series.
        is_in: Whether it is in.
        is_due: Whether something on it may have changed since it was looked at.
        is_noted: Whether its first look is in the audit.
        is_looked_at: Whether somebody looks at it now.
        noted: What the ledger knows of it: photographs that lie there, and those not known.
        trouble: Code of the error that the last look ended in.
    """

    key: str
    card: Card
    heads: Heads = field(default_factory=Heads)
    series: SeriesMemory = field(default_factory=SeriesMemory)
    is_in: bool = True
    is_due: bool = True
    is_noted: bool = False
    is_looked_at: bool = False
    noted: tuple[int, int] | None = None
    trouble: str = ""


CardSettings: TypeAlias = Callable[[], Workstation]
"""Asked each time for what this workstation is set to."""


class CardTable:
    """The cards of this session.

    Args:
        desk: What taking in shares.
        board: Where they stand.
        settings: Asked each time for what this workstation is set to.
    """

    def __init__(self, desk: IntakeDesk, board: Board, settings: CardSettings) -> None:
        self._desk = desk
        self._board = board
        self._settings = settings
        self._cards: dict[str, KnownCard] = {}

    def look_about(self) -> None:
        """See which cards are in; a task of its own looks at what is new or has changed."""
        named = self._settings().card_folders
        present = _by_key(self._desk.pace().aside(lambda: cards_in(named)))
        for known in self._cards.values():
            if known.is_in and known.key not in present:
                self._gone(known)
        for key, card in present.items():
            self._in(key, card)

    def at(self, folder: Path) -> KnownCard | None:
        """Return the card that is in at a place."""
        for known in self._cards.values():
            if known.is_in and known.card.path == folder:
                return known
        return None

    def key_of(self, folder: Path) -> str:
        """Return the key on the board of the card at a place, or the one that was there last.

        A folder that is no card stands there by its own name.
        """
        here = [known for known in self._cards.values() if known.card.path == folder]
        here.sort(key=lambda known: known.is_in)
        return here[-1].key if here else str(folder)

    def look_soon(self, folder: Path) -> None:
        """Look at the card at a place as soon as nobody takes it in."""
        known = self.at(folder)
        if known is not None:
            known.is_due = True
            self._spawn_look(known)

    def look_again(self) -> None:
        """Look at every card that is in, now."""
        for known in tuple(self._cards.values()):
            self.look_at(known)

    def look_at(self, known: KnownCard) -> None:
        """Look at what lies on one card, unless somebody does so or takes it in."""
        if known.is_looked_at or not known.is_in or not self._desk.is_free(known.card.path):
            return
        known.is_looked_at, known.is_due = True, False
        try:
            self._look(known)
        finally:
            known.is_looked_at = False

    def apply_removal(self) -> None:
        """Have every card say what becomes of its files by the present settings."""
        policy = self._settings().card_removal
        for known in self._cards.values():
            removal, asks = removal_of(policy), policy is CardRemoval.ASK
            self._board.change(known.key, removal=removal, asks=asks)

    def _in(self, key: str, card: Card) -> None:
        known = self._cards.get(key)
        if known is None:
            known = self._cards[key] = KnownCard(key=key, card=card)
        known.is_due = known.is_due or known.card != card
        came = not known.is_in or self._board.get(key) is None
        known.card, known.is_in = card, True
        if came:
            known.is_due, known.noted = True, None
            self._enter(known)
        self._board.change(key, last_heard_at=self._desk.now())
        if known.is_due:
            self._spawn_look(known)

    def _spawn_look(self, known: KnownCard) -> None:
        def failed(_error: Exception) -> None:
            known.trouble = KeeperFaultError.code
            self._board.change(known.key, problem=known.trouble)

        self._desk.hub.spawn(lambda: self.look_at(known), failed=failed)

    def _enter(self, known: KnownCard) -> None:
        """Put a card on the board, at the place where it is in now."""
        policy = self._settings().card_removal
        before = self._board.get(known.key)
        self._board.put(
            known.key,
            SourceState(
                path=str(known.card.path),
                label=known.card.label,
                kind=SourceKind.CARD,
                origin=Origin.PRACTICE,
                removal=removal_of(policy),
                asks=policy is CardRemoval.ASK,
                watching=Watching.ALIVE,
                files=before.files if before else 0,
                fresh=before.fresh if before else 0,
                since=self._desk.now(),
            ),
        )

    def _look(self, known: KnownCard) -> None:
        try:
            look = self._desk.look_at(known.card.path, known.heads)
        except DeskError as error:
            self._in_trouble(known, error)
            return
        state = self._board.get(known.key)
        problem = state.problem if state is not None and state.problem != known.trouble else ""
        self._board.change(
            known.key,
            files=look.files,
            fresh=look.fresh,
            refused=look.refused,
            problem=problem,
            last_heard_at=self._desk.now(),
        )
        if not known.is_noted:
            known.is_noted = True
            note_card(self._desk.session, look)
        self._note_in_ledger(known, look)

    def _note_in_ledger(self, known: KnownCard, look: Look) -> None:
        """Have the ledger know what lies on a card, each time that it is something else."""
        lies = (look.files, look.fresh)
        if known.noted != lies:
            known.noted = lies
            session, seen = self._desk.session, seen_as(known.card)
            card = ledger_note(session, seen, lying=lies[0], fresh=lies[1])
            self._board.change(known.key, card=card)

    def _in_trouble(self, known: KnownCard, error: DeskError) -> None:
        """Say why a card cannot be looked at; one that is just gone is seen to be so anyway."""
        if isinstance(error, SourceGoneError) and error.reason in JUST_GONE:
            known.is_due = True
            return
        known.trouble = error.code
        self._board.change(known.key, problem=error.code, last_heard_at=self._desk.now())

    def _gone(self, known: KnownCard) -> None:
        """Take a card from the board, unless somebody has to know that it went too early."""
        known.is_in = False
        state = self._board.get(known.key)
        if state is not None and (state.busy or state.problem):
            self._board.change(known.key, watching=Watching.GONE)
        else:
            self._board.drop(known.key)


def seen_as(card: Card) -> CardSeen:
    """Return a card as the ledger knows it."""
    return CardSeen(identity=card.identity, label=card.label)


def _by_key(cards: Iterable[Card]) -> dict[str, Card]:
    """Return the cards by their identity; twins, of which there should be none, by place too."""
    found: dict[str, Card] = {}
    for card in cards:
        twin = card.identity in found
        found[f"{card.identity} {card.path}" if twin else card.identity] = card
    return found


def removal_of(policy: CardRemoval) -> Removal:
    """Return what becomes of files if nobody is asked."""
    return Removal.VERIFIED if policy is CardRemoval.VERIFIED else Removal.NEVER
