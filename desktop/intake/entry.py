"""What lies in a source: files that may be taken in, and entries that stay, each with a reason."""

import os
import stat
from dataclasses import dataclass

from desktop.records.arrival import Refusal
from desktop.settings import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes a file this file: any change here means another file or other content."""

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A regular file of the source that may be taken in.

    Attributes:
        relative_name: Its name below the source, for display (``names.shown``).
        raw: The same as the file system has it; what ``open`` and ``remove`` take.
        size_bytes: From 1 to ``Limits.file_bytes``.
        mtime_ns: Time of last change, nanoseconds since 1970 UTC; may lie anywhere.
        inode: With ``device``, which file it is.
        device: The file system's number.
    """

    relative_name: str
    raw: bytes
    size_bytes: int
    mtime_ns: int
    inode: int
    device: int

    @property
    def identity(self) -> Identity:
        """What must still hold when the file is opened and when it is removed."""
        return Identity(
            device=self.device,
            inode=self.inode,
            size_bytes=self.size_bytes,
            mtime_ns=self.mtime_ns,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """An entry that stays where it is, and why."""

    relative_name: str
    raw: bytes
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole tree, each file in exactly one of the two, in natural order of names."""

    seen: tuple[Seen, ...]
    refused: tuple[Turned, ...]


def identity_of(status: os.stat_result) -> Identity:
    """Return the identity that a status describes."""
    return Identity(
        device=status.st_dev,
        inode=status.st_ino,
        size_bytes=status.st_size,
        mtime_ns=status.st_mtime_ns,
    )


def objection(status: os.stat_result, limits: Limits) -> Refusal | None:
    """Return why an entry with this status is not taken in, or None.

    Args:
        status: Of the entry itself, not of what a link points to.
        limits: The largest file taken in.
    """
    if stat.S_ISLNK(status.st_mode):
        return Refusal.LINK
    if not stat.S_ISREG(status.st_mode):
        return Refusal.NOT_A_FILE
    if status.st_size == 0:
        return Refusal.EMPTY
    return Refusal.TOO_LARGE if status.st_size > limits.file_bytes else None
