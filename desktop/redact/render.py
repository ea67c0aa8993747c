"""From untrusted bytes to what a window paints: upright sRGB in the sizes that were asked for.

The same pictures, limits and refusals as :func:`desktop.redact.pixels.decode`. A small size of a
large JPEG is decoded at a half, a quarter or an eighth, which is quicker by as much and looks the
same, and a raw file is developed at a half; everything else is decoded whole and then reduced by
averaging areas.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image

from desktop.records.arrival import ImageFormat
from desktop.records.raster import Pyramid
from desktop.redact._cv import cv2
from desktop.redact.arrays import Bgrx8, Rgb8
from desktop.redact.colour import to_srgb
from desktop.redact.colour_space import profile_of
from desktop.redact.pixels import Opened, foreign_errors, open_checked, turned
from desktop.redact.raw import RawFile, opened_raw
from desktop.settings import LIMITS, Limits

STRIP_ROWS: Final = 128
"""Every pixel is handed out in strips of so many rows, an even number: they stay in the
processor's cache, and no second copy of a large picture is made."""

REDUCED_FROM_PX: Final = 2_000_000
"""A JPEG with fewer pixels is decoded whole: a reduced decode would save milliseconds."""

FINER: Final = 1.25
"""A reduced decode is at least so much longer than what is wanted. The decoder's way of halving is
a little sharper than averaging; averaging once more over a quarter evens that out (measured on 27
photographs: 1 of 255 on average, 4 at most)."""

AVERAGED: Final = frozenset({"L", "RGB", "CMYK"})
"""Pixels whose samples may be averaged before their profile is applied; not indices, not alpha."""

TURNED: Final = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height (EXIF 2.32, tag 0x0112)."""

FROM_THE_END: Final = frozenset({3, 4, 7, 8})
"""Those whose first upright row is the last row or column of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A picture in the sizes that were asked for.

    Attributes:
        pyramid: Which sizes, and where each lies among the pieces.
        pieces: (rows, width, 4) uint8 B, G, R, 255: one after the other, without gaps. They are
            made while they are taken, once, and each is overwritten by the next.
    """

    pyramid: Pyramid
    pieces: Iterator[Bgrx8]


def render(untrusted: bytes | memoryview, *, longest_px: int, limits: Limits) -> Rendered:
    """Return the upright sRGB picture that a file holds, ready to be painted.

    Args:
        untrusted: The whole file.
        longest_px: The longer side at most, never enlarged; or 0 for every pixel, followed by
            halves down to 512 pixels.
        limits: As for :func:`desktop.redact.pixels.decode`.

    Raises:
        ImageUnreadableError: As :func:`desktop.redact.pixels.decode`.
        DecoderAnswerError: ``range``: a side is longer than any window can paint.
    """
    opened = open_checked(untrusted, limits=limits)
    if longest_px:
        return one_size(opened, longest_px)
    with foreign_errors():
        colours = to_srgb(opened.loaded())
    width, height = _upright(colours.size, opened.orientation)
    pyramid = Pyramid.planned(width, height, longest_px=0)
    return Rendered(pyramid=pyramid, pieces=_every_pixel(colours, opened.orientation, pyramid))


def _upright(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Return width and height of the upright picture; turning twice gives those in the file."""
    return (size[1], size[0]) if orientation in TURNED else size


def one_size(opened: Opened, longest_px: int) -> Rendered:
    """Return one level, of the size that fits.

    Raises:
        ImageUnreadableError: It cannot be decoded.
    """
    orientation = opened.orientation
    with foreign_errors():
        if opened.format is ImageFormat.JPEG:
            stored = opened.image.size
            _decode_less(opened.image, longest_px)
            image = opened.loaded()
        elif opened.raw is not None:
            image, stored = _develop_less(opened, opened.raw, longest_px)
        else:
            image = opened.loaded()
            stored = image.size  # formats that turn while decoding have their size only now
        pyramid = Pyramid.planned(*_upright(stored, orientation), longest_px=longest_px)
        level = pyramid.levels[0]
        size = _upright((level.width_px, level.height_px), orientation)
        pixels = np.asarray(turned(_reduced(image, size), orientation))
    return Rendered(pyramid=pyramid, pieces=iter((_paintable(pixels),)))


