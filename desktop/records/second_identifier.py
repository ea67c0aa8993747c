"""The second identifier of a patient, typed by whoever gives photographs to them. Pure.

A name is the first identifier; the second is not shown where it is asked for, so that it comes from
the patient, their request or their wristband and not from the screen.

Source: GUIDANCE R-82 (information goes to the right person): two identifiers, on filing as well.
"""

import re
from datetime import date
from enum import Enum
from typing import Final

from desktop.records import nhs_number
from desktop.records.patient import Demographics
from desktop.records.search import fold, parse_search

SHARED: Final = "second_shared"
"""Reason of a ``WrongPatientError``: somebody else has that identifier as well."""
LAST_DIGITS: Final = 4
"""Digits at the end of an NHS number that tell people apart."""
_COMPACT: Final = re.compile(r"(\d{2})(\d{2})(\d{4})|(\d{1,2}) (\d{1,2}) (\d{4})")
_LONGEST: Final = 120


class Second(Enum):
    """By what somebody was confirmed to be the patient."""

    BORN = "date_of_birth"
    """Their date of birth."""
    NHS_NUMBER = "nhs_number"
    """Their NHS number, or its last four digits."""
    GIVEN_NAME = "given_name"
    """Their given name, of somebody without an NHS number who has a twin."""


def second_of(patient: Demographics, typed: str, *, today: date) -> Second | None:
    """Return which identifier of a patient was typed, or None if it is none of theirs.

    Args:
        patient: Whom photographs are to be given to.
        typed: A date of birth in any usual form (``14/07/1945``, ``14 Jul 1945``, ``14071945``),
            an NHS number or its last four digits; or, of somebody without a number, their given
            name.
        today: A year of two digits is the latest that does not put the date after today.
    """
    written = typed.strip()
    if not written or len(written) > _LONGEST:
        return None
    if read_birth(written, today=today) == patient.date_of_birth:
        return Second.BORN
    digits = nhs_number.without_separators(written)
    number = patient.nhs_number
    if number and digits in {number, number[-LAST_DIGITS:]}:
        return Second.NHS_NUMBER
    given = fold(patient.given_name)
    return Second.GIVEN_NAME if not number and given and fold(written) == given else None


def read_birth(typed: str, *, today: date) -> date | None:
    """Return the date of birth that was typed, or None if it is none."""
    compact = _COMPACT.fullmatch(typed.strip())
    if compact is not None:
        day, month, year = (int(part) for part in compact.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:
            return None
    search = parse_search(typed, today=today)
    alone = not (search.nhs_digits or search.name_words or search.not_understood)
    return search.born if alone else None


def looks_complete(typed: str, *, today: date) -> bool:
    """Return whether somebody has typed all of an identifier, so that it can be called wrong."""
    digits = nhs_number.without_separators(typed.strip())
    number = digits.isdigit() and len(digits) == nhs_number.LENGTH
    return number or read_birth(typed, today=today) is not None


def is_enough(second: Second | None, *, by_number: bool, has_twin: bool, has_number: bool) -> bool:
    """Return whether an identifier, beside the one by which they were named, says who it is.

    Args:
        second: What was typed.
        by_number: Whether they were named by their NHS number, which then is not a second one.
        has_twin: Whether somebody of the same family name was born on the same day.
        has_number: Whether the patient has an NHS number.
    """
    if second is None:
        return False
    if by_number:
        return second is not Second.NHS_NUMBER
    if not has_twin:
        return second is not Second.GIVEN_NAME
    return second is (Second.NHS_NUMBER if has_number else Second.GIVEN_NAME)
