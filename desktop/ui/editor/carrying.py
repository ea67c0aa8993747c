"""Regions of one photograph carried over to another one of its series. Pure; no Qt.

What is carried covers at least the place that was covered, as far as the two photographs are known
to lie together: everything is grown by the slack of that.
"""

import math
from dataclasses import replace
from typing import Final

from desktop.errors import RegionInvalidError
from desktop.records.alignment import Alignment
from desktop.records.region import Region
from desktop.ui.editor.geometry import Size, hull_outwards, outline_of, with_points
from desktop.ui.stage.viewport import XY

_UPRIGHT_DEGREES: Final = 1.0
"""Turned by less, a rectangle stays one: the rectangle around it covers it."""


def carried(region: Region, alignment: Alignment, picture: Size) -> Region | None:
    """Return a region in the other photograph, or None where it lies outside.

    Args:
        region: In pixels of the first photograph.
        alignment: How it lies over the other.
        picture: Width and height of the other one.
    """
    try:
        found = _carried(region, alignment)
    except RegionInvalidError:
        return None
    is_right = found.x < picture[0] and found.x + found.w > 0
    return found if is_right and found.y < picture[1] and found.y + found.h > 0 else None


def _carried(region: Region, alignment: Alignment) -> Region:
    slack = alignment.slack
    if region.brush_px:
        wide = math.ceil(region.brush_px * alignment.scale + 2 * slack + 2)
        way = [_round(alignment.carried(x, y)) for x, y in region.points]
        return Region.stroke(way, brush_px=wide, style=region.style)
    middle = alignment.carried(region.x + region.w / 2, region.y + region.h / 2)
    if region.points:
        points = [_away(alignment.carried(x, y), middle, slack) for x, y in region.points]
        return with_points(region, [_round(point) for point in points])
    if abs(alignment.degrees) < _UPRIGHT_DEGREES:
        return _upright(region, alignment)
    outline = [alignment.carried(x, y) for x, y in outline_of(region)]
    points = [_away(point, middle, slack * math.sqrt(2)) for point in outline]
    return Region.polygon(hull_outwards(points), style=region.style)


def _upright(region: Region, alignment: Alignment) -> Region:
    """Return the same shape around where its rectangle lies."""
    right, bottom = region.x + region.w, region.y + region.h
    corners = [alignment.carried(x, y) for x in (region.x, right) for y in (region.y, bottom)]
    slack = alignment.slack
    left, top = (math.floor(min(one[axis] for one in corners) - slack) for axis in (0, 1))
    far, foot = (math.ceil(max(one[axis] for one in corners) + slack) for axis in (0, 1))
    return replace(region, x=left, y=top, w=far - left, h=foot - top)


def _away(point: XY, middle: XY, far: float) -> XY:
    """Return a point further away from the middle."""
    dx, dy = point[0] - middle[0], point[1] - middle[1]
    length = math.hypot(dx, dy)
    part = far / length if length else 0.0
    return point[0] + dx * part, point[1] + dy * part


def _round(point: XY) -> tuple[int, int]:
    return round(point[0]), round(point[1])
