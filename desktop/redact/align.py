"""How two photographs of a series lie over each other, or that they do not match.

Corners of both are found and paired; what most pairs agree on is a shift, a turn and a scale. A
weak match is none: whoever carries regions over would cover the wrong place. So there must be
enough pairs that agree, they must lie apart, and the pictures laid over each other must look alike.

Source: Rublee et al. 2011 (ORB); Fischler and Bolles 1981 (RANSAC); Lowe 2004 for the ratio.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from desktop.records.alignment import Alignment
from desktop.redact._cv import cv2
from desktop.redact.arrays import Bgrx8

WORK_PX: Final = 1000
"""The longer side of what is compared."""

CORNERS: Final = 3000
RATIO: Final = 0.8
"""A pair counts if the second best is so much worse."""

WITHIN_PX: Final = 3.0
"""Pairs agree within this, in pixels of what is compared."""

LEAST_PAIRS: Final = 24
LEAST_SHARE: Final = 0.2
"""So many pairs must agree, and this part of all of them."""

LEAST_SPREAD: Final = 0.12
"""They must lie apart by this part of the longer side, both ways."""

LEAST_LIKENESS: Final = 0.5
"""Correlation of the two laid over each other."""

LEAST_OVERLAP: Final = 0.2
MOST_SCALE: Final = 2.5

Grey = npt.NDArray[np.uint8]
Pairs = npt.NDArray[np.float32]


def align(first: Bgrx8, second: Bgrx8, *, scales: tuple[float, float]) -> Alignment:
    """Return where the first photograph lies in the second.

    Args:
        first: (h, w, 4) uint8 as painted, made small.
        second: The same of the other one.
        scales: Pixels of each upright picture to one of what is given here.
    """
    greys = _grey(first), _grey(second)
    pairs = _pairs(*greys)
    if pairs is None or len(pairs[0]) < LEAST_PAIRS:
        return Alignment()
    cv2.setRNGSeed(1)
    matrix, agree = cv2.estimateAffinePartial2D(
        pairs[0], pairs[1], method=cv2.RANSAC, ransacReprojThreshold=WITHIN_PX, maxIters=4000
    )
    found: object = matrix  # the stubs forget None for no agreement
    if found is None or not _is_strong(pairs[0], np.asarray(agree).ravel() > 0):
        return Alignment()
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if not 1 / MOST_SCALE <= scale <= MOST_SCALE or not _is_alike(*greys, np.asarray(matrix)):
        return Alignment()
    ratio = scales[1] / scales[0]
    return Alignment(
        across=float(matrix[0, 0]) * ratio,
        down=float(matrix[1, 0]) * ratio,
        right=float(matrix[0, 2]) * scales[1],
        lower=float(matrix[1, 2]) * scales[1],
        slack=WITHIN_PX * scales[1],
        matched=int(np.count_nonzero(agree)),
    )


def _grey(painted: Bgrx8) -> Grey:
    """Return a picture in grey, its local contrast raised: skin has little of it."""
    grey = cv2.cvtColor(painted, cv2.COLOR_BGRA2GRAY)
    return np.asarray(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(grey))


def _pairs(one: Grey, other: Grey) -> tuple[Pairs, Pairs] | None:
    """Return places that look the same in both, or None where there are none."""
    orb = cv2.ORB.create(nfeatures=CORNERS, fastThreshold=8)
    places, marks = orb.detectAndCompute(one, None)
    other_places, other_marks = orb.detectAndCompute(other, None)
    if not len(places) or len(other_places) < 2:  # noqa: PLR2004 - a second best is needed
        return None
    found = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(marks, other_marks, k=2)
    good = [
        pair[0]
        for pair in found
        if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance  # noqa: PLR2004
    ]
    if not good:
        return None
    return (
        np.array([places[match.queryIdx].pt for match in good], dtype=np.float32),
        np.array([other_places[match.trainIdx].pt for match in good], dtype=np.float32),
    )


def _is_strong(places: Pairs, agree: npt.NDArray[np.bool_]) -> bool:
    """Return whether enough pairs agree, and not only those of one spot."""
    count = int(np.count_nonzero(agree))
    if count < LEAST_PAIRS or count < LEAST_SHARE * len(places):
        return False
    apart = np.std(places[agree], axis=0) * 2
    return bool(apart.min() >= LEAST_SPREAD * WORK_PX / 2)


def _is_alike(one: Grey, other: Grey, matrix: npt.NDArray[np.float64]) -> bool:
    """Return whether the first, laid over the second, looks like it where both are."""
    height, width = other.shape
    laid = np.asarray(cv2.warpAffine(one, matrix, (width, height))).astype(np.float32)
    there = np.asarray(cv2.warpAffine(np.full_like(one, 255), matrix, (width, height))) > 254  # noqa: PLR2004
    if np.count_nonzero(there) < LEAST_OVERLAP * there.size:
        return False
    soft = [np.asarray(cv2.GaussianBlur(each, (0, 0), 4)) for each in (laid, other)]
    a, b = (np.asarray(each, dtype=np.float64)[there] for each in soft)
    spread = a.std() * b.std()
    if not spread:
        return False
    return bool(((a - a.mean()) * (b - b.mean())).mean() / spread >= LEAST_LIKENESS)
