"""Arrivals that now belong to a patient."""

from dataclasses import dataclass

from desktop.ids import ArrivalId
from desktop.records.patient import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Arrivals that now belong to a patient."""

    patient: Patient
    arrivals: tuple[ArrivalId, ...]
