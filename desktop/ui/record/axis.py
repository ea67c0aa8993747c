"""The time axis: where a day lies, and the grid that is drawn behind. Plain arithmetic, no Qt."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop.records.dates import MONTHS

LABEL_PX: Final = 58.0
"""What *Mar 2026* needs at a text size of 100 %."""
_MONTHS: Final = 12
_LEAST_MONTHS: Final = 3
"""A grid of one month says nothing."""
_WEEK: Final = 7
_DAYS_A_MONTH: Final = 30.44


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line of the grid.

    Attributes:
        x: In pixels.
        label: What stands above it; may be empty.
        is_year: Whether a year begins there.
    """

    x: float
    label: str
    is_year: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Days along a line, all equally wide.

    Attributes:
        first: The first day; it begins at ``left``.
        last: The last day; it ends at ``right``.
        left: In pixels.
        right: In pixels, right of ``left``.
        label: What a label of the grid needs beside the next, in pixels.
    """

    first: date
    last: date
    left: float
    right: float
    label: float = LABEL_PX

    @property
    def day_px(self) -> float:
        """Pixels a day."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    @property
    def is_one_year(self) -> bool:
        """Return whether a day without its year can mean one day only."""
        return (self.last - self.first).days < 366  # noqa: PLR2004 - the days of a leap year

    def x_of(self, day: date) -> float:
        """Return the middle of a day."""
        return self.left + ((day - self.first).days + 0.5) * self.day_px

    def ticks(self) -> tuple[Tick, ...]:
        """Return the grid: weeks, months, quarters, years or longer, as there is room."""
        return tuple(
            Tick(
                x=self.left + (day - self.first).days * self.day_px,
                label=label(day),
                is_year=day.month == 1 and day.day == 1,
            )
            for day, label in self._grid()
        )

    def _grid(self) -> Iterator[tuple[date, Callable[[date], str]]]:
        if self.day_px * _WEEK >= self.label * 1.5:
            yield from ((day, self._week_label) for day in self._weeks())
            return
        for step in (1, 3, 6, 12, 60, 120):
            if self.day_px * _DAYS_A_MONTH * step >= self.label:
                break
        yield from ((day, self._month_label(step)) for day in self._months(step))

    def _weeks(self) -> Iterator[date]:
        day = self.first + timedelta(days=-self.first.weekday() % _WEEK)
        while day <= self.last:
            yield day
            day += timedelta(days=_WEEK)

    def _week_label(self, day: date) -> str:
        short = f"{day.day:02d}-{MONTHS[day.month - 1]}"
        starts = day.month == 1 and day.day <= _WEEK
        is_first = day - self.first < timedelta(days=_WEEK)
        return f"{short}-{day.year:04d}" if starts or is_first else short

    def _months(self, step: int) -> Iterator[date]:
        for number in range(_number(self.first), _number(self.last) + 1):
            if number % step == 0:
                yield date(number // _MONTHS, number % _MONTHS + 1, 1)

    def _month_label(self, step: int) -> Callable[[date], str]:
        shown_first = next(iter(self._months(step)), self.first)

        def label(day: date) -> str:
            if step >= _MONTHS:
                return f"{day.year:04d}"
            month = MONTHS[day.month - 1]
            return f"{month} {day.year:04d}" if day.month == 1 or day == shown_first else month

        return label


def axis_for(
    days: Iterable[date], *, left: float, right: float, label: float = LABEL_PX
) -> Axis | None:
    """Return an axis of whole months that holds every day, or None without days.

    Args:
        days: At least one, or there is no axis.
        left: Where it begins, in pixels.
        right: Where it ends, right of ``left``.
        label: What a label of the grid needs beside the next, in pixels.
    """
    known = sorted(days)
    if not known:
        return None
    first, last = _number(known[0]), _number(known[-1])
    lacking = max(0, _LEAST_MONTHS - (last - first + 1))
    first -= (lacking + 1) // 2
    last += lacking // 2
    return Axis(
        first=_first_of(first),
        last=_first_of(last + 1) - timedelta(days=1),
        left=left,
        right=right,
        label=label,
    )


def _number(day: date) -> int:
    """Return the months since the year 0, so that months can be counted through years."""
    return day.year * _MONTHS + day.month - 1


def _first_of(number: int) -> date:
    return date(number // _MONTHS, number % _MONTHS + 1, 1)
