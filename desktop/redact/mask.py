"""Which pixels a region covers: every pixel that it touches, so that no fringe stays.

Pure geometry; a pixel (column, row) is the closed square from (column, row) to (column+1, row+1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

import numpy as np

from desktop.errors import RegionInvalidError
from desktop.records.redaction import Redaction
from desktop.records.region import Point, Region, Shape
from desktop.redact.arrays import Mask

ROUNDING: Final = 1e-9
"""Outward allowance for floating-point error: a touching pixel counts as covered."""


XY: TypeAlias = tuple[float, float]
Floats: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """The part of a region that lies in a picture.

    Attributes:
        left: First column of the patch in the picture.
        top: First row.
        mask: (h, w) bool, true where the region covers; empty if it lies outside.
    """

    left: int
    top: int
    mask: Mask

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the patch, to index a picture with."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def patch(region: Region, *, width_px: int, height_px: int) -> Patch:
    """Return the pixels that a region covers, as a window of the picture.

    Args:
        region: In pixels of the upright picture; what lies outside is cut off.
        width_px: Width of the upright picture.
        height_px: Height of the upright picture.
    """
    left, right = max(region.x, 0), min(region.x + region.w, width_px)
    top, bottom = max(region.y, 0), min(region.y + region.h, height_px)
    if left >= right or top >= bottom:
        return Patch(left=0, top=0, mask=np.zeros((0, 0), dtype=np.bool_))
    match region.shape:
        case Shape.RECTANGLE:
            mask = np.ones((bottom - top, right - left), dtype=np.bool_)
        case Shape.ELLIPSE:
            mask = _ellipse(region, left, top, right, bottom)
        case Shape.POLYGON:
            mask = _polygon(region.points, left, top, right, bottom)
        case Shape.STROKE:
            mask = _stroke(region, left, top, right, bottom)
        case _:
            assert_never(region.shape)
    return Patch(left=left, top=top, mask=mask)


def touches(region: Region, *, width_px: int, height_px: int) -> bool:
    """Return whether a region covers at least one pixel of a picture."""
    return bool(patch(region, width_px=width_px, height_px=height_px).mask.any())


def within(redaction: Redaction, *, width_px: int, height_px: int) -> Redaction:
    """Return ``redaction``, having checked that every region touches the picture.

    A region may reach over the edge; one that lies wholly outside was meant for another picture or
    another orientation, and burning nothing would look like success.

    Args:
        redaction: What is to be burned.
        width_px: Width of the upright picture.
        height_px: Height of the upright picture.

    Raises:
        RegionInvalidError: ``outside``, with the index of the region.
    """
    for index, region in enumerate(redaction.regions):
        if not touches(region, width_px=width_px, height_px=height_px):
            raise RegionInvalidError("outside", index=index)
    return redaction


def region_mask(region: Region, *, width_px: int, height_px: int) -> Mask:
    """Return (H, W) bool, true at every pixel that one region covers."""
    return union((region,), width_px=width_px, height_px=height_px)


def union(regions: tuple[Region, ...], *, width_px: int, height_px: int) -> Mask:
    """Return (H, W) bool, true at every pixel that any of the regions covers."""
    whole = np.zeros((height_px, width_px), dtype=np.bool_)
    for region in regions:
        part = patch(region, width_px=width_px, height_px=height_px)
        whole[part.window] |= part.mask
    return whole


def _ellipse(region: Region, left: int, top: int, right: int, bottom: int) -> Mask:
    """Return the window's pixels whose square comes within the ellipse.

    The point of a square nearest to the centre is found per axis, because axis-aligned scaling
    keeps squares axis-aligned.
    """
    across = _nearest(left, right, middle=region.x + region.w / 2) / (region.w / 2)
    down = _nearest(top, bottom, middle=region.y + region.h / 2) / (region.h / 2)
    inside: Mask = across[np.newaxis, :] ** 2 + down[:, np.newaxis] ** 2 <= 1 + ROUNDING
    return inside


def _nearest(
    first: int, last: int, *, middle: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how close each unit interval from first to last comes to a point."""
    centres = np.arange(first, last, dtype=np.float64) + 0.5
    distance: np.ndarray[tuple[int], np.dtype[np.float64]] = np.maximum(
        np.abs(centres - middle) - 0.5, 0.0
    )
    return distance


def _polygon(points: tuple[Point, ...], left: int, top: int, right: int, bottom: int) -> Mask:
    """Return the window's pixels that the outline touches or winds around.

    A touched pixel is crossed by an edge or lies wholly inside, and then its centre is inside.
    Overlapping parts of an outline are inside (non-zero winding), never holes.
    """
    height, width = bottom - top, right - left
    edges = np.zeros((height, width + 1), dtype=np.int32)
    winding = np.zeros((height, width + 1), dtype=np.int32)
    for (x0, y0), (x1, y1) in zip(points, (*points[1:], points[0]), strict=True):
        start, end = (x0 - left, y0 - top), (x1 - left, y1 - top)
        _add_edge(edges, start, end)
        _add_winding(winding, start, end)
    touched = np.cumsum(edges, axis=1)[:, :width] > 0
    inside: Mask = touched | (np.cumsum(winding, axis=1)[:, :width] != 0)
    return inside


