"""What the slips of a run came to, as numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipAccount:
    """How many photographs of a run are what, by the slips among them.

    Attributes:
        slips: Photographs of slips, put aside and never filed.
        proposed: Photographs proposed for somebody.
        patients: For how many people.
        mixed: Photographs set aside because what the slips say of them is not certain.
    """

    slips: int = 0
    proposed: int = 0
    patients: int = 0
    mixed: int = 0
