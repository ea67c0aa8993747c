"""The catalogue's write-ahead log, looked at before SQLite reads it.

SQLite takes the log up to the first frame whose checksum does not fit and silently passes over all
behind it: rightly for a transaction that a power cut tore, wrongly for a bit that turned on the
disk, after which acknowledged changes vanish and the sweep at start removes their photographs. The
two can be told apart: every commit is synced before the next begins, so that behind a torn frame
there is at most the one commit that was being written. Two mean damage, and the vault is refused
with its log untouched.

Layout: sqlite.org/fileformat2.html#the_write_ahead_log. The pages are encrypted; the checksums,
which need no key, are of the encrypted bytes.
"""

import os
import struct
from pathlib import Path
from typing import BinaryIO, Final

from desktop.errors import DamagedError
from desktop.vault.files import disk_errors, open_plain

_MAGIC: Final = 0x377F0682
_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_PAGE_BYTES: Final = 4096
_MOST_TORN_COMMITS: Final = 1
_WORD: Final = 0xFFFFFFFF

Sums = tuple[int, int]


def check_log(path: Path) -> None:
    """Return only if the log at ``path`` is absent, whole, or torn as a power cut tears it.

    Raises:
        DamagedError: ``log``: more than one commit lies behind a frame that does not fit.
    """
    if not path.exists():
        return
    with disk_errors(), os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        if _commits_behind_a_break(file) > _MOST_TORN_COMMITS:
            raise DamagedError("log")


def _commits_behind_a_break(file: BinaryIO) -> int:
    """Return how many commits of the log's own run lie behind the first place that does not fit.

    Frames of an earlier run of the same file carry other salts than its header.
    """
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return 0
    magic, _version, _size, _sequence, *salts, one, two = _HEADER.unpack(head)
    order = "<" if magic == _MAGIC else ">"
    sums = _added((0, 0), head[:24], order)
    fits = is_header = magic in (_MAGIC, _MAGIC + 1) and sums == (one, two)
    commits, frames = 0, 0
    while frame := _next_frame(file):
        (_page, committed, *salt, one, two), start, page = frame
        if not is_header and not frames:
            salts = salt
        if fits:
            sums = _added(_added(sums, start, order), page, order)
            fits = salt == salts and sums == (one, two)
        if not fits and committed and _bits_apart(salt, salts) <= 1:
            commits += 1
        frames += 1
    return commits


def _bits_apart(salt: list[int], salts: list[int]) -> int:
    """Return in how many bits two pairs differ: those of two runs in many, a damaged one in one."""
    return sum((one ^ other).bit_count() for one, other in zip(salt, salts, strict=True))


def _next_frame(file: BinaryIO) -> tuple[tuple[int, ...], bytes, bytes] | None:
    start = file.read(_FRAME.size)
    page = file.read(_PAGE_BYTES)
    if len(page) < _PAGE_BYTES:
        return None
    return _FRAME.unpack(start), start[:8], page


def _added(sums: Sums, data: bytes, order: str) -> Sums:
    """Return the running checksum after ``data``, a multiple of eight bytes."""
    first, second = sums
    for one, two in struct.iter_unpack(order + "II", data):
        first = first + one + second & _WORD
        second = second + two + first & _WORD
    return first, second
