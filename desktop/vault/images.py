"""Images in patients' records: what was filed, its two sealed files, and its sealed details."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import ArrivalId, ConsentId, ImageId, ObjectId, PatientId
from desktop.records.arrival import ImageFormat
from desktop.records.image import ImageState
from desktop.records.role import Domain
from desktop.vault.audit import binding_of
from desktop.vault.crypto import canonical, context
from desktop.vault.schema import image
from desktop.vault.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRow:
    """One filed image.

    Attributes:
        format: Of the obscured copy.
        details: Site, side, view, description, redaction, decisions, proof, time and device; empty
            once it was destroyed.
    """

    id: ImageId
    arrival_id: ArrivalId
    patient_id: PatientId
    consent_id: ConsentId
    state: ImageState
    original_id: ObjectId
    derivative_id: ObjectId
    format: ImageFormat
    filed_at: str
    filed_by: str
    details: Mapping[str, Any]

    def binding(self, derivative_sha256: str) -> str:
        """Return the digest that ties the signed filing entry to these rows."""
        return filing_binding(
            self.id, self.patient_id, self.original_id, self.derivative_id, derivative_sha256
        )


def filing_binding(
    image_id: str, patient_id: str, original_id: str, derivative_id: str, derivative_sha256: str
) -> str:
    """Return the digest of who, what and which file that a filing's audit entry signs."""
    return binding_of("filing", image_id, patient_id, original_id, derivative_id, derivative_sha256)


def _place(image_id: str) -> bytes:
    return context("image", "details", image_id)


def add(tx: Transaction, filed: ImageRow) -> None:
    """Write one image, its details sealed to the clinical key."""
    details = canonical(filed.details)
    tx.connection.execute(
        sa.insert(image).values(
            id=filed.id,
            arrival_id=filed.arrival_id,
            patient_id=filed.patient_id,
            consent_id=filed.consent_id,
            state=filed.state.value,
            original_id=filed.original_id,
            derivative_id=filed.derivative_id,
            format=filed.format.value,
            filed_at=filed.filed_at,
            filed_by=filed.filed_by,
            details_sealed=tx.ring.seal(Domain.CLINICAL, details, place=_place(filed.id)),
            details_sha256="",
        )
    )


def _read(tx: Transaction, row: sa.Row[Any]) -> ImageRow:
    state, details = ImageState(row.state), {}
    if state is not ImageState.DESTROYED:
        opened = tx.ring.unseal(Domain.CLINICAL, row.details_sealed, place=_place(row.id))
        details = dict(json.loads(opened))
    return ImageRow(
        id=ImageId(row.id),
        arrival_id=ArrivalId(row.arrival_id),
        patient_id=PatientId(row.patient_id),
        consent_id=ConsentId(row.consent_id),
        state=state,
        original_id=ObjectId(row.original_id),
        derivative_id=ObjectId(row.derivative_id),
        format=ImageFormat(row.format),
        filed_at=row.filed_at,
        filed_by=row.filed_by,
        details=details,
    )


def get(tx: Transaction, image_id: str) -> ImageRow:
    """Return one image.

    Raises:
        UnknownRecordError: ``no_such_image``.
        KeyMissingError: The signed-in person does not hold the clinical key.
    """
    row = tx.connection.execute(sa.select(image).where(image.c.id == image_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_image")
    return _read(tx, row)


def of_patient(tx: Transaction, patient_id: PatientId) -> list[ImageRow]:
    """Return a patient's images, oldest filing first.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
    """
    query = (
        sa.select(image)
        .where(image.c.patient_id == patient_id)
        .order_by(image.c.filed_at, image.c.id)
    )
    return [_read(tx, row) for row in tx.connection.execute(query)]
