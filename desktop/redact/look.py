"""The mosaic and the blur look, made without anything of what they hide.

A real mosaic or blur can be undone or recognised (McPherson, Shokri, Shmatikov, arXiv 1609.00408;
Hill et al., PETS 2016). These are impressions: the colours of the surroundings are drawn inwards
over a coarse grid, and noise that follows from the geometry keeps the patch from looking like
plain skin that was photographed so.
"""

import hashlib
from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Float, Mask, Rgb8
from desktop.redact.mask import Patch

CELLS_ACROSS: Final = 12
"""Squares along the longer side of a patch: coarse enough to read as a mosaic."""

MARGIN_CELLS: Final = 4
"""How much of the surroundings is looked at, in squares on each side."""

MOSAIC_SPREAD: Final = 14.0
"""Largest step of noise on a square, of 255: visible, and still in the colour of the skin."""

BLUR_SPREAD: Final = 9.0
"""Largest step of noise in a soft patch."""

NOTHING_AROUND: Final = 128.0
"""Grey, when no pixel near the patch is uncovered."""


def mosaic_look(part: Patch, emptied: Rgb8, covered: Mask) -> Rgb8:
    """Return coarse squares in the colours of the surroundings.

    Args:
        part: Where to paint.
        emptied: (H, W, 3) uint8 picture in which every covered pixel is zero.
        covered: (H, W) bool, true where any region of the redaction covers.

    Returns:
        (h, w, 3) uint8 of the patch's size.
    """
    cells, cell_px = _drawn_inwards(part, emptied, covered)
    cells = np.clip(cells + _noise(part, covered, cells.shape) * MOSAIC_SPREAD, 0, 255)
    squares = np.rint(cells).astype(np.uint8)
    height, width = part.mask.shape
    rows = np.arange(height) // cell_px
    columns = np.arange(width) // cell_px
    look: Rgb8 = squares[rows[:, np.newaxis], columns[np.newaxis, :]]
    return look


def blur_look(part: Patch, emptied: Rgb8, covered: Mask) -> Rgb8:
    """Return a soft patch in the colours of the surroundings; see ``mosaic_look``."""
    cells, cell_px = _drawn_inwards(part, emptied, covered)
    cells = np.clip(cells + _noise(part, covered, cells.shape) * BLUR_SPREAD, 0, 255)
    rows, columns = cells.shape[:2]
    soft = cv2.resize(cells, (columns * cell_px, rows * cell_px), interpolation=cv2.INTER_LINEAR)
    height, width = part.mask.shape
    look: Rgb8 = np.rint(soft[:height, :width]).astype(np.uint8)
    return look


def _drawn_inwards(part: Patch, emptied: Rgb8, covered: Mask) -> tuple[Float, int]:
    """Return a coarse grid over a patch, filled from the uncovered pixels around it.

    Returns:
        (rows, columns, 3) float32 colours of the squares, and the side of a square in pixels.
    """
    height, width = part.mask.shape
    cell_px = max(4, -(-max(height, width) // CELLS_ACROSS))
    rows, columns = -(-height // cell_px), -(-width // cell_px)
    sums, counts = _coarse(part, emptied, covered, cell_px, (rows, columns))
    filled = _membrane(sums, counts)
    inner = slice(MARGIN_CELLS, MARGIN_CELLS + rows), slice(MARGIN_CELLS, MARGIN_CELLS + columns)
    return filled[inner], cell_px


def _coarse(
    part: Patch, emptied: Rgb8, covered: Mask, cell_px: int, grid: tuple[int, int]
) -> tuple[Float, Float]:
    """Return sums and numbers of the uncovered pixels per square, margin included.

    Covered pixels are zero and add nothing. Whole numbers in float64 are added exactly, so that
    the result does not depend on an order of adding.
    """
    rows, columns = (cells + 2 * MARGIN_CELLS for cells in grid)
    top, left = part.top - MARGIN_CELLS * cell_px, part.left - MARGIN_CELLS * cell_px
    across = [
        _span(left + cell_px * column, cell_px, covered.shape[1]) for column in range(columns)
    ]
    sums = np.zeros((rows, columns, 3), dtype=np.float32)
    counts = np.zeros((rows, columns), dtype=np.float32)
    for row in range(rows):
        down = _span(top + cell_px * row, cell_px, covered.shape[0])
        if down.start == down.stop:
            continue
        by_column = cv2.reduce(emptied[down], 0, cv2.REDUCE_SUM, dtype=cv2.CV_64F)[0]
        seen_by_column = np.count_nonzero(~covered[down], axis=0)
        for column, span in enumerate(across):
            sums[row, column] = by_column[span].sum(axis=0)
            counts[row, column] = seen_by_column[span].sum()
    return sums, counts


def _span(start: int, length: int, most: int) -> slice:
    """Return the part of start to start+length that lies in 0 to most."""
    return slice(min(max(start, 0), most), min(max(start + length, 0), most))


def _membrane(sums: Float, counts: Float) -> Float:
    """Return colours for every square: measured where there is something, else drawn in.

    Squares are halved until everything is known, then the coarser colours fill the gaps
    (push and pull over a pyramid).

    Args:
        sums: (r, c, 3) sums of colours.
        counts: (r, c) numbers of pixels.
    """
    known = counts > 0
    colours = np.full(sums.shape, NOTHING_AROUND, dtype=np.float32)
    colours[known] = sums[known] / counts[known][:, np.newaxis]
    if known.all() or not known.any():
        return colours
    coarse = _membrane(*_halved(colours, known))
    rows, columns = known.shape
    wide = cv2.resize(
        coarse,
        (coarse.shape[1] * 2, coarse.shape[0] * 2),
        interpolation=cv2.INTER_LINEAR,
    )[:rows, :columns]
    colours[~known] = wide[~known]
    return colours


def _halved(colours: Float, known: Mask) -> tuple[Float, Float]:
    """Return sums and counts of known squares, two by two."""
    rows, columns = known.shape
    padding = ((0, rows % 2), (0, columns % 2))
    counts = np.pad(known.astype(np.float32), padding)
    sums = np.pad(colours, (*padding, (0, 0))) * counts[..., np.newaxis]
    blocks = (counts.shape[0] // 2, 2, counts.shape[1] // 2, 2)
    return (
        sums.reshape((*blocks, 3)).sum(axis=(1, 3)),
        counts.reshape(blocks).sum(axis=(1, 3)),
    )


def _noise(part: Patch, covered: Mask, shape: tuple[int, ...]) -> Float:
    """Return grey noise from -1 to 1, a function of place and size alone.

    Args:
        part: Its place and extent are used, not its outline.
        covered: Its shape is used.
        shape: (rows, columns, 3) of the result.
    """
    rows, columns = shape[:2]
    place = (part.left, part.top, *part.mask.shape, *covered.shape)
    seed = "diogel-look:" + ",".join(str(number) for number in place)
    drawn = hashlib.shake_256(seed.encode()).digest(rows * columns)
    grey = np.frombuffer(drawn, dtype=np.uint8).astype(np.float32) / 127.5 - 1
    return np.repeat(grey.reshape(rows, columns, 1), 3, axis=2)
