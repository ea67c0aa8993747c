"""Dates and ages as the NHS shows them: the same months in every language of the program.

Source: NHS Common User Interface, "Date Display" (DD-MMM-YYYY, two-digit day, English
three-letter months) and "Patient Banner" PAB-0034 (the age in brackets after the date of birth).
"""

import calendar
import re
from datetime import date
from typing import Final

_FIRST_HALF: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
_SECOND_HALF: Final = ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS: Final = _FIRST_HALF + _SECOND_HALF
"""The months as the NHS abbreviates them, in English also where the rest is Welsh."""

_NEWBORN_DAYS: Final = 28
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]{3})[-/. ](\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
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


def read_date(typed: str) -> date | None:
    """Return the day that somebody typed, or None where it is none.

    Day before month, as in Britain: ``02-Mar-2027``, ``2/3/2027``, ``2.3.2027``; ``2027-03-02`` as
    well. Two digits are no year.
    """
    found = _DAY_FIRST.fullmatch(typed.strip())
    parts = (found[3], found[2], found[1]) if found else None
    if parts is None:
        found = _YEAR_FIRST.fullmatch(typed.strip())
        parts = (found[1], found[2], found[3]) if found else None
    if parts is None:
        return None
    year, month, day = parts
    number = int(month) if month.isdigit() else _month_named(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month_named(name: str) -> int:
    """Return the number of a month by its abbreviation; zero, which is none, for anything else."""
    return {month.casefold(): at for at, month in enumerate(MONTHS, start=1)}.get(
        name.casefold(), 0
    )


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
