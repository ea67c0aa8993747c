"""A copy of the catalogue under another key: written page by page, opened only to be read.

The copying is SQLite's own (sqlite.org/backup.html): what is changed meanwhile over the same
connection is in the copy too, so that it is the catalogue as it stands when the last page is done.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.errors import DamagedError, TamperedError
from desktop.vault.connection import APPLICATION_ID, authorize, check_plain, give_key
from desktop.vault.files import disk_errors

STEP_PAGES: Final = 1024
"""4 MiB at a time: between two steps somebody else may have a turn."""
_WRITING: Final = ("locking_mode=EXCLUSIVE", "journal_mode=OFF", "synchronous=OFF")
_READING: Final = ("query_only=ON", "temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON")


def write_copy(
    source: sa.Connection,
    path: Path,
    *,
    raw_key: bytes,
    salt: bytes,
    stepped: Callable[[int, int], None],
) -> None:
    """Write the database of ``source`` to a new file, encrypted under another key, and sync it.

    Args:
        source: Outside any transaction.
        path: Must not exist.
        raw_key: 32 bytes.
        salt: 16 bytes; they stand in the clear at the file's beginning.
        stepped: Told pages done and pages in all while there is more to do; may give way to others
            that change the source, and may raise to give up.

    Raises:
        DamagedError: The copy could not be written.
    """
    with disk_errors():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    target = sqlcipher.connect(str(path), isolation_level=None)
    try:
        give_key(target, raw_key, salt)
        for setting in _WRITING:
            target.execute(f"PRAGMA {setting}")
        driver: Any = source.connection.driver_connection
        driver.backup(target, pages=STEP_PAGES, progress=_telling(stepped))
        _without_log(target)
    finally:
        target.close()
    with disk_errors(), path.open("rb") as file:
        os.fsync(file.fileno())


def _without_log(target: Any) -> None:
    """Have the first page say that there is no log: a copy that is only read has none."""
    if target.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
        raise DamagedError("journal_mode")


def give_log(path: Path, *, raw_key: bytes, salt: bytes) -> None:
    """Have the first page of a copy say that there is a log, as a catalogue's does, and sync it.

    To be done before the copy takes a catalogue's place: SQLite writes that page under a rollback
    journal, and a process killed meanwhile would leave one beside the catalogue.

    Raises:
        DamagedError: ``journal_mode``, or the disk refused.
    """
    target = sqlcipher.connect(str(path), isolation_level=None)
    try:
        give_key(target, raw_key, salt)
        target.execute("PRAGMA locking_mode=EXCLUSIVE")
        if target.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raise DamagedError("journal_mode")
    finally:
        target.close()
    with disk_errors(), path.open("rb") as file:
        os.fsync(file.fileno())


def _telling(stepped: Callable[[int, int], None]) -> Callable[[int, int, int], None]:
    """Return what SQLite calls after each step.

    Nothing is told after the last: a change that came then would be in the copy by half.
    """

    def tell(_status: int, remaining: int, pages: int) -> None:
        if remaining:
            stepped(pages - remaining, pages)

    return tell


def open_copy(path: Path, *, raw_key: bytes, salt: bytes) -> sa.Engine:
    """Return an engine over one connection that reads a copy and can write nothing.

    Raises:
        DamagedError: Wrong key, not encrypted, or damaged; found out at the first connection.
        TamperedError: ``application_id``: none of ours.
    """
    check_plain(path)
    return sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path, raw_key, salt),
        poolclass=StaticPool,
        hide_parameters=True,
    )


def _connect(path: Path, raw_key: bytes, salt: bytes) -> Any:
    # Immutable: no lock, no log and no shared-memory file is looked for beside it.
    address = f"file:{quote(str(path.absolute()))}?immutable=1"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None)
    try:
        give_key(connection, raw_key, salt)
        for setting in _READING:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _check_ours(connection)
        connection.set_authorizer(authorize)
    except sqlcipher.DatabaseError as error:
        connection.close()
        raise DamagedError("catalogue") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _check_ours(connection: Any) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise TamperedError("application_id")
