"""The database file under another key: a copy is made, verified, and takes the file's place.

SQLCipher can change the key of a database in place (``PRAGMA rekey``), and rewrites every page for
it. A copy beside it costs the same and is better: until the instant of the rename the old file is
whole and is itself the backup, and nothing but a verified file ever takes its place. Killed in
between, the next start finds the old file, and begins again.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import DamagedError
from desktop.vault.connection import FILE_NAME
from desktop.vault.crypto import derive
from desktop.vault.database_copy import give_log, open_copy
from desktop.vault.database_copy import write_copy as copy_database
from desktop.vault.dialect_sqlite import integrity_problems
from desktop.vault.files import disk_errors, require_room, sync_folder
from desktop.vault.old_catalogue import PREFIX

NEXT: Final = FILE_NAME + ".next"

Progress = Callable[[int, int], None]


def discard(folder: Path) -> None:
    """Forget a copy that was not finished."""
    with disk_errors():
        for path in folder.glob(NEXT + "*"):
            path.unlink()


def write_copy(
    source: sa.Connection, folder: Path, private: bytes, salt: bytes, progress: Progress
) -> None:
    """Copy the open database under another key, make it durable, and verify it.

    Args:
        source: Outside any transaction, its log folded.
        folder: The vault.
        private: The catalogue's private key that the copy is keyed with.
        salt: The catalogue's salt, 16 bytes.
        progress: Told how many pages of how many are copied.

    Raises:
        VaultFullError: The disk has no room; nothing is left behind.
        DamagedError: ``read_back``: the copy is not what was copied; it is removed.
    """
    discard(folder)
    path, raw_key = folder / NEXT, derive(private, purpose="sqlcipher")
    with disk_errors():
        require_room(folder, (folder / FILE_NAME).stat().st_size)
    try:
        copy_database(source, path, raw_key=raw_key, salt=salt, stepped=progress)
        engine = open_copy(path, raw_key=raw_key, salt=salt)
        try:
            with engine.connect() as copy, copy.begin(), source.begin():
                if integrity_problems(copy) or _rows(copy) != _rows(source):
                    raise DamagedError("read_back")
        finally:
            engine.dispose()
        give_log(path, raw_key=raw_key, salt=salt)
    except BaseException:
        discard(folder)
        raise


def _rows(connection: sa.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    counted = sa.select(sa.func.count())
    return {
        name: int(connection.scalar(counted.select_from(sa.table(name))) or 0)
        for name in [str(row.name) for row in tables]
    }


def take_place(folder: Path) -> None:
    """Put the verified copy in the place of the file, which nobody has open.

    What was kept of catalogues from before a migration goes: it opens with the former key.

    Raises:
        DamagedError: The disk refused; the old file stands.
    """
    with disk_errors():
        (folder / NEXT).replace(folder / FILE_NAME)
        for kept in folder.glob(PREFIX + "*"):
            kept.unlink()
        sync_folder(folder)
