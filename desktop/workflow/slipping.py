"""Making session slips, withdrawing them, and putting them on paper."""

from datetime import timedelta
from pathlib import Path

from desktop.clock import stamp
from desktop.errors import RecordInvalidError
from desktop.ids import new_slip_id
from desktop.records.outcome import Nothing, Outcome, Topic
from desktop.records.paper import Paper
from desktop.records.role import Act
from desktop.records.slip import LIVES_H, NewSlip, OpenSlip, Slip
from desktop.records.slip_token import digest_of, new_token
from desktop.share.paper import squares_of, to_pdf
from desktop.share.save import check_destination, save_copy
from desktop.share.slip_sheet import draw_slip
from desktop.vault import patients, slips
from desktop.vault.audit import Event
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session


def make_slip(session: Session, patient: str, *, hours: int) -> Outcome[NewSlip]:
    """Make a slip for a patient; its square is returned here and can never be shown again.

    Args:
        session: Who makes it.
        patient: NHS number or identifier of ours.
        hours: How long it is valid, one of ``LIVES_H``.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_patient``.
        RecordInvalidError: ``slip_life``.
    """
    session.require(Act.MAKE_SLIP)
    if hours not in LIVES_H:
        raise RecordInvalidError("slip_life")
    token = new_token()
    now = session.clock.now()
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        new = Slip(
            id=new_slip_id(),
            digest=digest_of(token),
            patient=person.id,
            made_by=session.user,
            made_at=stamp(now),
            expires_at=stamp(now + timedelta(hours=hours)),
        )
        bound = slips.add(tx, new)
        body = {"patient": person.id, "code": new.code, "hours": hours}
        tx.audit(Event(act=Act.MAKE_SLIP.value, subject=new.id, binding=bound, body=body))
    made = NewSlip(
        id=new.id,
        patient=person,
        squares=squares_of(token, sturdy=True),
        code=new.code,
        made_at=new.made_at,
        expires_at=new.expires_at,
    )
    return Outcome(value=made, changed=frozenset({Topic.INBOX}))


def withdraw_slip(session: Session, slip_id: str) -> Outcome[Nothing]:
    """Note that a slip was not used: photographs after it are nobody's.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_slip``.
        WrongStateError: ``slip_used``: it was photographed, or withdrawn already.
    """
    session.require(Act.WITHDRAW_SLIP, subject=slip_id)
    with session.vault.change() as tx:
        slips.withdraw(tx, slips.get(tx, slip_id).id)
        tx.audit(Event(act=Act.WITHDRAW_SLIP.value, subject=slip_id, body={}))
    return Outcome(value=Nothing(), changed=frozenset({Topic.INBOX}))


def open_slips(session: Session) -> tuple[OpenSlip, ...]:
    """Return the slips of whoever is signed in that are valid and not photographed yet.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.MAKE_SLIP)
    with session.vault.change() as tx:
        own = [
            one
            for one in slips.unused(tx, since=stamp(session.clock.now()))
            if one.made_by == session.user
        ]
        people = {one.id: one for one in patients.several(tx, {one.patient for one in own})}
        tx.audit(Event(act="list_slips", body={"slips": len(own)}))
    return tuple(
        OpenSlip(
            id=one.id,
            patient=people[one.patient],
            code=one.code,
            made_at=one.made_at,
            expires_at=one.expires_at,
        )
        for one in own
    )


def slip_page(session: Session, slip: NewSlip) -> Paper:
    """Return a slip as a page of A4: nothing on it says whose it is.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.MAKE_SLIP, subject=slip.id)
    with session.vault.change() as tx:
        tx.audit(Event(act="slip_laid_out", subject=slip.id, body={}))
    return draw_slip(slip.squares, code=slip.code, expires_at=slip.expires_at)


def save_slip(session: Session, slip: NewSlip, to: Path) -> Nothing:
    """Write a slip as PDF, never over something; no patient is in it.

    Raises:
        NotPermittedError: This role may not.
        DestinationRefusedError: ``exists``, ``vault`` or ``unwritable``.
    """
    page = slip_page(session, slip)
    check_destination(to, vault=session.vault.folder)
    save_copy(to_pdf((page,)), to)
    return Nothing()
