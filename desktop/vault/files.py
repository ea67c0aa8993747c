"""Writing so that it lasts: whole files, synced, renamed into place, and the disk's answers told.

Every function translates the operating system's errors into the vault's, so that a full disk is a
sentence to the user and not a traceback.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final

from desktop.errors import DamagedError, VaultError, VaultFullError, VaultMissingError

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_PLAIN: Final = frozenset({errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENOTDIR})
FREE_MARGIN_BYTES: Final = 64 * 1024 * 1024
_TAIL_BYTES: Final = 4096
_LONGEST_LINE_BYTES: Final = 1024 * 1024
_CAREFUL: Final = (
    (os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if os.name != "nt"
    else getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
)


def explained(error: OSError) -> VaultError:
    """Return the vault's error for an operating system's one."""
    if error.errno in _FULL:
        return VaultFullError()
    if error.errno == errno.ENOENT:
        return DamagedError("file_missing")
    if error.errno in _NOT_PLAIN:
        return DamagedError("layout")
    return DamagedError("disk")


@contextmanager
def disk_errors() -> Iterator[None]:
    """Translate ``OSError`` inside the block.

    Raises:
        VaultFullError: The disk has no room.
        DamagedError: The disk refused to read or write.
    """
    try:
        yield
    except OSError as error:
        raise explained(error) from error


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    if os.name == "nt":  # Windows has no directory sync; a rename there is written through
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_plain(path: Path, flags: int) -> int:
    """Return a descriptor of the plain file at ``path``, which is made with mode 0600 if made.

    No link is followed and no pipe is waited for: somebody else may have put them there.

    Raises:
        OSError: The operating system refused.
        DamagedError: ``layout``: it is no plain file.
    """
    descriptor = os.open(path, flags | _CAREFUL, 0o600)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise DamagedError("layout")
    return descriptor


def write_whole(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: after a power cut there is the old file or the new one.

    Raises:
        VaultFullError: The disk has no room; the old file stands.
        DamagedError: The disk refused.
    """
    beside = path.with_name(path.name + ".new")
    with disk_errors():
        descriptor = open_plain(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)


def write_all(file: FileIO, piece: bytes | memoryview) -> None:
    """Write every byte of ``piece``: one call may take less.

    Raises:
        OSError: The operating system refused.
    """
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


def forget_cached(file: FileIO) -> None:
    """Have the next reading come from the disk and not from the cache, and begin it."""
    if hasattr(os, "posix_fadvise"):
        for advice in (os.POSIX_FADV_DONTNEED, os.POSIX_FADV_WILLNEED):
            os.posix_fadvise(file.fileno(), 0, 0, advice)


def _cut_torn_tail(file: BinaryIO) -> None:
    """Drop a last line without its end: a full disk or a power cut tore it, nobody relied on it.

    Raises:
        DamagedError: It is longer than any line of ours.
    """
    size = end = file.seek(0, os.SEEK_END)
    while end:
        if size - end > _LONGEST_LINE_BYTES:
            raise DamagedError("file_too_large")
        start = max(0, end - _TAIL_BYTES)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    if end != size:
        file.truncate(end)
    file.seek(end)


def append_line(path: Path, line: bytes) -> None:
    """Append one line to ``path``, behind its last whole line, and make it durable.

    Raises:
        VaultFullError: The disk has no room.
        DamagedError: The disk refused.
    """
    with disk_errors():
        descriptor = open_plain(path, os.O_CREAT | os.O_RDWR)
        with os.fdopen(descriptor, "r+b") as file:
            is_new = not os.fstat(descriptor).st_size
            _cut_torn_tail(file)
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(path.parent)


def read_whole(path: Path, *, most_bytes: int) -> bytes:
    """Return the content of a small file.

    Raises:
        VaultMissingError: There is no such file.
        DamagedError: It is larger than anything that we write there, or cannot be read.
    """
    try:
        with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            data = file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise VaultMissingError from error
    except OSError as error:
        raise explained(error) from error
    if len(data) > most_bytes:
        raise DamagedError("file_too_large")
    return data


def read_tail(path: Path, *, most_bytes: int) -> bytes:
    """Return the last whole lines of a file of lines, at most so many bytes of it.

    Raises:
        VaultMissingError: There is no such file.
        DamagedError: It cannot be read.
    """
    try:
        with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            begin = max(0, file.seek(0, os.SEEK_END) - most_bytes)
            file.seek(begin)
            data = file.read(most_bytes)
    except FileNotFoundError as error:
        raise VaultMissingError from error
    except OSError as error:
        raise explained(error) from error
    return data if begin == 0 else data[data.find(b"\n") + 1 :]


def require_room(folder: Path, wanted_bytes: int) -> None:
    """Return only if ``folder``'s disk has room for ``wanted_bytes`` and a margin.

    Raises:
        VaultFullError: It has not.
    """
    with disk_errors():
        free = shutil.disk_usage(folder).free
    if free < wanted_bytes + FREE_MARGIN_BYTES:
        raise VaultFullError
