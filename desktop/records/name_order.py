"""The order of a patient list: by name, as it is shown and as the catalogue keeps it. Pure.

People are sorted by family name, then by given name, both folded. The catalogue keeps everybody
under a number that begins with the first letters of both, so that it finds the first of many in
the order of their names without sorting any (ADR 0023).
"""

from typing import Final

from desktop.records.patient import Patient
from desktop.records.search import fold

FAMILY_LETTERS: Final = 6
GIVEN_LETTERS: Final = 3
_LETTER_BITS: Final = 5
_DIGIT, _FIRST_LETTER, _OTHER = 1, 2, 28
"""Before every letter comes the end of a name, 0; after ``z`` comes every other letter."""

NameKey = tuple[str, str, str, str, str]


def name_key(one: Patient) -> NameKey:
    """Return what patients are sorted by."""
    family, given = (fold(name).replace(" ", "") for name in (one.family_name, one.given_name))
    return family, given, one.family_name, one.given_name, one.id


def first_letters(family: str, given: str) -> int:
    """Return the first six letters of a family name and three of a given name, 45 bits.

    Args:
        family: Folded, its parts joined; so is ``given``.
        given: As ``family``.
    """
    letters = _padded(family, FAMILY_LETTERS) + _padded(given, GIVEN_LETTERS)
    packed = 0
    for letter in letters:
        packed = packed << _LETTER_BITS | _code(letter)
    return packed


def _padded(name: str, most: int) -> str:
    return name[:most].ljust(most)


def _code(letter: str) -> int:
    if letter == " ":
        return 0
    if "a" <= letter <= "z":
        return _FIRST_LETTER + ord(letter) - ord("a")
    return _DIGIT if letter < "a" else _OTHER
