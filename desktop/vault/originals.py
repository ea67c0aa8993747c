"""Which originals are to be reviewed, and what was decided about them, from rows and signed heads.

There is no table of reviews: that somebody kept an original, or has compared it with its copy, is
said by the trail, of which the heads open with the catalogue key. ``verify`` proves them.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from desktop.clock import stamp
from desktop.ids import ImageId, PatientId
from desktop.records.image import ImageState
from desktop.records.originals import DueOriginal, OriginalsPolicy
from desktop.records.role import Act
from desktop.vault import patients, policies
from desktop.vault.schema import audit_entry, image, revision, sealed_object
from desktop.vault.transaction import Transaction

_POLICY: Final = "originals"
_SLICE: Final = 500
SHOWN: Final = "original_shown"
"""Act of the entry that says that every pixel of an original was handed out to be seen."""
SUBJECT: Final = policies.subject(_POLICY)
"""What entries about this policy are about."""


def policy_in_force(tx: Transaction) -> OriginalsPolicy:
    """Return what the practice has settled about originals.

    Raises:
        TamperedError: ``policy``: it makes no sense.
    """
    return policies.in_force(tx, _POLICY, read=_read) or OriginalsPolicy()


def _read(told: dict[str, Any]) -> OriginalsPolicy:
    return OriginalsPolicy(review_months=int(told["review_months"]))


def settle(tx: Transaction, wanted: OriginalsPolicy) -> str:
    """Settle it; return the binding of the entry."""
    return policies.settle(tx, _POLICY, {"review_months": wanted.review_months})


def due(
    tx: Transaction, policy: OriginalsPolicy, today: date, *, image_id: str = ""
) -> Iterator[DueOriginal]:
    """Yield what is to be reviewed, filed longest ago first; the catalogue key is enough.

    Args:
        tx: The transaction to read in.
        policy: What the practice has settled.
        today: The day at the practice.
        image_id: Only whether this one is; empty for all.
    """
    if policy.keeps_all:
        return
    kept = _kept(tx, image_id)
    latest = policy.newest_due(today) + timedelta(days=1)
    columns = (image.c.id, image.c.patient_id, image.c.filed_at, image.c.original_id)
    filed = image.c.state == ImageState.FILED.value
    query = sa.select(*columns).where(filed, image.c.filed_at < latest.isoformat())
    if image_id:
        query = query.where(image.c.id == image_id)
    with tx.connection.execute(query.order_by(image.c.filed_at, image.c.id)) as rows:
        for some in rows.partitions(_SLICE):
            there = _there(tx, [row.original_id for row in some])
            mended = _mended(tx, [row.id for row in some])
            for row in (one for one in some if one.original_id in there):
                changed, former = mended.get(row.id, (row.filed_at, 0))
                since, by = max((changed, ""), kept.get(row.id, ("", "")))
                if policy.is_due(_day(since), today):
                    yield DueOriginal(
                        image=ImageId(row.id),
                        patient=patients.get(tx, PatientId(row.patient_id)),
                        filed_at=row.filed_at,
                        since=since,
                        changed=datetime.fromisoformat(changed),
                        former=former,
                        kept_by=by,
                    )


def was_compared(tx: Transaction, image_id: str, *, since: datetime) -> bool:
    """Return whether whoever is signed in was shown an original whole since some moment."""
    return any(
        facts["user"] == tx.user and facts["at"] >= stamp(since)
        for facts in _heads(tx, SHOWN, image_id)
    )


def _there(tx: Transaction, object_ids: list[str]) -> frozenset[str]:
    """Return those sealed files whose keys are there."""
    query = sa.select(sealed_object.c.id).where(sealed_object.c.id.in_(object_ids))
    whole = query.where(sealed_object.c.key_sealed.is_not(None))
    return frozenset(tx.connection.scalars(whole))


def _mended(tx: Transaction, image_ids: list[str]) -> dict[str, tuple[str, int]]:
    """Return of images that were mended when that was last, and how often."""
    last, often = sa.func.max(revision.c.made_at), sa.func.count()
    query = sa.select(revision.c.image_id, last.label("last"), often.label("often"))
    query = query.where(revision.c.image_id.in_(image_ids)).group_by(revision.c.image_id)
    return {row.image_id: (row.last, row.often) for row in tx.connection.execute(query)}


def _kept(tx: Transaction, image_id: str) -> dict[str, tuple[str, str]]:
    """Return when each original was kept last, and by whom."""
    heads = _heads(tx, Act.KEEP_ORIGINAL.value, image_id)
    return {str(facts["subject"]): (str(facts["at"]), str(facts["user"])) for facts in heads}


def _heads(tx: Transaction, act: str, subject: str) -> Iterator[dict[str, Any]]:
    query = sa.select(audit_entry.c.head).where(audit_entry.c.act == act)
    if subject:
        query = query.where(audit_entry.c.subject == subject)
    for head in tx.connection.scalars(query.order_by(audit_entry.c.seq)).all():
        yield dict(json.loads(head))


def _day(at: str) -> date:
    """Return the day at the practice of a moment as it is stored."""
    return datetime.fromisoformat(at).astimezone().date()
