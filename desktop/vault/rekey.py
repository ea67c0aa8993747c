"""The database file under another key: a copy is made, verified, and takes the file's place.

SQLCipher can change the key of a database in place (``PRAGMA rekey``), and rewrites every page for
it. A copy beside it costs the same and is better: until the instant of the rename the old file is
whole and is itself the backup, and nothing but a verified file ever takes its place. Killed in
between, the next start finds the old file, and begins again.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from desktop.errors import DamagedError
from desktop.vault.connection import FILE_NAME, keyed
from desktop.vault.dialect_sqlite import copy_pages, damage_of, row_counts
from desktop.vault.files import disk_errors, require_room, sync_file, sync_folder

NEXT: Final = FILE_NAME + ".next"

Progress = Callable[[int, int], None]


def discard(folder: Path) -> None:
    """Forget a copy that was not finished."""
    with disk_errors():
        for path in folder.glob(NEXT + "*"):
            path.unlink()


def write_copy(source: Any, folder: Path, private: bytes, salt: bytes, progress: Progress) -> None:
    """Copy the open database under another key, make it durable, and verify it.

    Args:
        source: The driver's connection, in no transaction, its log folded.
        folder: The vault.
        private: The catalogue's private key that the copy is keyed with.
        salt: The catalogue's salt, 16 bytes.
        progress: Told how many pages of how many are copied.

    Raises:
        VaultFullError: The disk has no room; nothing is left behind.
        DamagedError: ``read_back``: the copy is not what was copied; it is removed.
    """
    discard(folder)
    path = folder / NEXT
    with disk_errors():
        require_room(folder, (folder / FILE_NAME).stat().st_size)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    try:
        target = keyed(path, private, salt)
        try:
            copy_pages(source, target, progress)
        finally:
            target.close()
        sync_file(path)
        _check(source, path, private, salt)
    except BaseException:
        discard(folder)
        raise


def _check(source: Any, path: Path, private: bytes, salt: bytes) -> None:
    """Return only if the file, opened anew, is whole and has the rows of ``source``."""
    copy = keyed(path, private, salt)
    try:
        copy.execute("PRAGMA locking_mode=EXCLUSIVE")
        if damage_of(copy) or row_counts(copy) != row_counts(source):
            raise DamagedError("read_back")
    finally:
        copy.close()


def take_place(folder: Path) -> None:
    """Put the verified copy in the place of the file, which nobody has open.

    Raises:
        DamagedError: The disk refused; the old file stands.
    """
    with disk_errors():
        (folder / NEXT).replace(folder / FILE_NAME)
        sync_folder(folder)
