"""What a copy's file consists of, down to the last byte; nothing may be there that we did not put.

Own readers, which share no code with the writer: JPEG segments (ITU-T T.81), PNG chunks (PNG third
edition), TIFF directory entries (TIFF 6.0). They allow what is listed and refuse the rest, so that
metadata of a kind that nobody thought of is refused as well.
"""

import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.redact.complete import has_right_sum, png_chunks
from desktop.redact.jpeg_parts import (
    APP0,
    DQT,
    EOI,
    SOI,
    SOS,
    Segment,
    components,
    segments,
)

SOF0: Final = 0xC0
DHT: Final = 0xC4
JPEG_ALLOWED: Final = frozenset({SOI, APP0, DQT, SOF0, DHT, SOS, EOI})
"""Baseline, one scan, no restart markers, no application data but JFIF, no comments."""

JFIF: Final = re.compile(rb"JFIF\x00\x01[\x01\x02][\x00-\x02]....\x00\x00", re.DOTALL)
"""Version 1.x, a density, no thumbnail (JFIF 1.02)."""

SUSPICIOUS: Final = (
    b"Exif\x00\x00",
    b"http://ns.adobe.com",
    b"MPF\x00II",
    b"MPF\x00MM",
    b"Photoshop 3.0",
    b"ICC_PROFILE",
    b"<x:xmpmeta",
)
"""Beginnings of metadata, wherever they stand; too long to occur in coded pixels by chance."""

RESTART: Final = re.compile(rb"\xff[\xd0-\xd7]")
COLOUR: Final = 3
PNG_HEADER: Final = struct.Struct(">IIBBBBB")
PNG_RGB8: Final = (8, 2, 0, 0, 0)
"""Bit depth, colour type, compression, filter, no interlace."""

HUFFMAN: Final = {
    0x00: "2f66814c875b53173f057d784a16a34d0d1f9aa91cdfa7143c41be02c9c7b005",
    0x10: "a6283a08f5d97906b66adcc812e32396ea83059e55dd4cc91934cf447559aeb6",
    0x01: "602f734c8c12c1d9d049a18fd91d9ef3d3d8c402665f90db3d97721fc49e4804",
    0x11: "13f90e3c9dc476c66f24347f6ad29cea93262e99faed279970c2f74e0557f445",
}
"""SHA-256 of the standard tables by class and number (T.81, tables K.3, K.5, K.4, K.6)."""

SCAN: Final = bytes.fromhex("03 01 00 02 11 03 11 00 3f 00")
"""One baseline scan of all three components (T.81, B.2.3)."""

FRAME_BYTES: Final = 15
TABLE_BYTES: Final = 65

TIFF_ALLOWED: Final = frozenset({256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317})
"""Size, bits, compression, RGB, strips, samples, planes, predictor: no text, no profile."""

TIFF_REQUIRED: Final = {258: (8, 8, 8), 259: (8,), 262: (2,), 277: (3,), 284: (1,)}
"""Three samples of eight bits, deflate, RGB, one plane."""

TYPE_BYTES: Final = {1: 1, 3: 2, 4: 4}
"""BYTE, SHORT and LONG; others hold text, fractions or unknown data."""