def _decode_less(image: Image.Image, longest_px: int) -> None:
    """Have a large JPEG decoded at a fraction of its size that is still fine enough."""
    width, height = image.size
    if width * height < REDUCED_FROM_PX:
        return
    level = Pyramid.planned(width, height, longest_px=longest_px).levels[0]
    image.draft(None, (round(level.width_px * FINER), round(level.height_px * FINER)))


def _develop_less(
    opened: Opened, raw: RawFile, longest_px: int
) -> tuple[Image.Image, tuple[int, int]]:
    """Return a raw file's picture, at a half where that is fine enough, and its whole size."""
    whole = (raw.width_px, raw.height_px)
    if max(whole) < 2 * FINER * longest_px:
        image = raw.developed()
        return image, image.size
    small = raw.developed(half=True)
    if raw.halves_to(small.size):
        return small, whole
    image = opened_raw(opened.data, limits=LIMITS).developed()
    return image, image.size


def _reduced(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a loaded image in sRGB and in this size; the cheaper of both orders is taken."""
    if image.mode not in AVERAGED or "transparency" in image.info:
        return Image.fromarray(_averaged(np.asarray(to_srgb(image)), size))
    small = image if image.size == size else _of_mode(image, size)
    small.info = dict(image.info)
    if profile := profile_of(image):  # a TIFF names its colours in tags, which are not copied
        small.info["icc_profile"] = profile
    return to_srgb(small)


def _of_mode(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return an image of the same mode whose samples are averaged."""
    samples = _averaged(np.asarray(image), size)
    return Image.frombytes(image.mode, size, samples.tobytes())


def _averaged(samples: Rgb8, size: tuple[int, int]) -> Rgb8:
    """Return samples reduced to a width and height by averaging areas; never enlarged."""
    if (samples.shape[1], samples.shape[0]) == size:
        return samples
    small: Rgb8 = np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA))
    return small


def _paintable(pixels: Rgb8) -> Bgrx8:
    painted: Bgrx8 = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA))
    return painted


def _every_pixel(colours: Image.Image, orientation: int, pyramid: Pyramid) -> Iterator[Bgrx8]:
    """Yield the largest level in strips, then the smaller ones whole."""
    largest, *smaller = pyramid.levels
    made = [np.empty((level.height_px, level.width_px, 4), np.uint8) for level in smaller]
    strip = np.empty((STRIP_ROWS, largest.width_px, 4), np.uint8)
    for top in range(0, largest.height_px, STRIP_ROWS):
        rows = strip[: largest.height_px - top]
        box = _box_of(top, top + len(rows), (largest.width_px, largest.height_px), orientation)
        upright = np.asarray(turned(colours.crop(box), orientation))
        cv2.cvtColor(upright, cv2.COLOR_RGB2BGRA, dst=rows)
        yield rows
        if made:
            _halve(rows, made[0][top // 2 : (top + STRIP_ROWS) // 2])
    for larger, level in pairwise(made):
        _halve(larger, level)
    yield from made


def _box_of(
    top: int, bottom: int, size: tuple[int, int], orientation: int
) -> tuple[int, int, int, int]:
    """Return where the file has the upright rows from top to bottom: left, upper, right, lower."""
    width, height = size
    if orientation in FROM_THE_END:
        top, bottom = height - bottom, height - top
    return (top, 0, bottom, width) if orientation in TURNED else (0, top, width, bottom)


def _halve(larger: Bgrx8, into: Bgrx8) -> None:
    """Fill a level, or some rows of it, with the average of two by two pixels."""
    height, width = into.shape[:2]
    if height:
        even = larger[: 2 * height, : 2 * width]
        cv2.resize(even, (width, height), dst=into, interpolation=cv2.INTER_AREA)
