"""Regions moved, resized and drawn: whole pixels in, whole pixels out; no Qt.

A region stays inside its picture as far as it is not larger than it.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from desktop.errors import RegionInvalidError
from desktop.records.region import LEAST_BRUSH_PX, Point, Region, Shape, Style
from desktop.ui.stage.viewport import XY

Size = tuple[int, int]
Rect = tuple[int, int, int, int]
"""x, y, w, h."""

_ELLIPSE_CORNERS: Final = 48
"""A polygon of so many corners around an ellipse is larger than it by a quarter of a percent."""

_ROUNDED: Final = math.sqrt(0.5)
"""How far a point moves at most when it is brought to whole pixels."""

LEAST_DRAWN_PX: Final = 4
"""A drawn shape that is narrower, in view pixels, was a slip of the hand."""


class Handle(Enum):
    """A place on the edge of a box, as parts of its width and height."""

    TOP_LEFT = (0.0, 0.0)
    TOP = (0.5, 0.0)
    TOP_RIGHT = (1.0, 0.0)
    RIGHT = (1.0, 0.5)
    BOTTOM_RIGHT = (1.0, 1.0)
    BOTTOM = (0.5, 1.0)
    BOTTOM_LEFT = (0.0, 1.0)
    LEFT = (0.0, 0.5)


def box_of(region: Region) -> Rect:
    """Return the rectangle around a region."""
    return region.x, region.y, region.w, region.h


def reshaped(region: Region, box: Rect, picture: Size) -> Region:
    """Return a region of the same shape that fills another rectangle.

    Args:
        region: Which.
        box: The wanted rectangle; sides below 1 become 1, and it is brought into the picture.
        picture: Width and height of the picture.
    """
    x, y, w, h = _inside(box, picture)
    if not region.points:
        return replace(region, x=x, y=y, w=w, h=h)
    reach = (region.brush_px + 1) // 2
    xs = _spread([px for px, _ in region.points], x + reach, w - 2 * reach)
    ys = _spread([py for _, py in region.points], y + reach, h - 2 * reach)
    try:
        return with_points(region, tuple(zip(xs, ys, strict=True)))
    except RegionInvalidError:
        return region


def with_points(region: Region, points: Sequence[Point]) -> Region:
    """Return a polygon or stroke like another one, through other points.

    Raises:
        RegionInvalidError: They make none.
    """
    if region.shape is Shape.STROKE:
        return Region.stroke(points, brush_px=region.brush_px, style=region.style)
    return Region.polygon(points, style=region.style)


def _spread(numbers: Sequence[int], at: int, length: int) -> list[int]:
    """Return coordinates spread over another stretch; a brush is never squeezed."""
    first, former = min(numbers), max(numbers) - min(numbers)
    length = max(0, length)
    if not former:
        return [at + length // 2] * len(numbers)
    return [at + round((number - first) * length / former) for number in numbers]


def moved(region: Region, dx: int, dy: int, picture: Size) -> Region:
    """Return a region moved by whole pixels."""
    return reshaped(region, (region.x + dx, region.y + dy, region.w, region.h), picture)


def step_of_all(regions: Sequence[Region], dx: int, dy: int, picture: Size) -> Point:
    """Return how far several regions can be moved together: each keeps its place among them."""
    left, top = min(r.x for r in regions), min(r.y for r in regions)
    right = max(r.x + r.w for r in regions)
    bottom = max(r.y + r.h for r in regions)
    x, y, _, _ = _inside((left + dx, top + dy, right - left, bottom - top), picture)
    return x - left, y - top


def shifted(region: Region, dx: int, dy: int) -> Region:
    """Return a region moved by whole pixels, wherever that is."""
    if not region.points:
        return replace(region, x=region.x + dx, y=region.y + dy)
    return with_points(region, tuple((x + dx, y + dy) for x, y in region.points))


def turned(region: Region, degrees: float) -> Region:
    """Return a region turned clockwise about the middle of its rectangle.

    What a rectangle or an ellipse becomes covers at least the turned shape: a polygon, or where it
    stands upright again the shape it was (ADR 0030). Outlines and strokes are turned point by
    point, to the nearest pixel; the brush becomes wider by what that may leave out.
    """
    degrees %= 360.0
    if not degrees:
        return region
    middle = (region.x + region.w / 2, region.y + region.h / 2)
    if not region.points and degrees % 90.0 == 0.0:
        return _upright(region, middle, swapped=degrees % 180.0 != 0.0)
    try:
        if region.points:
            points = [_round(_about(point, middle, degrees)) for point in region.points]
            wider = replace_brush(region, region.brush_px + 2) if region.brush_px else region
            return with_points(wider, points)
        outline = [_about(point, middle, degrees) for point in outline_of(region)]
        return Region.polygon(hull_outwards(outline), style=region.style)
    except RegionInvalidError:
        return region


def replace_brush(region: Region, brush_px: int) -> Region:
    """Return a stroke of another brush."""
    return Region.stroke(region.points, brush_px=brush_px, style=region.style)


def _upright(region: Region, middle: XY, *, swapped: bool) -> Region:
    """Return a rectangle or ellipse that stands upright, its sides exchanged or not."""
    if not swapped:
        return region
    far, high = region.h / 2, region.w / 2
    corners = (middle[0] - far, middle[1] - high), (middle[0] + far, middle[1] + high)
    x, y, w, h = _whole(*corners)
    return replace(region, x=x, y=y, w=w, h=h)


def _about(point: XY, middle: XY, degrees: float) -> XY:
    """Return a point turned clockwise about another one; y goes downwards."""
    angle = math.radians(degrees)
    dx, dy = point[0] - middle[0], point[1] - middle[1]
    across = dx * math.cos(angle) - dy * math.sin(angle)
    down = dx * math.sin(angle) + dy * math.cos(angle)
    return middle[0] + across, middle[1] + down


def _round(point: XY) -> Point:
    return round(point[0]), round(point[1])


def outline_of(region: Region) -> list[XY]:
    """Return a convex outline around a rectangle, or a polygon that holds an ellipse."""
    if region.shape is Shape.RECTANGLE:
        right, bottom = region.x + region.w, region.y + region.h
        return [(region.x, region.y), (right, region.y), (right, bottom), (region.x, bottom)]
    far = 1 / math.cos(math.pi / _ELLIPSE_CORNERS)
    rx, ry = region.w / 2 * far, region.h / 2 * far
    x, y = region.x + region.w / 2, region.y + region.h / 2
    steps = (2 * math.pi * (n + 0.5) / _ELLIPSE_CORNERS for n in range(_ELLIPSE_CORNERS))
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in steps]


def hull_outwards(outline: Sequence[XY]) -> list[Point]:
    """Return the convex outline through whole points that holds another convex one.

    Each corner gives the four whole points around it, and lies between them. Source: Andrew 1979,
    the monotone chain.
    """
    corners = sorted(
        {
            (x, y)
            for cx, cy in outline
            for x in (math.floor(cx), math.ceil(cx))
            for y in (math.floor(cy), math.ceil(cy))
        }
    )
    lower, upper = _chain(corners), _chain(corners[::-1])
    return [*lower[:-1], *upper[:-1]]


def _chain(corners: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for point in corners:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def grown(region: Region, dw: int, dh: int, picture: Size) -> Region:
    """Return a region whose right and lower edges are moved; they stop at the picture's edge."""
    w = min(max(1, region.w + dw), max(region.w, picture[0] - region.x))
    h = min(max(1, region.h + dh), max(region.h, picture[1] - region.y))
    return reshaped(region, (region.x, region.y, w, h), picture)


