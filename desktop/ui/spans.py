"""When images were taken, as a screen says it. No Qt here."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from desktop.records.dates import show_date
from desktop.records.waiting import Waiting
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim

_TO_THE_SECOND: Final = len("2026-11-22T10:42:00")
_HOURS: Final = slice(len("2026-11-22T"), len("2026-11-22T10:42"))


def span(group: Iterable[Waiting], today: date) -> Words:
    """Return from when to when images were taken, as in *10:42 to 10:51*; nothing if unknown.

    Args:
        group: Images in any order; those without a known time are left out.
        today: Another day is said as well.
    """
    times = sorted(clock for one in group if (clock := taken(one)))
    if not times:
        return NOTHING
    first, last = (datetime.fromisoformat(clock) for clock in (times[0], times[-1]))
    since, until = times[0][_HOURS], times[-1][_HOURS]
    if first.date() != last.date():
        return phrase("inbox.span", since=_with_day(first), until=_with_day(last))
    hours = verbatim(since) if since == until else phrase("inbox.span", since=since, until=until)
    if first.date() == today:
        return hours
    return joined(verbatim(show_date(first.date())), hours, between=" ")


def taken(one: Waiting) -> str:
    """Return when an image was taken by its camera's wall clock; empty if nobody knows.

    Returns:
        ISO 8601 to the second, without a zone: times of one camera are compared as it showed them.
    """
    return str((one.facts or {}).get("taken_at", ""))[:_TO_THE_SECOND]


def clock_of(one: Waiting) -> str:
    """Return the time of day at which an image was taken, as in ``10:42``; empty if unknown."""
    return taken(one)[_HOURS]


def _with_day(moment: datetime) -> str:
    return f"{show_date(moment.date())} {moment:%H:%M}"
