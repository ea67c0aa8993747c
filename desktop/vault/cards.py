"""The ledger of cards in the catalogue: when each was seen, and what every run brought.

Nothing of it is sealed: it says nothing of a patient, and everybody must see which card is not
cleared. What it claims of removal is bound to the signed entries that say so (``ledger_rows``).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import ArrivalId, CardId, new_card_id, new_run_id
from desktop.records.arrival import Origin
from desktop.records.card import CardRun, CardSeen, CardState
from desktop.records.removal import CONFIRMED, NOT_ASKED, REMOVED
from desktop.vault.audit import binding_of
from desktop.vault.schema import arrival, card, card_run
from desktop.vault.transaction import Transaction

_CLEARED: Final = (REMOVED, NOT_ASKED, CONFIRMED)
_MOST_RUNS: Final = 20


def meet(tx: Transaction, seen: CardSeen) -> CardId:
    """Note that a card is in, and return its identifier; a new one for a card never seen."""
    found = tx.connection.execute(sa.select(card.c.id).where(card.c.identity == seen.identity))
    known = found.scalar()
    if known is not None:
        tx.connection.execute(
            sa.update(card).where(card.c.id == known).values(label=seen.label, last_at=tx.at)
        )
        return CardId(known)
    card_id = new_card_id()
    tx.connection.execute(
        sa.insert(card).values(
            id=card_id, identity=seen.identity, label=seen.label, first_at=tx.at, last_at=tx.at
        )
    )
    return card_id


def card_binding(row: Mapping[str, Any]) -> str:
    """Return the digest of what a card's row claims: which it is, what lies on it, whose it is.

    Args:
        row: Its columns.
    """
    said = ("emptied_at", "origin", "attested_at", "attested_by")
    numbers = (str(row["lying"]), str(row["fresh"]))
    return binding_of(
        "card", row["id"], row["identity"], *numbers, *(row[name] or "" for name in said)
    )


def claims(tx: Transaction, card_id: CardId) -> str:
    """Return the binding of what a card's row claims at this moment."""
    row = tx.connection.execute(sa.select(card).where(card.c.id == card_id)).mappings().one()
    return card_binding({str(name): value for name, value in row.items()})


def run_binding(row: Mapping[str, Any]) -> str:
    """Return the digest of one ended run.

    Args:
        row: Its columns.
    """
    columns = ("id", "card_id", "began_at", "ended_at", "taken_by", "origin", "body")
    return binding_of("card run", *(row[name] or "" for name in columns))


def note_look(tx: Transaction, card_id: CardId, *, lying: int, fresh: int) -> None:
    """Note what lay on a card at a look: how many photographs, and how many are not known."""
    emptied = sa.func.coalesce(card.c.emptied_at, tx.at) if not lying else None
    tx.connection.execute(
        sa.update(card)
        .where(card.c.id == card_id)
        .values(lying=lying, fresh=fresh, last_at=tx.at, emptied_at=emptied)
    )


def note_device(tx: Transaction, card_id: CardId, device: str) -> None:
    """Note which camera took the photograph that came from a card just now."""
    if device:
        mine = card.c.id == card_id
        tx.connection.execute(sa.update(card).where(mine).values(device=device))


def begin_run(tx: Transaction, card_id: CardId, origin: Origin) -> str:
    """Note that somebody takes a card in, and return the run's identifier."""
    run_id = new_run_id()
    tx.connection.execute(
        sa.insert(card_run).values(
            id=run_id,
            card_id=card_id,
            began_at=tx.at,
            taken_by=tx.user,
            origin=origin.value,
            body="{}",
        )
    )
    mine = card.c.id == card_id
    tx.connection.execute(sa.update(card).where(mine).values(origin=origin.value))
    return run_id


def end_run(tx: Transaction, run_id: str, body: Mapping[str, Any]) -> str:
    """Note what a run brought, in numbers, and return its binding."""
    mine = card_run.c.id == run_id
    said = json.dumps(body, sort_keys=True)
    tx.connection.execute(sa.update(card_run).where(mine).values(ended_at=tx.at, body=said))
    row = tx.connection.execute(sa.select(card_run).where(mine)).mappings().one()
    return run_binding({str(name): value for name, value in row.items()})


