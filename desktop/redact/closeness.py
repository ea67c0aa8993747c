"""How close two pictures are, outside and inside the regions."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from desktop.records.redaction import Redaction
from desktop.redact._cv import cv2
from desktop.redact.arrays import Mask, Rgb8
from desktop.redact.mask import patch, union

PEAK: Final = 255.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How far one picture is from another.

    Attributes:
        outside_db: Peak signal-to-noise ratio outside all regions; infinite if identical.
        inside_rms: Largest root mean square difference of any one region, of 255.
    """

    outside_db: float
    inside_rms: float


def compare(found: Rgb8, expected: Rgb8, redaction: Redaction) -> Closeness:
    """Return how close a picture is to the one that was meant.

    Args:
        found: (H, W, 3) uint8.
        expected: (H, W, 3) uint8 of the same size.
        redaction: Its regions divide inside from outside.
    """
    height, width = expected.shape[:2]
    outside = ~union(redaction.regions, width_px=width, height_px=height)
    parts = [patch(region, width_px=width, height_px=height) for region in redaction.regions]
    inside = (mean_square(found[part.window], expected[part.window], part.mask) for part in parts)
    return Closeness(
        outside_db=decibels(mean_square(found, expected, outside)),
        inside_rms=max(inside, default=0.0) ** 0.5,
    )


def mean_square(a: Rgb8, b: Rgb8, where: Mask) -> float:
    """Return the mean square difference of the samples under a mask; 0 if there are none."""
    count = int(np.count_nonzero(where)) * 3
    if count == 0:
        return 0.0
    return float(cv2.norm(a, b, cv2.NORM_L2SQR, where.view(np.uint8))) / count


def furthest(a: Rgb8, b: Rgb8, where: Mask) -> int:
    """Return the largest difference of any sample under a mask; 0 if there are none."""
    return int(cv2.norm(a, b, cv2.NORM_INF, where.view(np.uint8)))


def decibels(mean_square_error: float) -> float:
    """Return the peak signal-to-noise ratio of eight-bit samples."""
    if mean_square_error == 0:
        return float("inf")
    return float(10 * np.log10(PEAK * PEAK / mean_square_error))
