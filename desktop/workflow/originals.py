"""Reviewing originals: what is due, and keeping one; ``destroying`` has the other decision.

By default an original is kept for as long as its image. Where the practice has settled otherwise,
originals come up for review; each is decided by a clinician who has looked at it, since what a
wrong cover hides is gone with it. Nothing is ever destroyed because a day has come (ADR 0040).
"""

from datetime import date, datetime
from itertools import islice
from typing import Final

from desktop.errors import TamperedError, WrongStateError
from desktop.records.dates import months_later
from desktop.records.image import ImageState
from desktop.records.originals import (
    COMPARED_WITHIN,
    DueOriginal,
    DueOriginals,
    KeptOriginal,
    OriginalsPolicy,
)
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.vault import destruction, images, originals, rows
from desktop.vault.audit import Event
from desktop.vault.destruction import Target
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session

_KEYS: Final = (Domain.CLINICAL, Domain.ORIGINAL)
MOST_LISTED: Final = 500


def list_originals(session: Session) -> DueOriginals:
    """Return the originals that are to be reviewed, filed longest ago first.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_ORIGINALS)
    with session.vault.change() as tx:
        policy = originals.policy_in_force(tx)
        found = tuple(islice(originals.due(tx, policy, session.today()), MOST_LISTED + 1))
        body = {"due": len(found), "review_months": policy.review_months}
        tx.audit(Event(act=Act.LIST_ORIGINALS.value, body=body))
    is_more = len(found) > MOST_LISTED
    return DueOriginals(policy=policy, found=found[:MOST_LISTED], is_more=is_more)


def keep_original(session: Session, image_id: str, reason: str) -> Outcome[KeptOriginal]:
    """Decide that an original is needed further; it comes up again after the same time.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``original_not_due``, or it is held or destroyed.
    """
    session.require(Act.KEEP_ORIGINAL, subject=image_id, keys=_KEYS)
    check_reason(reason)
    with session.vault.change() as tx:
        policy = originals.policy_in_force(tx)
        one = _due(tx, image_id, policy, session.today())
        tx.audit(Event(act=Act.KEEP_ORIGINAL.value, subject=image_id, body={"reason": reason}))
    review_on = months_later(session.today(), policy.review_months)
    kept = KeptOriginal(image=one.image, by=session.user, review_on=review_on)
    return Outcome(value=kept, changed=frozenset({Topic.RECORD}))


def compared(tx: Transaction, image_id: str, *, now: datetime, today: date) -> Target:
    """Return what goes with an original that is due, and that the signed-in person has looked at.

    Args:
        tx: The transaction in which it is destroyed.
        image_id: Which.
        now: The present moment.
        today: The day at the practice.

    Raises:
        KeyMissingError: The signed-in person does not hold the key of originals.
        TamperedError: ``revision``: its rows are not what was signed.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: As :func:`desktop.workflow.destroying.destroy_original`.
    """
    one = _due(tx, image_id, originals.policy_in_force(tx), today)
    since = max(now - COMPARED_WITHIN, one.changed)
    if not originals.was_compared(tx, image_id, since=since):
        raise WrongStateError("original_not_compared", state=ImageState.FILED.value)
    if not rows.is_as_signed(tx.connection, image_id):
        raise TamperedError("revision")
    return destruction.original_target(tx, image_id)


def _due(tx: Transaction, image_id: str, policy: OriginalsPolicy, today: date) -> DueOriginal:
    """Return an original that is to be reviewed.

    Raises:
        UnknownRecordError: ``no_such_image``.
        KeyMissingError: The signed-in person does not hold the key of originals.
        WrongStateError: It is not.
    """
    tx.ring.private(Domain.ORIGINAL)
    row = images.get(tx, image_id)
    images.check_has_original(row)
    found = originals.due(tx, policy, today, image_id=image_id)
    one = next(found, None)
    if one is None:
        raise WrongStateError("original_not_due", state=row.state.value)
    return one


def originals_policy_in_force(session: Session) -> OriginalsPolicy:
    """Return what the practice has settled about originals.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.MANAGE_REDACTION, keys=(Domain.GOVERNANCE,))
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        found = originals.policy_in_force(tx)
        tx.audit(Event(act="originals_policy_seen", body={}))
    return found


def set_originals_policy(session: Session, policy: OriginalsPolicy) -> Outcome[OriginalsPolicy]:
    """Settle after how long originals are reviewed; nothing is destroyed by it.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.MANAGE_REDACTION, keys=(Domain.GOVERNANCE,))
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        before = originals.policy_in_force(tx)
        bound = originals.settle(tx, policy)
        body = {"before": before.review_months, "now": policy.review_months}
        act = Act.MANAGE_REDACTION.value
        tx.audit(Event(act=act, subject=originals.SUBJECT, binding=bound, body=body))
    return Outcome(value=policy, changed=frozenset({Topic.RECORD}))
