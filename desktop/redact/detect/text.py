"""Writing in a photograph: PP-OCR's text detection (Apache-2.0) through OpenCV.

The network (Liao et al.: Real-time scene text detection with differentiable binarization, 2020)
says of each pixel how likely it lies in the core of a line of text. Nothing is read: where there is
writing is all that is asked, and which of it could tell who somebody is a person decides. The lines
of a label are one proposal.
"""

from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Float, Rgb8
from desktop.redact.detect.box import Box, overlap
from desktop.redact.detect.fine import reduced
from desktop.redact.detect.models import checked_model

LONGEST_PX: Final = 640
"""Longer side at which it looks. Twice that finds no more (docs/redaction.md) and costs as much as
all that looks for faces."""

MULTIPLE: Final = 32
"""The network halves its input five times."""

CORE: Final = 0.3
LOWEST_SCORE: Final = 0.6
"""Mean likelihood over the core of a line. PP-OCR's own default is between 0.5 and 0.7."""

THINNEST_PX: Final = 3
"""A core that is thinner is noise."""

UNCLIP: Final = 2.4
"""A line is larger than its core by area times this over its outline, as in the paper; a third more
than there, so that no stroke looks out."""

APART: Final = 0.8
"""Lines closer than this share of their height belong to one label."""

MOST: Final = 24
"""More proposals in one photograph nobody would look at; the strongest stay."""


class TextFinder:
    """The detector, loaded once; not for several threads at a time.

    Raises:
        DetectorMissingError: The model is missing or altered.
    """

    def __init__(self) -> None:
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(checked_model("text"), np.uint8))
        # As for CenterFace: with fusion on, answers would depend on what was looked at before.
        self._net.enableFusion(False)  # noqa: FBT003 - OpenCV takes no keyword

    def find(self, pixels: Rgb8) -> list[Box]:
        """Return a box around each piece of writing, in pixels of the picture, best first.

        Args:
            pixels: (H, W, 3) uint8 RGB, upright.
        """
        view = reduced(pixels, LONGEST_PX)
        height, width = view.shape[:2]
        if min(height, width) < MULTIPLE:
            return []
        lines = _lines(self._likely(view))
        across, down = pixels.shape[1] / width, pixels.shape[0] / height
        return [
            box.scaled(across, down).clipped(pixels.shape[1], pixels.shape[0])
            for box in _labels(lines)[:MOST]
        ]

    def _likely(self, view: Rgb8) -> Float:
        """Return how likely each pixel lies in writing."""
        height, width = view.shape[:2]
        filled = cv2.copyMakeBorder(
            view,
            0,
            -height % MULTIPLE,
            0,
            -width % MULTIPLE,
            cv2.BORDER_REPLICATE,
        )
        blob = cv2.dnn.blobFromImage(filled, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        self._net.setInput(blob)
        return np.asarray(self._net.forward(), np.float32)[0, 0, :height, :width]


def _lines(likely: Float) -> list[Box]:
    """Return a box for each line: the core that is seen, grown as the paper says."""
    core = (likely > CORE).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(core, connectivity=8)
    found: list[Box] = []
    for label in range(1, count):
        left, top, width, height, area = (int(number) for number in stats[label])
        if min(width, height) < THINNEST_PX:
            continue
        inside = labels[top : top + height, left : left + width] == label
        score = float(likely[top : top + height, left : left + width][inside].mean())
        if score < LOWEST_SCORE:
            continue
        beyond = area * UNCLIP / (2 * (width + height))
        found.append(
            Box(
                left=left - beyond,
                top=top - beyond,
                right=left + width + beyond,
                bottom=top + height + beyond,
                score=score,
            )
        )
    return found


def _labels(lines: list[Box]) -> list[Box]:
    """Return lines that lie close together as one box each, best first."""
    waiting, found = list(lines), []
    while waiting:
        whole = waiting.pop()
        near = [line for line in waiting if _belong(whole, line)]
        if near:
            waiting = [line for line in waiting if line not in near]
            for line in near:
                whole = whole.union(line)
            waiting.append(whole)
        else:
            found.append(whole)
    return sorted(found, key=lambda box: -box.score)


def _belong(one: Box, other: Box) -> bool:
    reach = APART * min(_thickness(one), _thickness(other)) / 2
    return overlap(_reaching(one, reach), _reaching(other, reach)) > 0


def _thickness(box: Box) -> float:
    return min(box.right - box.left, box.bottom - box.top)


def _reaching(box: Box, reach: float) -> Box:
    return Box(
        left=box.left - reach,
        top=box.top - reach,
        right=box.right + reach,
        bottom=box.bottom + reach,
        score=box.score,
    )
