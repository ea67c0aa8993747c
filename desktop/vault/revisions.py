"""Redactions that were mended after filing: each a row of its own, bound to its own signed entry.

The row of the image stays as it was filed. The newest revision is in force; the copies before it
keep their keys, sealed to the originals (``workflow.revising``), and go with the image.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.ids import ObjectId, RevisionId, UserId
from desktop.records.arrival import ImageFormat
from desktop.records.redaction import Redaction
from desktop.records.version import Version
from desktop.vault.audit import binding_of
from desktop.vault.schema import image, revision
from desktop.vault.sealed_columns import REVISION_DETAILS
from desktop.vault.sealed_details import open_details, seal_details
from desktop.vault.transaction import Transaction

REASON: Final = "reason"
"""Where the details say why."""
_SLICE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What is written when a redaction is mended.

    Attributes:
        number: 1 for the first.
        derivative_sha256: Of the new copy, 64 hex digits.
        details: As of an image that is filed, and why.
    """

    id: RevisionId
    image_id: str
    number: int
    derivative_id: ObjectId
    derivative_sha256: str
    format: ImageFormat
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One mended redaction as it is read; its details are empty once it was destroyed."""

    number: int
    derivative_id: ObjectId
    format: ImageFormat
    made_at: str
    made_by: str
    details: Mapping[str, Any]

    def version(self) -> Version:
        """Return it as a line of the image's history."""
        return version(self.number, self.made_at, self.made_by, self.details)


def version(number: int, at: str, by: str, details: Mapping[str, Any]) -> Version:
    """Return a line of the history of an image.

    Raises:
        TamperedError: ``details``: there are none, though it was not destroyed.
    """
    if "redaction" not in details:
        raise TamperedError("details")
    return Version(
        number=number,
        at=at,
        by=UserId(by),
        reason=str(details.get(REASON, "")),
        redaction=Redaction.from_json(details["redaction"]),
    )


def revision_binding(row: Mapping[str, Any], derivative_sha256: str) -> str:
    """Return the digest that ties the signed entry of a revision to its row."""
    return binding_of(
        "revision",
        row["id"],
        row["image_id"],
        str(row["number"]),
        row["derivative_id"],
        row["format"],
        row["made_at"],
        row["made_by"],
        derivative_sha256,
        row["details_sha256"],
    )


def add(tx: Transaction, new: NewRevision) -> str:
    """Write one revision, its details sealed to the clinical key; return its entry's binding."""
    details = seal_details(tx.ring, new.details, place=REVISION_DETAILS.place(new.id))
    row = {
        "id": new.id,
        "image_id": new.image_id,
        "number": new.number,
        "derivative_id": new.derivative_id,
        "format": new.format.value,
        "made_at": tx.at,
        "made_by": tx.user,
        "details_sealed": details.sealed,
        "details_sha256": details.sha256,
    }
    tx.connection.execute(sa.insert(revision).values(row))
    return revision_binding(row, new.derivative_sha256)


def of_images(tx: Transaction, image_ids: Iterable[str]) -> dict[str, list[Revision]]:
    """Return the revisions of images, each image's in their order.

    Raises:
        KeyMissingError: The signed-in person does not hold the clinical key.
        TamperedError: ``details``: they are not the ones that were signed.
    """
    wanted = list(image_ids)
    found: dict[str, list[Revision]] = {}
    for start in range(0, len(wanted), _SLICE):
        query = sa.select(revision).where(revision.c.image_id.in_(wanted[start : start + _SLICE]))
        for row in tx.connection.execute(query.order_by(revision.c.image_id, revision.c.number)):
            found.setdefault(row.image_id, []).append(_read(tx, row))
    return found


def _read(tx: Transaction, row: sa.Row[Any]) -> Revision:
    place = REVISION_DETAILS.place(row.id)
    details: dict[str, Any] = {}
    if row.details_sealed:
        details = open_details(tx.ring, row.details_sealed, row.details_sha256, place=place)
    return Revision(
        number=row.number,
        derivative_id=ObjectId(row.derivative_id),
        format=ImageFormat(row.format),
        made_at=row.made_at,
        made_by=row.made_by,
        details=details,
    )


def copies(connection: sa.Connection, image_id: str) -> tuple[ObjectId, ...]:
    """Return the obscured copies of an image, as it was filed first; the newest is in force."""
    filed = connection.scalar(sa.select(image.c.derivative_id).where(image.c.id == image_id))
    query = sa.select(revision.c.derivative_id).where(revision.c.image_id == image_id)
    mended = connection.scalars(query.order_by(revision.c.number))
    return tuple(ObjectId(one) for one in (filed, *mended) if one is not None)
