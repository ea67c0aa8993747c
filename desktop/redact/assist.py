"""Help while somebody marks: the outline of one thing, and how two photographs lie together."""

import numpy as np

from desktop.records.alignment import Alignment
from desktop.records.traced import Rough, Traced
from desktop.redact import align, edge
from desktop.redact.arrays import Bgrx8
from desktop.redact.render import render
from desktop.settings import Limits

TRACE_PX = 2000
"""The longer side in which an outline is looked for: a part of a millimetre on an arm."""


def trace_in(untrusted: bytes, rough: Rough, *, limits: Limits) -> Traced:
    """Return the outline of what lies in a frame, in pixels of the upright picture.

    Raises:
        ImageUnreadableError: It cannot be decoded.
    """
    painted, scale = _small(untrusted, TRACE_PX, limits)
    frame = Rough(
        x=round(rough.x / scale),
        y=round(rough.y / scale),
        w=0 if rough.is_click else max(1, round(rough.w / scale)),
        h=0 if rough.is_click else max(1, round(rough.h / scale)),
    )
    found = edge.trace(np.ascontiguousarray(painted[..., 2::-1]), frame)
    return Traced(points=tuple((round(x * scale), round(y * scale)) for x, y in found.points))


def align_both(first: bytes, second: bytes, *, limits: Limits) -> Alignment:
    """Return how the first photograph lies over the second.

    Raises:
        ImageUnreadableError: One of them cannot be decoded.
    """
    one, scale = _small(first, align.WORK_PX, limits)
    other, other_scale = _small(second, align.WORK_PX, limits)
    return align.align(one, other, scales=(scale, other_scale))


def _small(untrusted: bytes, longest_px: int, limits: Limits) -> tuple[Bgrx8, float]:
    """Return a picture made small, and how many of its pixels are one of that."""
    rendered = render(untrusted, longest_px=longest_px, limits=limits)
    level = rendered.pyramid.levels[0]
    pixels = next(rendered.pieces)
    return pixels, rendered.pyramid.width_px / level.width_px
