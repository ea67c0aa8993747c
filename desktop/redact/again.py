"""What should be in a JPEG copy, written once more beside the copy that is in question.

A bound on averages would let a line of pixels through at the edge of a large region, and an echo
of two levels is a face again once its contrast is raised. Written again with the steps that the
copy itself names, the burned pixels give the copy's pixels exactly, and its very bytes: nothing is
hidden behind the coded data either. (The writer's library computes in whole numbers: the same
pixels and steps give the same bytes in every process.)
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from desktop.errors import ImageUnreadableError
from desktop.redact._cv import cv2
from desktop.redact.arrays import Mask, Rgb8
from desktop.redact.burn import SOLID_RGB
from desktop.redact.closeness import furthest
from desktop.redact.codec import write_jpeg
from desktop.redact.jpeg_source import read_tables
from desktop.redact.picture import JpegTables
from desktop.redact.pixels import decode
from desktop.settings import Limits

DEEP_PX: Final = 18
"""A pixel this far inside a region shares no block with a pixel outside, at any subsampling."""

SOLID_APART: Final = 2
"""Levels by which deep black may differ from black, beyond what the coarsest step makes of it."""

STEP_TO_LEVELS: Final = 16
"""A block's mean is stored in steps of an eighth of a level, and rounded by at most half a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How a copy compares with what was written again.

    Attributes:
        is_same_inside: Every sample inside a region is the same.
        is_same_outside: Every sample outside is.
        is_solid: Black regions are black wherever no pixel outside shares a block with them.
        has_same_bytes: Byte for byte the same, or pixels differ and the bytes say nothing.
    """

    is_same_inside: bool
    is_same_outside: bool
    is_solid: bool
    has_same_bytes: bool


NOT_WRITTEN: Final = Again(
    is_same_inside=False, is_same_outside=False, is_solid=False, has_same_bytes=False
)


def compare_again(
    written: bytes, found: Rgb8, expected: Rgb8, covered: Mask, *, limits: Limits
) -> Again:
    """Return how a JPEG copy compares with the burned pixels, written again.

    Args:
        written: The copy.
        found: (H, W, 3) uint8, what a decoder makes of it.
        expected: (H, W, 3) uint8, burned by the one who asks.
        covered: (H, W) bool, true inside any region.
        limits: What one file may cost.
    """
    steps = read_tables(written, orientation=1)
    if steps is None:
        return NOT_WRITTEN
    try:
        again = write_jpeg(expected, steps)
        pixels = found if again == written else decode(again, limits=limits).pixels
    except (ImageUnreadableError, OSError, ValueError):
        return NOT_WRITTEN
    inside, outside = furthest(found, pixels, covered), furthest(found, pixels, ~covered)
    return Again(
        is_same_inside=inside == 0,
        is_same_outside=outside == 0,
        is_solid=_is_solid(found, expected, covered, steps),
        has_same_bytes=written == again or max(inside, outside) > 0,
    )


def _is_solid(found: Rgb8, expected: Rgb8, covered: Mask, steps: JpegTables) -> bool:
    """Return whether the depths of black regions are black."""
    black = cv2.inRange(expected, SOLID_RGB, SOLID_RGB).astype(np.bool_) & covered
    reach = np.ones((2 * DEEP_PX + 1,) * 2, dtype=np.uint8)
    deep = cv2.erode(black.view(np.uint8), reach).astype(np.bool_)
    most = SOLID_APART + steps.tables[0][0] // STEP_TO_LEVELS
    return furthest(found, expected, deep) <= most
