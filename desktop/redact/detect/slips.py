"""Finding session slips in a photograph: the squares whose text has exactly our form.

Runs on every photograph that comes in, so nearly all of it is about being quick where there is no
slip: two small sizes are looked at. Only where a reader saw a square is more tried. A photograph in
which one slip is found is looked at again, larger, so that a second one is not missed: two slips in
a picture say nothing of what follows.

What a square says is believed only if it has the form of a token; and it means something only where
the catalogue knows its digest. No other text leaves this module.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from desktop.records.slip_token import MOST_IN_A_PICTURE, is_token
from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8

Gray8 = npt.NDArray[np.uint8]

_SMALL_PX: Final = 640
_MEDIUM_PX: Final = 1000
"""Longer sides that every photograph is looked at in. A square that fills a tenth of the shorter
side has two pixels a module in the second."""
_LARGE_PX: Final = 1600
"""Longer side for photographs in which something looks like a square."""
_LEAST_PX: Final = 58
"""Shorter side below which no square of ours can be read: two pixels a module."""
_GREEN: Final = 1
"""The one colour that is looked at: black and white are so in each, and one costs a third."""


def find_slips(pixels: Rgb8) -> tuple[str, ...]:
    """Return the tokens of the slips in an upright picture, each once, sorted; at most a few.

    Args:
        pixels: The upright picture.
    """
    if min(pixels.shape[:2]) < _LEAST_PX:
        return ()
    medium = _gray(pixels, _MEDIUM_PX)
    small = _shrunk(medium, _SMALL_PX)
    found, seen = _read_all(((_quick(), small), (_quick(), medium), (_thorough(), small)))
    if found:
        more, _ = _read_all(((_thorough(), medium), (_quick(), _gray(pixels, _LARGE_PX))))
        found |= more
    elif seen:
        found = _look_harder(pixels, small, medium)
    return tuple(sorted(found)[:MOST_IN_A_PICTURE])


def _look_harder(pixels: Rgb8, small: Gray8, medium: Gray8) -> set[str]:
    """Return the tokens in a picture in which something looks like a square.

    The thorough reader is never given a large picture: one with hard edges kept it busy for half
    a minute.
    """
    large = _gray(pixels, _LARGE_PX)
    ways = (
        (_thorough(), medium),
        (_quick(), _plain(small)),
        (_quick(), _plain(medium)),
        (_quick(), large),
        (_quick(), _plain(large)),
    )
    return _read_all(ways)[0]


def _read_all(ways: Iterable[tuple[Any, Gray8]]) -> tuple[set[str], bool]:
    found: set[str] = set()
    saw = False
    for reader, gray in ways:
        tokens, seen = _read(reader, gray)
        found |= tokens
        saw = saw or seen
    return found, saw


def _read(reader: Any, gray: Gray8) -> tuple[set[str], bool]:
    """Return the tokens that a reader finds, and whether it saw anything like a square."""
    try:
        seen, texts, _, _ = reader.detectAndDecodeMulti(gray)
    except cv2.error:  # a reader's own check failed on an odd picture: it saw nothing in it
        return set(), False
    return {text for text in texts if is_token(text)}, bool(seen)


def _quick() -> Any:
    return cv2.QRCodeDetectorAruco()


def _thorough() -> Any:
    return cv2.QRCodeDetector()


def _gray(pixels: Rgb8, longest_px: int) -> Gray8:
    """Return a picture in grey, its longer side at most this; never enlarged.

    Samples are left out first, down to twice that size: averaging all of a large picture costs
    more than everything else here.
    """
    skip = max(1, max(pixels.shape[:2]) // (2 * longest_px))
    return _shrunk(np.ascontiguousarray(pixels[::skip, ::skip, _GREEN]), longest_px)


def _shrunk(samples: Gray8, longest_px: int) -> Gray8:
    longest = max(samples.shape[:2])
    if longest <= longest_px:
        return samples
    high, wide = samples.shape[:2]
    size = (max(1, wide * longest_px // longest), max(1, high * longest_px // longest))
    return np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA), np.uint8)


def _plain(gray: Gray8) -> Gray8:
    """Return a picture with its contrast evened out and its edges sharpened."""
    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(gray)
    soft = cv2.GaussianBlur(even, (0, 0), 2.0)
    return np.asarray(cv2.addWeighted(even, 2.0, soft, -1.0, 0.0), np.uint8)
