"""Session slips in the catalogue, and the photographs that are proposed for somebody by them.

Of a slip's token the catalogue has a digest alone: whoever reads the database cannot make a slip
that it would believe.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError, WrongStateError
from desktop.ids import ArrivalId, PatientId, SlipId, UserId
from desktop.records.slip import Slip
from desktop.records.slip_token import check_code_of
from desktop.vault.audit import binding_of
from desktop.vault.schema import proposal, slip
from desktop.vault.transaction import Transaction

_SLICE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """By which slip an arrival is proposed, and for whom.

    Attributes:
        code: The letters by which people tell the slip apart.
    """

    arrival: ArrivalId
    slip: SlipId
    patient: PatientId
    code: str


def slip_binding(slip_id: str, digest: str, patient_id: str, made_by: str, expires_at: str) -> str:
    """Return the digest that ties the signed entry of a slip's making to its row."""
    return binding_of("slip", slip_id, digest, patient_id, made_by, expires_at)


def proposal_binding(arrival_id: str, slip_id: str) -> str:
    """Return the digest of by which slip an arrival is proposed."""
    return binding_of("proposal", arrival_id, slip_id)


def add(tx: Transaction, new: Slip) -> str:
    """Write a slip and return its binding."""
    tx.connection.execute(
        sa.insert(slip).values(
            id=new.id,
            token_sha256=new.digest,
            patient_id=new.patient,
            made_at=new.made_at,
            made_by=new.made_by,
            expires_at=new.expires_at,
        )
    )
    return slip_binding(new.id, new.digest, new.patient, new.made_by, new.expires_at)


def get(tx: Transaction, slip_id: str) -> Slip:
    """Return one slip.

    Raises:
        UnknownRecordError: ``no_such_slip``.
    """
    row = tx.connection.execute(sa.select(slip).where(slip.c.id == slip_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_slip")
    return _slip(row)


def with_digests(tx: Transaction, digests: Iterable[str]) -> list[Slip]:
    """Return the slips whose tokens have these digests."""
    wanted = sorted(set(digests))
    found: list[Slip] = []
    for start in range(0, len(wanted), _SLICE):
        some = wanted[start : start + _SLICE]
        rows = tx.connection.execute(sa.select(slip).where(slip.c.token_sha256.in_(some)))
        found += [_slip(row) for row in rows]
    return found


def unused(tx: Transaction, *, since: str) -> list[Slip]:
    """Return the slips that nobody photographed or withdrew and that were valid after a moment.

    Args:
        tx: The transaction to read in.
        since: ISO 8601, UTC.
    """
    query = sa.select(slip).where(
        slip.c.expires_at > since, slip.c.used_by.is_(None), slip.c.withdrawn_at.is_(None)
    )
    return [_slip(row) for row in tx.connection.execute(query.order_by(slip.c.made_at, slip.c.id))]


def withdraw(tx: Transaction, slip_id: SlipId) -> None:
    """Note that a slip was not used.

    Raises:
        WrongStateError: It was used, or withdrawn already.
    """
    done = tx.connection.execute(
        sa.update(slip)
        .where(slip.c.id == slip_id, slip.c.used_by.is_(None), slip.c.withdrawn_at.is_(None))
        .values(withdrawn_at=tx.at)
    )
    if done.rowcount != 1:
        raise WrongStateError("slip_used")


def use(tx: Transaction, slip_id: str, arrival_id: str) -> None:
    """Note the first photograph of a slip; a slip that was used already stays used by that."""
    tx.connection.execute(
        sa.update(slip)
        .where(slip.c.id == slip_id, slip.c.used_by.is_(None))
        .values(used_by=arrival_id)
    )


def propose(tx: Transaction, arrival_id: str, slip_id: str) -> str:
    """Note by which slip an arrival is proposed, and return the binding of that."""
    drop_proposal(tx, arrival_id)
    tx.connection.execute(
        sa.insert(proposal).values(arrival_id=arrival_id, slip_id=slip_id, proposed_at=tx.at)
    )
    return proposal_binding(arrival_id, slip_id)


def drop_proposal(tx: Transaction, arrival_id: str) -> None:
    """Propose an arrival for nobody any more."""
    tx.connection.execute(sa.delete(proposal).where(proposal.c.arrival_id == arrival_id))


def proposed_by(tx: Transaction, arrival_id: str) -> str:
    """Return the slip by which an arrival is proposed; empty where none does."""
    query = sa.select(proposal.c.slip_id).where(proposal.c.arrival_id == arrival_id)
    return str(tx.connection.scalar(query) or "")


def proposals(tx: Transaction) -> list[Proposed]:
    """Return everything that is proposed; the catalogue key is enough."""
    columns = (proposal.c.arrival_id, proposal.c.slip_id, slip.c.patient_id, slip.c.token_sha256)
    query = sa.select(*columns).join(slip, slip.c.id == proposal.c.slip_id)
    return [
        Proposed(
            arrival=ArrivalId(row.arrival_id),
            slip=SlipId(row.slip_id),
            patient=PatientId(row.patient_id),
            code=check_code_of(row.token_sha256),
        )
        for row in tx.connection.execute(query)
    ]


def _slip(row: sa.Row[Any]) -> Slip:
    return Slip(
        id=SlipId(row.id),
        digest=row.token_sha256,
        patient=PatientId(row.patient_id),
        made_by=UserId(row.made_by),
        made_at=row.made_at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at or "",
        used_by=row.used_by or "",
    )
