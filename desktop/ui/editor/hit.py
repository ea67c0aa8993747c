"""What lies under the pointer: a handle, an edge or the body of a region. Pure; view pixels.

Handles are drawn 12 px large and hit over 24 px (WCAG 2.2, 2.5.8); on small regions only as much of
that lies inside as leaves the body free to be moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.records.draft import Mark, MarkState
from desktop.records.region import Region, Shape
from desktop.ui.editor.geometry import Handle, box_of, distance_to_line
from desktop.ui.stage.viewport import XY, Box, Viewport

HANDLE_DRAWN_PX: Final = 12
HANDLE_HIT_PX: Final = 24
TURN_GAP_PX: Final = 28
"""From the edge of a region to the handle that turns it."""
EDGE_HIT_PX: Final = 6
"""How far from its outline a region can still be taken."""
_BODY_PART: Final = 1 / 4
"""The part of a small region's side that a handle may take away from its body."""


class Part(Enum):
    """What of a region was hit."""

    HANDLE = "handle"
    EDGE = "edge"
    BODY = "body"
    TURN = "turn"
    """The handle that turns it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something under the pointer.

    Attributes:
        number: Which mark.
        part: What of it.
        handle: Which handle, or which side where an edge of the chosen region was hit.
    """

    number: int
    part: Part
    handle: Handle | None = None


def hit(
    at: XY, marks: Sequence[Mark], viewport: Viewport, *, selected: int | None = None
) -> Hit | None:
    """Return what is under a point of the view, or None; a finding only where no cover is.

    Args:
        at: In view pixels.
        marks: In the order in which they are drawn; refused ones are not there.
        viewport: How the picture lies in the view.
        selected: Number of the chosen mark: the only one with handles, and before all others.
    """
    there = [mark for mark in marks if mark.state is not MarkState.REFUSED]
    there.sort(key=lambda mark: not mark.is_finding)
    chosen = next((mark for mark in there if mark.number == selected), None)
    if chosen is not None:
        found = _on_chosen(at, chosen, viewport)
        if found is not None:
            return found
    for mark in reversed(there):
        if _is_over(viewport.to_image(at), mark.region, 0.0):
            return Hit(number=mark.number, part=Part.BODY)
    slack = EDGE_HIT_PX / viewport.scale
    for mark in reversed(there):
        if _is_over(viewport.to_image(at), mark.region, slack):
            return Hit(number=mark.number, part=Part.EDGE)
    return None


def handle_spots(box: Box) -> tuple[tuple[Handle, XY], ...]:
    """Return where the handles of a box lie, in the coordinates of the box."""
    x, y, w, h = box
    return tuple((one, (x + w * one.value[0], y + h * one.value[1])) for one in Handle)


def turn_spot(box: Box, viewport: Viewport) -> XY:
    """Return where the handle lies that turns a box: below it, or above it at the foot of the view.

    Args:
        box: In view pixels.
        viewport: How the picture lies in the view.
    """
    x, y, w, h = box
    foot = viewport.view[1] - viewport.insets.bottom - HANDLE_HIT_PX / 2
    below = y + h + TURN_GAP_PX
    return x + w / 2, below if below <= foot else y - TURN_GAP_PX


def _on_chosen(at: XY, mark: Mark, viewport: Viewport) -> Hit | None:
    box = viewport.box_to_view(box_of(mark.region))
    near = [
        (max(abs(at[0] - x), abs(at[1] - y)), handle)
        for handle, (x, y) in handle_spots(box)
        if _near(at, (x, y), handle, box)
    ]
    if near:
        handle = min(near, key=lambda one: one[0])[1]
        return Hit(number=mark.number, part=Part.HANDLE, handle=handle)
    spot = turn_spot(box, viewport)
    if max(abs(at[0] - spot[0]), abs(at[1] - spot[1])) <= HANDLE_HIT_PX / 2:
        return Hit(number=mark.number, part=Part.TURN)
    side = _side(at, box) if mark.region.shape is Shape.RECTANGLE else None
    if side is not None:
        return Hit(number=mark.number, part=Part.EDGE, handle=side)
    if _is_over(viewport.to_image(at), mark.region, EDGE_HIT_PX / viewport.scale):
        return Hit(number=mark.number, part=Part.BODY)
    return None


def _near(at: XY, spot: XY, handle: Handle, box: Box) -> bool:
    """Return whether a point takes a handle."""
    for axis in (0, 1):
        gap = at[axis] - spot[axis]
        part, side = handle.value[axis], box[2 + axis]
        inwards = gap if part == 0.0 else -gap if part == 1.0 else abs(gap)
        most = HANDLE_HIT_PX / 2
        if inwards > 0:
            most = min(most, side * _BODY_PART)
        if abs(gap) > most:
            return False
    return True


def _side(at: XY, box: Box) -> Handle | None:
    """Return which side of a chosen rectangle a point lies on."""
    x, y, w, h = box
    slack_x, slack_y = min(EDGE_HIT_PX, w * _BODY_PART), min(EDGE_HIT_PX, h * _BODY_PART)
    if y <= at[1] <= y + h:
        if -EDGE_HIT_PX <= at[0] - x <= slack_x:
            return Handle.LEFT
        if -slack_x <= at[0] - x - w <= EDGE_HIT_PX:
            return Handle.RIGHT
    if x <= at[0] <= x + w:
        if -EDGE_HIT_PX <= at[1] - y <= slack_y:
            return Handle.TOP
        if -slack_y <= at[1] - y - h <= EDGE_HIT_PX:
            return Handle.BOTTOM
    return None


def _is_over(point: XY, region: Region, slack: float) -> bool:
    """Return whether a point of the picture lies on a region, or within ``slack`` pixels of it."""
    x, y = point
    if not (
        region.x - slack <= x <= region.x + region.w + slack
        and region.y - slack <= y <= region.y + region.h + slack
    ):
        return False
    match region.shape:
        case Shape.RECTANGLE:
            return True
        case Shape.ELLIPSE:
            across = (x - region.x - region.w / 2) / (region.w / 2 + slack)
            down = (y - region.y - region.h / 2) / (region.h / 2 + slack)
            return across * across + down * down <= 1
        case Shape.POLYGON:
            return _is_in(point, region) or (slack > 0 and _gap(point, region) <= slack)
        case Shape.STROKE:
            return _from_way(point, region) <= region.brush_px / 2 + slack


def _is_in(point: XY, region: Region) -> bool:
    """Return whether an outline winds around a point, as in ``redact.mask``."""
    x, y = point
    turns = 0
    corners = region.points
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            turns += 1 if by > ay else -1
    return turns != 0


def _from_way(point: XY, region: Region) -> float:
    """Return how far a point is from the way of a brush."""
    way = region.points
    return min(distance_to_line(point, a, b) for a, b in zip(way, way[1:] or way, strict=False))


def _gap(point: XY, region: Region) -> float:
    """Return how far a point is from the outline of a polygon."""
    corners = region.points
    return min(
        distance_to_line(point, a, b)
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)
    )