def pulled(region: Region, handle: Handle, to: XY, picture: Size) -> Region:
    """Return a region with one handle at a point of the picture; the opposite side stays.

    A handle that is pulled past the opposite side turns the box over.
    """
    left, right = float(region.x), float(region.x + region.w)
    top, bottom = float(region.y), float(region.y + region.h)
    x, y = min(max(to[0], 0.0), picture[0]), min(max(to[1], 0.0), picture[1])
    across, down = handle.value
    left, right = _pulled(left, right, across, x)
    top, bottom = _pulled(top, bottom, down, y)
    return reshaped(region, _whole((left, top), (right, bottom)), picture)


def drawn_box(a: XY, b: XY, picture: Size, *, square: bool = False) -> Rect | None:
    """Return the rectangle between two points of the picture, or None where it has no area.

    Every pixel that is touched is inside.

    Args:
        a: Where drawing began; it may lie outside the picture.
        b: Where it ended.
        picture: Width and height of the picture; what lies outside is cut off.
        square: Make both sides as long as the longer one.
    """
    if square:
        side = max(abs(b[0] - a[0]), abs(b[1] - a[1]))
        b = (a[0] + math.copysign(side, b[0] - a[0]), a[1] + math.copysign(side, b[1] - a[1]))
    corners = [
        (min(max(x, 0.0), float(picture[0])), min(max(y, 0.0), float(picture[1])))
        for x, y in (a, b)
    ]
    (ax, ay), (bx, by) = corners
    if ax == bx or ay == by:
        return None
    return _whole(*corners)


