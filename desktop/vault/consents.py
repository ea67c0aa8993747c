"""Consents in the catalogue: that there is one is workflow state, what it says is clinical."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import PatientId
from desktop.records.consent import Consent
from desktop.records.consent_json import from_json, to_json
from desktop.vault.audit import binding_of
from desktop.vault.schema import consent
from desktop.vault.sealed_columns import CONSENT_DETAILS
from desktop.vault.sealed_details import open_details, seal_details
from desktop.vault.transaction import Transaction

_DIGEST: Final = "details_sha256"
_BOUND: Final = ("id", "patient_id", "recorded_at", "recorded_by", "text_version", _DIGEST)


def _place(consent_id: str) -> bytes:
    return CONSENT_DETAILS.place(consent_id)


def consent_binding(row: Mapping[str, Any]) -> str:
    """Return the digest that ties the signed entry of a consent to its row; empty in old rows."""
    return binding_of("consent", *(str(row[name]) for name in _BOUND)) if row[_DIGEST] else ""


def add(tx: Transaction, given: Consent) -> str:
    """Write one consent, its content sealed to the clinical key; return its entry's binding."""
    details = seal_details(tx.ring, to_json(given), place=_place(given.id))
    row = {
        "id": given.id,
        "patient_id": given.patient_id,
        "recorded_at": tx.at,
        "recorded_by": tx.user,
        "text_version": given.text_version,
        "details_sealed": details.sealed,
        "details_sha256": details.sha256,
    }
    tx.connection.execute(sa.insert(consent).values(row))
    return consent_binding(row)


def _read(tx: Transaction, row: sa.Row[Any]) -> Consent:
    opened = open_details(tx.ring, row.details_sealed, row.details_sha256, place=_place(row.id))
    return from_json(opened)


def get(tx: Transaction, consent_id: str) -> Consent:
    """Return one consent.

    Raises:
        UnknownRecordError: ``no_such_consent``.
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: it is not the one that was signed.
    """
    row = tx.connection.execute(sa.select(consent).where(consent.c.id == consent_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_consent")
    return _read(tx, row)


def of_patient(tx: Transaction, patient_id: PatientId) -> list[Consent]:
    """Return a patient's consents, newest first.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: it is not the one that was signed.
    """
    query = (
        sa.select(consent)
        .where(consent.c.patient_id == patient_id)
        .order_by(consent.c.recorded_at.desc(), consent.c.id)
    )
    return [_read(tx, row) for row in tx.connection.execute(query)]
