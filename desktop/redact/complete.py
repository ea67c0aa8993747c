"""Whether a file is all there, before anything decodes it."""

import zlib
from collections.abc import Iterator

from desktop.errors import ImageUnreadableError
from desktop.records.arrival import ImageFormat, Refusal
from desktop.redact.jpeg_parts import segments

CHUNK_OVERHEAD = 12
"""Length, type and checksum of a PNG chunk (PNG third edition, 5.3)."""


def check_complete(untrusted: bytes, image_format: ImageFormat) -> None:
    """Refuse a file that stops before its format says it ends.

    A cut-off picture would decode to grey below the cut, and look like a picture. TIFF has no
    end: its decoder finds out.

    Raises:
        ImageUnreadableError: ``cut_off`` or ``damaged``.
    """
    try:
        match image_format:
            case ImageFormat.JPEG:
                for _ in segments(untrusted):
                    continue
            case ImageFormat.PNG:
                _check_png(untrusted)
            case ImageFormat.HEIC:
                _check_boxes(untrusted)
            case ImageFormat.TIFF:
                _check_directory(untrusted)
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


def _check_png(untrusted: bytes) -> None:
    """Refuse a wrong checksum, which Pillow passes over, and an animation."""
    chunks = list(png_chunks(untrusted))
    if not all(has_right_sum(untrusted, start, end) for _, start, end in chunks):
        raise ValueError("checksum")
    if any(kind == b"acTL" for kind, _, _ in chunks):
        raise ImageUnreadableError(Refusal.FORMAT_NOT_HANDLED.value)


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
