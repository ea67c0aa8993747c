"""Where the tag of a region goes: above, else right, below, left of it, or inside. Pure."""

from collections.abc import Sequence
from typing import Final

from desktop.ui.stage.viewport import Box

GAP_PX: Final = 4
EDGE_PX: Final = 6
"""Inside a region, this far from its edge."""


def spots(boxes: Sequence[Box], sizes: Sequence[tuple[float, float]], room: Box) -> list[Box]:
    """Return a place for each tag, in order.

    A place is free if it lies in the room and covers no tag that was placed before and no other
    region. If none is free, inside its region counts as well, and the place is taken that covers
    least of the other tags.

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
        placed.append(next(free, None) or _least_covering(box, size, room, placed))
    return placed


def _least_covering(box: Box, size: tuple[float, float], room: Box, placed: Sequence[Box]) -> Box:
    within = [_within(spot, room) for spot in (*_choices(box, size), _inside(box, size))]
    return min(within, key=lambda spot: _covered(spot, placed))


def _choices(box: Box, size: tuple[float, float]) -> tuple[Box, ...]:
    x, y, w, h = box
    wide, high = size
    above, below = y - GAP_PX - high, y + h + GAP_PX
    return (
        (x, above, wide, high),
        (x + w - wide, above, wide, high),
        (x + w + GAP_PX, y, wide, high),
        (x, below, wide, high),
        (x + w - wide, below, wide, high),
        (x - GAP_PX - wide, y, wide, high),
    )


def _inside(box: Box, size: tuple[float, float]) -> Box:
    return box[0] + EDGE_PX, box[1] + EDGE_PX, *size


def _within(spot: Box, room: Box) -> Box:
    """Return a place moved into the room."""
    x = min(max(spot[0], room[0]), max(room[0], room[0] + room[2] - spot[2]))
    y = min(max(spot[1], room[1]), max(room[1], room[1] + room[3] - spot[3]))
    return x, y, spot[2], spot[3]


def _covered(spot: Box, placed: Sequence[Box]) -> float:
    """Return how much of the tags that lie there already a place would cover."""
    covered = 0.0
    for other in placed:
        if _overlap(spot, other):
            across = min(spot[0] + spot[2], other[0] + other[2]) - max(spot[0], other[0])
            down = min(spot[1] + spot[3], other[1] + other[3]) - max(spot[1], other[1])
            covered += across * down
    return covered


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
