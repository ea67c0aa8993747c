"""Which device of the register a photograph was made on, and what follows for it. Pure.

The body's serial number decides. Without one, maker and model make it probable; where two devices
fit, nothing is guessed. Makers write their names in many ways, into both fields and with the form
of their company behind it, so names are compared without all that.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from desktop.ids import CameraId, DeviceId, camera_id_of
from desktop.records.arrival import Origin, Quarantine
from desktop.records.device import Device, DeviceStatus, status_of

_WORD: Final = re.compile(r"[^\s,.;()®™]+")
_COMPANY: Final = frozenset(
    {"corporation", "corp", "co", "company", "ltd", "inc", "gmbh", "ag", "kk", "llc", "plc"}
    | {"limited", "imaging", "optical", "camera", "cameras", "electronics", "techwin", "global"}
    | {"electric", "digital", "computer", "technologies", "technology"}
)
_ONE_MAKER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "eastman kodak": "kodak",
        "fuji photo film": "fujifilm",
        "fuji": "fujifilm",
        "hmd": "nokia",
        "konica minolta": "minolta",
        "asahi": "pentax",
    }
)
"""Other names of makers, as their cameras write them."""
_NO_SERIAL: Final = frozenset({"", "none", "unknown", "na", "null", "undefined", "default"})
_NOT_IN_SERIAL: Final = re.compile(r"[\s\-_./]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraName:
    """What a photograph says of its camera, tidied so that it can be compared.

    Attributes:
        make: Without the form of the company, in lower case.
        model: Without the maker's name in front.
        serial: Without spaces, dashes and leading zeros; empty where none can be believed.
    """

    make: str
    model: str
    serial: str

    @property
    def is_empty(self) -> bool:
        """Whether it names no camera at all."""
        return not (self.make or self.model or self.serial)

    @property
    def id(self) -> CameraId:
        """The same identifier for the same camera, made of what it is called."""
        return camera_id_of(self.make, self.model, self.serial)


def camera_name(make: str, model: str, serial: str) -> CameraName:
    """Return what a photograph, or a line of the register, says of a camera, tidied."""
    maker, words = _maker(make), _words(model)
    doubled = {maker, *maker.split(), *_words(make)}
    while len(words) > 1 and words[0] in doubled:
        words = words[1:]
    return CameraName(make=maker, model=" ".join(words), serial=_serial(serial))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _maker(make: str) -> str:
    words = _words(make)
    name = " ".join(word for word in words if word not in _COMPANY) or " ".join(words)
    return _ONE_MAKER.get(name, name)


def _serial(serial: str) -> str:
    """Return a serial number; nothing for what makers write where they have none."""
    bare = _NOT_IN_SERIAL.sub("", serial).casefold().lstrip("0")
    return "" if bare in _NO_SERIAL or len(set(bare)) == 1 else bare


class Fit(Enum):
    """How surely a camera is one of the register."""

    SURE = "sure"
    """Its serial number is in the register."""
    PROBABLE = "probable"
    """Maker and model fit one device, and there is no serial number to say more."""
    SEVERAL = "several"
    """More than one device fits; which it was is not guessed."""
    NONE = "none"
    """No device of the register fits."""
    UNNAMED = "unnamed"
    """The photograph names no camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which device fits.

    Attributes:
        device: ``None`` unless exactly one fits.
    """

    fit: Fit
    device: Device | None = None


def match(devices: Iterable[Device], camera: CameraName) -> Match:
    """Return which device of the register a camera is.

    A device that is lost or retired is found like any other. Where photograph and register both
    have a serial number and these differ, it is another camera, whatever it is called.
    """
    if camera.is_empty:
        return Match(fit=Fit.UNNAMED)
    known = [(one, camera_name(one.make, one.model, one.serial)) for one in devices]
    if camera.serial:
        same = [one for one, name in known if _same_serial(name, camera)]
        if same:
            return _only(same, Fit.SURE)
    like = [
        one
        for one, name in known
        if (name.make, name.model) == (camera.make, camera.model)
        and (camera.make or camera.model)
        and not (name.serial and camera.serial)
    ]
    return _only(like, Fit.PROBABLE)


def name_of(device: Device) -> CameraName:
    """Return what a device's photographs are taken to say of their camera."""
    return camera_name(device.make, device.model, device.serial)


def _same_serial(name: CameraName, camera: CameraName) -> bool:
    """Return whether serial numbers are the same, and the makers not different ones."""
    other_maker = name.make and camera.make and name.make != camera.make
    return name.serial == camera.serial and not other_maker


def _only(found: list[Device], fit: Fit) -> Match:
    if not found:
        return Match(fit=Fit.NONE)
    return Match(fit=fit, device=found[0]) if len(found) == 1 else Match(fit=Fit.SEVERAL)