TYPE_CODES: Final = {1: "B", 3: "H", 4: "I"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What a reader says of a file.

    Attributes:
        is_bare: Nothing but what is needed to show the pixels.
        is_closed: The file ends where its format says, and every byte belongs to something.
        is_opaque: Three samples per pixel, no transparency.
    """

    is_bare: bool
    is_closed: bool
    is_opaque: bool


NOTHING_HOLDS: Final = Structure(is_bare=False, is_closed=False, is_opaque=False)


def read_structure(data: bytes) -> Structure:
    """Return what a copy consists of; a file that cannot be followed holds nothing."""
    try:
        if data.startswith(b"\xff\xd8"):
            found = _jpeg(data)
        elif data.startswith(b"\x89PNG\r\n\x1a\n"):
            found = _png(data)
        elif data.startswith(b"II*\x00"):
            found = _tiff(data)
        else:
            return NOTHING_HOLDS
    except (ValueError, EOFError, LookupError, struct.error, zlib.error):
        return NOTHING_HOLDS
    is_clean = not any(beginning in data for beginning in SUSPICIOUS)
    return Structure(
        is_bare=found.is_bare and is_clean,
        is_closed=found.is_closed,
        is_opaque=found.is_opaque,
    )


def _jpeg(data: bytes) -> Structure:
    parts = list(segments(data))
    frames = [part for part in parts if part.marker == SOF0]
    scans = [part for part in parts if part.marker == SOS]
    heads = [part for part in parts if part.marker == APP0]
    is_bare = (
        all(part.marker in JPEG_ALLOWED and not _is_filled(data, part) for part in parts)
        and len(heads) == len(scans) == len(frames) == 1
        and parts[1] is heads[0]
        and JFIF.fullmatch(heads[0].payload) is not None
        and RESTART.search(data, scans[0].start, scans[0].end) is None
        and scans[0].payload == SCAN
        and _has_needed_tables(parts, frames[0].payload)
    )
    return Structure(
        is_bare=is_bare,
        is_closed=parts[-1].end == len(data) and parts[-2] is scans[0],
        is_opaque=len(components(frames[0].payload)) == COLOUR,
    )


def _has_needed_tables(parts: list[Segment], frame: bytes) -> bool:
    """Return whether the tables are those that the scan uses, each of them once."""
    steps = b"".join(part.payload for part in parts if part.marker == DQT)
    numbers = list(steps[::TABLE_BYTES])
    used = {component.table for component in components(frame)}
    codes = [part.payload for part in parts if part.marker == DHT]
    return (
        len(frame) == FRAME_BYTES
        and len(steps) == TABLE_BYTES * len(numbers)
        and sorted(numbers) == sorted(used)
        and len(codes) == len(HUFFMAN)
        and {code[0]: hashlib.sha256(code[1:]).hexdigest() for code in codes} == HUFFMAN
    )


def _is_filled(data: bytes, part: Segment) -> bool:
    """Return whether padding stands before a marker."""
    return data[part.start + 1] != part.marker


def _png(data: bytes) -> Structure:
    parts = list(png_chunks(data))
    kinds = [kind for kind, _, _ in parts]
    contents = [data[start + 8 : end - 4] for _, start, end in parts]
    width, height, *mode = PNG_HEADER.unpack(contents[0])
    coded = b"".join(contents[1:-1])
    return Structure(
        is_bare=kinds == [b"IHDR", *[b"IDAT"] * (len(kinds) - 2), b"IEND"]
        and all(has_right_sum(data, start, end) for _, start, end in parts),
        is_closed=parts[-1][2] == len(data)
        and not contents[-1]
        and _inflates_to(coded, height * (1 + width * COLOUR)),
        is_opaque=tuple(mode) == PNG_RGB8,
    )


def _inflates_to(coded: bytes, size: int) -> bool:
    """Return whether a deflate stream holds exactly so many bytes and nothing follows it."""
    stream = zlib.decompressobj()
    found = len(stream.decompress(coded, size + 1))
    return found == size and stream.eof and not stream.unused_data


def _tiff(data: bytes) -> Structure:
    directory = int.from_bytes(data[4:8], "little")
    count = int.from_bytes(data[directory : directory + 2], "little")
    end = directory + 2 + 12 * count
    spans = [(0, 8), (directory, end + 4)]
    tags: dict[int, tuple[int, ...]] = {}
    for at in range(directory + 2, end, 12):
        number, values, span = _entry(data, at)
        tags[number] = values
        spans += [span] if span else []
    strips = list(zip(tags[273], tags[279], strict=True))
    spans += [(start, start + length) for start, length in strips]
    rows = [min(tags[278][0], tags[257][0] - n * tags[278][0]) for n in range(len(strips))]
    width_bytes = tags[256][0] * COLOUR
    return Structure(
        is_bare=tags.keys() <= TIFF_ALLOWED and len(tags) == count,
        is_closed=data[end : end + 4] == bytes(4)
        and _is_filled_by(data, spans)
        and all(
            _inflates_to(data[start : start + length], height * width_bytes)
            for (start, length), height in zip(strips, rows, strict=True)
        ),
        is_opaque=all(tags[number] == value for number, value in TIFF_REQUIRED.items()),
    )


def _entry(data: bytes, at: int) -> tuple[int, tuple[int, ...], tuple[int, int] | None]:
    """Return tag, values and, if they stand elsewhere, from where to where."""
    number, kind, count, offset = struct.unpack_from("<HHII", data, at)
    size = TYPE_BYTES[kind] * count
    start = at + 8 if size <= 4 else offset  # noqa: PLR2004 - TIFF 6.0, section 2
    values = struct.unpack_from(f"<{count}{TYPE_CODES[kind]}", data, start)
    if start == at + 8 and any(data[start + size : at + 12]):
        raise ValueError("value field")
    return number, values, None if start == at + 8 else (start, start + size)


def _is_filled_by(data: bytes, spans: list[tuple[int, int]]) -> bool:
    """Return whether spans cover a file without overlap, but for single zeros of alignment."""
    ordered = sorted(spans)
    gaps = [(a[1], b[0]) for a, b in pairwise(ordered)]
    gaps.append((ordered[-1][1], len(data)))
    return all(start == end or data[start:end] == b"\x00" for start, end in gaps)
