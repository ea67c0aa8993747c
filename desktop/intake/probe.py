"""What an arrived file is, before anything of it is decoded.

Runs inside a decoder process: these are the first of our instructions to touch untrusted bytes.
Whether the pixels can be decoded is for ``redact``; here the file's kind, its completeness, its
size in pixels and the camera's facts are read by small parsers that only look.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake import bmp, exif, heif, jpeg, png, raw, tiff, webp
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.intake.structure import Structure
from desktop.records.arrival import Examined, ImageFormat, Refusal
from desktop.settings import Limits

__all__ = ["examine", "sniff"]

SIDE_LIMIT_PX: Final = 65_535
_FIRST_TURNED: Final = 5
"""EXIF orientations 5 to 8 lie on their side."""
_SURVEYS: Final[Mapping[ImageFormat, Callable[[memoryview], Structure]]] = {
    ImageFormat.JPEG: jpeg.survey,
    ImageFormat.PNG: png.survey,
    ImageFormat.TIFF: tiff.survey,
    ImageFormat.HEIC: heif.survey,
    ImageFormat.WEBP: webp.survey,
    ImageFormat.BMP: bmp.survey,
    ImageFormat.RAW: raw.survey,
}
_XMP_PLACE: Final = re.compile(rb"GPSLatitude|GPSLongitude|GPSDestLatitude|GPSDestLongitude")


def examine(untrusted: memoryview | bytes, *, limits: Limits) -> Examined:
    """Return what a file is, having made sure that it is a whole image of a format we take.

    Args:
        untrusted: The whole file.
        limits: ``file_bytes`` and ``pixels`` are used.

    Raises:
        FileRefusedError: With a ``Refusal`` value: empty, too large, not one of our formats, cut
            off, damaged, or too many pixels. Nothing else leaves, whatever the bytes.
    """
    data = memoryview(untrusted).cast("B")
    if len(data) > limits.file_bytes:
        raise FileRefusedError(Refusal.TOO_LARGE.value, size_bytes=len(data))
    found = sniff(data[:HEAD_BYTES])
    if isinstance(found, Refusal):
        raise FileRefusedError(found.value)
    if found is ImageFormat.TIFF and raw.is_raw(data):
        found = ImageFormat.RAW
    structure = _SURVEYS[found](data)
    _require_bearable(structure, limits)
    return _examined(found, structure)


def _require_bearable(structure: Structure, limits: Limits) -> None:
    sides = (structure.width_px, structure.height_px)
    if not all(sides):
        raise FileRefusedError(Refusal.DAMAGED.value)
    if max(sides) > SIDE_LIMIT_PX or structure.decoded_pixels > limits.pixels:
        raise FileRefusedError(Refusal.TOO_MANY_PIXELS.value, width_px=sides[0], height_px=sides[1])


def _examined(image_format: ImageFormat, structure: Structure) -> Examined:
    facts = exif.read(structure.exif, apart=structure.exif_apart)
    width_px, height_px = structure.width_px, structure.height_px
    if structure.turned_by_exif and facts.orientation >= _FIRST_TURNED:
        width_px, height_px = height_px, width_px
    place = any(_XMP_PLACE.search(packet) for packet in structure.xmp)
    return Examined(
        format=image_format,
        width_px=width_px,
        height_px=height_px,
        orientation=facts.orientation,
        taken_at=facts.taken_at,
        make=facts.make,
        model=facts.model,
        serial=facts.serial,
        gps_present=facts.gps_present or place,
        thumbnail_present=facts.thumbnail_present or structure.second_picture,
    )