class DeviceVerdict(Enum):
    """What was found of a photograph's device when it came in; in its signed receipt."""

    NOT_ASKED = "not_asked"
    """A patient's photograph, or another organisation's: the register says nothing of those."""
    UNEXAMINED = "unexamined"
    """No decoder could finish with it, so that nothing is known of its camera."""
    APPROVED = "approved"
    PROBABLY = "probably"
    """An approved device, by maker and model alone, or by the folder that it came from alone."""
    UNNAMED = "unnamed"
    """The photograph names no camera."""
    UNKNOWN = "unknown"
    """Not in the register."""
    SEVERAL = "several"
    """More than one device of the register fits."""
    UNAPPROVED = "unapproved"
    OVERDUE = "overdue"
    LOST = "lost"
    RETIRED = "retired"


_OF_STATUS: Final[Mapping[DeviceStatus, DeviceVerdict]] = MappingProxyType(
    {
        DeviceStatus.APPROVED: DeviceVerdict.APPROVED,
        DeviceStatus.UNAPPROVED: DeviceVerdict.UNAPPROVED,
        DeviceStatus.OVERDUE: DeviceVerdict.OVERDUE,
        DeviceStatus.LOST: DeviceVerdict.LOST,
        DeviceStatus.RETIRED: DeviceVerdict.RETIRED,
    }
)
_OF_FIT: Final[Mapping[Fit, DeviceVerdict]] = MappingProxyType(
    {
        Fit.SEVERAL: DeviceVerdict.SEVERAL,
        Fit.NONE: DeviceVerdict.UNKNOWN,
        Fit.UNNAMED: DeviceVerdict.UNNAMED,
    }
)
ASIDE: Final[Mapping[DeviceVerdict, Quarantine]] = MappingProxyType(
    {
        DeviceVerdict.UNNAMED: Quarantine.DEVICE_UNKNOWN,
        DeviceVerdict.UNKNOWN: Quarantine.DEVICE_UNKNOWN,
        DeviceVerdict.SEVERAL: Quarantine.DEVICE_UNKNOWN,
        DeviceVerdict.UNAPPROVED: Quarantine.DEVICE_UNAPPROVED,
        DeviceVerdict.OVERDUE: Quarantine.DEVICE_OVERDUE,
        DeviceVerdict.LOST: Quarantine.DEVICE_LOST,
        DeviceVerdict.RETIRED: Quarantine.DEVICE_RETIRED,
    }
)
"""Why a photograph is set aside where the practice's policy is to hold such photographs."""
OF_DEVICE: Final = frozenset(why.value for why in ASIDE.values())
"""Reasons to be set aside that a decision about the device ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is found of a photograph's device.

    Attributes:
        camera: What its camera is called; ``None`` where the register is not asked.
        device: The device that it was made on, as far as it is one.
    """

    verdict: DeviceVerdict
    camera: CameraName | None = None
    device: DeviceId | None = None


NOT_ASKED: Final = Judgement(verdict=DeviceVerdict.NOT_ASKED)
UNEXAMINED: Final = Judgement(verdict=DeviceVerdict.UNEXAMINED)
FROM_DEVICE: Final = "from_device"
"""The fact under which it is sealed with a photograph which device its folder was said to be of."""
_STAFF: Final = frozenset({Origin.PRACTICE, Origin.OWN})


def judge(
    devices: Iterable[Device], facts: Mapping[str, object], *, origin: Origin, on: date
) -> Judgement:
    """Return what the register says of a photograph.

    Args:
        devices: Everything in the register.
        facts: What a decoder said of it: ``make``, ``model``, ``serial``; without ``format`` no
            decoder could finish with it. Where it names no camera, ``FROM_DEVICE`` counts.
        origin: Whose device it is said to be.
        on: The day at the practice.
    """
    if origin not in _STAFF:
        return NOT_ASKED
    if "format" not in facts:
        return UNEXAMINED
    named = (str(facts.get(key, "")) for key in ("make", "model", "serial"))
    camera = camera_name(*named)
    register = tuple(devices)
    found = match(register, camera)
    told = next((one for one in register if one.id == facts.get(FROM_DEVICE)), None)
    if found.fit is Fit.UNNAMED and told is not None:
        found, camera = Match(fit=Fit.PROBABLE, device=told), name_of(told)
    if found.device is None:
        return Judgement(verdict=_OF_FIT[found.fit], camera=camera)
    verdict = _OF_STATUS[status_of(found.device, on=on)]
    if verdict is DeviceVerdict.APPROVED and found.fit is Fit.PROBABLE:
        verdict = DeviceVerdict.PROBABLY
    return Judgement(verdict=verdict, camera=camera, device=found.device.id)
