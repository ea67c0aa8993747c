"""What the ledger of cards asks of somebody: cards not cleared, and what has to be said. Pure."""

from collections.abc import Iterator
from typing import Final

from desktop.records.card import CardState
from desktop.records.role import MAY, Act, Role
from desktop.records.source_state import SourceState
from desktop.ui.cards import label_of, lies_on, present_cards
from desktop.ui.home.work import Piece
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.place import SourcesPlace

_NAMED: Final = 3


def of_cards(
    cards: tuple[CardState, ...] | None, sources: tuple[SourceState, ...], role: Role
) -> tuple[Piece, ...]:
    """Return what cards ask of a role.

    Whoever takes in has a piece of work of its own for each card that is in; they are told here of
    those that are not. A manager, who takes nothing in, is told of all of them.

    Args:
        cards: The ledger; None where it is not known yet.
        sources: Cards and watched folders of this session.
        role: Of whoever is at work.
    """
    if cards is None:
        return ()
    takes_in = Act.RECEIVE_IMAGES in MAY[role]
    mine = present_cards(sources) if takes_in else frozenset()
    left = [one for one in cards if not one.is_cleared and one.id not in mine]
    asking = [one for one in cards if one.asks_attestation]
    return (*_left(left, sources), *_asking(asking, may=Act.ATTEST_BACKUP in MAY[role]))


def _left(left: list[CardState], sources: tuple[SourceState, ...]) -> Iterator[Piece]:
    if left:
        seen = {one.card: one.since for one in sources if one.card is not None and one.since}
        ages = [min(one.since, seen.get(one.id, one.since)) for one in left]
        yield Piece(
            icon="memory-stick",
            title=phrase("home.late_cards", count=len(left)),
            detail=_named(left),
            place=SourcesPlace(),
            since=min(ages),
            tone="warn",
        )


def _asking(asking: list[CardState], *, may: bool) -> Iterator[Piece]:
    if asking:
        yield Piece(
            icon="shield-check",
            title=phrase("home.attest" if may else "home.not_attested", count=len(asking)),
            detail=_labels(asking),
            place=SourcesPlace(),
        )


def _named(left: list[CardState]) -> Words:
    """Return what lies where, of one card; of several what they are called."""
    if len(left) == 1:
        return joined(label_of(left[0]), lies_on(left[0]))
    return _labels(left)


def _labels(cards: list[CardState]) -> Words:
    more = len(cards) - _NAMED
    rest = phrase("devices.and_more", count=more) if more > 0 else NOTHING
    return joined(joined(*map(label_of, cards[:_NAMED]), between=", "), rest, between=" ")
