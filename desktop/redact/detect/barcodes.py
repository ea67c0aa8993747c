"""Barcodes and square codes in a photograph; nothing of what they say is kept.

A label's barcode holds a number by which somebody can be found. What can be read certainly is one
(``readable.py``). OpenCV's own detectors add bars and QR squares that are too blurred or damaged to
be read; of what they take for bars, much is cloth or a drawing. So such a place counts only if it
is crossed by many bars that run straight through it.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Float, Gray8, Rgb8
from desktop.redact.detect.box import Box, overlap
from desktop.redact.detect.fine import reduced
from desktop.redact.detect.readable import readable_codes

SIDES: Final = (1600, 640)
"""Longer sides that are looked at: small codes and near ones."""

MARGIN: Final = 0.08
"""The number under the bars, and the edge of a square."""

STRIP: Final = (256, 24)
"""A place is laid flat to so many columns and rows before its bars are counted."""

LEAST_BARS: Final = 12
"""Dark bars on a line across. The shortest code of a supermarket has 22."""

STRAIGHT: Final = 0.8
"""Share of the strip's pixels that are dark, or light, as their column is on the whole."""

HALF: Final = 0.5
MOST: Final = 12


def find_barcodes(pixels: Rgb8) -> list[Box]:
    """Return a box around each code, in pixels of the picture; the score says 1 of each.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright.
    """
    found: list[Box] = []
    height, width = pixels.shape[:2]
    gray = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    for points in (*readable_codes(gray), *_located(gray)):
        box = Box.around(points.reshape(-1, 2)).grown(MARGIN).clipped(width, height)
        for other in [one for one in found if overlap(box, one) > 0]:
            found.remove(other)
            box = box.union(other)
        found.append(box)
    return found[:MOST]


def _located(gray: Gray8) -> Iterator[Float]:
    """Yield the corners of what OpenCV takes for codes, in pixels of the picture."""
    view = gray
    for side in SIDES:
        view = reduced(view, side, quick=True)
        if min(view.shape) < STRIP[1]:
            continue
        scale = np.float32(max(gray.shape) / max(view.shape))
        for corners in (*_squares(view), *_bars(view)):
            yield corners * scale


def _bars(gray: np.ndarray) -> Iterator[Float]:
    """Yield the corners of places that many straight bars cross."""
    try:
        seen, corners = cv2.barcode.BarcodeDetector().detect(gray)
    except cv2.error:  # a detector's own check failed on an odd picture: it saw nothing in it
        return
    for place in np.asarray(corners, np.float32) if seen else ():
        if _has_bars(gray, place):
            yield place


def _squares(gray: np.ndarray) -> Iterator[Float]:
    """Yield the corners of QR squares."""
    try:
        seen, corners = cv2.QRCodeDetectorAruco().detectMulti(gray)
    except cv2.error:  # as for bars
        return
    yield from np.asarray(corners, np.float32) if seen else ()


def _has_bars(gray: np.ndarray, corners: Float) -> bool:
    return any(_is_barred(_flat(gray, np.roll(corners, turn, axis=0))) for turn in (0, 1))


def _flat(gray: np.ndarray, corners: Float) -> np.ndarray:
    columns, rows = STRIP
    flat = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    way = cv2.getPerspectiveTransform(np.ascontiguousarray(corners, np.float32), flat)
    return np.asarray(cv2.warpPerspective(gray, way, STRIP), np.uint8)


def _is_barred(strip: np.ndarray) -> bool:
    _, dark = cv2.threshold(strip, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    mostly = np.asarray(dark).mean(axis=0) > HALF
    straight = float((np.asarray(dark, bool) == mostly).mean())
    bars = int(np.count_nonzero(mostly[1:] & ~mostly[:-1]))
    return bars >= LEAST_BARS and straight >= STRAIGHT
