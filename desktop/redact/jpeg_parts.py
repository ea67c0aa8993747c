"""The segments of a JPEG stream, read without decoding (ITU-T T.81, annex B).

Used twice: to read how a source was written, and to prove what a copy consists of. It knows no
Pillow and no OpenCV.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SOI: Final = 0xD8
EOI: Final = 0xD9
SOS: Final = 0xDA
DQT: Final = 0xDB
APP0: Final = 0xE0
APP14: Final = 0xEE
FRAMES: Final = frozenset(
    {*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
)
"""Start-of-frame markers; C4, C8 and CC are tables and an extension."""

ZIGZAG: Final = tuple(
    sorted(
        range(64),
        key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8),
    )
)
"""Place in the block of the n-th stored coefficient (T.81, figure A.6)."""

_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In entropy-coded data only stuffed zeros and restart markers may follow FF.

It begins with a fixed byte on purpose: the search then runs at the speed of memory.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One marker and what belongs to it.

    Attributes:
        marker: Second byte of the marker.
        start: Where its FF stands.
        payload: Content after the length; empty for SOI and EOI.
        end: Where the next marker stands; after SOS this is behind the coded data.
    """

    marker: int
    start: int
    payload: bytes
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component of a frame: its identifier, sampling factors and table number."""

    identifier: int
    across: int
    down: int
    table: int


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments from SOI to EOI.

    Raises:
        EOFError: The stream ends before EOI.
        ValueError: Something else stands where a marker must be.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no SOI")
    yield Segment(marker=SOI, start=0, payload=b"", end=2)
    at = 2
    while True:
        segment = _segment(data, at)
        yield segment
        if segment.marker == EOI:
            return
        at = segment.end


def _segment(data: bytes, at: int) -> Segment:
    start = at
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    if at + 2 > len(data):
        raise EOFError("no EOI")
    if data[at] != 0xFF or data[at + 1] in {0x00, SOI}:  # noqa: PLR2004 - the marker byte
        raise ValueError("no marker")
    marker = data[at + 1]
    if marker == EOI:
        return Segment(marker=marker, start=start, payload=b"", end=at + 2)
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    end = at + 2 + length
    if len(data) < at + 4 or end > len(data):
        raise EOFError("segment cut off")
    if length < 2:  # noqa: PLR2004 - the length counts itself
        raise ValueError("segment length")
    return Segment(
        marker=marker,
        start=start,
        payload=data[at + 4 : end],
        end=_coded_data_end(data, end) if marker == SOS else end,
    )


def _coded_data_end(data: bytes, start: int) -> int:
    """Return where the marker begins that ends the coded data, its fill bytes included."""
    found = _NEXT_MARKER.search(data, start)
    if found is None:
        raise EOFError("no EOI")
    end = found.start()
    while end > start and data[end - 1] == 0xFF:  # noqa: PLR2004 - fill bytes (T.81, B.1.1.2)
        end -= 1
    return end


def components(frame: bytes) -> tuple[Component, ...]:
    """Return the components of a start-of-frame segment.

    Raises:
        ValueError: It is too short for what it announces.
    """
    count = frame[5] if len(frame) > 5 else 0  # noqa: PLR2004 - T.81, B.2.2
    if count == 0 or len(frame) < 6 + 3 * count:
        raise ValueError("frame")
    triples = (frame[6 + 3 * i : 9 + 3 * i] for i in range(count))
    return tuple(
        Component(identifier=one[0], across=one[1] >> 4, down=one[1] & 15, table=one[2])
        for one in triples
    )


def quantisation(payload: bytes) -> dict[int, tuple[int, ...]]:
    """Return the tables of a DQT segment by number, row by row.

    Raises:
        ValueError: It is cut short.
    """
    tables: dict[int, tuple[int, ...]] = {}
    at = 0
    while at < len(payload):
        width = 2 if payload[at] >> 4 else 1
        stored = payload[at + 1 : at + 1 + 64 * width]
        if len(stored) < 64 * width:
            raise ValueError("table")
        steps = [0] * 64
        for place, n in zip(ZIGZAG, range(0, 64 * width, width), strict=True):
            steps[place] = int.from_bytes(stored[n : n + width], "big")
        tables[payload[at] & 15] = tuple(steps)
        at += 1 + 64 * width
    return tables
