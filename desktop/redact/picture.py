"""A decoded picture, and what its copy must keep of the source's way of writing."""

from dataclasses import dataclass
from typing import Final

from desktop.records.arrival import ImageFormat
from desktop.redact.arrays import Rgb8

Table = tuple[int, ...]
"""64 steps of quantisation, row by row (not in zigzag order), each 1 to 255."""

EXACT: Final = frozenset({ImageFormat.PNG, ImageFormat.TIFF, ImageFormat.BMP})
"""Formats that keep every pixel as it was; of WebP it depends on the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegTables:
    """How finely a JPEG was written, for the upright picture.

    Attributes:
        tables: One table per component, luma first; one to three.
        subsampling: ``4:4:4``, ``4:2:2`` or ``4:2:0``.
    """

    tables: tuple[Table, ...]
    subsampling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: (H, W, 3) uint8 sRGB, upright, read-only.
        format: The format that it came in.
        is_lossless_webp: Whether it is a WebP that holds every pixel as it was.
        jpeg: How its JPEG was written, where a copy can be written the same way; else None.
    """

    pixels: Rgb8
    format: ImageFormat
    is_lossless_webp: bool = False
    jpeg: JpegTables | None = None

    @property
    def is_exact(self) -> bool:
        """Return whether the file holds every pixel as it was; then its copy must too."""
        return self.is_lossless_webp or self.format in EXACT

    @property
    def copy_format(self) -> ImageFormat:
        """Return the format in which its copy is written."""
        if self.format is ImageFormat.TIFF:
            return ImageFormat.TIFF
        return ImageFormat.PNG if self.is_exact else ImageFormat.JPEG

    @property
    def width_px(self) -> int:
        """Width of the upright picture."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Height of the upright picture."""
        return int(self.pixels.shape[0])
