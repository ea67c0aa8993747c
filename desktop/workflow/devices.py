"""The device register: seeing it, keeping it, and deciding about photographs that are held.

Source: GUIDANCE R-07 (a failing check sets images aside), R-27 to R-47 (what a device must be).
"""

from desktop.errors import RecordInvalidError, UnknownRecordError, WrongStateError
from desktop.ids import ArrivalId, DeviceId, UserId, new_device_id
from desktop.records.device import (
    Answer,
    Device,
    DeviceDraft,
    DeviceStatus,
    OwnUse,
    Standing,
    check_draft,
    status_of,
    todos_of,
)
from desktop.records.device_match import OF_DEVICE, CameraName, Fit, camera_name, match
from desktop.records.device_register import (
    Came,
    DevicePolicy,
    DeviceRegister,
    LossReport,
    Registered,
    SeenCamera,
)
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.reason import check_reason
from desktop.records.role import MAY, Act, Domain
from desktop.vault import arrivals, devices
from desktop.vault.audit import Event
from desktop.vault.devices import POLICY_SUBJECT, Counted
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session, only

_BOTH = frozenset({Topic.DEVICES, Topic.INBOX})


def see_devices(session: Session) -> DeviceRegister:
    """Return the register, the cameras that are not in it, and the policy.

    Why somebody may use a device of their own, and notes, are told to those with the governance
    key alone.

    Raises:
        NotPermittedError: This role may not.
        TamperedError: A row is not what was signed.
    """
    session.require(Act.SEE_DEVICES)
    with session.vault.change() as tx:
        register = _register(session, tx)
        body = {"devices": len(register.devices), "cameras": len(register.cameras)}
        tx.audit(Event(act=Act.SEE_DEVICES.value, body=body))
    return register


def check_device(session: Session, device: str) -> None:
    """Return only if a device that somebody named is in the register, or none is named.

    Raises:
        NotPermittedError: This role may not take images in.
        UnknownRecordError: ``no_such_device``.
    """
    session.require(Act.RECEIVE_IMAGES)
    if device:
        with session.vault.reading() as tx:
            devices.get(tx, device)


def keep_device(session: Session, draft: DeviceDraft, *, device: str = "") -> Outcome[Registered]:
    """Write a device into the register, or write it anew; what it makes approved is let in.

    A check that is answered as before keeps its day and the person who made it, unless
    ``draft.review_due`` is another one than before: then somebody has looked at all of them again.

    Args:
        session: Who is at work.
        draft: What is written down.
        device: The one that is changed; empty: a new one.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        UnknownRecordError: ``no_such_device``, or ``no_such_user`` for its owner.
        RecordInvalidError: A rule of ``check_draft`` is broken; ``device_double``: another device
            of the register has this serial number; ``device_due``: the review date has passed.
    """
    session.require(Act.MANAGE_DEVICES, subject=device, keys=(Domain.GOVERNANCE,))
    check_draft(draft)
    _check_owner(session, draft.owner)
    with session.vault.change() as tx:
        before = devices.get(tx, device) if device else None
        is_new_review = before is None or draft.review_due != before.review_due
        if draft.review_due and is_new_review and draft.review_due < session.today():
            raise RecordInvalidError("device_due")
        kept = _kept(session, tx, draft, before)
        _check_double(tx, kept)
        bound = devices.keep(tx, kept)
        body = {"what": "changed" if before else "registered", "name": kept.name}
        tx.audit(Event(act=Act.MANAGE_DEVICES.value, subject=kept.id, binding=bound, body=body))
        _let_in_what_fits(session, tx, kept)
        made = _one(session, tx, kept.id)
    return Outcome(value=made, changed=_BOTH)


def _check_owner(session: Session, owner: UserId) -> None:
    known = {signed.person.user_id for signed in session.vault.header.people}
    if owner and owner not in known:
        raise UnknownRecordError("no_such_user")


def _kept(session: Session, tx: Transaction, draft: DeviceDraft, before: Device | None) -> Device:
    own_use = None
    if draft.owner:
        own_use = OwnUse(
            reason=draft.own_reason.strip(),
            acknowledged_on=draft.own_acknowledged_on,
            approved_by=session.user,
        )
    old = dict(before.answers) if before else {}
    is_reviewed = before is None or draft.review_due != before.review_due
    fresh = {
        check: Answer(reply=reply, on=session.today(), by=session.user)
        for check, reply in draft.replies.items()
    }
    answers = {
        check: old[check]
        if check in old and old[check].reply is answer.reply and not is_reviewed
        else answer
        for check, answer in fresh.items()
    }
    return Device(
        id=before.id if before else new_device_id(),
        name=draft.name.strip(),
        kind=draft.kind,
        make=draft.make.strip(),
        model=draft.model.strip(),
        serial=draft.serial.strip(),
        owner=draft.owner,
        has_exception=own_use is not None and own_use.is_whole,
        answers=answers,
        review_due=draft.review_due,
        standing=before.standing if before else Standing.IN_USE,
        standing_since=before.standing_since if before else tx.at,
        recorded_at=before.recorded_at if before else tx.at,
        recorded_by=before.recorded_by if before else session.user,
        own_use=own_use,
        note=draft.note.strip(),
    )


