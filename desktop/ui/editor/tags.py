"""Where the tag of a region goes: above, else right, below, left of it, or inside. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from desktop.ui.stage.viewport import Box

GAP_PX: Final = 4
EDGE_PX: Final = 6
"""Inside a region, this far from its edge."""
_CELL_PX: Final = 96.0
"""A crowd has many tags: only those in the same part of the view are compared."""


def spots(
    boxes: Sequence[Box],
    sizes: Sequence[tuple[float, float]],
    room: Box,
    *,
    taken: Sequence[Box] = (),
) -> list[Box]:
    """Return a place for each tag, in order.

    A place is free if it lies in the room and covers no tag that was placed before and no other
    region. If none is free, inside its region counts as well, and the place is taken that covers
    least of the other tags.

    Args:
        boxes: The regions, in view pixels; those of refused marks are not among them.
        sizes: Width and height of each region's tag.
        room: The part of the view that tags may use.
        taken: Tags that have their place already.
    """
    regions, tags = _Field(), _Field()
    for box in boxes:
        regions.add(box)
    for spot in taken:
        tags.add(spot)
    placed: list[Box] = []
    for box, size in zip(boxes, sizes, strict=True):
        free = (
            spot
            for spot in _choices(box, size)
            if _lies_in(spot, room)
            and not any(other is not box for other in regions.over(spot))
            and not any(True for _ in tags.over(spot))
        )
        spot = next(free, None) or _least_covering(box, size, room, tags)
        tags.add(spot)
        placed.append(spot)
    return placed


class _Field:
    """Boxes by the cells of a grid that they touch."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        """Put a box in."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def over(self, box: Box) -> Iterator[Box]:
        """Yield the boxes that overlap with one; one of several cells may come twice."""
        for cell in _cells(box):
            for other in self._cells.get(cell, ()):
                if _overlap(box, other):
                    yield other


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    right, bottom = int((box[0] + box[2]) // _CELL_PX), int((box[1] + box[3]) // _CELL_PX)
    for column in range(int(box[0] // _CELL_PX), right + 1):
        for row in range(int(box[1] // _CELL_PX), bottom + 1):
            yield column, row


def _least_covering(box: Box, size: tuple[float, float], room: Box, tags: _Field) -> Box:
    within = [_within(spot, room) for spot in (*_choices(box, size), _inside(box, size))]
    return min(within, key=lambda spot: sum(_shared(spot, other) for other in tags.over(spot)))


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


def _shared(one: Box, other: Box) -> float:
    """Return the area that two overlapping boxes share."""
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across * down


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
