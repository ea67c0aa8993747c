"""Who is easily taken for somebody else: the wrong-patient guard's rule. Pure.

Source: GUIDANCE R-82 (the right patient, by two identifiers). Both identifiers are read and written
by people, so the rule asks what one slip turns into another person: of a given name one letter, or
all but the initial, which is all that many a label gives; of a date one digit, two digits changed
round, day and month changed round, or the century where the year is written with two digits; of an
NHS number one digit.

Two people of one name who were born clearly apart are not meant: the date of birth stands beside
every name and tells them apart. People of one family name born on one day are meant whatever
their given names: twins.
"""

from calendar import isleap
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from desktop.records import nhs_number
from desktop.records.patient import Demographics
from desktop.records.search import fold

_DIGITS: Final = "0123456789"
_CENTURY: Final = 100
_LENGTHS: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY, _LEAP_DAY = 2, 29


def _one_slip(digits: str, *, swaps: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Yield ``digits`` with each digit replaced by each other one, and with each pair swapped."""
    for index, present in enumerate(digits):
        for digit in _DIGITS:
            if digit != present:
                yield digits[:index] + digit + digits[index + 1 :]
    for first, second in swaps:
        if digits[first] != digits[second]:
            changed = list(digits)
            changed[first], changed[second] = changed[second], changed[first]
            yield "".join(changed)


_SLIPS: Final = tuple(
    tuple(int(other) for other in _one_slip(f"{number:02d}", swaps=((0, 1),)))
    for number in range(_CENTURY)
)
"""For each number of two digits those that one slip makes of it."""


def is_similar(one: Demographics, other: Demographics) -> bool:
    """Return whether one of two different people is easily taken for the other."""
    if other.nhs_number and other.nhs_number in numbers_like(one.nhs_number):
        return True
    same_family = family_key(one.family_name) == family_key(other.family_name)
    return same_family and is_alike(one, given_name=other.given_name, born=other.date_of_birth)


def family_key(family_name: str) -> str:
    """Return a family name as it is compared: folded, its parts joined."""
    return fold(family_name).replace(" ", "")


def is_alike(one: Demographics, *, given_name: str, born: date) -> bool:
    """Return whether somebody is easily taken for another of the same family name.

    Args:
        one: The one.
        given_name: The other's.
        born: When the other was born.
    """
    if one.date_of_birth == born:
        return True
    if born not in births_like(one.date_of_birth):
        return False
    return _are_names_alike(_folded(one.given_name), _folded(given_name))


_folded: Final = lru_cache(maxsize=8192)(fold)
"""Many people have one given name."""


@lru_cache(maxsize=8192)
def births_like(born: date) -> frozenset[date]:
    """Return the dates that one slip makes of a date of birth, and the date itself."""
    day, month, year = born.day, born.month, born.year % _CENTURY
    century = born.year - year
    written = [(other, month, born.year) for other in _SLIPS[day]]
    written += [(day, other, born.year) for other in _SLIPS[month]]
    written += [(day, month, century + other) for other in _SLIPS[year]]
    written += [(day, month, born.year + other) for other in (-_CENTURY, _CENTURY)]
    written.append((month, day, born.year))
    return frozenset({born, *(date(y, m, d) for d, m, y in written if _is_date(d, m, y))})


def _is_date(day: int, month: int, year: int) -> bool:
    if not 1 <= month < len(_LENGTHS) or not 1 <= day <= _LENGTHS[month]:
        return False
    return day != _LEAP_DAY or month != _FEBRUARY or isleap(year)


def numbers_like(number: str) -> frozenset[str]:
    """Return the NHS numbers that one slip makes of another.

    The check digit of a valid number shows every single wrong digit and every two that changed
    places, so that no two valid numbers differ in one digit alone. What can be mixed up when two
    numbers are compared by eye are those whose first nine digits, which are all that is given to a
    person, differ in one digit or in two neighbours changed round; the tenth then follows.

    Args:
        number: Ten digits, or empty.
    """
    if len(number) != nhs_number.LENGTH:
        return frozenset()
    nine = number[:-1]
    checked = ((other, nhs_number.check_of(weighed)) for other, weighed in _nine_like(nine))
    return frozenset(f"{other}{check}" for other, check in checked if check is not None)


def _nine_like(nine: str) -> Iterator[tuple[str, int]]:
    """Yield nine digits with one slip, and their weighted sum, which is not summed up anew."""
    whole = nhs_number.weighed(nine)
    digits = [int(digit) for digit in nine]
    for at, (present, weight) in enumerate(zip(digits, nhs_number.WEIGHTS, strict=True)):
        before, after = nine[:at], nine[at + 1 :]
        for digit in range(10):
            if digit != present:
                yield f"{before}{digit}{after}", whole + (digit - present) * weight
        if after and digits[at + 1] != present:  # the weight of the next digit is one less
            swapped = f"{before}{after[0]}{nine[at]}{after[1:]}"
            yield swapped, whole + digits[at + 1] - present


def _are_names_alike(one: str, other: str) -> bool:
    """Return whether folded given names are equal, one slip apart, or begin alike."""
    return one[:1] == other[:1] or not one or not other or _is_one_edit(one, other)


def _is_one_edit(one: str, other: str) -> bool:
    """Return whether one letter more, less, another, or two changed round makes them equal.

    Source: Damerau, F. J. (1964), A technique for computer detection and correction of spelling
    errors: four slips in five are one of these.
    """
    shorter, longer = sorted((one, other), key=len)
    pairs = zip(shorter, longer, strict=False)
    same = next((at for at, (left, right) in enumerate(pairs) if left != right), len(shorter))
    rest, more = shorter[same:], longer[same:]
    if len(rest) != len(more):
        return rest == more[1:]
    return rest[1:] == more[1:] or (rest[:2] == more[1::-1] and rest[2:] == more[2:])
