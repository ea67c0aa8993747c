"""The whole timeline worked out: the axis, and the stacks of every lane on it. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.records.dates import MONTHS
from desktop.ui.filed.entry import Entry
from desktop.ui.filed.say import day_words, short_date, short_day_words
from desktop.ui.phrase import Words, phrase, verbatim
from desktop.ui.record.axis import LABEL_PX, Axis, axis_for
from desktop.ui.record.lane_layout import Stack, lay_out, undated
from desktop.ui.record.presenter import Lane

ZOOMS: Final = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0)
"""Widths of the time axis, as times the room there is."""
_EDGE: Final = 46.0
"""Half a picture, so that the first and last days have room for theirs."""
_GAP: Final = 4.0
_WIDEST_DAY: Final = 96.0
"""A day as wide as a picture separates all that can be separated."""

Measure = Callable[[Words], float]
"""How wide a tile with this caption is, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlan:
    """One lane, laid out; the stack of images without a day comes last."""

    lane: Lane
    stacks: tuple[Stack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A timeline, laid out.

    Attributes:
        axis: Where days lie; None where no day is known. It leaves as much room at its right as at
            its left.
        lanes: From top to bottom.
        width: Of everything, in pixels.
        undated_x: The middle of the column for images without a day; None without such.
    """

    axis: Axis | None
    lanes: tuple[LanePlan, ...]
    width: float
    undated_x: float | None

    def stack_of(self, entry: Entry) -> Stack | None:
        """Return the stack that an image is in."""
        stacks = (stack for lane in self.lanes for stack in lane.stacks)
        return next((stack for stack in stacks if entry in stack.entries), None)


def plan(
    lanes: Sequence[Lane], *, room: float, zoom: float, measure: Measure, scale: float
) -> Plan:
    """Lay a timeline out.

    Args:
        lanes: From top to bottom.
        room: The width that is there, in pixels.
        zoom: How many times that width the time axis takes.
        measure: Measures a tile by its caption.
        scale: Text size in use.
    """
    nowhere = [entry for lane in lanes for entry in lane.entries if entry.day is None]
    column = measure(phrase("filed.no_date")) + 2 * _EDGE / 2 * scale if nowhere else 0.0
    left = _EDGE * scale
    right = max(room - column - left, left + 1.0)
    right = left + (right - left) * zoom
    days = [entry.day for lane in lanes for entry in lane.entries if entry.day is not None]
    axis = axis_for(days, left=left, right=right, label=LABEL_PX * scale)
    end = right + left if axis is not None else 0.0
    undated_x = end + column / 2 if nowhere else None
    return Plan(
        axis=axis,
        lanes=tuple(_lane(lane, axis, undated_x, measure, scale) for lane in lanes),
        width=end + column,
        undated_x=undated_x,
    )


def caption(entries: Sequence[Entry], axis: Axis | None) -> Words:
    """Return the day of a stack, or its first and last day; with the year where it is needed."""
    one_year = axis is not None and axis.is_one_year
    first, last = entries[0], entries[-1]
    if first.day is None or last.day is None or first.day == last.day:
        return short_day_words(first) if one_year else day_words(first)
    if one_year:
        one, other = verbatim(short_date(first.day)), verbatim(short_date(last.day))
        return phrase("record.days_between", one=one, other=other)
    return _span(first.day, last.day)


def _span(first: date, last: date) -> Words:
    """Return a span in a few characters: *Apr 2026*, *Feb to Jul 2019*, *2024 to 2026*."""
    if first.year != last.year:
        return phrase("record.days_between", one=str(first.year), other=str(last.year))
    month = f"{MONTHS[last.month - 1]} {last.year}"
    if first.month == last.month:
        return verbatim(month)
    return phrase("record.days_between", one=MONTHS[first.month - 1], other=month)


def is_widest(axis: Axis | None, scale: float) -> bool:
    """Return whether a wider axis would take no more stacks apart."""
    return axis is None or axis.day_px >= _WIDEST_DAY * scale


def _lane(
    lane: Lane, axis: Axis | None, undated_x: float | None, measure: Measure, scale: float
) -> LanePlan:
    def width(entries: tuple[Entry, ...]) -> float:
        return measure(caption(entries, axis)) + _GAP

    stacks: tuple[Stack, ...] = ()
    if axis is not None:
        dated = [entry for entry in lane.entries if entry.day is not None]
        stacks = lay_out(dated, axis, width, scale=scale)
    if undated_x is not None:
        rest = undated([entry for entry in lane.entries if entry.day is None], undated_x, width)
        stacks += (rest,) if rest is not None else ()
    return LanePlan(lane=lane, stacks=stacks)