def traced(points: Sequence[XY], picture: Size, *, tolerance: float, style: Style) -> Region | None:
    """Return the polygon along a line that was drawn by hand, or None where it has no area.

    Args:
        points: In image pixels, in their order.
        picture: Width and height of the picture; what lies outside is brought to its edge.
        tolerance: How far the outline may be from the drawn line, in image pixels.
        style: What it is covered with.
    """
    try:
        return Region.polygon(_whole_points(points, picture, tolerance), style=style)
    except RegionInvalidError:
        return None


def _whole_points(points: Sequence[XY], picture: Size, tolerance: float) -> list[Point]:
    """Return a drawn line in as few whole points as it needs, none twice in a row."""
    inside = [
        (min(max(x, 0.0), float(picture[0])), min(max(y, 0.0), float(picture[1])))
        for x, y in points
    ]
    corners: list[Point] = []
    for x, y in simplified(inside, tolerance):
        corner = (round(x), round(y))
        if not corners or corner != corners[-1]:
            corners.append(corner)
    return corners


def brushed(
    points: Sequence[XY], picture: Size, *, tolerance: float, brush_px: int, style: Style
) -> Region | None:
    """Return what a brush covers along a line that was drawn by hand, or None outside the picture.

    Args:
        points: In image pixels, in their order; one makes a dot.
        picture: Width and height of the picture; what lies outside is brought to its edge.
        tolerance: How far the brush may be from the drawn line, in image pixels. It is made wider
            by as much, so that what was drawn over is covered.
        brush_px: Diameter of the brush, in image pixels.
        style: What it is covered with.
    """
    if not all(picture):
        return None
    way = _whole_points(points, picture, tolerance)
    wider = brush_px + math.ceil(2 * (tolerance + _ROUNDED))
    try:
        return Region.stroke(way, brush_px=wider, style=style)
    except RegionInvalidError:
        return None


def brush_within(brush_px: int, picture: Size) -> int:
    """Return a diameter that a brush can have: no wider than the picture is long."""
    return min(max(brush_px, LEAST_BRUSH_PX), max(LEAST_BRUSH_PX, *picture))


def simplified(points: Sequence[XY], tolerance: float) -> list[XY]:
    """Return the points that a line needs to stay within a distance of the drawn one.

    Source: Ramer 1972, Douglas and Peucker 1973; without recursion.
    """
    if len(points) < 3:  # noqa: PLR2004 - two points are a line already
        return list(points)
    needed = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        gaps = [
            distance_to_line(points[i], points[first], points[last]) for i in range(first + 1, last)
        ]
        if gaps and max(gaps) > tolerance:
            furthest = first + 1 + gaps.index(max(gaps))
            needed.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [points[index] for index in sorted(needed)]


def distance_to_line(point: XY, a: XY, b: XY) -> float:
    """Return how far a point is from the line between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = 0.0
    if square:
        along = min(max(((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square, 0.0), 1.0)
    return math.hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)


def _pulled(low: float, high: float, part: float, to: float) -> tuple[float, float]:
    if part == 0.0:
        low = to
    elif part == 1.0:
        high = to
    return min(low, high), max(low, high)


def _whole(a: XY, b: XY) -> Rect:
    """Return the whole pixels touched by the box between two corners."""
    left, top = math.floor(min(a[0], b[0])), math.floor(min(a[1], b[1]))
    right, bottom = math.ceil(max(a[0], b[0])), math.ceil(max(a[1], b[1]))
    return left, top, max(1, right - left), max(1, bottom - top)


def _inside(box: Rect, picture: Size) -> Rect:
    x, y, w, h = box
    w, h = max(1, w), max(1, h)
    return _along(x, w, picture[0]), _along(y, h, picture[1]), w, h


def _along(at: int, length: int, most: int) -> int:
    """Return where a stretch begins so that it lies in 0 to ``most``, or holds all of it."""
    low, high = min(0, most - length), max(0, most - length)
    return min(max(at, low), high)
