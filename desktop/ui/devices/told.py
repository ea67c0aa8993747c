"""Devices and cameras in words, with their drawings and tones. No Qt here."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from desktop.records.dates import show_date
from desktop.records.device import Device, DeviceKind, DeviceStatus, Todo
from desktop.records.device_match import Fit
from desktop.records.device_register import Came, Registered, SeenCamera
from desktop.records.incident import IncidentLine
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

ICONS: Final[Mapping[DeviceKind, str]] = MappingProxyType(
    {
        DeviceKind.CAMERA: "camera",
        DeviceKind.TELEPHONE: "smartphone",
        DeviceKind.TABLET: "smartphone",
        DeviceKind.SCANNER: "scan-line",
        DeviceKind.OTHER: "circle-help",
    }
)
TONES: Final[Mapping[DeviceStatus, Tone]] = MappingProxyType(
    {
        DeviceStatus.APPROVED: Tone.OK,
        DeviceStatus.UNAPPROVED: Tone.WARN,
        DeviceStatus.OVERDUE: Tone.WARN,
        DeviceStatus.LOST: Tone.ERR,
        DeviceStatus.RETIRED: Tone.MUTE,
    }
)
_URGENT: Final = frozenset({Todo.GPS_FOUND, Todo.LOOK_FOR_IT, Todo.MEND_CHECKS})


def camera_words(make: str, model: str, serial: str) -> Words:
    """Return what a camera calls itself; the maker is not said twice."""
    doubled = model.casefold().startswith(make.casefold().split(" ")[0]) if make else True
    name = model if doubled and model else " ".join(filter(None, (make, model)))
    number = phrase("devices.serial", serial=serial) if serial else NOTHING
    return joined(verbatim(name), number) if name else number


def seen_title(camera: SeenCamera) -> Words:
    """Return what a camera that is not in the register is called."""
    if camera.fit is Fit.UNNAMED:
        return phrase("devices.unnamed")
    return camera_words(camera.make, camera.model, camera.serial)


def seen_detail(camera: SeenCamera) -> Words:
    """Return what came from such a camera, and why it is listed."""
    why = NOTHING if camera.fit is Fit.UNNAMED else phrase(f"device_fit.{camera.fit.value}")
    return joined(why, came_words(camera.came))


def came_words(came: Came) -> Words:
    """Return how many photographs came, and when the newest did."""
    if not came.photographs:
        return phrase("devices.nothing_came")
    return joined(
        phrase("devices.came", count=came.photographs),
        phrase("devices.newest", day=day_words(came.newest_at)),
        between=", ",
    )


def gps_words(came: Came) -> Words:
    """Return how many photographs said where they were taken; nothing where none did."""
    if not came.gps:
        return NOTHING
    return phrase("devices.gps", count=came.gps, day=day_words(came.gps_newest_at))


def device_detail(one: Registered) -> Words:
    """Return a device's camera, whose it is, when its review is due, and what came from it."""
    device = one.device
    return joined(
        camera_words(device.make, device.model, device.serial),
        whose(one),
        review_words(device),
        came_words(one.came),
    )


def whose(one: Registered) -> Words:
    """Return whose a device is."""
    if not one.device.is_own:
        return NOTHING
    return phrase("devices.owned_by", name=one.owner_name or one.device.owner)


def review_words(device: Device) -> Words:
    """Return when the next review is due."""
    if device.review_due is None:
        return phrase("devices.no_review")
    return phrase("devices.review_on", day=show_date(device.review_due))


def todo_words(one: Registered) -> Words:
    """Return what is to be done about a device, most pressing first; nothing where all is well."""
    if not one.todos:
        return NOTHING
    return joined(*(phrase(f"device_todo.{todo.value}") for todo in one.todos))


def todo_tone(one: Registered) -> Tone:
    """Return how pressing that is."""
    return Tone.ERR if _URGENT & set(one.todos) else Tone.WARN


def day_words(at: str) -> str:
    """Return the day of a moment at the practice; empty for none."""
    return show_date(datetime.fromisoformat(at).astimezone().date()) if at else ""


def line_words(line: IncidentLine) -> Words:
    """Return one sentence about a lost device."""
    return phrase(line.key, **line.facts)
