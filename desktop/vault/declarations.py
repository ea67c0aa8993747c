"""What was declared of attached images: by whom, for which patient, and, sealed, in what words.

That somebody attached an arrival for a patient is workflow state and stands in the clear of the
catalogue, so that the front desk sees that it came. What the patient wrote is sealed to the inbox
key: it is clinical, and the front desk can write it and not read it back.
"""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.ids import ArrivalId, PatientId
from desktop.records.declaration import Declaration
from desktop.records.image import ImageState
from desktop.records.role import Domain
from desktop.vault.crypto import canonical
from desktop.vault.schema import arrival, declaration, draft
from desktop.vault.sealed_columns import DECLARATION_BODY
from desktop.vault.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One attached arrival as the catalogue key shows it.

    Attributes:
        patient_id: Whom it was attached for; whose it is now may be another matter.
        state: Of the arrival, today.
        has_draft: Whether somebody is at work on it.
    """

    arrival_id: ArrivalId
    patient_id: PatientId
    declared_at: str
    state: ImageState
    has_draft: bool


def _place(arrival_id: str) -> bytes:
    return DECLARATION_BODY.place(arrival_id)


def declare(
    tx: Transaction, arrival_id: ArrivalId, patient_id: PatientId, said: Declaration
) -> None:
    """Write what was declared of an arrival, in the place of what was declared before."""
    body = tx.ring.seal(Domain.INBOX, canonical(said.to_json()), place=_place(arrival_id))
    values = {
        "patient_id": patient_id,
        "declared_at": tx.at,
        "declared_by": tx.user,
        "body_sealed": body,
    }
    known = tx.connection.execute(
        sa.update(declaration).where(declaration.c.arrival_id == arrival_id).values(**values)
    )
    if not known.rowcount:
        tx.connection.execute(sa.insert(declaration).values(arrival_id=arrival_id, **values))


def opened(tx: Transaction, arrival_id: str, body_sealed: bytes) -> dict[str, Any]:
    """Return what was declared of an arrival, as ``Declaration.to_json`` gives it.

    Raises:
        KeyMissingError: The signed-in person does not hold the inbox key.
        DamagedError: The body belongs elsewhere, or was altered.
    """
    return dict(json.loads(tx.ring.unseal(Domain.INBOX, body_sealed, place=_place(arrival_id))))


def of_user(tx: Transaction, user: str, *, since: str, until: str) -> list[Declared]:
    """Return what somebody attached from ``since`` to before ``until``, newest first."""
    rows = tx.connection.execute(
        sa.select(declaration, arrival.c.state, draft.c.arrival_id.label("drafted"))
        .join(arrival, arrival.c.id == declaration.c.arrival_id)
        .outerjoin(draft, draft.c.arrival_id == declaration.c.arrival_id)
        .where(
            declaration.c.declared_by == user,
            declaration.c.declared_at >= since,
            declaration.c.declared_at < until,
        )
        .order_by(declaration.c.declared_at.desc(), declaration.c.arrival_id)
    )
    return [
        Declared(
            arrival_id=ArrivalId(row.arrival_id),
            patient_id=PatientId(row.patient_id),
            declared_at=row.declared_at,
            state=ImageState(row.state),
            has_draft=row.drafted is not None,
        )
        for row in rows
    ]
