"""How much and how long, in words: bytes, and the time that is left. No Qt here."""

from typing import Final

from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.runs import Run

_MEGA: Final = 1_000_000
_GIGA: Final = 1_000_000_000
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY_MINUTES: Final = 24 * 60


def bytes_said(count: int) -> Words:
    """Return a number of bytes, as in *4.2 MB* or *1.3 GB*; decimal, as cards are sold."""
    if count >= _GIGA:
        return phrase("amount.gigabytes", amount=f"{count / _GIGA:.1f}")
    digits = 0 if count >= 10 * _MEGA else 1
    return phrase("amount.megabytes", amount=f"{max(count / _MEGA, 0.1):.{digits}f}")


def time_left(seconds: float | None) -> Words:
    """Return how long something will still take, in whole minutes; nothing if nobody knows."""
    if seconds is None:
        return NOTHING
    if seconds < _MINUTE:
        return phrase("amount.under_a_minute")
    if seconds < 2 * _HOUR:
        return phrase("amount.minutes_left", count=round(seconds / _MINUTE))
    return phrase("amount.hours_left", count=round(seconds / _HOUR))


def span_said(seconds: float) -> Words:
    """Return a stretch of time in whole minutes, hours or days, as in *12 min* or *3 days*."""
    minutes = max(round(seconds / _MINUTE), 0)
    if minutes < 2 * _MINUTE:
        return phrase("age.minutes", count=minutes)
    if minutes < 2 * _DAY_MINUTES:
        return phrase("age.hours", count=minutes // _MINUTE)
    return phrase("age.days", count=minutes // _DAY_MINUTES)


def far_said(run: Run) -> Words:
    """Return how far a run is: files, bytes where they are known, and what is left."""
    if not run.total:
        return phrase("inbox.beginning")
    files = phrase("inbox.copied_and_verified", done=run.done, total=run.total)
    weight: Words = NOTHING
    if run.total_bytes:
        done, total = bytes_said(run.done_bytes), bytes_said(run.total_bytes)
        weight = joined(done, total, between=" / ")
    return joined(files, weight, time_left(run.left_s) if run.done < run.total else NOTHING)
