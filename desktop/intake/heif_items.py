"""The items of a HEIF file: what each is, where its bytes lie, what it belongs to.

Every count is bounded before anything is done that many times.

Source: ISO/IEC 14496-12 sections 8.11.3 (iloc), 8.11.6 (iinf), 8.11.12 (iref); ISO/IEC 23008-12
section 9.3 (iprp).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.errors import FileRefusedError
from desktop.intake.boxes import Box, first_of_each, walk
from desktop.intake.window import Window
from desktop.records.arrival import Refusal

ITEM_LIMIT: Final = 4096
EXTENT_LIMIT: Final = 16_384
_WIDTHS: Final = frozenset({0, 4, 8})
_ENTRY_ID_WIDTH: Final[Mapping[int, int]] = {2: 2, 3: 4}
"""By version of ``infe``; older ones name no type and are no pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A stretch of an item's bytes.

    Attributes:
        method: 0 counted from the file's beginning, 1 from that of ``idat``, 2 in another item.
        offset: Where it begins.
        length: How long it is; 0 for "to the end".
    """

    method: int
    offset: int
    length: int


class _Cursor:
    """Reads numbers one after another."""

    def __init__(self, window: Window, at: int) -> None:
        self._window = window
        self._at = at

    def number(self, width: int) -> int:
        self._at += width
        return self._window.number(self._at - width, width)


def kinds(iinf: Window) -> Mapping[int, bytes]:
    """Return the type of every item, by item number.

    Raises:
        FileRefusedError: ``damaged``.
    """
    start = 6 if iinf.number(0, 1) == 0 else 8
    found: dict[int, bytes] = {}
    for box in _bounded(iinf, start):
        width = _ENTRY_ID_WIDTH.get(box.body.number(0, 1))
        if box.kind == b"infe" and width is not None:
            found[box.body.number(4, width)] = bytes(box.body.take(6 + width, 4))
    return found


def places(iloc: Window) -> Mapping[int, tuple[Extent, ...]]:
    """Return where the bytes of every item lie, by item number.

    Raises:
        FileRefusedError: ``damaged``.
    """
    version = iloc.number(0, 1)
    sizes = iloc.number(4, 2)
    offset_width, length_width, base_width = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_width = sizes & 15 if version else 0
    if not {offset_width, length_width, base_width, index_width} <= _WIDTHS:
        raise FileRefusedError(Refusal.DAMAGED.value)
    cursor = _Cursor(iloc, 6)
    id_width = 4 if version > 1 else 2
    found: dict[int, tuple[Extent, ...]] = {}
    total = 0
    for _ in range(_no_more(cursor.number(id_width), ITEM_LIMIT)):
        item = cursor.number(id_width)
        method = cursor.number(2) & 15 if version else 0
        cursor.number(2)
        base = cursor.number(base_width)
        count = cursor.number(2)
        total = _no_more(total + count, EXTENT_LIMIT)
        found[item] = tuple(
            _extent(cursor, method, base, (index_width, offset_width, length_width))
            for _ in range(count)
        )
    return found


def _extent(cursor: _Cursor, method: int, base: int, widths: tuple[int, int, int]) -> Extent:
    cursor.number(widths[0])
    offset = base + cursor.number(widths[1])
    return Extent(method=method, offset=offset, length=cursor.number(widths[2]))


def references(iref: Window | None) -> tuple[tuple[bytes, int, tuple[int, ...]], ...]:
    """Return every reference as kind, from which item, to which items.

    Raises:
        FileRefusedError: ``damaged``.
    """
    if iref is None:
        return ()
    width = 2 if iref.number(0, 1) == 0 else 4
    found = []
    total = 0
    for box in _bounded(iref, 4):
        cursor = _Cursor(box.body, 0)
        source = cursor.number(width)
        count = cursor.number(2)
        total = _no_more(total + count, EXTENT_LIMIT)
        found.append((box.kind, source, tuple(cursor.number(width) for _ in range(count))))
    return tuple(found)


def properties(iprp: Window) -> Mapping[int, tuple[Box, ...]]:
    """Return the properties of every item, in the order in which they apply.

    Raises:
        FileRefusedError: ``damaged``.
    """
    inside = first_of_each(iprp)
    if not {b"ipco", b"ipma"} <= inside.keys():
        raise FileRefusedError(Refusal.DAMAGED.value)
    known = tuple(_bounded(inside[b"ipco"], 0))
    ipma = inside[b"ipma"]
    id_width = 2 if ipma.number(0, 1) == 0 else 4
    index_width = 2 if ipma.number(3, 1) & 1 else 1
    essential = 1 << (8 * index_width - 1)
    cursor = _Cursor(ipma, 4)
    found: dict[int, tuple[Box, ...]] = {}
    for _ in range(_no_more(cursor.number(4), ITEM_LIMIT)):
        item = cursor.number(id_width)
        indices = [cursor.number(index_width) % essential for _ in range(cursor.number(1))]
        found[item] = tuple(known[index - 1] for index in indices if 0 < index <= len(known))
    return found


def sizes(iprp: Window) -> Iterator[tuple[int, int]]:
    """Yield width and height, in pixels, of every picture that the file describes.

    Raises:
        FileRefusedError: ``damaged``.
    """
    for box in walk(first_of_each(iprp).get(b"ipco", iprp)):
        if box.kind == b"ispe":
            yield box.body.number(4, 4), box.body.number(8, 4)


def _bounded(window: Window, start: int) -> Iterator[Box]:
    for count, box in enumerate(walk(window, start=start)):
        _no_more(count, ITEM_LIMIT)
        yield box


def _no_more(count: int, limit: int) -> int:
    if count > limit:
        raise FileRefusedError(Refusal.DAMAGED.value)
    return count
