"""What the catalogue says of where arrivals came from: their files, and whether those are gone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from desktop.ids import ArrivalId, CardId
from desktop.records.removal import CONFIRMED, NOT_ASKED, REMOVED
from desktop.records.role import Domain
from desktop.vault.audit import binding_of
from desktop.vault.schema import arrival
from desktop.vault.sealed_columns import ARRIVAL_FACTS
from desktop.vault.transaction import Transaction

_CLEARED: Final = (REMOVED, NOT_ASKED, CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameAs:
    """As what an arrival lay on its card or in its folder.

    Attributes:
        name: Below the card or folder.
        size_bytes: Of the file.
        received_at: When it was taken in, ISO 8601.
    """

    name: str
    size_bytes: int
    received_at: str


def came_as(tx: Transaction, *, skip: int, most: int) -> list[CameAs]:
    """Return as what the newest arrivals came, newest first; nothing without the inbox key.

    Args:
        tx: The transaction to read in.
        skip: How many of the newest to pass over.
        most: At most so many.
    """
    if not tx.ring.holds(Domain.INBOX):
        return []
    query = (
        sa.select(arrival.c.id, arrival.c.received_at, arrival.c.facts_sealed)
        .order_by(arrival.c.received_at.desc(), arrival.c.id.desc())
        .offset(skip)
        .limit(most)
    )
    return [*_opened(tx, tx.connection.execute(query))]


def _opened(tx: Transaction, rows: sa.CursorResult[tuple[str, str, bytes]]) -> Iterator[CameAs]:
    for row in rows:
        place = ARRIVAL_FACTS.place(row.id)
        facts = json.loads(tx.ring.unseal(Domain.INBOX, row.facts_sealed, place=place))
        yield CameAs(
            name=str(facts["name"]),
            size_bytes=int(facts["size_bytes"]),
            received_at=row.received_at,
        )


def not_cleared(tx: Transaction) -> tuple[int, str]:
    """Return of how many arrivals the file was to be removed and is not, and since when.

    Returns:
        The number, and when the oldest of them came in; empty if there is none.
    """
    query = sa.select(sa.func.count(), sa.func.min(arrival.c.received_at)).where(
        arrival.c.source_removed.not_in(_CLEARED)
    )
    number, oldest = tx.connection.execute(query).one()
    return int(number), str(oldest or "")


def confirm_cleared(tx: Transaction, *, card_id: CardId | None = None) -> list[ArrivalId]:
    """Record for everything that is not cleared that a person saw to it; return what that was.

    Args:
        tx: The change.
        card_id: Only what came from this card, if given.
    """
    named: sa.ColumnElement[bool] = arrival.c.source_removed.not_in(_CLEARED)
    if card_id is not None:
        named = sa.and_(named, arrival.c.card_id == card_id)
    found = [ArrivalId(one) for one in tx.connection.scalars(sa.select(arrival.c.id).where(named))]
    tx.connection.execute(sa.update(arrival).where(named).values(source_removed=CONFIRMED))
    return found


def removal_binding(arrival_id: str, outcome: str) -> str:
    """Return the digest that ties an entry to what it says became of a source file."""
    return binding_of("removal", arrival_id, outcome)


def note_removal(tx: Transaction, arrival_id: ArrivalId, outcome: str) -> str:
    """Record what became of the source file of an arrival, and return the binding of that."""
    tx.connection.execute(
        sa.update(arrival).where(arrival.c.id == arrival_id).values(source_removed=outcome)
    )
    return removal_binding(arrival_id, outcome)
