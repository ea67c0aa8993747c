"""How old something is, in words. No Qt here."""

from datetime import datetime
from typing import Final

from desktop.ui.phrase import Words, phrase

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_SAID_IN_MINUTES: Final = 2 * _HOUR
_SAID_IN_HOURS: Final = 2 * _DAY


def age(since: str, now: datetime, *, short: bool = False) -> Words:
    """Return how long ago something was, as in *26 minutes*, *3 hours* or *2 days*.

    Args:
        since: ISO 8601; without a zone it is this computer's time.
        now: Aware.
        short: As in *26 min*, for badges.
    """
    minutes = minutes_since(since, now)
    form = "short_" if short else ""
    if minutes < _SAID_IN_MINUTES:
        return phrase(f"age.{form}minutes", count=minutes)
    if minutes < _SAID_IN_HOURS:
        return phrase(f"age.{form}hours", count=minutes // _HOUR)
    return phrase(f"age.{form}days", count=minutes // _DAY)


def minutes_since(since: str, now: datetime) -> int:
    """Return the whole minutes that have passed; 0 for what lies ahead."""
    passed = now - datetime.fromisoformat(since).astimezone()
    return max(int(passed.total_seconds()) // 60, 0)


def is_old(since: str, now: datetime) -> bool:
    """Return whether it has waited for more than a working morning: somebody should look."""
    return minutes_since(since, now) >= OLD_MINUTES


OLD_MINUTES: Final = 4 * _HOUR
"""Source: GUIDANCE R-45 and R-69, images are uploaded promptly and then deleted from the device;
they give no figure, so half a working day is taken."""
