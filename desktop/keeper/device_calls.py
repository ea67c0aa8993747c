"""What a window may ask about devices that photographs are made on; part of ``keeper.calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import ArrivalId, DeviceId
from desktop.keeper.call import Call
from desktop.records.device import DeviceDraft, Standing
from desktop.records.device_register import DevicePolicy, DeviceRegister, LossReport, Registered


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeDevices(Call[DeviceRegister]):
    """Which devices are there, how do they stand, and which cameras are not among them?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDevice(Call[Registered]):
    """Write a device into the register; ``device`` says which one is written anew."""

    changes: ClassVar[bool] = True

    draft: DeviceDraft
    device: DeviceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStanding(Call[Registered]):
    """Say that a device is in use again, or not used any more, with a reason."""

    changes: ClassVar[bool] = True

    device: DeviceId
    standing: Standing
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLost(Call[LossReport]):
    """Say that a device is lost or stolen, and how; what may it still hold?"""

    changes: ClassVar[bool] = True

    device: DeviceId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatItHolds(Call[LossReport]):
    """What may a device still hold?"""

    device: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDevicePolicy(Call[DevicePolicy]):
    """Settle what becomes of photographs of doubtful devices."""

    changes: ClassVar[bool] = True

    policy: DevicePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitArrivals(Call[tuple[ArrivalId, ...]]):
    """Let in photographs that are held because of their device, with a reason."""

    changes: ClassVar[bool] = True

    arrivals: tuple[ArrivalId, ...]
    reason: str
