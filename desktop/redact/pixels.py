"""From untrusted bytes to upright pixels, and from pixels to a fresh file.

The only module that opens images with Pillow; camera raw files are developed by ``raw``. Decoding
runs inside a decoder process; nothing here trusts a name, an ending, or a header beyond what is
checked.
"""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import pillow_heif
from PIL import ExifTags, Image

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.redact.arrays import Rgb8
from desktop.redact.codec import encode
from desktop.redact.colour import to_srgb
from desktop.redact.colour_space import FOREIGN
from desktop.redact.complete import check_complete, webp_chunks
from desktop.redact.jpeg_source import read_tables
from desktop.redact.picture import JpegTables, Picture
from desktop.redact.raw import RawFile, opened_raw
from desktop.redact.sniff import sniff
from desktop.settings import Limits

__all__ = [
    "JpegTables",
    "Opened",
    "Picture",
    "decode",
    "encode",
    "foreign_errors",
    "open_checked",
    "turned",
]

PILLOW_NAMES: Final = {
    ImageFormat.JPEG: "JPEG",
    ImageFormat.PNG: "PNG",
    ImageFormat.TIFF: "TIFF",
    ImageFormat.HEIC: "HEIF",
    ImageFormat.WEBP: "WEBP",
    ImageFormat.BMP: "BMP",
}

UPRIGHT_ALREADY: Final = frozenset({ImageFormat.TIFF, ImageFormat.HEIC})
"""Formats that Pillow and libheif turn while decoding: turning again would turn twice."""

SUB_IFDS: Final = 330
NEW_SUBFILE_TYPE: Final = 254
REDUCED, ONE_OF_SEVERAL = 1, 2
"""What a picture may be besides the only one (TIFF 6.0, section 12)."""

logging.getLogger("PIL").setLevel(logging.CRITICAL + 1)
"""Pillow writes values of the file into the log; ours carries none."""

