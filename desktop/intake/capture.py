"""When a photograph was taken, and how far that can be believed. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from desktop.records.arrival import Examined, TimeTrust

_SLACK: Final = timedelta(days=1)
"""A camera's clock has no zone, so up to a day ahead of ours is no contradiction."""
_FIRST_YEAR: Final = 1990
_NANOSECONDS: Final = 1_000_000_000


def capture_time(examined: Examined, mtime_ns: int, *, now: datetime) -> tuple[str, TimeTrust]:
    """Return the time of capture, ISO 8601 to the second, and its trust.

    Args:
        examined: What the file itself says.
        mtime_ns: The file's own date, nanoseconds since 1970 UTC.
        now: The present moment, aware. A date more than a day later is not believed. The file's
            date is told in this moment's zone: give local time to have it beside camera clocks.

    Returns:
        The camera's own time as written (``EXIF``), else the file's with its zone (``FILE``), else
        an empty string (``UNKNOWN``).
    """
    if examined.taken_at and _wall_clock(examined.taken_at) <= now.replace(tzinfo=None) + _SLACK:
        return examined.taken_at, TimeTrust.EXIF
    file_time = _file_time(mtime_ns, now)
    if file_time is not None and file_time <= now + _SLACK:
        return file_time.isoformat(timespec="seconds"), TimeTrust.FILE
    return "", TimeTrust.UNKNOWN


def _wall_clock(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _file_time(mtime_ns: int, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(mtime_ns // _NANOSECONDS, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.astimezone(now.tzinfo) if moment.year >= _FIRST_YEAR else None
