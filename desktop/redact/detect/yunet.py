"""YuNet (Wu, Peng, Yu: YuNet, a tiny millisecond-level face detector, 2023) through OpenCV."""

from typing import Any, Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box
from desktop.redact.detect.models import checked_model

LOWEST_SCORE: Final = 0.15
"""Weaker boxes are as frequent on plain skin as on faces."""

NMS_OVERLAP: Final = 0.5
MOST_BOXES: Final = 500
SCORE_COLUMN: Final = 14
"""After the box and five landmarks."""


class YuNet:
    """The detector, loaded once; not for several threads at a time.

    Raises:
        DetectorMissingError: The model is missing or altered.
    """

    def __init__(self) -> None:
        model = np.frombuffer(checked_model("yunet"), dtype=np.uint8)
        nothing = np.zeros(0, dtype=np.uint8)
        self._detector = cv2.FaceDetectorYN.create(
            "onnx", model, nothing, (320, 320), LOWEST_SCORE, NMS_OVERLAP, MOST_BOXES
        )

    def find(self, view_bgr: Rgb8) -> list[Box]:
        """Return boxes in a view of a picture.

        Args:
            view_bgr: (h, w, 3) uint8 in the order blue, green, red.

        Returns:
            Boxes in pixels of the view; they may reach over its edges.
        """
        height, width = view_bgr.shape[:2]
        self._detector.setInputSize((width, height))
        found: Any = self._detector.detect(view_bgr)[1]  # the stubs forget None for no face
        rows: list[list[float]] = [] if found is None else found.tolist()
        return [
            Box(
                left=row[0],
                top=row[1],
                right=row[0] + row[2],
                bottom=row[1] + row[3],
                score=row[SCORE_COLUMN],
            )
            for row in rows
            if row[2] >= 1 and row[3] >= 1
        ]
