"""The system calls behind a source, for Linux and macOS.

Every name is resolved one component at a time, relative to an open directory and without following
links, so that nothing outside the chosen folder can be reached however the tree is changed
meanwhile. Errors leave as ``OSError``; ``source`` translates them.

Windows: not there yet and untested. It needs the same five operations (``CreateFileW`` with
``FILE_FLAG_OPEN_REPARSE_POINT``, refusal of reparse points, comparison of the final path with the
root) in a module beside this one. Importing this module there is harmless: no constant or function
that Windows lacks is touched before ``open_folder``, which refuses.

Source: POSIX.1-2024 openat(), fstatat(), unlinkat(); the import protocol of ``VAULT.md`` 4.4.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Scanned = tuple[bytes, os.stat_result | OSError]


def _folder_flags() -> int:
    return os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK | os.O_CLOEXEC


def open_folder(folder: Path) -> int:
    """Return a descriptor of the folder that a person chose; a link to it is followed.

    Raises:
        OSError: It is not there, not a folder, not readable, or the platform is not supported.
    """
    if os.name != "posix":
        raise OSError(errno.ENOSYS, "this platform has no source yet")
    return os.open(folder, _folder_flags())


def _step(folder_fd: int, name: bytes) -> int:
    try:
        return os.open(name, _folder_flags() | os.O_NOFOLLOW, dir_fd=folder_fd)
    except NotADirectoryError as error:
        if stat.S_ISLNK(os.stat(name, dir_fd=folder_fd, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, "a link in the middle of the path") from error
        raise


@contextmanager
def parent_of(root_fd: int, parts: tuple[bytes, ...]) -> Iterator[int]:
    """Open the folder that holds the last of ``parts``, without following a link.

    Args:
        root_fd: The source's folder.
        parts: Folders and name below it, checked by ``names.parts_of``.

    Yields:
        A descriptor, closed on leaving.

    Raises:
        OSError: A folder is gone, is not readable, or is a link (``ELOOP``).
    """
    current = os.open(b".", _folder_flags(), dir_fd=root_fd)
    try:
        for name in parts[:-1]:
            following = _step(current, name)
            os.close(current)
            current = following
        yield current
    finally:
        os.close(current)


@contextmanager
def inner_folder(folder_fd: int, name: bytes) -> Iterator[int]:
    """Open one folder inside another, without following a link.

    Yields:
        A descriptor, closed on leaving.

    Raises:
        OSError: It is gone, is not readable, or is a link (``ELOOP``).
    """
    opened = _step(folder_fd, name)
    try:
        yield opened
    finally:
        os.close(opened)


def scan(folder_fd: int, *, most: int) -> list[Scanned]:
    """Return every entry of a folder with its own status (that of a link, not of its target).

    Args:
        folder_fd: An open folder.
        most: Stop after this many entries and return one more than that.

    Raises:
        OSError: The folder cannot be read.
    """
    found: list[Scanned] = []
    with os.scandir(folder_fd) as entries:
        for entry in entries:
            name = os.fsencode(entry.name)
            found.append((name, status(folder_fd, name)))
            if len(found) > most:
                break
    return found


def status(folder_fd: int, name: bytes) -> os.stat_result | OSError:
    """Return the status of one entry, not following a link, or the error that it gave."""
    try:
        return os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
    except OSError as error:
        return error


def open_file(folder_fd: int, name: bytes) -> int:
    """Open an entry for reading, never following a link and never waiting for a writer.

    Raises:
        OSError: It is gone, a link (``ELOOP``) or not readable.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(name, flags, dir_fd=folder_fd)


def is_writable(folder_fd: int) -> bool:
    """Return whether entries of an open folder can be deleted by this user: a hint, no promise."""
    return os.access(b".", os.W_OK | os.X_OK, dir_fd=folder_fd)


def ends_in_a_hole(file_fd: int) -> bool:
    """Return whether the end of a file was never written: room was made for it and nothing more.

    Source: lseek(2), ``SEEK_HOLE``. A file system that cannot tell says that there is no hole, and
    so does a platform without the call.
    """
    if not hasattr(os, "SEEK_HOLE"):
        return False
    try:
        size_bytes = os.fstat(file_fd).st_size
        hole = os.lseek(file_fd, 0, os.SEEK_HOLE)
        while hole < size_bytes:
            hole = os.lseek(file_fd, os.lseek(file_fd, hole, os.SEEK_DATA), os.SEEK_HOLE)
    except OSError as error:
        return error.errno == errno.ENXIO
    return False


def forget_cached(file_fd: int) -> None:
    """Ask the system to read this file from the medium next time (a hint: it may not)."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file_fd, 0, 0, os.POSIX_FADV_DONTNEED)


def remove(folder_fd: int, name: bytes) -> None:
    """Delete one entry and bring that to the medium as far as the file system can.

    A network or FUSE file system that cannot flush a folder (``EINVAL`` and its like) is accepted,
    and so is one that turned read-only after the deletion: at worst the photograph comes back.

    Raises:
        OSError: It could not be deleted, or flushing failed in another way.
    """
    os.unlink(name, dir_fd=folder_fd)
    try:
        os.fsync(folder_fd)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EROFS, errno.ENOTSUP, errno.ENOSYS}:
            raise
