"""Part of a face seen close: half a face at the edge of a picture is a whole one in its mirror.

A clinical close-up shows one eye, or mouth and chin, and is cut off where the lesion's surroundings
end. The net knows faces with two eyes and what lies around them. So the picture is continued beyond
its edges by its own mirror image: what is cut off becomes whole, while skin only becomes more skin,
and no longer has the outline of a face that the frame gave it. That tells close-ups of faces from
close-ups of skin so well that a picture on its side or upside down needs no other threshold than an
upright one (figures in docs/redaction.md).
"""

from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box

SCALES: Final = (96, 128, 160, 224)
"""Longer sides of the picture itself at which it is looked at."""

MIRRORED: Final = 0.2
"""What is added on each side, as a share of the longer one."""

SMALLEST: Final = 0.25
"""A face that is shorter than this share of the picture is no close-up."""

LOWEST: Final = 0.08
"""A place of the picture without its mirror that says where the face is; weaker ones do not."""


def mirrored(view: Rgb8) -> tuple[Rgb8, int]:
    """Return a view continued on all sides by its mirror image, and by how many pixels."""
    height, width = view.shape[:2]
    beyond = max(min(round(max(height, width) * MIRRORED), min(height, width) - 1), 0)
    wide = cv2.copyMakeBorder(view, beyond, beyond, beyond, beyond, cv2.BORDER_REFLECT)
    return np.asarray(wide, np.uint8), beyond


def close_evidence(found: list[Box], longest_px: int, *, smallest: float = SMALLEST) -> float:
    """Return how much speaks for a face seen close, 0 to 1.

    Args:
        found: Places in mirrored views, in pixels of the picture, whether inside it or not.
        longest_px: Longer side of the picture.
        smallest: Share of the picture below which a place does not count.
    """
    return max((box.score for box in found if box.side > smallest * longest_px), default=0.0)


def close_place(found: list[Box], longest_px: int) -> Box | None:
    """Return where in a picture the face is that its mirrored views speak for.

    Args:
        found: Places in the picture alone, best first.
        longest_px: Its longer side.
    """
    large = (box for box in found if box.side > SMALLEST * longest_px and box.score >= LOWEST)
    return next(large, None)
