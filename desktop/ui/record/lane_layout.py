"""Where the pictures of one lane lie: beside each other, never far from their true date. No Qt.

The dot of every image lies on the axis at its true date, always. The picture lies above its dot if
there is room; else it moves aside, as little as needed, and a line leads to the dot. Where it would
have to move too far, neighbours become a stack; zooming in takes stacks apart. Images of one day
are always a stack.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.ui.filed.entry import Entry
from desktop.ui.record.axis import Axis

FURTHEST_PX: Final = 90.0
"""How far a picture may stand from its dot before neighbours become a stack."""

Width = Callable[["tuple[Entry, ...]"], float]
"""How wide a stack of these images is with its caption, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One picture of a lane, or several behind each other.

    Attributes:
        entries: By capture; at least one.
        x: The middle, in pixels.
        width: With its caption.
        dots: True places on the axis, one a day; empty where no day is known.
    """

    entries: tuple[Entry, ...]
    x: float
    width: float
    dots: tuple[float, ...] = ()

    @property
    def wanted(self) -> float:
        """Where its middle would be if it were alone."""
        return (self.dots[0] + self.dots[-1]) / 2


def lay_out(
    entries: Sequence[Entry], axis: Axis, width: Width, *, scale: float = 1.0
) -> tuple[Stack, ...]:
    """Return the stacks of a lane from left to right.

    Args:
        entries: By capture, all with a day on the axis.
        axis: Where days lie. Pictures may reach over its ends by what it leaves at its left.
        width: Measures a stack.
        scale: Text size in use; pictures grow with it.
    """
    groups = _by_day(entries)
    while groups:
        stacks = _placed(groups, axis, width)
        if stacks is not None and _are_near(stacks, FURTHEST_PX * scale):
            return stacks
        if len(groups) == 1:
            return stacks or (_stack(groups[0], axis, width),)
        groups = _merged(groups, axis)
    return ()


def undated(entries: Sequence[Entry], x: float, width: Width) -> Stack | None:
    """Return the stack of a lane's images without a day, with its middle at ``x``."""
    if not entries:
        return None
    return Stack(entries=tuple(entries), x=x, width=width(tuple(entries)))


def _by_day(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.day, []).append(entry)
    return [tuple(group) for group in groups.values()]


def _stack(group: tuple[Entry, ...], axis: Axis, width: Width) -> Stack:
    days = sorted({entry.day for entry in group if entry.day is not None})
    dots = tuple(axis.x_of(day) for day in days)
    return Stack(entries=group, x=(dots[0] + dots[-1]) / 2, width=width(group), dots=dots)


def _placed(
    groups: Sequence[tuple[Entry, ...]], axis: Axis, width: Width
) -> tuple[Stack, ...] | None:
    """Return the groups beside each other, or None if the lane is too short for them.

    Moving them as little as possible (least squares) in their order is an isotonic regression,
    solved by pooling neighbours that are in each other's way; within bounds it is then clipped.
    """
    stacks = [_stack(group, axis, width) for group in groups]
    offsets = [0.0]
    for one, other in pairwise(stacks):
        offsets.append(offsets[-1] + (one.width + other.width) / 2)
    least = stacks[0].width / 2
    most = axis.right + axis.left - stacks[-1].width / 2 - offsets[-1]
    if most < least:
        return None
    pooled = _pooled([stack.x - offset for stack, offset in zip(stacks, offsets, strict=True)])
    return tuple(
        Stack(
            entries=stack.entries,
            x=min(max(free, least), most) + offset,
            width=stack.width,
            dots=stack.dots,
        )
        for stack, offset, free in zip(stacks, offsets, pooled, strict=True)
    )


def _pooled(wanted: Sequence[float]) -> list[float]:
    """Return the nearest sequence that never falls."""
    pools: list[tuple[float, int]] = []
    for value in wanted:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, many = pools.pop()
            total, count = total + before, count + many
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]


def _are_near(stacks: Sequence[Stack], furthest: float) -> bool:
    return all(abs(stack.x - stack.wanted) <= furthest for stack in stacks)


def _merged(groups: list[tuple[Entry, ...]], axis: Axis) -> list[tuple[Entry, ...]]:
    """Return the groups with the two that are nearest to each other in time made one."""

    def gap(at: int) -> float:
        before, after = groups[at][-1].day, groups[at + 1][0].day
        return axis.x_of(after) - axis.x_of(before) if before and after else 0.0

    nearest = min(range(len(groups) - 1), key=gap)
    return [*groups[:nearest], groups[nearest] + groups[nearest + 1], *groups[nearest + 2 :]]
