"""Which format bytes are, by content alone; names and endings are not believed."""

import re
from typing import Final

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.redact.raw import is_raw

HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
"""Still pictures coded with HEVC (ISO/IEC 23008-12, annex B) and their general brand."""

SIGNATURES: Final = {
    re.compile(rb"\xff\xd8\xff"): ImageFormat.JPEG,
    re.compile(rb"\x89PNG\r\n\x1a\n"): ImageFormat.PNG,
    re.compile(rb"II\*\x00|MM\x00\*"): ImageFormat.TIFF,
    re.compile(rb"RIFF....WEBP", re.DOTALL): ImageFormat.WEBP,
    re.compile(rb"BM....\x00\x00\x00\x00", re.DOTALL): ImageFormat.BMP,
}

OTHER_PICTURES: Final = (
    b"GIF8",
    b"8BPS",
    b"II+\x00",
    b"MM\x00+",
    b"\x00\x00\x01\x00",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x0a",
    b"\x00\x00\x00\x0cJXL ",
    b"%PDF",
)
"""GIF, Photoshop, BigTIFF, icons, JPEG 2000, JPEG XL and PDF."""

VIDEOS: Final = (b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV\x01", b"0&\xb2u")
"""Matroska, MPEG programme and video streams, Flash, Windows Media."""

FTYP_END: Final = 12
"""A file type box says its brand in bytes 8 to 11 (ISO/IEC 14496-12, 4.3)."""


def sniff(untrusted: bytes) -> ImageFormat:
    """Return the format that the first bytes announce.

    Raises:
        ImageUnreadableError: ``empty``, ``format_not_handled``, ``several_pictures``,
            ``video_not_handled`` or ``not_an_image``.
    """
    if not untrusted:
        raise ImageUnreadableError(Refusal.EMPTY.value)
    if is_raw(untrusted):
        return ImageFormat.RAW
    if untrusted[4:8] == b"ftyp":
        return _iso_media(untrusted)
    for pattern, image_format in SIGNATURES.items():
        if pattern.match(untrusted):
            return image_format
    raise ImageUnreadableError(_refusal(untrusted).value)


def _iso_media(untrusted: bytes) -> ImageFormat:
    """Return HEIC, or refuse what else lives in the same container."""
    brand = untrusted[8:FTYP_END]
    end = min(int.from_bytes(untrusted[:4], "big"), 256)
    brands = {brand, *(untrusted[i : i + 4] for i in range(16, end, 4))}
    if b"avif" in brands or brand == b"avis":
        raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value)
    if brand in {b"msf1", b"hevc"}:
        raise ImageUnreadableError(Refusal.SEVERAL_PICTURES.value)
    if brand in HEIC_BRANDS:
        return ImageFormat.HEIC
    raise ImageUnreadableError(Refusal.VIDEO_NOT_HANDLED.value)


def _refusal(untrusted: bytes) -> Refusal:
    if untrusted.startswith(b"RIFF"):
        is_video = untrusted[8:12] == b"AVI "
        return Refusal.VIDEO_NOT_HANDLED if is_video else Refusal.NOT_AN_IMAGE
    if untrusted.startswith(VIDEOS):
        return Refusal.VIDEO_NOT_HANDLED
    if untrusted.startswith(OTHER_PICTURES):
        return Refusal.FORMAT_NOT_HANDLED
    return Refusal.NOT_AN_IMAGE
