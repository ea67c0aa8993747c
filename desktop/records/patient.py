"""A patient: who an image belongs to, and how that is shown.

Source: NHS Common User Interface, "Patient Banner" and "Patient Name Display": the family name in
upper case, a comma, the given name in title case, the title in brackets without a full stop; name,
born, gender and NHS number in this order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Final

from desktop.errors import NhsNumberInvalidError, RecordInvalidError
from desktop.ids import PatientId
from desktop.records import nhs_number
from desktop.records.dates import age_years, show_age, show_date
from desktop.records.plain_text import is_plain
from desktop.wording import Language

LONGEST: Final[Mapping[str, int]] = {
    "family_name": 70,
    "given_name": 70,
    "title": 35,
    "local_number": 40,
}
"""Most characters of each text. Source: twice the NHS Data Dictionary's 35 for names, so that
nobody's name is cut; 35 for a title as in the Common User Interface."""

OLDEST_YEARS: Final = 130
"""A date of birth further back is a slip of the keyboard."""

_FORMULA: Final = ("=", "+", "-", "@")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


class Gender(Enum):
    """As the patient states it (NHS Data Dictionary, PERSON STATED GENDER CODE)."""

    FEMALE = "female"
    MALE = "male"
    INDETERMINATE = "indeterminate"
    """Cannot be classified as either."""
    NOT_KNOWN = "not_known"
    """Not recorded."""


class Fault(StrEnum):
    """What is wrong with a value about a patient, or with a row of a list: never the value."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CONTROL_CHARACTERS = "control_characters"
    FORMULA = "formula"
    """Begins like a formula, and would be run by a spreadsheet."""
    BAD_NUMBER = "bad_number"
    CHECK_DIGIT = "check_digit"
    BAD_DATE = "bad_date"
    FUTURE_DATE = "future_date"
    UNKNOWN_GENDER = "unknown_gender"
    UNKNOWN_LANGUAGE = "unknown_language"
    CELLS = "cells"
    """A row has fewer or more cells than the header: its values may stand under wrong names."""
    QUOTES = "quotes"
    """Quotation marks that do not match."""
    DUPLICATE_NUMBER = "duplicate_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demographics:
    """What is known of a person; every text is tidy, printable and not too long.

    Attributes:
        nhs_number: Ten digits with a right check digit, or empty where none is known.
        local_number: The practice's own number, or empty.
        family_name: Never empty.
        given_name: Empty for people who have one name only.
        title: As in ``Mrs``, or empty.
        date_of_birth: Not checked against today here: see ``birth_fault``.
        gender: As the patient states it.
        preferred_language: The language the patient wishes to be spoken to in, if recorded
            (a duty of practices in Wales since 30 May 2019).
    """

    nhs_number: str = ""
    local_number: str = ""
    family_name: str
    given_name: str = ""
    title: str = ""
    date_of_birth: date
    gender: Gender = Gender.NOT_KNOWN
    preferred_language: Language | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be part of a record.

        Raises:
            RecordInvalidError: The reason is a ``Fault``; the fact ``column`` says where.
        """
        for column in LONGEST:
            fault = text_fault(column, getattr(self, column))
            if fault is not None:
                raise RecordInvalidError(fault.value, column=column)
        fault = number_fault(self.nhs_number)
        if fault is None and len(self.nhs_number) not in {0, nhs_number.LENGTH}:
            fault = Fault.BAD_NUMBER
        if fault is not None:
            raise RecordInvalidError(fault.value, column="nhs_number")

    def display_name(self) -> str:
        """Return the name as in ``SMITH, Sian (Mrs)``."""
        name = self.family_name.upper()
        if self.given_name:
            name += f", {_title_case(self.given_name)}"
        return f"{name} ({self.title.rstrip('.')})" if self.title else name

    def banner(self, on: date) -> "Banner":
        """Return the pieces of the patient banner as they are on a day."""
        age = show_age(self.date_of_birth, on)
        born = show_date(self.date_of_birth)
        return Banner(
            name=self.display_name(),
            born=f"{born} ({age})" if age else born,
            gender=self.gender,
            nhs_number=nhs_number.show(self.nhs_number),
        )

    def age_years(self, on: date) -> int:
        """Return the completed years of age on a day."""
        return age_years(self.date_of_birth, on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Demographics):
    """A person in the practice's list.

    Attributes:
        id: Ours, random; what everything else refers to.
    """

    id: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """The pieces of the patient banner, without labels, in the order they are shown.

    Attributes:
        name: As in ``SMITH, Sian (Mrs)``.
        born: As in ``14-Jul-1945 (81y)``.
        gender: Shown in words (``gender.*``), never as a letter.
        nhs_number: As in ``999 000 0018``; empty is shown as "Not Known" (``banner.not_known``).
    """

    name: str
    born: str
    gender: Gender
    nhs_number: str


def text_fault(column: str, value: str) -> Fault | None:
    """Return what is wrong with a text about a patient, or None.

    Args:
        column: A key of ``LONGEST``.
        value: The text, tidied.
    """
    if not value:
        return Fault.MISSING if column == "family_name" else None
    if len(value) > LONGEST[column]:
        return Fault.TOO_LONG
    if not is_plain(value):
        return Fault.CONTROL_CHARACTERS
    return Fault.FORMULA if value.startswith(_FORMULA) else None


def number_fault(value: str) -> Fault | None:
    """Return what is wrong with an NHS number as written, or None; none at all is no fault."""
    if not value:
        return None
    try:
        nhs_number.parse(value)
    except NhsNumberInvalidError as wrong:
        return Fault.CHECK_DIGIT if wrong.reason == "check_digit" else Fault.BAD_NUMBER
    return None


def birth_fault(born: date, *, today: date) -> Fault | None:
    """Return what is wrong with a date of birth, or None."""
    if born > today:
        return Fault.FUTURE_DATE
    return Fault.BAD_DATE if today.year - born.year > OLDEST_YEARS else None


def _title_case(given: str) -> str:
    """Return a given name in title case where it was typed all in one case, else as it is."""
    if not (given.isupper() or given.islower()):
        return given
    return _LETTERS.sub(lambda letters: letters[0].capitalize(), given)
