"""A camera's own small copy of a picture, made ready to be painted in place of the picture.

It is only ever looked at before anything is taken in: what is shown afterwards, cleared and filed
is always made of the picture itself, of which a small copy may be an older state.
"""

from dataclasses import replace
from typing import Final

from PIL import Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.redact.pixels import foreign_errors, open_checked
from desktop.redact.render import Rendered, one_size
from desktop.settings import Limits

MOST_PIXELS: Final = 1_000_000
"""Cameras write 160 x 120, some 640 x 480."""
_ALIKE: Final = 1.6
"""A small copy whose shape differs more than this from the picture's is of something else."""


def render_preview(
    untrusted: bytes | memoryview,
    *,
    orientation: int,
    shape: tuple[int, int],
    longest_px: int,
    limits: Limits,
) -> Rendered:
    """Return a small copy upright and without the bars that fill it up to 4:3.

    Args:
        untrusted: The small copy, a JPEG file.
        orientation: EXIF orientation of the picture that it is a copy of.
        shape: Width and height of that picture as stored; zeros where they are not known.
        longest_px: The longer side at most, never enlarged.
        limits: As for :func:`desktop.redact.pixels.decode`.

    Raises:
        ImageUnreadableError: It cannot be decoded, or shows something else than the picture.
    """
    opened = open_checked(untrusted, limits=replace(limits, pixels=MOST_PIXELS))
    if opened.format is not ImageFormat.JPEG:
        raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value)
    with foreign_errors():
        opened.image.load()
        inner = _without_bars(opened.image, shape)
    return one_size(replace(opened, image=inner, orientation=orientation), longest_px)


def _without_bars(image: Image.Image, shape: tuple[int, int]) -> Image.Image:
    """Return the middle of a small copy, of the shape that the picture has.

    Raises:
        ImageUnreadableError: The shapes are too different.
    """
    wide, high = shape
    if not wide or not high:
        return image
    width, height = image.size
    ratio = (width * high) / (height * wide)
    if not 1 / _ALIKE <= ratio <= _ALIKE:
        raise ImageUnreadableError(Refusal.DAMAGED.value)
    part_width = min(width, max(1, round(height * wide / high)))
    part_height = min(height, max(1, round(width * high / wide)))
    left, top = (width - part_width) // 2, (height - part_height) // 2
    if (part_width, part_height) == (width, height):
        return image
    part = image.crop((left, top, left + part_width, top + part_height))
    part.info = dict(image.info)
    return part
