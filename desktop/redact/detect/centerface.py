"""CenterFace (Xu et al.: CenterFace, joint face detection and alignment, 2019) through OpenCV.

The network answers on a grid of one cell per four pixels: how likely a face has its centre in the
cell, the logarithm of the face's height and width in cells, and where in the cell the centre is.
"""

from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Float, Rgb8
from desktop.redact.detect.box import Box
from desktop.redact.detect.models import checked_model

STRIDE: Final = 4
"""Pixels per cell."""

MULTIPLE: Final = 32
"""The network halves its input five times."""

NMS_OVERLAP: Final = 0.3

LARGEST_LOGARITHM: Final = 8.0
"""e to this power is wider than any view: a larger answer is a fault, not a face."""

OUTPUTS: Final = ("537", "538", "539")
"""Centre likelihood, size and offset; the fourth output, landmarks, is not needed."""


class CenterFace:
    """The detector, loaded once; not for several threads at a time.

    Raises:
        DetectorMissingError: The model is missing or altered.
    """

    def __init__(self) -> None:
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(checked_model("centerface"), np.uint8))
        # With fusion on, OpenCV 4.14 folds scales into the weights again at each change of input
        # size, and the answers drift away (measured; tests/unit/redact/test_redact_faces.py).
        self._net.enableFusion(False)  # noqa: FBT003 - OpenCV takes no keyword

    def find(self, view_bgr: Rgb8, *, lowest_score: float) -> list[Box]:
        """Return boxes in a view of a picture.

        Args:
            view_bgr: (h, w, 3) uint8 in the order blue, green, red.
            lowest_score: Weaker centres are left out.

        Returns:
            Boxes in pixels of the view, overlapping weaker ones removed.
        """
        height, width = view_bgr.shape[:2]
        filled = cv2.copyMakeBorder(
            view_bgr,
            0,
            _rounded_up(height) - height,
            0,
            _rounded_up(width) - width,
            cv2.BORDER_CONSTANT,
        )
        self._net.setInput(cv2.dnn.blobFromImage(filled, swapRB=True))
        likely, sizes, offsets = (np.asarray(o)[0] for o in self._net.forward(list(OUTPUTS)))
        return _best_of_overlapping(_decoded(likely[0], sizes, offsets, lowest_score))


def _rounded_up(length: int) -> int:
    return -(-length // MULTIPLE) * MULTIPLE


def _decoded(likely: Float, sizes: Float, offsets: Float, lowest_score: float) -> list[Box]:
    """Return a box for each cell that is likelier than its eight neighbours.

    Args:
        likely: (rows, columns) 0 to 1.
        sizes: (2, rows, columns) logarithms of height and width in cells.
        offsets: (2, rows, columns) centre within the cell, down and across.
        lowest_score: Threshold on ``likely``.
    """
    peaks = cv2.dilate(likely, np.ones((3, 3), dtype=np.uint8)) == likely
    rows, columns = np.nonzero(peaks & (likely >= lowest_score))
    extents = np.exp(np.minimum(sizes[:, rows, columns], LARGEST_LOGARITHM)) * STRIDE
    centres_y = (rows + offsets[0, rows, columns] + 0.5) * STRIDE
    centres_x = (columns + offsets[1, rows, columns] + 0.5) * STRIDE
    return [
        Box(
            left=float(x - w / 2),
            top=float(y - h / 2),
            right=float(x + w / 2),
            bottom=float(y + h / 2),
            score=float(score),
        )
        for x, y, h, w, score in zip(
            centres_x, centres_y, extents[0], extents[1], likely[rows, columns], strict=True
        )
    ]


def _best_of_overlapping(boxes: list[Box]) -> list[Box]:
    """Return the boxes that no better one overlaps."""
    if not boxes:
        return []
    kept = cv2.dnn.NMSBoxes(
        [(box.left, box.top, box.right - box.left, box.bottom - box.top) for box in boxes],
        [box.score for box in boxes],
        0.0,
        NMS_OVERLAP,
    )
    return [boxes[int(index)] for index in np.asarray(kept).ravel()]
