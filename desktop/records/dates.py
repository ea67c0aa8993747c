"""Dates and ages as the NHS shows them: the same months in every language of the program.

Source: NHS Common User Interface, "Date Display" (DD-MMM-YYYY, two-digit day, English
three-letter months) and "Patient Banner" PAB-0034 (the age in brackets after the date of birth).
"""

from datetime import date
from typing import Final

_FIRST_HALF: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
_SECOND_HALF: Final = ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS: Final = _FIRST_HALF + _SECOND_HALF
"""The months as the NHS abbreviates them, in English also where the rest is Welsh."""

_NEWBORN_DAYS: Final = 28
_INFANT_MONTHS: Final = 24


def show_date(day: date) -> str:
    """Return ``day`` as ``14-Jul-1945``, whatever the computer's own language."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year:04d}"


def age_years(born: date, on: date) -> int:
    """Return the completed years of age on a day; negative before the birth.

    Somebody born on 29 February turns a year older on 1 March of an ordinary year.
    Source: Family Law Reform Act 1969, section 9: an age is attained at the beginning of the
    anniversary of the birth.
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def show_age(born: date, on: date) -> str:
    """Return the age as ``81y``; for the very young as ``14m`` or ``12d``; empty before birth."""
    days = (on - born).days
    if days < 0:
        return ""
    if days < _NEWBORN_DAYS:
        return f"{days}d"
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    return f"{months}m" if months < _INFANT_MONTHS else f"{age_years(born, on)}y"
