"""What a file is, by its first bytes and never by its name.

Source: JPEG ITU-T T.81 B.1.1; PNG (W3C) 5.2; TIFF 6.0 section 2; ISO/IEC 14496-12 4.3 and
23008-12 10 for brands; WebP Container Specification; Microsoft BITMAPFILEHEADER; the makers'
signatures of camera raw files as listed by file(1).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from desktop.records.arrival import ImageFormat, Refusal

HEAD_BYTES: Final = 4096

_FORMATS: Final[Mapping[bytes, ImageFormat]] = {
    b"\xff\xd8\xff": ImageFormat.JPEG,
    b"\x89PNG\r\n\x1a\n": ImageFormat.PNG,
    b"II*\0": ImageFormat.TIFF,
    b"MM\0*": ImageFormat.TIFF,
    b"IIRO": ImageFormat.RAW,  # Olympus
    b"IIRS": ImageFormat.RAW,
    b"MMOR": ImageFormat.RAW,
    b"IIU\0": ImageFormat.RAW,  # Panasonic, Leica
    b"FUJIFILMCCD-RAW": ImageFormat.RAW,
}
_OTHER: Final[Mapping[bytes, Refusal]] = {
    b"II+\0": Refusal.FORMAT_NOT_HANDLED,  # BigTIFF
    b"MM\0+": Refusal.FORMAT_NOT_HANDLED,
    b"FOVb": Refusal.FORMAT_NOT_HANDLED,  # Sigma raw
    b"\0MRM": Refusal.FORMAT_NOT_HANDLED,  # Minolta raw
    b"GIF87a": Refusal.FORMAT_NOT_HANDLED,
    b"GIF89a": Refusal.FORMAT_NOT_HANDLED,
    b"8BPS": Refusal.FORMAT_NOT_HANDLED,  # Photoshop
    b"\0\0\0\x0cjP  ": Refusal.FORMAT_NOT_HANDLED,  # JPEG 2000
    b"\xff\x4f\xff\x51": Refusal.FORMAT_NOT_HANDLED,
    b"\0\0\0\x0cJXL ": Refusal.FORMAT_NOT_HANDLED,
    b"\xff\x0a": Refusal.FORMAT_NOT_HANDLED,  # JPEG XL
    b"\x1aE\xdf\xa3": Refusal.VIDEO_NOT_HANDLED,  # Matroska, WebM
    b"\0\0\x01\xba": Refusal.VIDEO_NOT_HANDLED,  # MPEG programme stream
    b"\0\0\x01\xb3": Refusal.VIDEO_NOT_HANDLED,
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": Refusal.VIDEO_NOT_HANDLED,  # Windows Media
    b"FLV\x01": Refusal.VIDEO_NOT_HANDLED,
}
_PICTURE_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
)
_RAW_BRANDS: Final = frozenset({b"crx "})
"""Canon's raw files since 2018 (CR3)."""
_GENERAL_BRANDS: Final = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})
_FOREIGN_BRANDS: Final = frozenset(
    {b"avif", b"avis", b"avci", b"avcs", b"jpeg", b"jpgs", b"j2ki", b"j2is", b"vvic"}
)
_MOVIE_BRANDS: Final = re.compile(
    rb"qt  |isom|iso[2-9]|mp4[12]|M4[VAP] |MSNV|avc1|3g[gp2].|f4v |dash|XAVC|CAEP|mmp4|mqt "
)
_MOVIE_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_BITMAP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
_SYNC_BYTE: Final = 0x47
_SHORTEST_HEAD: Final = 12
_BITMAP_HEAD: Final = 18
"""A BMP tells by the size of its second header, which stands in bytes 14 to 17."""


def sniff(head: bytes | memoryview) -> ImageFormat | Refusal:
    """Return the format that the first bytes announce, or why it is not one of ours.

    Raw files that are TIFF inside announce TIFF here; ``raw.is_raw`` tells them apart.

    Args:
        head: The first ``HEAD_BYTES`` of the file, or all of a shorter one.
    """
    start = bytes(head[:HEAD_BYTES])
    if not start:
        return Refusal.EMPTY
    if start[8:11] == b"CR\x02" and start[:2] == b"II":
        return ImageFormat.RAW
    for signature, image_format in _FORMATS.items():
        if start.startswith(signature):
            return image_format
    for signature, refusal in _OTHER.items():
        if start.startswith(signature):
            return refusal
    return _by_container(start)


def _by_container(start: bytes) -> ImageFormat | Refusal:
    if start[4:8] == b"ftyp":
        return _by_brand(start)
    if start[4:8] in _MOVIE_BOXES or _is_transport_stream(start):
        return Refusal.VIDEO_NOT_HANDLED
    if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
        return Refusal.VIDEO_NOT_HANDLED
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return ImageFormat.WEBP
    if _is_bitmap(start):
        return ImageFormat.BMP
    return Refusal.CUT_OFF if _is_only_a_beginning(start) else Refusal.NOT_AN_IMAGE


def _by_brand(start: bytes) -> ImageFormat | Refusal:
    """Decide by the major brand, and where that is general by the compatible ones."""
    if len(start) < _SHORTEST_HEAD:
        return Refusal.CUT_OFF
    major = start[8:12]
    for meaning, is_one in _BRANDS:
        if is_one(major):
            return meaning
    size = min(int.from_bytes(start[:4], "big"), len(start))
    compatible = [start[at : at + 4] for at in range(16, size - 3, 4)]
    for meaning, is_one in _BRANDS:
        if any(is_one(brand) for brand in compatible):
            return meaning
    return ImageFormat.HEIC if major in _GENERAL_BRANDS else Refusal.NOT_AN_IMAGE


def _is_movie_brand(brand: bytes) -> bool:
    return _MOVIE_BRANDS.fullmatch(brand) is not None


_BRANDS: Final[tuple[tuple[ImageFormat | Refusal, Callable[[bytes], bool]], ...]] = (
    (ImageFormat.HEIC, _PICTURE_BRANDS.__contains__),
    (ImageFormat.RAW, _RAW_BRANDS.__contains__),
    (Refusal.FORMAT_NOT_HANDLED, _FOREIGN_BRANDS.__contains__),
    (Refusal.VIDEO_NOT_HANDLED, _is_movie_brand),
)


def _is_transport_stream(start: bytes) -> bool:
    """Camcorders write 188-byte packets, or 192 with a time code in front (MTS)."""
    return any(
        len(start) > first + 2 * step
        and all(start[first + step * packet] == _SYNC_BYTE for packet in range(3))
        for first, step in ((0, 188), (4, 192))
    )


def _is_bitmap(start: bytes) -> bool:
    header = int.from_bytes(start[14:18], "little")
    return start[:2] == b"BM" and start[6:10] == b"\0\0\0\0" and header in _BITMAP_HEADERS


def _is_only_a_beginning(start: bytes) -> bool:
    """A file still being written: shorter than any signature, or room made but nothing in it."""
    if not any(start):
        return True
    if start[:2] == b"BM" and len(start) < _BITMAP_HEAD:
        return not any(start[6:10])
    if len(start) >= _SHORTEST_HEAD:
        return False
    signatures = (*_FORMATS, b"RIFF", b"BM")
    return start.startswith((b"\0\0\0", b"RIFF")) or any(
        signature.startswith(start) for signature in signatures
    )
