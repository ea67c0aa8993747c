"""Consents in the catalogue: that there is one is workflow state, what it says is clinical."""

import json
from typing import Any

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import PatientId
from desktop.records.consent import Consent
from desktop.records.consent_json import from_json, to_json
from desktop.records.role import Domain
from desktop.vault.crypto import canonical, context
from desktop.vault.schema import consent
from desktop.vault.store import Transaction


def _place(consent_id: str) -> bytes:
    return context("consent", "details", consent_id)


def add(tx: Transaction, given: Consent) -> None:
    """Write one consent, its content sealed to the clinical key."""
    details = canonical(to_json(given))
    tx.connection.execute(
        sa.insert(consent).values(
            id=given.id,
            patient_id=given.patient_id,
            recorded_at=tx.at,
            recorded_by=tx.user,
            text_version=given.text_version,
            details_sealed=tx.ring.seal(Domain.CLINICAL, details, place=_place(given.id)),
            details_sha256="",
        )
    )


def _read(tx: Transaction, row: sa.Row[Any]) -> Consent:
    opened = tx.ring.unseal(Domain.CLINICAL, row.details_sealed, place=_place(row.id))
    return from_json(json.loads(opened))


def get(tx: Transaction, consent_id: str) -> Consent:
    """Return one consent.

    Raises:
        UnknownRecordError: ``no_such_consent``.
        KeyMissingError: The signed-in person does not hold the clinical key.
    """
    row = tx.connection.execute(sa.select(consent).where(consent.c.id == consent_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_consent")
    return _read(tx, row)


def of_patient(tx: Transaction, patient_id: PatientId) -> list[Consent]:
    """Return a patient's consents, newest first.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
    """
    query = (
        sa.select(consent)
        .where(consent.c.patient_id == patient_id)
        .order_by(consent.c.recorded_at.desc(), consent.c.id)
    )
    return [_read(tx, row) for row in tx.connection.execute(query)]
