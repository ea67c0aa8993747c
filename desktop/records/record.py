"""A patient's record, as far as images go."""

from dataclasses import dataclass

from desktop.records.consent import Consent
from desktop.records.listed import Listed
from desktop.records.patient import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A patient's images, oldest first, and consents, newest first."""

    patient: Patient
    images: tuple[Listed, ...]
    consents: tuple[Consent, ...]
