"""What devices ask of somebody: lost ones, what is held, places, reviews, unknown cameras. Pure."""

from collections.abc import Iterator
from typing import Final

from desktop.records.device import Standing, Todo
from desktop.records.device_match import Fit
from desktop.records.device_register import Came, DeviceRegister, Registered, SeenCamera
from desktop.records.role import MAY, Act, Role
from desktop.ui.home.work import Piece
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.place import DevicePlace, DevicesPlace, Place

_NAMED: Final = 3
_LOOKED_AT: Final = frozenset({Todo.REVIEW, Todo.ANSWER_CHECKS, Todo.MEND_CHECKS, Todo.EXCEPTION})


def of_devices(register: DeviceRegister | None, role: Role) -> tuple[Piece, ...]:
    """Return what devices ask of a role; a lost device is everybody's, a review the manager's."""
    if register is None:
        return ()
    found = [*_lost(register)]
    if Act.ADMIT_ARRIVAL in MAY[role]:
        found += _held(register)
    if register.can_manage:
        found += [*_places(register), *_to_look_at(register), *_unknown(register)]
    return tuple(found)


def _lost(register: DeviceRegister) -> Iterator[Piece]:
    lost = [one for one in register.devices if one.device.standing is Standing.LOST]
    if lost:
        after = sum(one.after_loss for one in lost)
        came = phrase("home.came_after_loss", count=after) if after else NOTHING
        yield Piece(
            icon="shield-alert",
            title=phrase("home.lost_devices", count=len(lost)),
            detail=joined(_names(lost), came),
            place=_place_of(lost),
            tone="err",
        )


def _held(register: DeviceRegister) -> Iterator[Piece]:
    count = sum(len(came.held) for came in _everything(register))
    if count:
        yield Piece(
            icon="circle-pause",
            title=phrase("home.held_devices", count=count),
            detail=phrase("home.held_devices_detail"),
            place=DevicesPlace(),
            tone="warn",
        )


def _places(register: DeviceRegister) -> Iterator[Piece]:
    writing = [one for one in register.devices if Todo.GPS_FOUND in one.todos]
    seen = [one for one in register.cameras if one.came.gps]
    if writing or seen:
        came = sum(one.came.gps for one in writing) + sum(one.came.gps for one in seen)
        yield Piece(
            icon="map-pin-off",
            title=phrase("home.places_found", count=came),
            detail=joined(_names(writing), _cameras(seen), between=", "),
            place=_place_of(writing) if not seen else DevicesPlace(),
            tone="warn",
        )


def _to_look_at(register: DeviceRegister) -> Iterator[Piece]:
    due = [one for one in register.devices if _LOOKED_AT & set(one.todos)]
    if due:
        yield Piece(
            icon="list-checks",
            title=phrase("home.devices_due", count=len(due)),
            detail=_names(due),
            place=_place_of(due),
            tone="warn",
        )


def _unknown(register: DeviceRegister) -> Iterator[Piece]:
    unknown = [one for one in register.cameras if one.fit is not Fit.UNNAMED]
    if unknown:
        alone = len(unknown) == 1 and unknown[0].fit is Fit.NONE
        yield Piece(
            icon="camera",
            title=phrase("home.unknown_cameras", count=len(unknown)),
            detail=_cameras(unknown),
            place=DevicePlace(camera=unknown[0].id) if alone else DevicesPlace(),
        )


def _everything(register: DeviceRegister) -> Iterator[Came]:
    yield from (one.came for one in register.devices)
    yield from (one.came for one in register.cameras)


def _place_of(some: list[Registered]) -> Place:
    return DevicePlace(device=some[0].device.id) if len(some) == 1 else DevicesPlace()


def _names(some: list[Registered]) -> Words:
    return _listed([one.device.name for one in some])


def _cameras(some: list[SeenCamera]) -> Words:
    called = (" ".join(filter(None, (one.make, one.model))) for one in some)
    return _listed([name for name in called if name])


def _listed(names: list[str]) -> Words:
    """Return the first few names, and how many more there are."""
    if not names:
        return NOTHING
    shown = [verbatim(name) for name in names[:_NAMED]]
    more = len(names) - len(shown)
    rest = phrase("devices.and_more", count=more) if more else NOTHING
    return joined(joined(*shown, between=", "), rest, between=" ")
