"""Images in patients' records: what was filed, its two sealed files, and its sealed details."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import ArrivalId, ConsentId, ImageId, ObjectId, PatientId
from desktop.records.arrival import ImageFormat
from desktop.records.image import ImageState
from desktop.vault.audit import binding_of
from desktop.vault.schema import image
from desktop.vault.sealed_columns import IMAGE_DETAILS
from desktop.vault.sealed_details import open_details, seal_details
from desktop.vault.transaction import Transaction


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


def filing_binding(row: Mapping[str, Any], derivative_sha256: str) -> str:
    """Return the digest that ties the signed entry of a filing to its rows.

    Two formulas: rows from before details had digests keep theirs. The entry of a newer row is
    bound by the newer one, so that taking the digest away does not bring the older one back.
    """
    ids = (row["id"], row["patient_id"], row["original_id"], row["derivative_id"])
    if not row["details_sha256"]:
        return binding_of("filing", *ids, derivative_sha256)
    more = (row["arrival_id"], row["consent_id"], row["format"], row["filed_at"], row["filed_by"])
    return binding_of("filing/2", *ids, *more, derivative_sha256, row["details_sha256"])


def _place(image_id: str) -> bytes:
    return IMAGE_DETAILS.place(image_id)


def add(tx: Transaction, filed: ImageRow, *, derivative_sha256: str) -> str:
    """Write one image, its details sealed to the clinical key; return the binding of its entry."""
    details = seal_details(tx.ring, filed.details, place=_place(filed.id))
    row = {
        "id": filed.id,
        "arrival_id": filed.arrival_id,
        "patient_id": filed.patient_id,
        "consent_id": filed.consent_id,
        "state": filed.state.value,
        "original_id": filed.original_id,
        "derivative_id": filed.derivative_id,
        "format": filed.format.value,
        "filed_at": filed.filed_at,
        "filed_by": filed.filed_by,
        "details_sealed": details.sealed,
        "details_sha256": details.sha256,
    }
    tx.connection.execute(sa.insert(image).values(row))
    return filing_binding(row, derivative_sha256)


def _read(tx: Transaction, row: sa.Row[Any]) -> ImageRow:
    state, details = ImageState(row.state), dict[str, Any]()
    if state is not ImageState.DESTROYED:
        place = _place(row.id)
        details = open_details(tx.ring, row.details_sealed, row.details_sha256, place=place)
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
        TamperedError: ``details``: they are not the ones that were signed.
    """
    row = tx.connection.execute(sa.select(image).where(image.c.id == image_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_image")
    return _read(tx, row)


def of_patient(tx: Transaction, patient_id: PatientId) -> list[ImageRow]:
    """Return a patient's images, oldest filing first.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: they are not the ones that were signed.
    """
    query = (
        sa.select(image)
        .where(image.c.patient_id == patient_id)
        .order_by(image.c.filed_at, image.c.id)
    )
    return [_read(tx, row) for row in tx.connection.execute(query)]
