"""What a scrub found: every sealed file that was due, decrypted and compared."""

from dataclasses import dataclass
from typing import Final

NIGHTS: Final = 30
"""A slice of the vault is a thirtieth: every sealed file is read once a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that is not as it should be: a stable code, and where, in our identifiers."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubbed:
    """What a scrub looked at and what is wrong.

    Attributes:
        checked: Sealed files that were decrypted whole and compared, or found not to be whole.
        not_checked: Sealed files whose key the signed-in person does not hold.
        left: Sealed files that were due and not reached, because somebody said stop.
        repaired: Objects that were damaged and are whole again, from a backup.
        flaws: What is wrong now.
    """

    checked: int
    not_checked: int = 0
    left: int = 0
    repaired: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong that was looked at."""
        return not self.flaws