Image.MAX_IMAGE_PIXELS = None
"""Our own limit is applied before decoding; Pillow's would only warn about some of it."""

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def decode(untrusted: bytes | memoryview, *, limits: Limits) -> Picture:
    """Return the upright sRGB picture that a file holds.

    Args:
        untrusted: The whole file.
        limits: ``file_bytes`` and ``pixels`` are applied before anything is decoded.

    Returns:
        The first and only picture of the file. Secondary pictures that phones add (thumbnails,
        gain maps, depth) are not looked at and do not reach any copy.

    Raises:
        ImageUnreadableError: ``reason`` is a ``Refusal``: ``empty``, ``too_large``,
            ``not_an_image``, ``format_not_handled``, ``video_not_handled``, ``cut_off``,
            ``too_many_pixels`` or ``damaged``.
    """
    opened = open_checked(untrusted, limits=limits)
    with foreign_errors():
        upright = turned(to_srgb(opened.loaded()), opened.orientation)
    _check_size(upright, limits)
    pixels: Rgb8 = np.asarray(upright)
    pixels.flags.writeable = False
    tables = (
        read_tables(opened.data, orientation=opened.orientation)
        if opened.format is ImageFormat.JPEG
        else None
    )
    return Picture(
        pixels=pixels,
        format=opened.format,
        is_lossless_webp=opened.format is ImageFormat.WEBP
        and any(kind == b"VP8L" for kind, _, _ in webp_chunks(opened.data)),
        jpeg=tables,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file whose header was read and checked against the limits; no pixel is decoded yet.

    Attributes:
        data: The whole file.
        format: By content.
        image: Not loaded; of the size in which the file stores it. For a raw file an empty one.
        orientation: The EXIF orientation that is still to be applied after loading.
        raw: The raw file, if it is one.
    """

    data: bytes
    format: ImageFormat
    image: Image.Image
    orientation: int
    raw: RawFile | None = None

    def loaded(self) -> Image.Image:
        """Return the image with its pixels decoded; call it once, within ``foreign_errors``.

        Raises:
            ImageUnreadableError: A raw file cannot be developed.
        """
        if self.raw is not None:
            return self.raw.developed()
        self.image.load()
        if self.format is ImageFormat.BMP and self.image.mode == "RGBA":
            return self.image.convert("RGB")  # by custom a BMP hides nothing, whatever byte 4 says
        return self.image


def open_checked(untrusted: bytes | memoryview, *, limits: Limits) -> Opened:
    """Return a file ready to be decoded, or refuse it.

    Raises:
        ImageUnreadableError: As :func:`decode`.
    """
    if len(untrusted) > limits.file_bytes:
        raise ImageUnreadableError(Refusal.TOO_LARGE.value)
    data = bytes(untrusted)
    image_format = sniff(data)
    check_complete(data, image_format)
    if image_format is ImageFormat.RAW:
        raw = opened_raw(data, limits=limits)
        nothing = Image.new("RGB", (1, 1))
        return Opened(data=data, format=image_format, image=nothing, orientation=1, raw=raw)
    with foreign_errors():
        image = _open(data, image_format)
        _check_size(image, limits)
        if image_format is ImageFormat.TIFF:
            _check_single_page(image, len(data))
        orientation = _orientation(image, image_format)
    return Opened(data=data, format=image_format, image=image, orientation=orientation)


@contextmanager
def foreign_errors() -> Iterator[None]:
    """Translate what Pillow and its plug-ins raise inside the block; their warnings are dropped.

    Raises:
        ImageUnreadableError: ``cut_off`` or ``damaged``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FOREIGN as exc:
        is_cut_off = "truncated" in str(exc).lower()
        reason = Refusal.CUT_OFF if is_cut_off else Refusal.DAMAGED
        raise ImageUnreadableError(reason.value) from exc


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """Return a loaded image upright; the same object if it is already."""
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _open(data: bytes, image_format: ImageFormat) -> Image.Image:
    """Return the image with its header read and no pixel decoded."""
    try:
        names = [PILLOW_NAMES[image_format]]
        return Image.open(io.BytesIO(data), formats=names)  # noqa: TID251 - the one place
    except FOREIGN as exc:
        raise ImageUnreadableError(Refusal.DAMAGED.value) from exc


def _check_size(image: Image.Image, limits: Limits) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise ImageUnreadableError(Refusal.DAMAGED.value)
    if width * height > limits.pixels:
        raise ImageUnreadableError(Refusal.TOO_MANY_PIXELS.value, pixels=width * height)


def _check_single_page(image: Image.Image, size_bytes: int) -> None:
    """Refuse a TIFF that holds more than one picture, or only a preview of one.

    A second page would pass unseen.
    """
    try:
        tags = getattr(image, "tag_v2", {})
        kind = int(tags.get(NEW_SUBFILE_TYPE, 0))
        is_several = getattr(image, "n_frames", 1) > 1 or bool(kind & ONE_OF_SEVERAL)
        is_cut_off = any(
            start + length > size_bytes
            for offsets, lengths in ((273, 279), (324, 325))
            for start, length in zip(tags.get(offsets, ()), tags.get(lengths, ()), strict=False)
        )
    except FOREIGN as exc:
        raise ImageUnreadableError(Refusal.DAMAGED.value) from exc
    if is_several or SUB_IFDS in tags:
        raise ImageUnreadableError(Refusal.SEVERAL_PICTURES.value)
    if kind & REDUCED:
        raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value)
    if is_cut_off:
        raise ImageUnreadableError(Refusal.CUT_OFF.value)


def _orientation(image: Image.Image, image_format: ImageFormat) -> int:
    """Return the EXIF orientation that is still to be applied, 1 if none or nonsense."""
    if image_format in UPRIGHT_ALREADY:
        return 1
    try:
        stored = image.getexif().get(ExifTags.Base.Orientation, 1)
    except FOREIGN:
        return 1
    return stored if isinstance(stored, int) and stored in range(1, 9) else 1


TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes each EXIF orientation upright (EXIF 2.32, tag 0x0112)."""
