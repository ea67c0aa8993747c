"""The device register as it is shown: devices, cameras that were seen, and the policy."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.errors import RecordInvalidError
from desktop.ids import ArrivalId, CameraId
from desktop.records.device import Device, DeviceStatus, Todo
from desktop.records.device_match import Fit
from desktop.records.image import ImageState

DEVICE_MONTHS: Final = range(1, 37)


class DeviceRule(Enum):
    """What becomes of a photograph whose device is unknown, not approved, overdue or lost."""

    FLAG = "flag"
    """It goes on, and is told of; so it is in a new vault."""
    QUARANTINE = "quarantine"
    """It is held until somebody decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePolicy:
    """What the practice has settled about devices.

    Attributes:
        rule: What becomes of photographs of doubtful devices.
        review_months: After how many months a device is looked at again.
    """

    rule: DeviceRule = DeviceRule.FLAG
    review_months: int = 12

    def __post_init__(self) -> None:
        """Refuse what cannot be a policy.

        Raises:
            RecordInvalidError: ``device_months``.
        """
        if self.review_months not in DEVICE_MONTHS:
            raise RecordInvalidError("device_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came in from one device or camera, as far as this vault has counted.

    Attributes:
        photographs: How many.
        newest_at: When the newest came in, ISO 8601; empty if none.
        gps: How many of them said where they were taken.
        gps_newest_at: When the newest of those came in.
        held: Arrivals that wait because of their device.
        unremoved: How many whose file may still lie where it came from.
    """

    photographs: int = 0
    newest_at: str = ""
    gps: int = 0
    gps_newest_at: str = ""
    held: tuple[ArrivalId, ...] = ()
    unremoved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One device of the register, and how it stands today.

    Attributes:
        owner_name: Full name of the member of staff whose own it is; empty: the practice's.
        after_loss: How many of its photographs came in since it was reported lost.
    """

    device: Device
    status: DeviceStatus
    todos: tuple[Todo, ...]
    came: Came
    owner_name: str = ""
    after_loss: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCamera:
    """A camera that photographs name and that is no device of the register.

    Attributes:
        id: Made of its names; empty for photographs that name no camera.
        fit: ``none``, ``several`` or ``unnamed``.
    """

    id: CameraId
    make: str
    model: str
    serial: str
    fit: Fit
    came: Came


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRegister:
    """Everything about devices that a role may know.

    Attributes:
        devices: Those that need somebody first, then by name.
        cameras: Cameras that are no device of the register, newest first.
        can_manage: Whether the person at work may change it.
    """

    devices: tuple[Registered, ...]
    cameras: tuple[SeenCamera, ...]
    policy: DevicePolicy
    can_manage: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StillThere:
    """A photograph that came from a device and may still be on it.

    Attributes:
        state: Where it stands in the vault.
        source_removed: Why its file may still be there (``records.removal``).
    """

    arrival: ArrivalId
    received_at: str
    state: ImageState
    source_removed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """A card of a lost device that was not cleared, as far as it is known.

    Attributes:
        label: What it is called.
        files: How many photographs may lie on it.
        since: Since when, ISO 8601.
    """

    label: str
    files: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LossReport:
    """What a lost device may still hold.

    What was made on it and never brought in is not known to anybody; a report says so.

    Attributes:
        photographs: Everything that came from it.
        still_there: Those whose file was not removed from it, newest first.
        cards: Cards with its photographs that were not cleared.
        newest_at: When its newest photograph came in; what was made later is not known.
    """

    device: Device
    photographs: int
    newest_at: str
    still_there: tuple[StillThere, ...]
    cards: tuple[HeldCard, ...] = ()
