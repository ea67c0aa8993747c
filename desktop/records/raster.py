"""Decoded pictures as they travel to the window: pixels in one block, and where each lies in it."""

from dataclasses import dataclass
from typing import Final

from desktop.errors import DecoderAnswerError

BYTES_PER_PIXEL: Final = 4
"""B, G, R, 255: what a window paints without converting (QImage Format_RGB32, little-endian)."""
MOST_SIDE_PX: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """One picture inside a block; rows follow each other without gaps.

    Attributes:
        offset: First byte in the block.
        width_px: Columns.
        height_px: Rows.
    """

    offset: int
    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        """Refuse what cannot be a picture.

        Raises:
            DecoderAnswerError: ``range``.
        """
        sides = (self.width_px, self.height_px)
        if self.offset < 0 or not all(1 <= side <= MOST_SIDE_PX for side in sides):
            raise DecoderAnswerError("range")

    @property
    def stride_bytes(self) -> int:
        """Bytes from one row to the next."""
        return self.width_px * BYTES_PER_PIXEL

    @property
    def end(self) -> int:
        """The byte after its last."""
        return self.offset + self.stride_bytes * self.height_px


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """One picture in several sizes, largest first, each about half the one before.

    Attributes:
        width_px: Width of the upright picture in the file, also where only small sizes came.
        height_px: Its height.
        levels: Upright sRGB; at least one.
    """

    width_px: int
    height_px: int
    levels: tuple[Raster, ...]

    def check(self, block_bytes: int) -> None:
        """Return only if every level lies in a block of this size.

        Raises:
            DecoderAnswerError: ``range``.
        """
        if not self.levels or any(level.end > block_bytes for level in self.levels):
            raise DecoderAnswerError("range")
