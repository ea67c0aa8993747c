"""What the surveys of the formats tell: the frame of a file, without its pixels."""

from dataclasses import dataclass
from typing import Final

_NOTHING: Final = memoryview(b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The frame of one complete image file.

    Attributes:
        width_px: Width as stored; for HEIC after its own cropping and turning, thus upright.
        height_px: Height likewise.
        decoded_pixels: Most pixels that decoding could have to hold, from the headers alone.
        turned_by_exif: Whether the EXIF orientation decides how the picture stands (not in
            HEIC, not in raw files).
        exif: The TIFF structure with the EXIF facts (for a TIFF, all of it); empty if none.
        exif_apart: Two further structures, of the exposure and of the place, where a format keeps
            them apart (CR3).
        xmp: Packets of XMP, each possibly saying where the picture was taken.
        second_picture: Whether the file carries another picture beside the one it is for.
    """

    width_px: int
    height_px: int
    decoded_pixels: int
    turned_by_exif: bool = True
    exif: memoryview = _NOTHING
    exif_apart: tuple[memoryview, memoryview] = (_NOTHING, _NOTHING)
    xmp: tuple[memoryview, ...] = ()
    second_picture: bool = False
