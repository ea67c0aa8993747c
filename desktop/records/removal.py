"""What becomes of the file on the card, and what is recorded of it."""

from enum import Enum
from typing import Final

NOT_ASKED: Final = "not_asked"


PENDING: Final = "pending"


REMOVED: Final = "removed"

CONFIRMED: Final = "confirmed"
"""It could not be removed, and a person says that the card was cleared otherwise."""


class Removal(Enum):
    """What becomes of the file on the card."""

    NEVER = "never"
    """It stays."""
    VERIFIED = "verified"
    """It goes after its sealed copy was read back and matched."""

    @property
    def first_note(self) -> str:
        """What is recorded before anything is removed."""
        return NOT_ASKED if self is Removal.NEVER else PENDING
