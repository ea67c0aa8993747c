"""Which photographs were taken together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.intake.names import natural_key
from desktop.settings import TIMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One photograph as far as grouping is concerned.

    Attributes:
        name: Its file name; orders photographs of the same second.
        taken_at: ISO 8601 as ``capture_time`` gives it; empty if unknown.
        device: What identifies the camera; empty if unknown.
    """

    name: str
    taken_at: str
    device: str


def group_series(
    shots: Iterable[Shot], *, series_gap_s: int = TIMING.series_gap_s
) -> tuple[tuple[Shot, ...], ...]:
    """Return the photographs in series, by time and then name.

    A new series begins when the pause is longer than ``series_gap_s`` or the device changes. When
    in doubt a series is split, because a mixed one could put two patients together: a photograph
    without a known time is a series of its own, after all others. Times are compared as the
    camera's wall clock, without their zone.

    Args:
        shots: In any order.
        series_gap_s: Longest pause within a series, seconds.
    """
    gap = timedelta(seconds=series_gap_s)
    series: list[list[Shot]] = []
    for shot in sorted(shots, key=_order):
        if series and _belongs(shot, series[-1][-1], gap):
            series[-1].append(shot)
        else:
            series.append([shot])
    return tuple(tuple(shots_together) for shots_together in series)


def _order(shot: Shot) -> tuple[bool, datetime, object, str]:
    name = shot.name.encode("utf-8", "replace")
    return (not shot.taken_at, _wall_clock(shot), natural_key(name), shot.name)


def _belongs(shot: Shot, before: Shot, gap: timedelta) -> bool:
    if not shot.taken_at or not before.taken_at or shot.device != before.device:
        return False
    return _wall_clock(shot) - _wall_clock(before) <= gap


def _wall_clock(shot: Shot) -> datetime:
    if not shot.taken_at:
        return datetime.min  # noqa: DTZ901 - sorts first; times here have no zone
    return datetime.fromisoformat(shot.taken_at).replace(tzinfo=None)