def _check_double(tx: Transaction, kept: Device) -> None:
    """Refuse a second device with a serial number that would make both of them unknown.

    Raises:
        RecordInvalidError: ``device_double``.
    """
    name = camera_name(kept.make, kept.model, kept.serial)
    others = [one for one in devices.every(tx) if one.id != kept.id]
    if name.serial and match(others, name).fit is Fit.SURE:
        raise RecordInvalidError("device_double")


def set_standing(
    session: Session, device: str, standing: Standing, reason: str
) -> Outcome[Registered]:
    """Say that a device is in use again, or not used any more.

    Args:
        session: Who is at work.
        device: Which.
        standing: ``in_use`` or ``retired``; whoever may say *lost* says it with ``report_lost``.
        reason: Why.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        UnknownRecordError: ``no_such_device``.
        RecordInvalidError: ``reason``; ``device_standing``: *lost* is said elsewhere.
    """
    session.require(Act.MANAGE_DEVICES, subject=device, keys=(Domain.GOVERNANCE,))
    check_reason(reason)
    if standing is Standing.LOST:
        raise RecordInvalidError("device_standing")
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        bound = devices.set_standing(tx, device, standing)
        body = {"what": standing.value, "reason": reason}
        tx.audit(Event(act=Act.MANAGE_DEVICES.value, subject=device, binding=bound, body=body))
        _let_in_what_fits(session, tx, devices.get(tx, device))
        made = _one(session, tx, DeviceId(device))
    return Outcome(value=made, changed=_BOTH)


def report_lost(session: Session, device: str, reason: str) -> Outcome[LossReport]:
    """Say that a device is lost or stolen, and return what it may still hold.

    Every role at work may: whoever hears of it first says it.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_device``.
        RecordInvalidError: ``reason``: how it was lost was not told.
    """
    session.require(Act.REPORT_LOST, subject=device)
    check_reason(reason)
    with session.vault.change() as tx:
        bound = devices.set_standing(tx, device, Standing.LOST)
        report = _loss(tx, devices.get(tx, device))
        body = {"what": "lost", "reason": reason, "still_there": len(report.still_there)}
        tx.audit(Event(act=Act.REPORT_LOST.value, subject=device, binding=bound, body=body))
    return Outcome(value=report, changed=frozenset({Topic.DEVICES}))


def what_it_holds(session: Session, device: str) -> LossReport:
    """Return what a device may still hold, as far as this vault knows.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_device``.
    """
    session.require(Act.SEE_DEVICES, subject=device)
    with session.vault.change() as tx:
        report = _loss(tx, devices.get(tx, device))
        body = {"still_there": len(report.still_there)}
        tx.audit(Event(act=Act.SEE_DEVICES.value, subject=device, body=body))
    return report


def set_device_policy(session: Session, policy: DevicePolicy) -> Outcome[DevicePolicy]:
    """Settle what becomes of photographs of doubtful devices; what is held stays held.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
    """
    session.require(Act.MANAGE_DEVICES, keys=(Domain.GOVERNANCE,))
    with session.vault.change() as tx:
        tx.ring.private(Domain.GOVERNANCE)
        before = devices.policy_in_force(tx)
        bound = devices.set_policy(tx, policy)
        body = {
            "what": "policy",
            "rule": policy.rule.value,
            "review_months": policy.review_months,
            "before": before.rule.value,
        }
        act = Act.MANAGE_DEVICES.value
        tx.audit(Event(act=act, subject=POLICY_SUBJECT, binding=bound, body=body))
    return Outcome(value=policy, changed=frozenset({Topic.DEVICES}))


def admit_arrivals(
    session: Session, arrival_ids: tuple[str, ...], reason: str
) -> Outcome[tuple[ArrivalId, ...]]:
    """Let in photographs that are held because of their device: all of them or none.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_arrival``; also where none is named.
        RecordInvalidError: ``reason``.
        WrongStateError: ``not_held``: one is not held because of its device.
    """
    session.require(Act.ADMIT_ARRIVAL, subject=only(arrival_ids))
    check_reason(reason)
    with session.vault.change() as tx:
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            if row.state is not ImageState.QUARANTINED or row.set_aside_because not in OF_DEVICE:
                raise WrongStateError("not_held", state=row.state.value)
            _let_in(tx, row, {"reason": reason})
    return Outcome(value=tuple(row.id for row in rows), changed=_BOTH)


