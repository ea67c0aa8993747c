"""Codes that a reader can read: where they lie, and nothing of what they say.

zxing-cpp (Apache-2.0) reads bars that are thinner than OpenCV's detector sees, and the squares that
it does not know: DataMatrix and Aztec of wristbands and tubes. What was read proves that it is a
code; it is not looked at and not kept. Given are samples that were decoded already, in a decoder
process.

Bars are read along lines, so a code that is tilted by more than some 12 degrees is seen in a turned
picture only; more turns close the circle. How far the bars reach is not told by a line through
them, and is followed here.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import zxingcpp

from desktop.redact._cv import cv2
from desktop.redact.arrays import Float, Gray8
from desktop.redact.detect.fine import reduced

FINE_PX: Final = 8192
"""Longer side in which bars are read; thin ones are two pixels wide at 24 megapixels."""

SQUARES_PX: Final = 4096
SQUARES_SOFT: Final = (3, 3)
"""Squares are read a little softened: grain makes their search ten times as dear."""

TILTED_PX: Final = 2000
"""Longer side in which turned bars are read."""

TILTS: Final = (22.5, 45.0, 67.5, 112.5, 135.0, 157.5)
"""Degrees by which the picture is turned besides; unturned the reader looks across and down."""

SQUEEZED: Final = 4
"""Rows of a turned picture that become one: bars are read along a line, and are long across it."""

BARS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllLinear])
SQUARES: Final = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
    ]
)

FLAT: Final = (192, 193)
"""Columns along a code and rows across it in which bars are followed: a square as wide as it."""

ALIKE: Final = 0.6
"""Correlation with the line that was read, down to which a row shows the same bars."""

LEAST_PX: Final = 24
"""No code is smaller."""


def readable_codes(gray: Gray8) -> Iterator[Float]:
    """Yield (n, 2) points around each code that could be read, in pixels of the picture.

    Args:
        gray: The picture, upright.
    """
    fine = reduced(gray, FINE_PX, quick=True)
    squares = reduced(fine, SQUARES_PX, quick=True)
    tilted = reduced(squares, TILTED_PX, quick=True)
    if min(tilted.shape) < LEAST_PX:
        return
    soft = np.asarray(cv2.GaussianBlur(squares, SQUARES_SOFT, 0), np.uint8)
    yield from _scaled(_read(soft, SQUARES), soft, gray)
    yield from _scaled((_followed(fine, line) for line in _read(fine, BARS)), fine, gray)
    lines = (line for tilt in TILTS for line in _turned_lines(tilted, tilt))
    yield from _scaled((_followed(tilted, line) for line in lines), tilted, gray)


def _scaled(found: Iterable[Float], seen: Gray8, whole: Gray8) -> Iterator[Float]:
    scale = np.float32(max(whole.shape) / max(seen.shape))
    return (points * scale for points in found)


def _read(
    gray: Gray8, formats: zxingcpp.BarcodeFormats, *, both_ways: bool = True
) -> Iterator[Float]:
    """Yield the corners of the codes that were read."""
    found = zxingcpp.read_barcodes(
        gray, formats, try_rotate=both_ways, try_downscale=False, try_invert=False
    )
    for one in found:
        at = one.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        yield np.array([(corner.x, corner.y) for corner in corners], np.float32)


def _turned_lines(gray: Gray8, degrees: float) -> Iterator[Float]:
    """Yield where bars were read in a picture that is turned, in pixels of the unturned one."""
    height, width = gray.shape[:2]
    way = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), np.float32)
    across, down = abs(float(way[0, 0])), abs(float(way[0, 1]))
    size = (int(width * across + height * down), int(width * down + height * across))
    way[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    way[1] /= SQUEEZED
    flat = cv2.warpAffine(gray, way, (size[0], max(size[1] // SQUEEZED, 1)), borderValue=128)
    back = cv2.invertAffineTransform(way)
    for line in _read(np.asarray(flat, np.uint8), BARS, both_ways=False):
        yield np.asarray(cv2.transform(line[np.newaxis], back), np.float32)[0]


def _followed(gray: Gray8, line: Float) -> Float:
    """Return points around the whole code whose bars were read along a line.

    The surroundings are laid flat along the bars' own direction, and every row that shows the same
    bars as the middle one belongs to the code.
    """
    columns, rows = FLAT
    begin, end = (line[0] + line[3]) / 2, (line[1] + line[2]) / 2
    unit = _direction(gray, begin, end)
    along = unit * max(float((end - begin) @ unit), 1.0)
    down = np.array([-along[1], along[0]], np.float32)
    corner = (begin + end - along - down) / 2
    square = np.array([corner, corner + along, corner + along + down, corner + down], np.float32)
    frame = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    way = cv2.getPerspectiveTransform(square, frame)
    first, last = _rows_alike(np.asarray(cv2.warpPerspective(gray, way, FLAT), np.float32))
    upper, lower = corner + down * (first / rows), corner + down * (last / rows)
    return np.array([upper, upper + along, lower + along, lower, *line], np.float32)


def _direction(gray: Gray8, begin: Float, end: Float) -> Float:
    """Return the unit vector that crosses the bars at right angles.

    From the gradients in a square about the middle of the line: those of bars lie along one axis.
    """
    along = end - begin
    length = max(float(np.hypot(*along)), 1.0)
    half = max(length / 8, 4.0)
    left, top, right, bottom = (
        max(int(value), 0) for value in (*((begin + end) / 2 - half), *((begin + end) / 2 + half))
    )
    part = gray[top : bottom + 1, left : right + 1]
    unit = np.asarray(along / length, np.float32)
    if min(part.shape) < 3:  # noqa: PLR2004 - a gradient wants two neighbours
        return unit
    down, across = np.gradient(part.astype(np.float32))
    angle = np.arctan2(2 * float((across * down).sum()), float((across**2 - down**2).sum())) / 2
    found = np.array([np.cos(angle), np.sin(angle)], np.float32)
    return found if float(found @ unit) >= 0 else -found


def _rows_alike(flat: Float) -> tuple[int, int]:
    """Return the first row, and the one after the last, that show what the middle row shows."""
    rows = flat - flat.mean(axis=1, keepdims=True)
    middle = rows[len(rows) // 2]
    size = np.sqrt((rows**2).sum(axis=1) * float((middle**2).sum())) + 1e-6
    unlike = np.nonzero((rows @ middle) / size < ALIKE)[0]
    before, after = unlike[unlike < len(rows) // 2], unlike[unlike > len(rows) // 2]
    first = int(before[-1]) + 1 if before.size else 0
    return first, int(after[0]) if after.size else len(rows)