def _stroke(region: Region, left: int, top: int, right: int, bottom: int) -> Mask:
    """Return the window's pixels that a round brush touches on its way through the points.

    What it touches between two points is convex, so in each row of pixels it is one stretch: from
    the leftmost to the rightmost place that the brush reaches anywhere in that row.
    """
    height, width = bottom - top, right - left
    steps = np.zeros((height, width + 1), dtype=np.int32)
    way = [(x - left, y - top) for x, y in region.points]
    for a, b in zip(way, way[1:] or way, strict=False):
        _add_brushed(steps, a, b, region.brush_px / 2)
    covered: Mask = np.cumsum(steps, axis=1)[:, :width] > 0
    return covered


def _add_brushed(
    steps: np.ndarray[tuple[int, int], np.dtype[np.int32]], a: Point, b: Point, radius: float
) -> None:
    """Mark, as +1 and -1 steps along rows, the pixels touched between two points."""
    height, width = steps.shape[0], steps.shape[1] - 1
    first = max(math.ceil(min(a[1], b[1]) - radius) - 1, 0)
    last = min(math.floor(max(a[1], b[1]) + radius), height - 1)
    if first > last:
        return
    rows = np.arange(first, last + 1, dtype=np.float64)
    near = np.full(rows.shape, np.inf)
    far = np.full(rows.shape, -np.inf)
    for x, y in (a, b):
        away = np.clip(y, rows, rows + 1) - y
        square = radius**2 - away**2
        reach = np.where(square >= -ROUNDING, np.sqrt(np.maximum(square, 0.0)), -np.inf)
        near, far = np.minimum(near, x - reach), np.maximum(far, x + reach)
    for start, end in _sides(a, b, radius):
        _widen(near, far, rows, start, end)
    is_touched = near <= far
    begin = np.clip(np.ceil(near[is_touched] - ROUNDING * 10) - 1, 0, width).astype(np.intp)
    end = np.clip(np.floor(far[is_touched] + ROUNDING * 10) + 1, 0, width).astype(np.intp)
    where = rows[is_touched].astype(np.intp)
    np.add.at(steps, (where, begin), 1)
    np.add.at(steps, (where, end), -1)


def _sides(a: Point, b: Point, radius: float) -> Sequence[tuple[XY, XY]]:
    """Return the two straight sides of what a brush touches between two points."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    if not length:
        return ()
    across, down = -dy / length * radius, dx / length * radius
    return tuple(
        ((a[0] + sign * across, a[1] + sign * down), (b[0] + sign * across, b[1] + sign * down))
        for sign in (1, -1)
    )


def _widen(near: Floats, far: Floats, rows: Floats, start: XY, end: XY) -> None:
    """Widen each row's stretch, in place, by the part of a line that lies in the row."""
    upper, lower = min(start[1], end[1]), max(start[1], end[1])
    here = (rows <= lower) & (rows + 1 >= upper)
    height = end[1] - start[1]
    for edge in (rows, rows + 1):
        at = np.clip(edge, upper, lower)
        part = (at - start[1]) / height if height else np.zeros_like(at)
        x = start[0] + part * (end[0] - start[0])
        near[here] = np.minimum(near, x)[here]
        far[here] = np.maximum(far, x)[here]
    if not height:
        near[here] = np.minimum(near, min(start[0], end[0]))[here]
        far[here] = np.maximum(far, max(start[0], end[0]))[here]


def _add_edge(steps: np.ndarray[tuple[int, int], np.dtype[np.int32]], a: Point, b: Point) -> None:
    """Mark, as +1 and -1 steps along rows, the pixels that one edge touches."""
    height, width = steps.shape[0], steps.shape[1] - 1
    upper, lower = min(a[1], b[1]), max(a[1], b[1])
    first, last = max(upper - 1, 0), min(lower, height - 1)
    if first > last:
        return
    rows = np.arange(first, last + 1)
    if upper == lower:
        near = np.full(rows.shape, min(a[0], b[0]), dtype=np.float64)
        far = np.full(rows.shape, max(a[0], b[0]), dtype=np.float64)
    else:
        slope = (b[0] - a[0]) / (b[1] - a[1])
        at_top = a[0] + (np.clip(rows, upper, lower) - a[1]) * slope
        at_bottom = a[0] + (np.clip(rows + 1, upper, lower) - a[1]) * slope
        near, far = np.minimum(at_top, at_bottom), np.maximum(at_top, at_bottom)
    begin = np.clip(np.ceil(near - ROUNDING * 10) - 1, 0, width).astype(np.intp)
    end = np.clip(np.floor(far + ROUNDING * 10) + 1, 0, width).astype(np.intp)
    np.add.at(steps, (rows, begin), 1)
    np.add.at(steps, (rows, end), -1)


def _add_winding(
    steps: np.ndarray[tuple[int, int], np.dtype[np.int32]], a: Point, b: Point
) -> None:
    """Add one edge's turn to every pixel centre to the right of it."""
    if a[1] == b[1]:
        return
    height, width = steps.shape[0], steps.shape[1] - 1
    rows = np.arange(max(min(a[1], b[1]), 0), min(max(a[1], b[1]), height))
    crossing = a[0] + (rows + 0.5 - a[1]) * ((b[0] - a[0]) / (b[1] - a[1]))
    begin = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.intp)
    np.add.at(steps, (rows, begin), 1 if b[1] > a[1] else -1)
