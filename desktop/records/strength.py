"""How long a passphrase would withstand guessing, as a person is told: never the passphrase."""

from dataclasses import dataclass
from enum import Enum


class Weakness(Enum):
    """What makes a passphrase easy to guess."""

    NOTHING = "nothing"
    """Nothing does."""
    SHORT = "short"
    """There is too little of it."""
    COMMON = "common"
    """It is, or is nearly, what many people choose."""
    WORDS = "words"
    """Too few words, or words that everybody thinks of first."""
    PERSON = "person"
    """The name of a person."""
    KNOWN = "known"
    """What anybody can read on the outside of the vault: the practice, or who signs in."""
    KEYBOARD = "keyboard"
    """Keys that lie beside each other."""
    REPEAT = "repeat"
    """The same again and again."""
    SEQUENCE = "sequence"
    """Letters or digits in their order."""
    DATE = "date"
    """A date or a year."""


class Holds(Enum):
    """The span within which somebody with a copy of the vault would have guessed it."""

    SECOND = "second"
    """One second."""
    MINUTE = "minute"
    """One minute."""
    HOUR = "hour"
    """One hour."""
    DAY = "day"
    """One day."""
    WEEK = "week"
    """Seven days."""
    MONTH = "month"
    """Thirty days."""
    YEAR = "year"
    """365 days."""
    DECADE = "decade"
    """Ten years."""
    CENTURY = "century"
    """A hundred years."""
    LONGER = "longer"
    """Longer than any of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """An estimate; it says nothing by which the passphrase could be guessed sooner.

    Attributes:
        is_enough: Whether it may be used.
        level: 0 (a matter of minutes) to 4 (centuries); 3 and 4 are enough.
        holds: Within which span it would be guessed.
        weakness: What to change; ``NOTHING`` where it is enough.
    """

    is_enough: bool
    level: int
    holds: Holds
    weakness: Weakness
