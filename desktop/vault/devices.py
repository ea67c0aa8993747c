"""The device register in the catalogue, the cameras that were seen, and the practice's policy.

What a device is and how it stands is workflow state: intake compares photographs with it in every
role. Why a member of staff may use their own, and notes, are sealed to the governance key.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import TamperedError, UnknownRecordError
from desktop.ids import ArrivalId, CameraId, DeviceId, UserId
from desktop.records.device import Answer, Check, Device, DeviceKind, OwnUse, Reply, Standing
from desktop.records.device_match import OF_DEVICE, CameraName
from desktop.records.device_register import Came, DevicePolicy, DeviceRule, HeldCard, StillThere
from desktop.records.image import ImageState
from desktop.records.removal import CONFIRMED, REMOVED
from desktop.records.role import Domain
from desktop.vault import policies
from desktop.vault.audit import binding_of
from desktop.vault.crypto import canonical
from desktop.vault.schema import arrival, camera, card, device
from desktop.vault.sealed_columns import DEVICE_DETAILS
from desktop.vault.sealed_details import open_details, seal_details
from desktop.vault.transaction import Transaction

_BOUND: Final = tuple(column.name for column in device.c if column.name != "details_sealed")
_POLICY: Final = "devices"
_GONE: Final = (REMOVED, CONFIRMED)


def device_binding(row: Mapping[str, Any]) -> str:
    """Return the digest that ties the newest signed entry about a device to its row."""
    return binding_of("device", *(str(row[name]) for name in _BOUND))


POLICY_SUBJECT: Final = policies.subject(_POLICY)
"""What entries about the policy of devices are about."""


def every(tx: Transaction, *, whole: bool = True) -> tuple[Device, ...]:
    """Return every device by name.

    Args:
        tx: The transaction to read in.
        whole: With what is sealed as well, where the signed-in person can open it.

    Raises:
        TamperedError: ``device``: a row makes no sense; ``details``: not what was signed.
    """
    query = sa.select(device).order_by(device.c.name, device.c.id)
    return tuple(_read(tx, row, whole=whole) for row in tx.connection.execute(query))


def get(tx: Transaction, device_id: str) -> Device:
    """Return one device.

    Raises:
        UnknownRecordError: ``no_such_device``.
        TamperedError: As ``every``.
    """
    row = tx.connection.execute(sa.select(device).where(device.c.id == device_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_device")
    return _read(tx, row, whole=True)


def _read(tx: Transaction, row: sa.Row[Any], *, whole: bool) -> Device:
    own_use, note = None, ""
    if whole and tx.ring.holds(Domain.GOVERNANCE):
        own_use, note = _details(tx, row)
    try:
        return Device(
            id=DeviceId(row.id),
            name=row.name,
            kind=DeviceKind(row.kind),
            make=row.make,
            model=row.model,
            serial=row.serial,
            owner=UserId(row.owner),
            has_exception=bool(row.has_exception),
            answers=_answers(row.answers),
            review_due=date.fromisoformat(row.review_due) if row.review_due else None,
            standing=Standing(row.standing),
            standing_since=row.standing_since,
            recorded_at=row.recorded_at,
            recorded_by=UserId(row.recorded_by),
            own_use=own_use,
            note=note,
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise TamperedError("device") from error


def _answers(stored: str) -> Mapping[Check, Answer]:
    told = json.loads(stored)
    return MappingProxyType(
        {
            Check(name): Answer(reply=Reply(reply), on=date.fromisoformat(on), by=UserId(by))
            for name, (reply, on, by) in told.items()
        }
    )


def _details(tx: Transaction, row: sa.Row[Any]) -> tuple[OwnUse | None, str]:
    told = open_details(
        tx.ring,
        row.details_sealed,
        row.details_sha256,
        place=DEVICE_DETAILS.place(row.id),
        domain=Domain.GOVERNANCE,
    )
    on = told["acknowledged_on"]
    own_use = OwnUse(
        reason=told["reason"],
        acknowledged_on=date.fromisoformat(on) if on else None,
        approved_by=UserId(told["approved_by"]),
    )
    return (own_use if row.owner else None), told["note"]


def keep(tx: Transaction, one: Device) -> str:
    """Write a device, a new one or one that is there; return the binding of its entry.

    Raises:
        KeyMissingError: The signed-in person does not hold the governance key, so that nobody
            replaces what they cannot read.
    """
    tx.ring.private(Domain.GOVERNANCE)
    use = one.own_use or OwnUse()
    details = {
        "reason": use.reason,
        "acknowledged_on": use.acknowledged_on.isoformat() if use.acknowledged_on else "",
        "approved_by": use.approved_by,
        "note": one.note,
    }
    place = DEVICE_DETAILS.place(one.id)
    sealed = seal_details(tx.ring, details, place=place, domain=Domain.GOVERNANCE)
    row = {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "make": one.make,
        "model": one.model,
        "serial": one.serial,
        "owner": one.owner,
        "answers": _stored(one.answers),
        "review_due": one.review_due.isoformat() if one.review_due else "",
        "standing": one.standing.value,
        "standing_since": one.standing_since,
        "recorded_at": one.recorded_at,
        "recorded_by": one.recorded_by,
        "has_exception": int(one.has_exception),
        "details_sealed": sealed.sealed,
        "details_sha256": sealed.sha256,
    }
    changed = {name: value for name, value in row.items() if name != "id"}
    done = tx.connection.execute(sa.update(device).where(device.c.id == one.id).values(changed))
    if done.rowcount == 0:
        tx.connection.execute(sa.insert(device).values(row))
    return device_binding(row)


def _stored(answers: Mapping[Check, Answer]) -> str:
    told = {
        check.value: [answer.reply.value, answer.on.isoformat(), answer.by]
        for check, answer in answers.items()
    }
    return canonical(told).decode()


def set_standing(tx: Transaction, device_id: str, standing: Standing) -> str:
    """Say that a device is lost, retired or in use again; return the binding of its entry.

    Raises:
        UnknownRecordError: ``no_such_device``.
    """
    tx.connection.execute(
        sa.update(device)
        .where(device.c.id == device_id)
        .values(standing=standing.value, standing_since=tx.at)
    )
    row = tx.connection.execute(sa.select(device).where(device.c.id == device_id)).mappings()
    found = row.first()
    if found is None:
        raise UnknownRecordError("no_such_device")
    return device_binding({str(name): value for name, value in found.items()})


def policy_in_force(tx: Transaction) -> DevicePolicy:
    """Return what the practice has settled about devices.

    Raises:
        TamperedError: ``policy``: it makes no sense.
    """
    return policies.in_force(tx, _POLICY, read=_policy_of) or DevicePolicy()


def _policy_of(told: dict[str, Any]) -> DevicePolicy:
    return DevicePolicy(rule=DeviceRule(told["rule"]), review_months=told["review_months"])


def set_policy(tx: Transaction, wanted: DevicePolicy) -> str:
    """Settle what becomes of photographs of doubtful devices; return the binding of its entry."""
    value = {"rule": wanted.rule.value, "review_months": wanted.review_months}
    return policies.settle(tx, _POLICY, value)


def see_camera(tx: Transaction, name: CameraName, *, make: str, model: str, serial: str) -> None:
    """Remember what a camera calls itself, if it was not seen before."""
    known = sa.select(camera.c.id).where(camera.c.id == name.id)
    if name.is_empty or tx.connection.scalar(known) is not None:
        return
    row = {"id": name.id, "make": make, "model": model, "serial": serial, "seen_at": tx.at}
    tx.connection.execute(sa.insert(camera).values(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What came in from one camera as its photographs name it; ``id`` is empty for no name."""

    id: CameraId
    make: str
    model: str
    serial: str
    came: Came


