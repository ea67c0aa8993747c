"""Devices for tests."""

import io
from datetime import date
from typing import Any, Final

import numpy as np
from PIL import Image

from desktop.ids import ArrivalId, CameraId, DeviceId, UserId, camera_id_of
from desktop.records.device import (
    Answer,
    Device,
    DeviceDraft,
    DeviceKind,
    OwnUse,
    Reply,
    Standing,
    checks_of,
    status_of,
    todos_of,
)
from desktop.records.device_match import Fit
from desktop.records.device_register import (
    Came,
    DevicePolicy,
    DeviceRegister,
    DeviceRule,
    HeldCard,
    LossReport,
    Registered,
    SeenCamera,
    StillThere,
)
from desktop.records.image import ImageState

CHECKED: Final = date(2026, 3, 2)
DUE: Final = date(2027, 3, 2)


def device_of(**changes: Any) -> Device:
    """Return a Canon of the practice of which nothing was checked."""
    told: dict[str, Any] = {
        "id": DeviceId("d-1"),
        "name": "Clinic camera",
        "kind": DeviceKind.CAMERA,
        "make": "Canon",
        "model": "EOS 40D",
        "serial": "",
        "owner": UserId(""),
        "has_exception": False,
        "answers": {},
        "review_due": DUE,
        "standing": Standing.IN_USE,
        "standing_since": "2026-03-02T09:00:00.000+00:00",
        "recorded_at": "2026-03-02T09:00:00.000+00:00",
        "recorded_by": UserId("u-1"),
        **changes,
    }
    return Device(**told)


def approved(**changes: Any) -> Device:
    """Return a device of which every check holds."""
    plain = device_of(**changes)
    answer = Answer(reply=Reply.YES, on=CHECKED, by=UserId("u-1"))
    return device_of(**{"answers": dict.fromkeys(plain.needed, answer), **changes})


def draft_of(**changes: Any) -> DeviceDraft:
    """Return a Canon with every check answered *yes*, to be written into a register."""
    kind = changes.get("kind", DeviceKind.CAMERA)
    is_own = bool(changes.get("owner"))
    told: dict[str, Any] = {
        "name": "Clinic camera",
        "kind": kind,
        "make": "Canon",
        "model": "EOS 40D",
        "serial": "0560018150",
        "replies": dict.fromkeys(checks_of(kind, is_own=is_own), Reply.YES),
        "review_due": DUE,
        **changes,
    }
    return DeviceDraft(**told)


def shot_by(
    seed: int,
    *,
    make: str = "Canon",
    model: str = "Canon EOS 40D",
    serial: str = "",
    gps: bool = False,
) -> bytes:
    """Return a small JPEG that names its camera, and where it was taken if wished."""
    noise = np.random.default_rng(seed).integers(0, 255, (64, 96, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = make, model
    if serial:
        exif.get_ifd(0x8769)[0xA431] = serial
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 24.0, 0.0), 3: "W", 4: (4.0, 5.0, 0.0)})
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=90, exif=exif)
    return buffer.getvalue()


NOW_AT: Final = "2026-11-22T10:54:00.000+00:00"
CAMERA: Final = approved(
    id=DeviceId("d-0000000000000001"),
    name="Room 2 camera",
    serial="0560018150",
    review_due=date(2027, 3, 2),
)
OWN: Final = approved(
    id=DeviceId("d-0000000000000002"),
    name="Telephone of the branch surgery in Llanfihangel-y-Creuddyn",
    kind=DeviceKind.TELEPHONE,
    make="Apple",
    model="iPhone 13 Pro Max",
    owner=UserId("u-nia"),
    review_due=date(2026, 11, 1),
    has_exception=False,
    own_use=OwnUse(reason="No camera at the branch surgery until the new one comes."),
    note="Charger in the second drawer.",
)
LOST: Final = approved(
    id=DeviceId("d-0000000000000003"),
    name="Old Coolpix",
    make="NIKON",
    model="COOLPIX P1",
    standing=Standing.LOST,
    standing_since=NOW_AT,
)
SEEN: Final = SeenCamera(
    id=camera_id_of("samsung", "sm-g930f", ""),
    make="samsung",
    model="SM-G930F",
    serial="",
    fit=Fit.NONE,
    came=Came(
        photographs=12,
        newest_at=NOW_AT,
        gps=3,
        gps_newest_at=NOW_AT,
        held=tuple(ArrivalId(f"a-{number:016}") for number in range(4)),
        unremoved=12,
    ),
)
UNNAMED: Final = SeenCamera(
    id=CameraId(""),
    make="",
    model="",
    serial="",
    fit=Fit.UNNAMED,
    came=Came(photographs=2, newest_at=NOW_AT),
)


def registered(device: Device, *, on: date = date(2026, 11, 22), **came: Any) -> Registered:
    """Return a device as it stands on a day, with what came from it."""
    told = Came(**came)
    return Registered(
        device=device,
        status=status_of(device, on=on),
        todos=todos_of(device, on=on, gps_newest_at=told.gps_newest_at),
        came=told,
        owner_name="Nia Thomas" if device.owner else "",
    )


def register(**changes: Any) -> DeviceRegister:
    """Return three devices and two cameras that are not among them."""
    told: dict[str, Any] = {
        "devices": (
            registered(OWN, photographs=1, newest_at=NOW_AT, gps=1, gps_newest_at=NOW_AT),
            registered(LOST, photographs=31, newest_at=NOW_AT, unremoved=2),
            registered(CAMERA, photographs=412, newest_at=NOW_AT),
        ),
        "cameras": (SEEN, UNNAMED),
        "policy": DevicePolicy(rule=DeviceRule.QUARANTINE),
        "can_manage": True,
        **changes,
    }
    return DeviceRegister(**told)


def loss() -> LossReport:
    """Return what the lost camera may still hold."""
    return LossReport(
        device=LOST,
        photographs=31,
        newest_at=NOW_AT,
        still_there=tuple(
            StillThere(
                arrival=ArrivalId(f"a-{number:016}"),
                received_at=NOW_AT,
                state=ImageState.FILED,
                source_removed="not_asked",
            )
            for number in range(11)
        ),
        cards=(HeldCard(label="EOS_DIGITAL", files=9, since=NOW_AT),),
    )
