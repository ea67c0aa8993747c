"""The frame of a WebP file: its chunks, from the RIFF header to the end that it states.

Source: WebP Container Specification (RIFF); RFC 6386 section 9.1 (VP8); WebP Lossless Bitstream
Specification section 3.
"""

from collections.abc import Iterator
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.structure import Structure
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

_HEADER_BYTES: Final = 12
_CHUNK_LIMIT: Final = 4096
"""A still picture has fewer than ten."""
_UNWRITTEN: Final = b"\0\0\0\0"
_NOTHING_BYTES: Final = 1024
"""Coded pixels do not end in so many zeros; a file for which room was made does."""
_PICTURES: Final = frozenset({b"VP8 ", b"VP8L"})
_VP8_START: Final = b"\x9d\x01\x2a"
_VP8L_START: Final = 0x2F
_SIDE_BITS: Final = 0x3FFF
_EXIF_HEADER: Final = b"Exif\0\0"


def survey(data: memoryview) -> Structure:
    """Return the frame of a WebP file; bytes after its stated end are allowed.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` before its stated end, ``several_pictures`` (an animation),
            or ``damaged``.
    """
    whole = Window(data=data)
    length = whole.number(4, 4, order="little")
    chunks = tuple(_chunks(Window(data=whole.take(0, 8 + length), lacking=Refusal.DAMAGED)))
    kinds = [kind for kind, _ in chunks]
    if not {b"ANIM", b"ANMF"}.isdisjoint(kinds):
        raise FileRefusedError(Refusal.SEVERAL_PICTURES.value)
    pictures = [(kind, body) for kind, body in chunks if kind in _PICTURES]
    if len(pictures) != 1:
        raise FileRefusedError(Refusal.DAMAGED.value)
    kind, body = pictures[0]
    if not any(body.data[-_NOTHING_BYTES:]):
        raise FileRefusedError(Refusal.CUT_OFF.value)
    width_px, height_px = _lossless_size(body) if kind == b"VP8L" else _lossy_size(body)
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=max(width_px * height_px, *map(_canvas_pixels, chunks)),
        exif=next((_bare(body.data) for kind, body in chunks if kind == b"EXIF"), data[:0]),
        xmp=tuple(body.data for kind, body in chunks if kind == b"XMP "),
    )


def _chunks(window: Window) -> Iterator[tuple[bytes, Window]]:
    at = _HEADER_BYTES
    for _ in range(_CHUNK_LIMIT):
        if at >= len(window):
            return
        kind = bytes(window.take(at, 4))
        if kind == _UNWRITTEN:
            raise FileRefusedError(Refusal.CUT_OFF.value)
        length = window.number(at + 4, 4, order="little")
        yield kind, window.inner(at + 8, length)
        at += 8 + length + length % 2
    raise FileRefusedError(Refusal.DAMAGED.value)


def _lossy_size(body: Window) -> tuple[int, int]:
    if body.number(0, 1) & 1 or bytes(body.take(3, 3)) != _VP8_START:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return (
        body.number(6, 2, order="little") & _SIDE_BITS,
        body.number(8, 2, order="little") & _SIDE_BITS,
    )


def _lossless_size(body: Window) -> tuple[int, int]:
    if body.number(0, 1) != _VP8L_START:
        raise FileRefusedError(Refusal.DAMAGED.value)
    bits = body.number(1, 4, order="little")
    return (bits & _SIDE_BITS) + 1, (bits >> 14 & _SIDE_BITS) + 1


def _canvas_pixels(chunk: tuple[bytes, Window]) -> int:
    """Return the pixels of the canvas that an extended header states; 0 for any other chunk."""
    kind, body = chunk
    if kind != b"VP8X":
        return 0
    return (body.number(4, 3, order="little") + 1) * (body.number(7, 3, order="little") + 1)


def _bare(block: memoryview) -> memoryview:
    """Return an EXIF block without the header that some programs leave before it."""
    return block[len(_EXIF_HEADER) :] if bytes(block[:6]) == _EXIF_HEADER else block
