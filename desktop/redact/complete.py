"""Whether a file is all there, before anything decodes it."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.redact.jpeg_parts import segments

CHUNK_OVERHEAD = 12
"""Length, type and checksum of a PNG chunk (PNG third edition, 5.3)."""


def check_complete(untrusted: bytes, image_format: ImageFormat) -> None:
    """Refuse a file that stops before its format says it ends.

    A cut-off picture would decode to grey below the cut, and look like a picture. TIFF and
    raw files have no end: their decoders find out.

    Raises:
        ImageUnreadableError: ``cut_off`` or ``damaged``.
    """
    check = _CHECKS.get(image_format)
    try:
        if check is not None:
            check(untrusted)
    except EOFError as exc:
        raise ImageUnreadableError(Refusal.CUT_OFF.value) from exc
    except ValueError as exc:
        raise ImageUnreadableError(Refusal.DAMAGED.value) from exc


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of each chunk up to and including IEND.

    Raises:
        EOFError: The stream ends before IEND does.
    """
    at = 8
    while True:
        length = int.from_bytes(data[at : at + 4], "big")
        kind = data[at + 4 : at + 8]
        end = at + CHUNK_OVERHEAD + length
        if end > len(data):
            raise EOFError("chunk cut off")
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end


def has_right_sum(data: bytes, start: int, end: int) -> bool:
    """Return whether the chunk from start to end carries the checksum of its type and content."""
    return zlib.crc32(data[start + 4 : end - 4]) == int.from_bytes(data[end - 4 : end], "big")


def _check_segments(untrusted: bytes) -> None:
    """Follow a JPEG to its end."""
    for _ in segments(untrusted):
        continue


def _check_png(untrusted: bytes) -> None:
    """Refuse a wrong checksum, which Pillow passes over, and an animation."""
    chunks = list(png_chunks(untrusted))
    if not all(has_right_sum(untrusted, start, end) for _, start, end in chunks):
        raise ValueError("checksum")
    if any(kind == b"acTL" for kind, _, _ in chunks):
        raise ImageUnreadableError(Refusal.SEVERAL_PICTURES.value)


def _check_boxes(untrusted: bytes) -> None:
    """Walk the top-level boxes (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at < len(untrusted):
        size = int.from_bytes(untrusted[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(untrusted[at + 8 : at + 16], "big")
        elif size == 0:
            return
        if size < 8:  # noqa: PLR2004 - a box holds its size and type
            raise ValueError("box")
        at += size
    if at > len(untrusted):
        raise EOFError("box cut off")


def _check_directory(untrusted: bytes) -> None:
    """Refuse a TIFF whose first directory lies behind its end."""
    order = "little" if untrusted[:2] == b"II" else "big"
    offset = int.from_bytes(untrusted[4:8], order)  # type: ignore[arg-type]  # one of two literals
    if offset < 8 or offset + 2 > len(untrusted):  # noqa: PLR2004 - behind the header
        raise EOFError("directory")


def webp_chunks(untrusted: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the content of each chunk (WebP Container Specification).

    Raises:
        EOFError: The file ends before it says it does.
        ValueError: A chunk does not fit.
    """
    end = 8 + int.from_bytes(untrusted[4:8], "little")
    if end > len(untrusted):
        raise EOFError("cut off")
    at = 12
    while at < end:
        length = int.from_bytes(untrusted[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise ValueError("chunk")
        yield untrusted[at : at + 4], at + 8, at + 8 + length
        at += 8 + length + length % 2


def _check_webp(untrusted: bytes) -> None:
    """Refuse an animation, and a picture whose coded pixels end in nothing."""
    for kind, start, end in webp_chunks(untrusted):
        if kind in {b"ANIM", b"ANMF"}:
            raise ImageUnreadableError(Refusal.SEVERAL_PICTURES.value)
        if kind in {b"VP8 ", b"VP8L"} and not any(untrusted[max(start, end - 1024) : end]):
            raise EOFError("not written")


def _check_rows(untrusted: bytes) -> None:
    """Refuse a BMP whose last row is not there (BITMAPINFOHEADER)."""
    pixels_at, header = (int.from_bytes(untrusted[at : at + 4], "little") for at in (10, 14))
    if header == 12:  # noqa: PLR2004 - BITMAPCOREHEADER, the first of all
        width, height, depth = (
            int.from_bytes(untrusted[at : at + 2], "little") for at in (18, 20, 24)
        )
        compression = 0
    else:
        width = int.from_bytes(untrusted[18:22], "little")
        height = abs(int.from_bytes(untrusted[22:26], "little", signed=True))
        depth = int.from_bytes(untrusted[28:30], "little")
        compression = int.from_bytes(untrusted[30:34], "little")
    if compression in {1, 2}:
        needed = int.from_bytes(untrusted[34:38], "little")
    else:
        needed = (width * depth + 31) // 32 * 4 * height
    if pixels_at + needed > len(untrusted):
        raise EOFError("rows")


_CHECKS: Final[Mapping[ImageFormat, Callable[[bytes], None]]] = {
    ImageFormat.JPEG: _check_segments,
    ImageFormat.PNG: _check_png,
    ImageFormat.HEIC: _check_boxes,
    ImageFormat.TIFF: _check_directory,
    ImageFormat.WEBP: _check_webp,
    ImageFormat.BMP: _check_rows,
}
"""Raw files are missing here: LibRaw finds out."""
