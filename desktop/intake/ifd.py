"""Image file directories: the tables of tags in TIFF, EXIF and MPF, read without trust.

Reading never raises on content: what is missing, misplaced or of a wrong type is simply empty, and
nothing outside the given bytes can be reached. Whether that is a reason for refusal is for the
caller: it is in a TIFF file, it is not in the EXIF block of a photograph.

Source: TIFF 6.0 section 2; EXIF 2.32 section 4.6.2 for the types.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, Self

ENTRY_LIMIT: Final = 1024
"""Tags of one directory: cameras write fewer than 200."""
_TYPE_BYTES: Final[Mapping[int, int]] = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1,
}  # fmt: skip
_HEADER_BYTES: Final = 8
_INLINE_BYTES: Final = 4
"""Values no longer than this stand in the table itself."""
_UNSIGNED: Final[Mapping[int, str]] = {1: "B", 3: "H", 4: "I", 13: "I"}
"""Layout codes of ``struct``."""
_TEXTUAL: Final = frozenset({1, 2, 7, 129})
_RATIONAL: Final = frozenset({5, 10})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One tag.

    Attributes:
        kind: TIFF type, 1 to 13, or 129 (UTF-8).
        count: How many values it claims to have.
        at: Where they begin.
        size_bytes: How long they claim to be.
    """

    kind: int
    count: int
    at: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One table of tags.

    Attributes:
        entries: By tag number; of a repeated tag the first.
        following: Where the next table of the chain begins; 0 for none.
        ends_at: Where the table ends, as its count says; may lie beyond the bytes.
    """

    entries: Mapping[int, Entry]
    following: int
    ends_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TiffBytes:
    """Bytes laid out as TIFF: a header and directories that point to each other.

    Attributes:
        data: All of it, format ``B``; offsets count from its beginning.
        order: Byte order.
        first: Where the first directory begins.
    """

    data: memoryview
    order: Literal["big", "little"]
    first: int

    @classmethod
    def opened(cls, data: memoryview) -> Self | None:
        """Return ``data`` with its header read, or None if it has none.

        Olympus and Panasonic write a number of their own in the place of 42.
        """
        order: Literal["big", "little"]
        match bytes(data[:4]):
            case b"II*\0" | b"IIRO" | b"IIRS" | b"IIU\0":
                order = "little"
            case b"MM\0*" | b"MMOR":
                order = "big"
            case _:
                return None
        return cls(data=data, order=order, first=int.from_bytes(data[4:8], order))

    def directory(self, offset: int) -> Directory:
        """Return the table at ``offset``, as far as it is there."""
        if offset < _HEADER_BYTES or offset + 2 > len(self.data):
            return Directory(entries={}, following=0, ends_at=offset + 2)
        count = self._number(offset, 2)
        end = offset + 2 + 12 * count
        entries: dict[int, Entry] = {}
        for at in range(offset + 2, min(end, len(self.data) - 11), 12)[:ENTRY_LIMIT]:
            entries.setdefault(self._number(at, 2), self._entry(at))
        return Directory(
            entries=entries,
            following=self._number(end, 4) if end + 4 <= len(self.data) else 0,
            ends_at=end + 4,
        )

    def holds(self, entry: Entry) -> bool:
        """Return whether all values of a tag lie inside the bytes."""
        return entry.at + entry.size_bytes <= len(self.data)

    def numbers(self, entry: Entry | None, *, most: int = 1) -> tuple[int, ...]:
        """Return the unsigned integers of a tag, at most ``most``; empty if they are not there."""
        if entry is None or entry.kind not in _UNSIGNED or not self.holds(entry):
            return ()
        layout = f"{'<' if self.order == 'little' else '>'}{min(entry.count, most)}"
        return struct.unpack_from(layout + _UNSIGNED[entry.kind], self.data, entry.at)

    def number(self, entry: Entry | None, default: int = 0) -> int:
        """Return the first unsigned integer of a tag, or ``default``."""
        found = self.numbers(entry)
        return found[0] if found else default

    def text(self, entry: Entry | None, *, most: int) -> bytes:
        """Return the bytes of a textual tag up to its first NUL, at most ``most``."""
        if entry is None or entry.kind not in _TEXTUAL:
            return b""
        length = min(entry.size_bytes, most)
        return bytes(self.data[entry.at : entry.at + length]).partition(b"\0")[0]

    def raw(self, entry: Entry | None) -> memoryview:
        """Return the bytes of a tag, of any type, as far as they are there."""
        return self.data[entry.at : entry.at + entry.size_bytes] if entry else self.data[:0]

    def has_fraction(self, entry: Entry | None) -> bool:
        """Return whether a tag holds at least one fraction that is a number (n/0 is none)."""
        if entry is None or entry.kind not in _RATIONAL or not entry.count:
            return False
        return any(
            self.raw(entry)[start + 4 : start + 8].tobytes().strip(b"\0")
            for start in range(0, min(entry.size_bytes, 64), 8)
        )

    def _number(self, at: int, width: int) -> int:
        return int.from_bytes(self.data[at : at + width], self.order)

    def _entry(self, at: int) -> Entry:
        kind, count = self._number(at + 2, 2), self._number(at + 4, 4)
        size_bytes = _TYPE_BYTES.get(kind, 1) * count
        place = at + 8 if size_bytes <= _INLINE_BYTES else self._number(at + 8, 4)
        return Entry(kind=kind, count=count, at=place, size_bytes=size_bytes)
