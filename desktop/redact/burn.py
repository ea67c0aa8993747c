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
from desktop.redact.mask import Patch, patch, union, within

SOLID_RGB: Final = (0, 0, 0)
"""Black: nobody takes it for part of the photograph, in print or on a screen."""

_BLACK: Final[Rgb8] = np.asarray(SOLID_RGB, dtype=np.uint8)


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
    parts = [patch(region, width_px=width, height_px=height) for region in redaction.regions]
    emptied = pixels.copy()
    for part in parts:
        _fill(emptied, part, np.uint8(0))
    covered = union(redaction.regions, width_px=width, height_px=height)
    is_solid = all(region.style is Style.SOLID for region in redaction.regions)
    burned = emptied if is_solid else emptied.copy()  # only the softer looks read what is around
    for region, part in zip(redaction.regions, parts, strict=True):
        _fill(burned, part, _look(region, part, emptied=emptied, covered=covered))
    return burned


def _look(region: Region, part: Patch, *, emptied: Rgb8, covered: Mask) -> Rgb8:
    """Return what is painted; ``emptied`` holds nothing of what any region covers."""
    match region.style:
        case Style.SOLID:
            return _BLACK
        case Style.MOSAIC:
            return mosaic_look(part, emptied, covered)
        case Style.BLUR:
            return blur_look(part, emptied, covered)
        case _:
            assert_never(region.style)


def _fill(picture: Rgb8, part: Patch, look: np.uint8 | Rgb8) -> None:
    """Paint one region in place."""
    np.copyto(picture[part.window], look, where=part.mask[..., np.newaxis])
