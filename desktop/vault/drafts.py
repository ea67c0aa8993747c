"""Unfinished redactions in the catalogue: one an arrival, sealed to the inbox key.

A draft belongs to its arrival, not to whoever began it: it says what has been marked and decided
of one photograph, and a photograph has one such state. Two drafts of one arrival would have to be
merged by somebody who sees neither, and a colleague who takes over would mark everything again.
The row names who kept it last and when; the audit names everybody before.

It ends with its arrival's wait: ``arrivals.move`` drops it in the transaction that files, rejects
or destroys. While a filed image is mended, the unfinished work on it has the same place, and ends
with the revision, or with the image (ADR 0037).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import RecordInvalidError
from desktop.ids import ArrivalId, UserId
from desktop.records.draft import Draft
from desktop.records.draft_json import from_json, to_json
from desktop.records.image import ImageState
from desktop.records.role import Domain
from desktop.vault.crypto import canonical
from desktop.vault.schema import arrival
from desktop.vault.schema import draft as table
from desktop.vault.sealed_columns import DRAFT_BODY
from desktop.vault.transaction import Transaction

MOST_BYTES: Final = 4 * 1024 * 1024
"""A thousand freehand outlines of three hundred points each; more is a fault or an attack."""
_SLICE: Final = 500
_NOTED: Final = (table.c.arrival_id, table.c.kept_by, table.c.kept_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """That there is a draft, which the catalogue key shows: whose hand was on it last, and when."""

    arrival: ArrivalId
    kept_by: UserId
    kept_at: str


def _place(arrival_id: str) -> bytes:
    return DRAFT_BODY.place(arrival_id)


def keep(tx: Transaction, draft: Draft, *, of: ArrivalId | None = None) -> bool:
    """Seal a draft in the place of the one before; return whether it is the arrival's first.

    Args:
        tx: The change.
        draft: The work.
        of: Whose place it has; the arrival that it names if not given.

    Raises:
        RecordInvalidError: ``draft_too_large``, or ``shape`` (what could not be read again).
    """
    value = to_json(draft)
    from_json(value)
    body = canonical(value)
    if len(body) > MOST_BYTES:
        raise RecordInvalidError("draft_too_large")
    arrival_id = of or draft.arrival
    sealed = tx.ring.seal(Domain.INBOX, body, place=_place(arrival_id))
    kept = {"kept_at": tx.at, "kept_by": tx.user, "body_sealed": sealed}
    known = tx.connection.execute(
        sa.update(table).where(table.c.arrival_id == arrival_id).values(**kept)
    )
    if known.rowcount:
        return False
    tx.connection.execute(sa.insert(table).values(arrival_id=arrival_id, **kept))
    return True


def of_arrivals(tx: Transaction, arrival_ids: Iterable[str]) -> list[Draft]:
    """Return the drafts of these arrivals, in their order; those that have none are left out.

    Raises:
        KeyMissingError: The signed-in person does not hold the inbox key.
        DamagedError: A body belongs elsewhere, or was altered.
        RecordInvalidError: A body is not of the agreed shape.
    """
    wanted = list(dict.fromkeys(arrival_ids))
    found: dict[str, Draft] = {}
    for start in range(0, len(wanted), _SLICE):
        some = wanted[start : start + _SLICE]
        for row in tx.connection.execute(sa.select(table).where(table.c.arrival_id.in_(some))):
            opened = tx.ring.unseal(Domain.INBOX, row.body_sealed, place=_place(row.arrival_id))
            found[row.arrival_id] = from_json(json.loads(opened))
    return [found[arrival_id] for arrival_id in wanted if arrival_id in found]


def notes(tx: Transaction) -> list[Note]:
    """Return which waiting arrivals have a draft, oldest keeping first.

    The catalogue key is enough. What is kept while a filed image is mended is not among them.
    """
    waits = sa.and_(table.c.arrival_id == arrival.c.id, arrival.c.state != ImageState.FILED.value)
    query = sa.select(*_NOTED).where(waits).order_by(table.c.kept_at, table.c.arrival_id)
    return [_note(row) for row in tx.connection.execute(query)]


def note_of(tx: Transaction, arrival_id: str) -> Note | None:
    """Return who kept unfinished work in the place of one arrival, waiting or filed, or None."""
    query = sa.select(*_NOTED).where(table.c.arrival_id == arrival_id)
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else _note(row)


def _note(row: Any) -> Note:
    return Note(arrival=ArrivalId(row.arrival_id), kept_by=UserId(row.kept_by), kept_at=row.kept_at)


def drop(tx: Transaction, arrival_id: ArrivalId) -> None:
    """Remove an arrival's draft, if it has one."""
    tx.connection.execute(sa.delete(table).where(table.c.arrival_id == arrival_id))
