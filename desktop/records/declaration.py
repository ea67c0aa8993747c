"""What the front desk knows of images that a patient sent.

Source: GUIDANCE R-20 (captured and stored as part of the clinical record, source said), R-22 (the
same professional standards apply to images that patients supply).
"""

from dataclasses import dataclass
from enum import Enum

from desktop.errors import RecordInvalidError
from desktop.records.consent import Capacity
from desktop.records.plain_text import is_plain_lines

LONGEST_NOTE = 1000


class Came(Enum):
    """How the images came to the practice."""

    EMAIL = "email"
    """Sent by the patient by e-mail."""
    RELATIVE = "relative"
    """Sent by a relative or carer."""
    BROUGHT = "brought"
    """Brought in on a phone or card."""
    ORGANISATION = "organisation"
    """From another organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a receptionist declares when attaching images.

    Attributes:
        came: How they came.
        asked: The patient (or who speaks for them) asked for the images to go in the record.
        told: They were told the five points of the practice's notice on images.
        capacity: Who asked.
        giver_name: Their name, where it was not the patient.
        relationship: What they are to the patient.
        note: What the patient wrote, or what it shows.
    """

    came: Came
    asked: bool
    told: bool
    capacity: Capacity = Capacity.PATIENT
    giver_name: str = ""
    relationship: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that declares nothing.

        Raises:
            RecordInvalidError: ``declaration_asked``, ``declaration_told`` or
                ``declaration_note``.
        """
        if not self.asked:
            raise RecordInvalidError("declaration_asked")
        if not self.told:
            raise RecordInvalidError("declaration_told")
        if len(self.note) > LONGEST_NOTE or not is_plain_lines(self.note):
            raise RecordInvalidError("declaration_note", most=LONGEST_NOTE)

    def to_json(self) -> dict[str, object]:
        """Return the declaration as JSON values."""
        return {
            "came": self.came.value,
            "asked": self.asked,
            "told": self.told,
            "capacity": self.capacity.value,
            "giver_name": self.giver_name,
            "relationship": self.relationship,
            "note": self.note,
        }