def counted(tx: Transaction) -> tuple[Counted, ...]:
    """Return what came in from each camera, in two passes over an index."""
    held = _held(tx)
    is_there = sa.case((arrival.c.source_removed.not_in(_GONE), 1), else_=0)
    gps_at = sa.case((arrival.c.gps_present == 1, arrival.c.received_at), else_=None)
    query = (
        sa.select(
            sa.func.coalesce(arrival.c.camera_id, "").label("camera_id"),
            sa.func.count().label("photographs"),
            sa.func.max(arrival.c.received_at).label("newest_at"),
            sa.func.sum(arrival.c.gps_present).label("gps"),
            sa.func.max(gps_at).label("gps_newest_at"),
            sa.func.sum(is_there).label("unremoved"),
        )
        .where(arrival.c.device_verdict.not_in(("", "not_asked", "unexamined")))
        .group_by("camera_id")
    )
    names = {row.id: row for row in tx.connection.execute(sa.select(camera))}
    came = {
        str(row.camera_id): Came(
            photographs=row.photographs,
            newest_at=row.newest_at,
            gps=row.gps,
            gps_newest_at=row.gps_newest_at or "",
            held=tuple(held.get(row.camera_id, ())),
            unremoved=row.unremoved,
        )
        for row in tx.connection.execute(query)
    }
    for camera_id in held.keys() - came.keys():  # a decoder could not finish with it at first
        came[camera_id] = Came(held=tuple(held[camera_id]))
    return tuple(_counted(one, names.get(one), came[one]) for one in sorted(came))


