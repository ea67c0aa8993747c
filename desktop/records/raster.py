"""Decoded pictures as they travel to the window: pixels in one block, and where each lies in it."""

from dataclasses import dataclass
from typing import Final, Self

from desktop.errors import DecoderAnswerError

BYTES_PER_PIXEL: Final = 4
"""B, G, R, 255: what a window paints without converting (QImage Format_RGB32, little-endian)."""
MOST_SIDE_PX: Final = 65_535
SMALLEST_LEVEL_PX: Final = 512
"""Levels are added until the longer side is no longer than this."""


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

    @classmethod
    def planned(cls, width_px: int, height_px: int, *, longest_px: int) -> Self:
        """Return which sizes a picture comes in, laid out from the start of a block without gaps.

        Args:
            width_px: Of the upright picture in the file.
            height_px: Its height.
            longest_px: One size whose longer side is at most this, never enlarged; or 0 for every
                pixel and then halves down to ``SMALLEST_LEVEL_PX``.

        Raises:
            DecoderAnswerError: ``range``: no picture has such a size.
        """
        if longest_px:
            sizes = [fitted(width_px, height_px, longest_px=longest_px)]
        else:
            sizes = [(width_px, height_px)]
            while max(sizes[-1]) > SMALLEST_LEVEL_PX:
                sizes.append(halved(*sizes[-1]))
        levels: list[Raster] = []
        for width, height in sizes:
            offset = levels[-1].end if levels else 0
            levels.append(Raster(offset=offset, width_px=width, height_px=height))
        return cls(width_px=width_px, height_px=height_px, levels=tuple(levels))

    @property
    def end(self) -> int:
        """The byte after the last level."""
        return max(level.end for level in self.levels)

    def check(self, block_bytes: int) -> None:
        """Return only if every level lies in a block of this size.

        Raises:
            DecoderAnswerError: ``range``.
        """
        if not self.levels or any(level.end > block_bytes for level in self.levels):
            raise DecoderAnswerError("range")


def fitted(width_px: int, height_px: int, *, longest_px: int) -> tuple[int, int]:
    """Return the size with the longer side at most this and the same shape; never enlarged."""
    longer = max(width_px, height_px)
    if longer <= longest_px:
        return width_px, height_px
    width, height = (
        max(1, (2 * side * longest_px + longer) // (2 * longer)) for side in (width_px, height_px)
    )
    return width, height


def halved(width_px: int, height_px: int) -> tuple[int, int]:
    """Return half the size, at least one pixel; an odd last column or row is left out."""
    return max(1, width_px // 2), max(1, height_px // 2)
