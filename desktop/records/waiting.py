"""One arrival that waits, as a role may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.ids import ArrivalId, PatientId, SeriesId
from desktop.records.arrival import Origin
from desktop.records.image import ImageState


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One arrival as the signed-in role may see it.

    Attributes:
        facts: Name, time and camera; None for a role without the inbox key.
        device_verdict: What was found of its device when it came in (``records.device_match``).
        gps_present: Whether a photograph of the practice says where it was taken.
        proposed: For whom a slip proposes it; None where none does, and for a role without the
            inbox key.
        slip: The letters of that slip, by which people tell it apart; empty without one.
    """

    arrival: ArrivalId
    series: SeriesId
    state: ImageState
    set_aside_because: str
    origin: Origin
    sha256: str
    received_at: str
    patient: PatientId | None
    source_removed: str
    facts: Mapping[str, Any] | None
    device_verdict: str = ""
    gps_present: bool = False
    proposed: PatientId | None = None
    slip: str = ""
