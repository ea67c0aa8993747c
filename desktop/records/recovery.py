"""How many recovery sheets a practice has, and how many of them are needed."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from desktop.ids import VaultId


class RecoveryPlan(Enum):
    """How the recovery secret is divided. The value is what the command line takes."""

    TWO_OF_THREE = "2of3"
    """Three people hold a sheet each; any two of them together can recover."""
    ONE_OF_ONE = "1of1"
    """One person alone: one sheet opens everything."""
    THREE_OF_FIVE = "3of5"
    """Five people hold a sheet each; any three of them together can recover."""

    @property
    def threshold(self) -> int:
        """How many sheets are needed."""
        return _NUMBERS[self][0]

    @property
    def shares(self) -> int:
        """How many sheets there are."""
        return _NUMBERS[self][1]


_NUMBERS = {
    RecoveryPlan.TWO_OF_THREE: (2, 3),
    RecoveryPlan.ONE_OF_ONE: (1, 1),
    RecoveryPlan.THREE_OF_FIVE: (3, 5),
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecoverySheet:
    """What one printed sheet says.

    Attributes:
        practice: Whose vault it is.
        vault_id: The vault.
        made_on: The day on which the sheets were made.
        key: The share, or the whole recovery key where there is one sheet; in groups.
        index: Which sheet this is, counted from 1.
        plan: How many sheets there are and how many of them are needed.
        holder: Who keeps it; empty to be written by hand.
    """

    practice: str
    vault_id: VaultId
    made_on: date
    key: str
    index: int
    plan: RecoveryPlan
    holder: str = ""

    @property
    def file_name(self) -> str:
        """What its PDF is called."""
        return f"recovery-sheet-{self.index}-of-{self.plan.shares}.pdf"
