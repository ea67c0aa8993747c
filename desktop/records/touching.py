"""Whether two regions have a pixel in common, as pure geometry: no picture and no array is needed.

Never missed: shapes are taken with the pixels that their edges pass through, so that two outlines
less than a pixel's diagonal apart count as touching. Rectangles are exact.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from desktop.records.region import Region, Shape

_PIXEL: Final = math.sqrt(2)
"""Two edges that pass through one pixel are at most so far apart."""
_CORNERS: Final = 48
"""Of the polygon around an ellipse, which is larger than it by a quarter of a percent."""
_KEPT: Final = 4096

XY = tuple[float, float]
_Edge = tuple[XY, XY]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outline:
    """Edges, how thick they are, and whether what lies between them belongs to it."""

    edges: tuple[_Edge, ...]
    reach: float
    is_filled: bool


@lru_cache(maxsize=_KEPT)
def touch(one: Region, other: Region) -> bool:
    """Return whether two regions have a pixel in common; which style they have does not matter."""
    if not _boxes_meet(one, other):
        return False
    if one.shape is other.shape is Shape.RECTANGLE:
        return True
    mine, theirs = _outline(one), _outline(other)
    if _holds(mine, theirs.edges[0][0]) or _holds(theirs, mine.edges[0][0]):
        return True
    far = mine.reach + theirs.reach + _PIXEL
    near = [edge for edge in mine.edges if _edge_meets(edge, other, far)]
    others = [edge for edge in theirs.edges if _edge_meets(edge, one, far)]
    return any(_are_near(a, b, far) for a in near for b in others)


def _boxes_meet(one: Region, other: Region) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def _outline(region: Region) -> _Outline:
    if region.shape is Shape.STROKE:
        way = region.points
        edges: tuple[_Edge, ...] = tuple(pairwise(way)) or ((way[0], way[0]),)
        return _Outline(edges=edges, reach=region.brush_px / 2, is_filled=False)
    corners = _corners(region)
    around = tuple(pairwise([*corners, corners[0]]))
    return _Outline(edges=around, reach=0.0, is_filled=True)


def _corners(region: Region) -> Sequence[XY]:
    if region.points:
        return region.points
    right, bottom = region.x + region.w, region.y + region.h
    if region.shape is Shape.RECTANGLE:
        return (region.x, region.y), (right, region.y), (right, bottom), (region.x, bottom)
    far = 1 / math.cos(math.pi / _CORNERS)
    rx, ry = region.w / 2 * far, region.h / 2 * far
    x, y = region.x + region.w / 2, region.y + region.h / 2
    angles = (2 * math.pi * (n + 0.5) / _CORNERS for n in range(_CORNERS))
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def _holds(outline: _Outline, point: XY) -> bool:
    """Return whether a filled outline winds around a point, as what is burned does."""
    if not outline.is_filled:
        return False
    x, y = point
    turns = 0
    for (ax, ay), (bx, by) in outline.edges:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            turns += 1 if by > ay else -1
    return turns != 0


def _edge_meets(edge: _Edge, region: Region, far: float) -> bool:
    """Return whether an edge comes near the rectangle around a region."""
    (ax, ay), (bx, by) = edge
    return (
        min(ax, bx) <= region.x + region.w + far
        and max(ax, bx) >= region.x - far
        and min(ay, by) <= region.y + region.h + far
        and max(ay, by) >= region.y - far
    )


def _are_near(one: _Edge, other: _Edge, far: float) -> bool:
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    if (
        max(ax, bx) + far < min(cx, dx)
        or max(cx, dx) + far < min(ax, bx)
        or max(ay, by) + far < min(cy, dy)
        or max(cy, dy) + far < min(ay, by)
    ):
        return False
    return _cross(one, other) or any(
        _gap(point, edge) <= far
        for point, edge in ((one[0], other), (one[1], other), (other[0], one), (other[1], one))
    )


def _cross(one: _Edge, other: _Edge) -> bool:
    """Return whether two straight pieces cross each other properly."""
    a, b = one
    c, d = other
    return (_side(a, b, c) * _side(a, b, d) < 0) and (_side(c, d, a) * _side(c, d, b) < 0)


def _side(a: XY, b: XY, c: XY) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _gap(point: XY, edge: _Edge) -> float:
    """Return how far a point is from a straight piece."""
    (ax, ay), (bx, by) = edge
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = ((point[0] - ax) * dx + (point[1] - ay) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - ax - along * dx, point[1] - ay - along * dy)
