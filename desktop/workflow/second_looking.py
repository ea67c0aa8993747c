"""A second clinician looks at what was filed, before anybody else sees it.

Where the practice asks for it (``RedactionPolicy``), an image of an intimate area or of a child is
filed with the key of its copy sealed to the originals, and waits. Nobody but the clinician who
filed it and the one who has it open as the second sees anything of it, and nobody hands it out.
The second agrees, and the key goes to the clinical one; or sends it back with words, and whoever
filed it revises it, which asks anew.
"""

from typing import Final

from desktop.errors import WrongStateError
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.vault import images, object_keys, redaction_policy, second_looks
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session

_KEYS: Final = (Domain.CLINICAL, Domain.ORIGINAL)


def list_second_looks(session: Session) -> tuple[SecondLook, ...]:
    """Return what waits for a second clinician, or was sent back, the oldest first.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
    """
    session.require(Act.SECOND_LOOK, keys=_KEYS)
    with session.vault.change() as tx:
        found = second_looks.undecided(tx)
        tx.audit(Event(act="second_looks_listed", body={"waiting": len(found)}))
    return tuple(found)


def take_second_look(session: Session, image_id: str) -> Outcome[SecondLook]:
    """Become the second clinician for an image: only then it can be opened.

    A colleague who had it open as the second does not have it any more; that is in the trail.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_awaiting``, or ``own_second_look``: you filed it.
    """
    session.require(Act.SECOND_LOOK, subject=image_id, keys=_KEYS)
    with session.vault.change() as tx:
        row, look = _awaiting(tx, image_id)
        bound = second_looks.take(tx, row.id)
        body = {"taken": True, "before": look.looker, "number": look.number}
        tx.audit(Event(act=Act.SECOND_LOOK.value, subject=row.id, binding=bound, body=body))
        taken = _of(tx, row)
    return Outcome(value=taken, changed=frozenset({Topic.RECORD}))


def decide_second_look(
    session: Session, image_id: str, outcome: LookOutcome, words: str
) -> Outcome[SecondLook]:
    """Agree to an image, or send it back with words to whoever filed it.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: sent back without words; ``shape``: no decision.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_awaiting``, ``own_second_look``, or ``not_looked_at``: you are not
            the one who has it open as the second.
    """
    session.require(Act.SECOND_LOOK, subject=image_id, keys=_KEYS)
    if outcome is not LookOutcome.APPROVED or words:
        check_reason(words)
    with session.vault.change() as tx:
        tx.ring.private(Domain.ORIGINAL)
        row, look = _awaiting(tx, image_id)
        if look.looker != tx.user or outcome is LookOutcome.WAITING:
            raise WrongStateError("not_looked_at", state=row.state.value)
        bound = second_looks.decide(tx, row.id, outcome, words)
        if outcome is LookOutcome.APPROVED:
            object_keys.move(tx, row.derivative_id, to=Domain.CLINICAL)
            images.set_state(tx, row, ImageState.FILED)
        body = {"outcome": outcome.value, "words": words, "number": look.number}
        tx.audit(Event(act=Act.SECOND_LOOK.value, subject=row.id, binding=bound, body=body))
        decided = _of(tx, row)
    return Outcome(value=decided, changed=frozenset({Topic.RECORD}))


def redaction_policy_in_force(session: Session) -> RedactionPolicy:
    """Return what the practice has settled about filing.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.MANAGE_REDACTION, keys=(Domain.GOVERNANCE,))
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        found = redaction_policy.in_force(tx)
        tx.audit(Event(act="redaction_policy_seen", body={}))
    return found


def set_redaction_policy(session: Session, policy: RedactionPolicy) -> Outcome[RedactionPolicy]:
    """Settle which images a second clinician must agree to; what is filed already stays filed.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.MANAGE_REDACTION, keys=(Domain.GOVERNANCE,))
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        before = redaction_policy.in_force(tx)
        bound = redaction_policy.settle(tx, policy)
        body = {"before": _names(before), "now": _names(policy)}
        act = Act.MANAGE_REDACTION.value
        tx.audit(Event(act=act, subject=redaction_policy.SUBJECT, binding=bound, body=body))
    return Outcome(value=policy, changed=frozenset[Topic]())


def _names(policy: RedactionPolicy) -> list[str]:
    return [flag.value for flag in Flag if flag in policy.second_look]


def _awaiting(tx: Transaction, image_id: str) -> tuple[ImageRow, SecondLook]:
    """Return an image that waits, for somebody who did not file it."""
    row = images.get(tx, image_id)
    look = second_looks.of_image(tx, image_id)
    is_open = look is not None and look.outcome is LookOutcome.WAITING
    if look is None or not is_open or row.state is not ImageState.AWAITING:
        raise WrongStateError("not_awaiting", state=row.state.value)
    if look.asked_by == tx.user:
        raise WrongStateError("own_second_look", state=row.state.value)
    return row, look


def _of(tx: Transaction, row: ImageRow) -> SecondLook:
    look = second_looks.of_image(tx, row.id)
    if look is None:
        raise WrongStateError("not_awaiting", state=row.state.value)
    return look
