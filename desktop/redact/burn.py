"""Burning: what a region covers is overwritten, and nothing of it stays.

Non-interference is by construction. The first step sets every covered pixel to one value; from
there on no function in this module can see what was inside. The softer looks are painted from what
lies around all regions, and from noise that is a function of the geometry alone. So two pictures
that differ only inside the regions give equal arrays, and equal arrays give equal files
(``desktop.redact.codec``).
"""

from typing import Final, assert_never

import numpy as np

from desktop.errors import RegionInvalidError
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Style
from desktop.redact.arrays import Mask, Rgb8
from desktop.redact.look import blur_look, mosaic_look
from desktop.redact.mask import patch, union, within

SOLID_RGB: Final = (0, 0, 0)
"""Black: nobody takes it for part of the photograph, in print or on a screen."""


def burn(pixels: Rgb8, redaction: Redaction) -> Rgb8:
    """Return a copy of a picture with every region obscured.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright. Not changed.
        redaction: Regions in pixels of this picture, painted in their order.

    Returns:
        A new array of the same shape. Outside all regions it is bit-identical; inside it depends
        on the surroundings, the regions and the picture's size alone.

    Raises:
        RegionInvalidError: ``outside``: a region does not touch the picture.
        RegionInvalidError: ``picture``: the array is not a picture.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:  # noqa: PLR2004
        raise RegionInvalidError("picture")
    height, width = pixels.shape[:2]
    within(redaction, width_px=width, height_px=height)
    covered = union(redaction.regions, width_px=width, height_px=height)
    emptied = pixels.copy()
    np.copyto(emptied, np.uint8(0), where=covered[..., np.newaxis])
    burned = emptied.copy()
    for region in redaction.regions:
        _paint(burned, region, emptied=emptied, covered=covered)
    return burned


def _paint(burned: Rgb8, region: Region, *, emptied: Rgb8, covered: Mask) -> None:
    """Paint one region in place; ``emptied`` holds nothing of what any region covers."""
    height, width = covered.shape
    part = patch(region, width_px=width, height_px=height)
    match region.style:
        case Style.SOLID:
            look = np.asarray(SOLID_RGB, dtype=np.uint8)
        case Style.MOSAIC:
            look = mosaic_look(part, emptied, covered)
        case Style.BLUR:
            look = blur_look(part, emptied, covered)
        case _:
            assert_never(region.style)
    np.copyto(burned[part.window], look, where=part.mask[..., np.newaxis])
