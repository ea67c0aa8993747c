"""Patients who may be meant by what somebody typed."""

from dataclasses import dataclass

from desktop.ids import PatientId
from desktop.records.patient import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Patients that fit what was typed.

    Attributes:
        patients: The first of them, by name.
        similar: Of those, the ones that are easily taken for somebody else of the practice's list,
            whether that other one was found too or not (``records.similar``). Numbers that look
            alike count where a number was typed.
        not_understood: Pieces of the search that are neither name, number nor date.
        listed: How many patients the practice has.
    """

    patients: tuple[Patient, ...]
    similar: frozenset[PatientId]
    not_understood: tuple[str, ...]
    listed: int
