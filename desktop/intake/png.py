"""The frame of a PNG file: its chunks, from the signature to IEND.

Source: PNG specification (W3C, third edition) sections 5 and 11.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.structure import Structure
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_SIGNATURE_BYTES: Final = 8
_CHUNK_LIMIT: Final = 200_000
"""A 200 MiB file in the customary pieces of 8 KiB has 25,600."""
_UNWRITTEN: Final = b"\0\0\0\0"
"""Where a copying program has made room and not yet written."""
_XMP_KEYWORD: Final = b"XML:com.adobe.xmp"


def survey(data: memoryview) -> Structure:
    """Return the frame of a PNG file; bytes after IEND are allowed.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` before IEND, or ``damaged``.
    """
    chunks = tuple(_chunks(Window(data=data)))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") > 1 or b"IDAT" not in kinds:
        raise FileRefusedError(Refusal.DAMAGED.value)
    header = chunks[0][1]
    width_px, height_px = header.number(0, 4), header.number(4, 4)
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=width_px * height_px,
        exif=next((body.data for kind, body in chunks if kind == b"eXIf"), data[:0]),
        xmp=tuple(
            body.data
            for kind, body in chunks
            if kind == b"iTXt" and bytes(body.data[: len(_XMP_KEYWORD)]) == _XMP_KEYWORD
        ),
        second_picture=b"fcTL" in kinds,
    )


def _chunks(window: Window) -> Iterator[tuple[bytes, Window]]:
    at = _SIGNATURE_BYTES
    for _ in range(_CHUNK_LIMIT):
        length = window.number(at, 4)
        kind = bytes(window.take(at + 4, 4))
        if kind == _UNWRITTEN:
            raise FileRefusedError(Refusal.CUT_OFF.value)
        if not (kind.isalpha() and kind.isascii()):
            raise FileRefusedError(Refusal.DAMAGED.value)
        body = window.inner(at + 8, length)
        at += 12 + length
        if window.number(at - 4, 4) != zlib.crc32(body.data, zlib.crc32(kind)) and _critical(kind):
            raise FileRefusedError(Refusal.DAMAGED.value)
        if kind == b"IEND":
            return
        yield kind, body
    raise FileRefusedError(Refusal.DAMAGED.value)


def _critical(kind: bytes) -> bool:
    """A capital first letter: the picture cannot be shown without this chunk."""
    return kind[:1].isupper()
