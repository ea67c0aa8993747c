"""Where the tag of a region goes: above it, else right of it, below it, or inside. Pure."""

from collections.abc import Sequence
from typing import Final

from desktop.ui.stage.viewport import Box

GAP_PX: Final = 4
EDGE_PX: Final = 6
"""Inside a region, this far from its edge."""


def spots(boxes: Sequence[Box], sizes: Sequence[tuple[float, float]], room: Box) -> list[Box]:
    """Return a place for each tag, in order.

    A place is free if it lies in the room and covers no tag that was placed before and no region.
    If none is free the tag goes inside its region, where it covers nobody else's outline.

    Args:
        boxes: The regions, in view pixels; those of refused marks are not among them.
        sizes: Width and height of each region's tag.
        room: The part of the view that tags may use.
    """
    placed: list[Box] = []
    for index, (box, size) in enumerate(zip(boxes, sizes, strict=True)):
        others = [other for at, other in enumerate(boxes) if at != index]
        choices = _choices(box, size)
        free = (
            spot
            for spot in choices
            if _lies_in(spot, room) and not any(_overlap(spot, o) for o in (*others, *placed))
        )
        placed.append(next(free, _inside(box, size, room)))
    return placed


def _choices(box: Box, size: tuple[float, float]) -> tuple[Box, ...]:
    x, y, w, h = box
    wide, high = size
    return (
        (x, y - GAP_PX - high, wide, high),
        (x + w + GAP_PX, y, wide, high),
        (x, y + h + GAP_PX, wide, high),
    )


def _inside(box: Box, size: tuple[float, float], room: Box) -> Box:
    """Return a place in the corner of a region, moved into the room."""
    wide, high = size
    x = min(max(box[0] + EDGE_PX, room[0]), max(room[0], room[0] + room[2] - wide))
    y = min(max(box[1] + EDGE_PX, room[1]), max(room[1], room[1] + room[3] - high))
    return x, y, wide, high


def _lies_in(box: Box, room: Box) -> bool:
    return (
        box[0] >= room[0]
        and box[1] >= room[1]
        and box[0] + box[2] <= room[0] + room[2]
        and box[1] + box[3] <= room[1] + room[3]
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
