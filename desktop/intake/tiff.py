"""The frame of a TIFF file: its directories and where the pixels of each page lie.

Camera raw files are TIFF inside too; ``raw`` tells them apart before this is asked.

Source: TIFF 6.0 sections 2, 3, 8, 15.
"""

import operator
from collections.abc import Iterator
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.ifd import Directory, Entry, TiffBytes
from desktop.intake.structure import Structure
from desktop.records.arrival import Refusal

PAGE_LIMIT: Final = 64
INNER_LIMIT: Final = 16
"""Sub-directories of one directory."""
_PIECE_LIMIT: Final = 524_288
"""Strips or tiles of one page: 120 megapixels in the smallest tiles of 16 by 16."""

_WIDTH: Final = 0x0100
_HEIGHT: Final = 0x0101
_STRIP_OFFSETS: Final = 0x0111
_STRIP_BYTES: Final = 0x0117
_TILE_OFFSETS: Final = 0x0144
_TILE_BYTES: Final = 0x0145
_SUB_DIRECTORIES: Final = 0x014A
_XMP: Final = 0x02BC


def survey(data: memoryview) -> Structure:
    """Return the frame of a TIFF file's first page, having looked at all of them.

    Args:
        data: The whole file.

    Raises:
        FileRefusedError: ``cut_off`` (a table, a value or a piece of a picture lies beyond the
            end), or ``damaged``.
    """
    tiff = TiffBytes.opened(data)
    if tiff is None:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    pages = _pages(tiff)
    inner = tuple(inner_directories(tiff, pages[0]))
    for page in pages:
        _require_whole(tiff, page)
    entries = pages[0].entries
    width_px = tiff.number(entries.get(_WIDTH))
    height_px = tiff.number(entries.get(_HEIGHT))
    return Structure(
        width_px=width_px,
        height_px=height_px,
        decoded_pixels=width_px * height_px,
        exif=data,
        xmp=(tiff.raw(entries.get(_XMP)),),
        second_picture=len(pages) + len(inner) > 1,
    )


def _pages(tiff: TiffBytes) -> tuple[Directory, ...]:
    """Return the chain of directories.

    Raises:
        FileRefusedError: ``cut_off`` if one is not wholly there; ``damaged`` if the chain runs in
            a circle or does not end.
    """
    pages: list[Directory] = []
    visited: set[int] = set()
    offset = tiff.first
    while offset:
        if offset in visited or len(pages) == PAGE_LIMIT:
            raise FileRefusedError(Refusal.DAMAGED.value)
        visited.add(offset)
        pages.append(_whole_table(tiff, offset))
        offset = pages[-1].following
    if not pages:
        raise FileRefusedError(Refusal.CUT_OFF.value)
    return tuple(pages)


def _whole_table(tiff: TiffBytes, offset: int) -> Directory:
    table = tiff.directory(offset)
    if table.ends_at > len(tiff.data):
        raise FileRefusedError(Refusal.CUT_OFF.value)
    if not table.entries:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return table


def inner_directories(tiff: TiffBytes, page: Directory) -> Iterator[Directory]:
    """Yield the sub-directories of a directory, the first ``INNER_LIMIT``."""
    offsets = tiff.numbers(page.entries.get(_SUB_DIRECTORIES), most=INNER_LIMIT)
    for offset in offsets:
        yield tiff.directory(offset)


def _require_whole(tiff: TiffBytes, page: Directory) -> None:
    """Make sure that every value and every strip or tile of a page lies inside the file.

    Raises:
        FileRefusedError: ``cut_off`` or ``damaged``.
    """
    if not all(tiff.holds(entry) for entry in page.entries.values()):
        raise FileRefusedError(Refusal.CUT_OFF.value)
    offsets = page.entries.get(_TILE_OFFSETS) or page.entries.get(_STRIP_OFFSETS)
    lengths = page.entries.get(_TILE_BYTES) or page.entries.get(_STRIP_BYTES)
    starts = _pieces(tiff, offsets)
    sizes = _pieces(tiff, lengths)
    if not starts or len(starts) != len(sizes):
        raise FileRefusedError(Refusal.DAMAGED.value)
    if max(map(operator.add, starts, sizes)) > len(tiff.data):
        raise FileRefusedError(Refusal.CUT_OFF.value)


def _pieces(tiff: TiffBytes, entry: Entry | None) -> tuple[int, ...]:
    if entry is not None and entry.count > _PIECE_LIMIT:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return tiff.numbers(entry, most=_PIECE_LIMIT)
