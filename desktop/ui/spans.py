"""When images were taken, as a screen says it. No Qt here."""

from collections.abc import Iterable
from datetime import date, datetime

from desktop.records.dates import show_date
from desktop.records.waiting import Waiting
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim


def span(group: Iterable[Waiting], today: date) -> Words:
    """Return from when to when images were taken, as in *10:42 to 10:51*; nothing if unknown.

    Args:
        group: Images in any order; those without a known time are left out.
        today: Another day is said as well.
    """
    times = sorted(moment for one in group if (moment := taken(one)) is not None)
    if not times:
        return NOTHING
    first, last = times[0], times[-1]
    since, until = (moment.strftime("%H:%M") for moment in (first, last))
    if first.date() != last.date():
        return phrase("inbox.span", since=_with_day(first), until=_with_day(last))
    hours = verbatim(since) if since == until else phrase("inbox.span", since=since, until=until)
    if first.date() == today:
        return hours
    return joined(verbatim(show_date(first.date())), hours, between=" ")


def taken(one: Waiting) -> datetime | None:
    """Return when an image was taken by its camera's wall clock, or None if nobody knows.

    Returns:
        Without a zone: times of one camera are compared as it showed them.
    """
    at = str((one.facts or {}).get("taken_at", ""))
    return datetime.fromisoformat(at).replace(tzinfo=None) if at else None


def _with_day(moment: datetime) -> str:
    return f"{show_date(moment.date())} {moment:%H:%M}"