def removals(tx: Transaction, arrivals: Iterable[ArrivalId]) -> Counter[str]:
    """Return what became of the source files of arrivals, each with how many."""
    found: Counter[str] = Counter()
    for one in arrivals:
        query = sa.select(arrival.c.source_removed).where(arrival.c.id == one)
        found[str(tx.connection.scalar(query))] += 1
    return found


def attest(tx: Transaction, card_id: CardId) -> None:
    """Note that somebody says that the device's own backup is clean.

    Raises:
        UnknownRecordError: ``no_such_card``.
    """
    done = tx.connection.execute(
        sa.update(card).where(card.c.id == card_id).values(attested_at=tx.at, attested_by=tx.user)
    )
    if done.rowcount != 1:
        raise UnknownRecordError("no_such_card")


def every(tx: Transaction, *, only: CardId | None = None) -> list[CardState]:
    """Return the cards, those first whose oldest photograph waits for longest.

    Args:
        tx: The transaction to read in.
        only: Only this one, with its runs.

    Raises:
        UnknownRecordError: ``no_such_card``.
    """
    came = _came(only)
    query = sa.select(card, came).outerjoin(came, came.c.card_id == card.c.id)
    if only is not None:
        query = query.where(card.c.id == only)
    rows = tx.connection.execute(query).all()
    if only is not None and not rows:
        raise UnknownRecordError("no_such_card")
    found = [_state(row, _runs(tx, row.id) if only is not None else ()) for row in rows]
    return sorted(found, key=lambda one: (one.is_cleared, one.since or one.last_at, one.id))


def _came(only: CardId | None) -> sa.Subquery:
    """Return how many photographs came from each card, and what became of their files there."""
    became = arrival.c.source_removed

    def how_many(which: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
        return sa.func.sum(sa.case((which, 1), else_=0)).label(name)

    def oldest(which: sa.ColumnElement[bool], name: str) -> sa.Label[Any]:
        return sa.func.min(sa.case((which, arrival.c.received_at))).label(name)

    query = sa.select(
        arrival.c.card_id,
        sa.func.count().label("arrived"),
        how_many(became == REMOVED, "removed"),
        how_many(became == CONFIRMED, "said"),
        how_many(became.not_in(_CLEARED), "stuck"),
        oldest(became.not_in(_CLEARED), "stuck_at"),
        how_many(became == NOT_ASKED, "kept"),
        oldest(became == NOT_ASKED, "kept_at"),
    ).group_by(arrival.c.card_id)
    mine = arrival.c.card_id.is_not(None) if only is None else arrival.c.card_id == only
    return query.where(mine).subquery()


def _state(row: sa.Row[Any], runs: tuple[CardRun, ...]) -> CardState:
    return CardState(
        id=CardId(row.id),
        serial=row.identity,
        label=row.label,
        first_at=row.first_at,
        last_at=row.last_at,
        device=row.device or "",
        lying=row.lying,
        fresh=row.fresh,
        arrived=row.arrived or 0,
        removed=row.removed or 0,
        said=row.said or 0,
        stuck=row.stuck or 0,
        stuck_at=row.stuck_at or "",
        kept=row.kept or 0,
        kept_at=row.kept_at or "",
        emptied_at=row.emptied_at or "",
        origin=Origin(row.origin) if row.origin else None,
        attested_at=row.attested_at or "",
        attested_by=row.attested_by or "",
        runs=runs,
    )


def _runs(tx: Transaction, card_id: str) -> tuple[CardRun, ...]:
    query = sa.select(card_run).where(card_run.c.card_id == card_id)
    query = query.order_by(card_run.c.began_at.desc(), card_run.c.id).limit(_MOST_RUNS)
    return tuple(
        CardRun(
            began_at=row.began_at,
            ended_at=row.ended_at or "",
            by=row.taken_by,
            origin=Origin(row.origin),
            **json.loads(row.body),
        )
        for row in tx.connection.execute(query)
    )