def _let_in(tx: Transaction, row: arrivals.ArrivalRow, why: dict[str, str]) -> None:
    """Let one arrival wait for a patient; whose the front desk said it was, it has to say again."""
    arrivals.take_back(tx, row)
    bound = arrivals.giving_binding(row.id, None, None) if row.patient_id else ""
    body = {**why, "set_aside": row.set_aside_because, "patient": row.patient_id or ""}
    tx.audit(Event(act=Act.ADMIT_ARRIVAL.value, subject=row.id, binding=bound, body=body))


def _let_in_what_fits(session: Session, tx: Transaction, device: Device) -> None:
    """Let in what was held because of a device that is approved now."""
    if status_of(device, on=session.today()) is not DeviceStatus.APPROVED:
        return
    everything = devices.every(tx)
    for one in devices.counted(tx):
        found = match(everything, _name(one)).device
        if found is not None and found.id == device.id and one.came.held:
            for row in arrivals.several(tx, tuple(one.came.held)):
                _let_in(tx, row, {"device": device.id})


def _name(one: Counted) -> CameraName:
    return camera_name(one.make, one.model, one.serial)


def _register(session: Session, tx: Transaction) -> DeviceRegister:
    everything = devices.every(tx)
    mine: dict[DeviceId, list[Counted]] = {one.id: [] for one in everything}
    others: list[SeenCamera] = []
    for one in devices.counted(tx):
        found = match(everything, _name(one))
        if found.device is not None:
            mine[found.device.id].append(one)
            continue
        others.append(
            SeenCamera(
                id=one.id,
                make=one.make,
                model=one.model,
                serial=one.serial,
                fit=found.fit,
                came=one.came,
            )
        )
    shown = [_registered(session, tx, one, mine[one.id]) for one in everything]
    shown.sort(key=lambda one: (not one.todos, one.device.name.casefold(), one.device.id))
    others.sort(key=lambda one: (one.came.newest_at, one.id), reverse=True)
    may = Act.MANAGE_DEVICES in MAY[session.role] and tx.ring.holds(Domain.GOVERNANCE)
    return DeviceRegister(
        devices=tuple(shown),
        cameras=tuple(others),
        policy=devices.policy_in_force(tx),
        can_manage=may,
    )


def _one(session: Session, tx: Transaction, device_id: DeviceId) -> Registered:
    found = _register(session, tx).devices
    return next(one for one in found if one.device.id == device_id)


def _registered(
    session: Session, tx: Transaction, device: Device, counted: list[Counted]
) -> Registered:
    came = _together([one.came for one in counted])
    people = {signed.person.user_id: signed.person for signed in session.vault.header.people}
    owner = people.get(device.owner)
    after = 0
    if device.standing is Standing.LOST:
        after = devices.came_after(tx, {one.id for one in counted}, device.standing_since)
    return Registered(
        device=device,
        status=status_of(device, on=session.today()),
        todos=todos_of(device, on=session.today(), gps_newest_at=came.gps_newest_at),
        came=came,
        owner_name=owner.full_name if owner else "",
        after_loss=after,
    )


def _together(every: list[Came]) -> Came:
    return Came(
        photographs=sum(one.photographs for one in every),
        newest_at=max((one.newest_at for one in every), default=""),
        gps=sum(one.gps for one in every),
        gps_newest_at=max((one.gps_newest_at for one in every), default=""),
        held=tuple(arrival for one in every for arrival in one.held),
        unremoved=sum(one.unremoved for one in every),
    )


def _loss(tx: Transaction, device: Device) -> LossReport:
    """Return what a device may still hold.

    A camera that fits several devices, this one among them, counts as well: too much is told
    rather than too little.
    """
    everything = devices.every(tx)
    cameras = [one for one in devices.counted(tx) if _may_be(everything, device, _name(one))]
    came = _together([one.came for one in cameras])
    return LossReport(
        device=device,
        photographs=came.photographs,
        newest_at=came.newest_at,
        still_there=devices.still_there(tx, {one.id for one in cameras}),
        cards=devices.cards_not_cleared(tx, {one.id for one in cameras}),
    )


def _may_be(everything: tuple[Device, ...], device: Device, name: CameraName) -> bool:
    found = match(everything, name)
    if found.fit is Fit.SEVERAL:
        return match((device,), name).device is not None
    return found.device is not None and found.device.id == device.id
