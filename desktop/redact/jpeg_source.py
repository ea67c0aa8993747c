"""How a source JPEG was written: read from its header, never from its pixels.

A copy that is written with the same steps changes next to nothing outside the regions, and two
sources that differ only in pixels give the same steps: non-interference stays.
"""

from dataclasses import dataclass
from typing import Final

from desktop.redact.jpeg_parts import (
    APP14,
    DQT,
    FRAMES,
    SOS,
    Component,
    components,
    quantisation,
    segments,
)
from desktop.redact.picture import JpegTables, Table

SUBSAMPLINGS: Final = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0"}
"""Luma samples per chroma sample, across and down, that the writer can produce."""

TURNED: Final = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height (EXIF 2.32, tag 0x0112)."""

COLOUR: Final = 3
ADOBE_YCC: Final = 1
LARGEST_STEP: Final = 255
"""Largest step in a baseline table (T.81, B.2.4.1)."""


@dataclass(slots=True)
class _Header:
    """What the header says so far."""

    tables: dict[int, Table]
    frame: tuple[Component, ...] = ()
    adobe: int = ADOBE_YCC


def read_tables(untrusted: bytes, *, orientation: int) -> JpegTables | None:
    """Return how a JPEG was written, turned like its upright picture.

    Args:
        untrusted: A JPEG stream.
        orientation: EXIF orientation, 1 to 8. Turning a block on its side turns its table too.

    Returns:
        None if a copy cannot be written in that way: four components, RGB components, steps
        beyond baseline, or a header that does not hold together. A subsampling that the writer
        does not have becomes ``4:4:4``, which keeps more.
    """
    try:
        header = _read_header(untrusted)
        tables = tuple(header.tables[component.table] for component in header.frame)
    except (ValueError, EOFError, KeyError):
        return None
    is_turned = orientation in TURNED
    subsampling = _subsampling(header, is_turned=is_turned)
    if subsampling is None or not all(1 <= step <= LARGEST_STEP for one in tables for step in one):
        return None
    if is_turned:
        tables = tuple(_on_its_side(table) for table in tables)
    return JpegTables(tables=tables, subsampling=subsampling)


def _read_header(untrusted: bytes) -> _Header:
    header = _Header(tables={})
    for segment in segments(untrusted):
        if segment.marker == DQT:
            header.tables.update(quantisation(segment.payload))
        elif segment.marker in FRAMES:
            header.frame = components(segment.payload)
        elif segment.marker == APP14 and segment.payload.startswith(b"Adobe"):
            header.adobe = segment.payload[11] if len(segment.payload) > 11 else 0  # noqa: PLR2004
        elif segment.marker == SOS:
            break
    return header


def _subsampling(header: _Header, *, is_turned: bool) -> str | None:
    """Return the name of the subsampling, or None if this is no plain grey or YCbCr."""
    if len(header.frame) == 1:
        return "4:4:4"
    if len(header.frame) != COLOUR or header.adobe != ADOBE_YCC or _is_rgb(header.frame):
        return None
    luma, *chroma = header.frame
    if any((one.across, one.down) != (1, 1) for one in chroma):
        return "4:4:4"
    factors = (luma.down, luma.across) if is_turned else (luma.across, luma.down)
    return SUBSAMPLINGS.get(factors, "4:4:4")


def _is_rgb(frame: tuple[Component, ...]) -> bool:
    """Return whether the components are named R, G and B."""
    return bytes(component.identifier for component in frame) == b"RGB"


def _on_its_side(table: Table) -> Table:
    return tuple(table[column * 8 + row] for row in range(8) for column in range(8))
