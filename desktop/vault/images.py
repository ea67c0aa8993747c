"""Images in patients' records: what was filed, its two sealed files, and its sealed details.

A row stays as it was filed, since a signed entry is bound to it. Where the redaction was mended
since, an image is read with the copy and the details of its newest revision (``revisions.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.errors import UnknownRecordError, WrongStateError
from desktop.ids import ArrivalId, ConsentId, ImageId, ObjectId, PatientId
from desktop.records.arrival import ImageFormat
from desktop.records.image import ImageState, advance
from desktop.records.version import Version
from desktop.vault import revisions
from desktop.vault.audit import binding_of
from desktop.vault.revisions import Revision
from desktop.vault.schema import image, sealed_object
from desktop.vault.sealed_columns import IMAGE_DETAILS
from desktop.vault.sealed_details import open_details, seal_details
from desktop.vault.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRow:
    """One filed image.

    Attributes:
        derivative_id: The obscured copy in force: that of the newest revision, if there is one.
        format: Of the obscured copy.
        details: Site, side, view, description, redaction, decisions, proof, time and device, as
            they are now; empty once it was destroyed.
        number: How often its redaction was mended since it was filed.
        versions: As it was filed, and each time that it was mended, the oldest first; empty where
            it never was.
        original_gone_at: When its original was destroyed, as stored; empty while it is there.
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
    number: int = 0
    versions: tuple[Version, ...] = ()
    original_gone_at: str = ""


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


def _read(tx: Transaction, row: sa.Row[Any], mended: list[Revision]) -> ImageRow:
    state = ImageState(row.state)
    details: Mapping[str, Any] = {}
    newest = mended[-1] if mended else None
    versions: tuple[Version, ...] = ()
    if state is not ImageState.DESTROYED:
        place = _place(row.id)
        details = open_details(tx.ring, row.details_sealed, row.details_sha256, place=place)
        if newest is not None:
            first = revisions.version(0, row.filed_at, row.filed_by, details)
            versions = (first, *(one.version() for one in mended))
            details = newest.details
    return ImageRow(
        id=ImageId(row.id),
        arrival_id=ArrivalId(row.arrival_id),
        patient_id=PatientId(row.patient_id),
        consent_id=ConsentId(row.consent_id),
        state=state,
        original_id=ObjectId(row.original_id),
        derivative_id=ObjectId(row.derivative_id) if newest is None else newest.derivative_id,
        format=ImageFormat(row.format) if newest is None else newest.format,
        filed_at=row.filed_at,
        filed_by=row.filed_by,
        details=details,
        number=len(mended),
        versions=versions,
        original_gone_at=row.original_gone_at or "",
    )


def _query() -> sa.Select[Any]:
    """Return images, each with the moment in which its original was destroyed."""
    of_original = sealed_object.c.id == image.c.original_id
    original = sa.select(sealed_object.c.destroyed_at).where(of_original)
    gone = original.where(sealed_object.c.key_sealed.is_(None)).scalar_subquery()
    return sa.select(image, gone.label("original_gone_at"))


def get(tx: Transaction, image_id: str) -> ImageRow:
    """Return one image.

    Raises:
        UnknownRecordError: ``no_such_image``.
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: they are not the ones that were signed.
    """
    row = tx.connection.execute(_query().where(image.c.id == image_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_image")
    return _read(tx, row, revisions.of_images(tx, (image_id,)).get(image_id, []))


def check_has_original(row: ImageRow) -> None:
    """Return only while the original of an image is there.

    Raises:
        WrongStateError: ``original_destroyed``.
    """
    if row.original_gone_at and row.state is not ImageState.DESTROYED:
        raise WrongStateError("original_destroyed", state=row.state.value)


def set_state(tx: Transaction, row: ImageRow, to: ImageState) -> None:
    """Move an image to another state; the update names the state that it leaves.

    Raises:
        WrongStateError: There is no such move, or somebody else moved it meanwhile.
    """
    advance(row.state, to=to)
    this = sa.update(image).where(image.c.id == row.id, image.c.state == row.state.value)
    if tx.connection.execute(this.values(state=to.value)).rowcount != 1:
        raise WrongStateError("moved_meanwhile", state=row.state.value, wanted=to.value)


def of_patient(tx: Transaction, patient_id: PatientId) -> list[ImageRow]:
    """Return a patient's images, oldest filing first.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: they are not the ones that were signed.
    """
    query = _query().where(image.c.patient_id == patient_id).order_by(image.c.filed_at, image.c.id)
    rows = tx.connection.execute(query).all()
    mended = revisions.of_images(tx, [row.id for row in rows])
    return [_read(tx, row, mended.get(row.id, [])) for row in rows]
