"""The small copy that a camera puts into the head of a JPEG file, found without the rest of it.

Runs inside a decoder process. Reading never raises on content: where anything is missing or odd
there simply is no small copy, and the picture itself is decoded instead.

Source: EXIF 2.32 section 4.5.8 (the thumbnail is a JPEG stream in the first APP1 segment);
DCF 2.0 section 3.3.3 (160 x 120 pixels, with bars where the picture has another shape).
"""

from dataclasses import dataclass
from typing import Final

from desktop.intake.ifd import TiffBytes

HEAD_BYTES: Final = 192 * 1024
"""Enough for an EXIF segment with its thumbnail, a maker's notes and a profile after it."""

_START: Final = b"\xff\xd8"
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_LAST_ORIENTATION: Final = 8
_OFFSET: Final = 0x0201
_LENGTH: Final = 0x0202
_APP1: Final = 0xE1
_SOS: Final = 0xDA
_EOI: Final = 0xD9
_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEGMENT_LIMIT: Final = 256
_LENGTH_BYTES: Final = 2
_FRAME_BYTES: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A small copy as it lies in the head.

    Attributes:
        jpeg: Claims to be a JPEG file; not looked at yet.
        orientation: The EXIF orientation of the picture, 1 to 8, which holds for both.
        width_px: Of the picture itself, as it is stored; 0 if the head does not say.
        height_px: Likewise.
    """

    jpeg: memoryview
    orientation: int
    width_px: int
    height_px: int


def embedded(head: memoryview) -> Embedded | None:
    """Return the small copy in the first bytes of a JPEG file, or None.

    Args:
        head: The beginning of the file, format ``B``.
    """
    exif, frame = _segments(head)
    tiff = TiffBytes.opened(exif)
    if tiff is None:
        return None
    main = tiff.directory(tiff.first)
    small = tiff.directory(main.following).entries
    at, length = tiff.number(small.get(_OFFSET)), tiff.number(small.get(_LENGTH))
    jpeg = exif[at : at + length]
    if not length or len(jpeg) != length or bytes(jpeg[:2]) != _START:
        return None
    orientation = tiff.number(main.entries.get(_ORIENTATION), 1)
    return Embedded(
        jpeg=jpeg,
        orientation=orientation if 1 <= orientation <= _LAST_ORIENTATION else 1,
        width_px=int.from_bytes(frame[3:5], "big"),
        height_px=int.from_bytes(frame[1:3], "big"),
    )


def _segments(head: memoryview) -> tuple[memoryview, memoryview]:
    """Return the body of the first EXIF segment and of the frame, as far as they are there."""
    nothing = head[:0]
    exif, frame = nothing, nothing
    at = len(_START)
    if bytes(head[:at]) != _START:
        return nothing, nothing
    for _ in range(_SEGMENT_LIMIT):
        if at + 4 > len(head) or head[at] != 0xFF:  # noqa: PLR2004 - begins every marker
            break
        marker = head[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        length = int.from_bytes(head[at + 2 : at + 4], "big")
        body = head[at + 4 : at + 2 + length]
        if marker in (_SOS, _EOI) or length < _LENGTH_BYTES:
            break
        if marker == _APP1 and not exif and bytes(body[: len(_EXIF)]) == _EXIF:
            exif = body[len(_EXIF) :]
        elif marker in _FRAME and len(body) >= _FRAME_BYTES:
            frame = body
        at += 2 + length
    return exif, frame