def _counted(camera_id: str, named: sa.Row[Any] | None, came: Came) -> Counted:
    make, model, serial = (named.make, named.model, named.serial) if named else ("", "", "")
    return Counted(id=CameraId(camera_id), make=make, model=model, serial=serial, came=came)


def _held(tx: Transaction) -> dict[str, list[ArrivalId]]:
    """Return what is held because of its device, by camera, the oldest first."""
    query = (
        sa.select(arrival.c.id, sa.func.coalesce(arrival.c.camera_id, "").label("camera_id"))
        .where(
            arrival.c.state == ImageState.QUARANTINED.value,
            arrival.c.set_aside_because.in_(sorted(OF_DEVICE)),
        )
        .order_by(arrival.c.received_at, arrival.c.id)
    )
    found: dict[str, list[ArrivalId]] = {}
    for row in tx.connection.execute(query):
        found.setdefault(row.camera_id, []).append(ArrivalId(row.id))
    return found


def still_there(tx: Transaction, cameras: Iterable[CameraId]) -> tuple[StillThere, ...]:
    """Return the arrivals of cameras whose file may still lie where it came from, newest first."""
    query = (
        sa.select(arrival.c.id, arrival.c.received_at, arrival.c.state, arrival.c.source_removed)
        .where(arrival.c.camera_id.in_(sorted(cameras)), arrival.c.source_removed.not_in(_GONE))
        .order_by(arrival.c.received_at.desc(), arrival.c.id)
    )
    return tuple(
        StillThere(
            arrival=ArrivalId(row.id),
            received_at=row.received_at,
            state=ImageState(row.state),
            source_removed=row.source_removed,
        )
        for row in tx.connection.execute(query)
    )


def cards_not_cleared(tx: Transaction, cameras: Iterable[CameraId]) -> tuple[HeldCard, ...]:
    """Return the cards with photographs of cameras that were not cleared, by their labels.

    What lay on a card at the last look counts whole, whichever camera made it: the card is with
    the device. One that was never looked at counts what was not removed from it.
    """
    left = sa.func.sum(sa.case((arrival.c.source_removed.not_in(_GONE), 1), else_=0))
    query = (
        sa.select(
            card.c.label,
            card.c.lying,
            card.c.emptied_at,
            left.label("unremoved"),
            sa.func.min(arrival.c.received_at).label("since"),
        )
        .join(arrival, arrival.c.card_id == card.c.id)
        .where(arrival.c.camera_id.in_(sorted(cameras)))
        .group_by(card.c.id)
        .order_by(card.c.label, card.c.id)
    )
    found = []
    for row in tx.connection.execute(query):
        files = row.lying or (0 if row.emptied_at else row.unremoved)
        if files:
            found.append(HeldCard(label=row.label, files=files, since=row.since))
    return tuple(found)


def came_after(tx: Transaction, cameras: Iterable[CameraId], since: str) -> int:
    """Return how many photographs of cameras came in after a moment."""
    query = sa.select(sa.func.count()).where(
        arrival.c.camera_id.in_(sorted(cameras)), arrival.c.received_at > since
    )
    return tx.connection.scalar(query) or 0
