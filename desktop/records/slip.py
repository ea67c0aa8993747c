"""Session slips: a square that is photographed before a patient's photographs."""

from dataclasses import dataclass
from typing import Final

from desktop.ids import PatientId, SlipId, UserId
from desktop.records.patient import Patient
from desktop.records.slip_token import check_code_of

LIVES_H: Final = tuple(range(1, 13))
"""Hours for which a slip can be valid: a clinic, never overnight."""
USUAL_LIFE_H: Final = 4
"""A session of a practice: the morning or the afternoon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip as the catalogue knows it.

    Attributes:
        digest: Of its token.
        patient: Whose photographs follow it.
        made_at: ISO 8601, UTC.
        expires_at: ISO 8601, UTC.
        withdrawn_at: When somebody said that it was not used; empty otherwise.
        used_by: The first photograph of it that came in; empty while it is not used.
    """

    id: SlipId
    digest: str
    patient: PatientId
    made_by: UserId
    made_at: str
    expires_at: str
    withdrawn_at: str = ""
    used_by: str = ""

    @property
    def code(self) -> str:
        """The letters by which people tell it apart."""
        return check_code_of(self.digest)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewSlip:
    """A slip at the one moment at which its square can be shown.

    Attributes:
        patient: Whose it is; said beside the slip and never on it.
        squares: The square, a string a row, ``#`` for a dark module; without its quiet zone.
        code: The letters by which people tell it apart.
        expires_at: ISO 8601, UTC.
    """

    id: SlipId
    patient: Patient
    squares: tuple[str, ...]
    code: str
    made_at: str
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSlip:
    """A slip that is valid and was not photographed yet, for whoever made it.

    Attributes:
        code: The letters by which people tell it apart.
        made_at: ISO 8601, UTC.
        expires_at: ISO 8601, UTC.
    """

    id: SlipId
    patient: Patient
    code: str
    made_at: str
    expires_at: str
