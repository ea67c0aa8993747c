"""Every file of a source's tree, without following a link.

Each entry that is not a folder comes out exactly once, seen or refused. A folder that cannot be
read, or lies too deep, comes out as refused itself, so that nothing is left out silently.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from typing import Final

from desktop.errors import IntakeError, SourceGoneError
from desktop.intake import _posix
from desktop.intake.entry import Listing, Seen, Turned, objection
from desktop.intake.names import natural_key, shown
from desktop.records.arrival import Refusal
from desktop.settings import Limits

DEPTH_LIMIT: Final = 32
"""Folders inside folders: a camera uses two; deeper ones are refused by name."""
ENTRY_LIMIT: Final = 100_000
"""Entries of one source: no card holds so many; more means the wrong folder was chosen."""


def walk(root_fd: int, *, limits: Limits, explain: Callable[[OSError], IntakeError]) -> Listing:
    """Return every file below an open folder.

    Args:
        root_fd: The open folder.
        limits: The largest file taken in.
        explain: Says what an error of the system means for this source.

    Raises:
        OSError: The folder itself cannot be read.
        SourceGoneError: The source went away meanwhile.
        IntakeError: ``too_many_entries``.
    """
    found = [*_Walk(limits=limits, explain=explain).below(root_fd, prefix=b"", depth=0)]
    found.sort(key=lambda entry: (natural_key(entry.raw), entry.raw))
    return Listing(
        seen=tuple(entry for entry in found if isinstance(entry, Seen)),
        refused=tuple(entry for entry in found if isinstance(entry, Turned)),
    )


class _Walk:
    """One pass over a tree, counting what it has met."""

    def __init__(self, *, limits: Limits, explain: Callable[[OSError], IntakeError]) -> None:
        self._limits = limits
        self._explain = explain
        self._left = ENTRY_LIMIT

    def below(self, folder_fd: int, *, prefix: bytes, depth: int) -> Iterator[Seen | Turned]:
        for name, status in self._scan(folder_fd):
            raw = prefix + name
            if isinstance(status, OSError):
                yield from self._unreadable(raw, status)
            elif stat.S_ISDIR(status.st_mode):
                yield from self._inside(folder_fd, raw=raw, depth=depth + 1)
            else:
                yield self._judge(raw, status)

    def _inside(self, folder_fd: int, *, raw: bytes, depth: int) -> Iterator[Seen | Turned]:
        if depth > DEPTH_LIMIT:
            yield _turned(raw, Refusal.UNREADABLE_SOURCE)
            return
        try:
            with _posix.inner_folder(folder_fd, raw.rpartition(b"/")[2]) as inner_fd:
                yield from self.below(inner_fd, prefix=raw + b"/", depth=depth)
        except OSError as error:
            yield from self._unreadable(raw, error)

    def _scan(self, folder_fd: int) -> list[_posix.Scanned]:
        with _posix.inner_folder(folder_fd, b".") as again_fd:
            found = _posix.scan(again_fd, most=self._left)
        self._left -= len(found)
        if self._left < 0:
            raise IntakeError("too_many_entries", limit=ENTRY_LIMIT)
        return found

    def _unreadable(self, raw: bytes, error: OSError) -> Iterator[Turned]:
        if error.errno == errno.ENOENT:
            return
        explained = self._explain(error)
        if isinstance(explained, SourceGoneError):
            raise explained from error
        link = error.errno == errno.ELOOP
        yield _turned(raw, Refusal.LINK if link else Refusal.UNREADABLE_SOURCE)

    def _judge(self, raw: bytes, status: os.stat_result) -> Seen | Turned:
        reason = objection(status, self._limits)
        if reason is not None:
            return _turned(raw, reason)
        return Seen(
            relative_name=shown(raw),
            raw=raw,
            size_bytes=status.st_size,
            mtime_ns=status.st_mtime_ns,
            inode=status.st_ino,
            device=status.st_dev,
        )


def _turned(raw: bytes, reason: Refusal) -> Turned:
    return Turned(relative_name=shown(raw), raw=raw, reason=reason)
