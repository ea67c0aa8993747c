"""What is said in the inbox of the devices that images were made on. Pure."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from desktop.records.device_match import ASIDE, OF_DEVICE, DeviceVerdict
from desktop.records.waiting import Waiting
from desktop.ui.phrase import Words, phrase

_TROUBLED: Final = (
    *(DeviceVerdict.LOST.value, DeviceVerdict.RETIRED.value, DeviceVerdict.OVERDUE.value),
    DeviceVerdict.UNAPPROVED.value,
)
"""What is said of a group: its device is known, and something about it is not in order."""
_DOUBTED: Final = frozenset(verdict.value for verdict in ASIDE)


def of_device(one: Waiting) -> Iterator[Words]:
    """Yield what was found of a photograph's device, where somebody should know."""
    if one.device_verdict in _DOUBTED and one.set_aside_because not in OF_DEVICE:
        yield phrase(f"device_verdict.{one.device_verdict}")
    if one.gps_present:
        yield phrase("inbox.has_place")


def troubles(found: AbstractSet[str]) -> Iterator[Words]:
    """Yield what is not in order with the devices of a group."""
    for verdict in _TROUBLED:
        if verdict in found:
            yield phrase(f"device_verdict.{verdict}")
