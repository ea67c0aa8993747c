"""The one way to the catalogue: a SQLCipher connection made in one exact order.

The order and every value were measured (``docs/vault-format.md``): a key of the wrong length is
silently taken for a passphrase, a forgotten key gives a plain database, ``synchronous=NORMAL``
loses acknowledged images in a power cut. So each answer is checked, and afterwards an authorizer
denies whatever could undo it. One connection, used by the thread that opened it.
"""

import os
import re
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.errors import DamagedError, FormatTooNewError, TamperedError
from desktop.vault.crypto import derive
from desktop.vault.files import disk_errors, open_plain

FILE_NAME: Final = "catalogue.db"
APPLICATION_ID: Final = 0x44474C31  # "DGL1"
_NEWEST_UNSAFE_SQLITE: Final = (3, 53, 2)
_SETTINGS: Final = (
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("recursive_triggers", "OFF", 0),
    ("cache_size", "-64000", -64000),
    ("wal_autocheckpoint", "1000", 1000),
    ("journal_size_limit", "0", 0),
)
_ALLOWED_PRAGMAS: Final = frozenset(
    {"wal_checkpoint", "integrity_check", "quick_check", "cipher_integrity_check", "optimize"}
    | {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo"}
    | {"foreign_key_list", "data_version"}
)

_READABLE_PRAGMAS: Final = frozenset({"read_uncommitted", "foreign_keys", "user_version"})


def authorize(action: int, first: str | None, value: str | None, *_rest: str | None) -> int:
    """Answer SQLite's question whether a statement may do something."""
    if action in (sqlcipher.SQLITE_ATTACH, sqlcipher.SQLITE_DETACH):
        return int(sqlcipher.SQLITE_DENY)
    if action == sqlcipher.SQLITE_PRAGMA and not _may_ask((first or "").lower(), value):
        return int(sqlcipher.SQLITE_DENY)
    return int(sqlcipher.SQLITE_OK)


def _may_ask(pragma: str, value: str | None) -> bool:
    return pragma in _ALLOWED_PRAGMAS or (pragma in _READABLE_PRAGMAS and value is None)


def _ask(connection: Any, statement: str) -> Any:
    row = connection.execute(statement).fetchone()
    return None if row is None else row[0]


def give_key(connection: Any, raw_key: bytes, salt: bytes) -> None:
    """Key a connection that has not read anything yet.

    Raises:
        TamperedError: ``catalogue_key``: key and salt are not 48 bytes.
        DamagedError: ``not_encrypted``: the library at work does not encrypt.
    """
    digits = raw_key.hex() + salt.hex()
    if not re.fullmatch("[0-9a-f]{96}", digits):
        raise TamperedError("catalogue_key")
    connection.execute("PRAGMA cipher_memory_security=ON")
    connection.execute(f"PRAGMA key=\"x'{digits}'\"")
    connection.execute("PRAGMA cipher_log_level=NONE")
    if not _ask(connection, "PRAGMA cipher_version"):
        raise DamagedError("not_encrypted")
    if str(_ask(connection, "PRAGMA cipher_status")) != "1":
        raise DamagedError("not_encrypted")


def _prepare(connection: Any) -> None:
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # before any reading: then no -shm file
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if _ask(connection, "PRAGMA journal_mode=WAL") != "wal":
        raise DamagedError("journal_mode")
    for name, value, answer in _SETTINGS:
        connection.execute(f"PRAGMA {name}={value}")
        if _ask(connection, f"PRAGMA {name}") != answer:
            raise DamagedError("setting")
    connection.execute("PRAGMA mmap_size=0")
    found = _ask(connection, "PRAGMA application_id")
    if found == 0:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    elif found != APPLICATION_ID:
        raise TamperedError("application_id")
    connection.set_authorizer(authorize)


def _connect(path: Path, raw_key: bytes, salt: bytes) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None, timeout=5)
    try:
        give_key(connection, raw_key, salt)
        _prepare(connection)
    except sqlcipher.DatabaseError as error:
        connection.close()
        raise DamagedError("catalogue") from error
    except BaseException:
        connection.close()
        raise
    return connection


def check_plain(path: Path, salt: bytes = b"") -> None:
    """Return only if the file at ``path`` is absent, empty or begins as a catalogue of ours does.

    Args:
        path: The catalogue.
        salt: What it must begin with; SQLCipher is given the salt and does not look there itself.

    Raises:
        DamagedError: It is a plain SQLite database, or begins with another salt.
    """
    if path.exists():
        with disk_errors(), os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            start = file.read(16)
        if start == b"SQLite format 3\0":
            raise DamagedError("not_encrypted")
        if start and salt and start != salt:
            raise DamagedError("catalogue")


def raw_key_of(catalogue_private: bytes) -> bytes:
    """Return the database's key, 32 bytes."""
    return derive(catalogue_private, purpose="sqlcipher")


def open_engine(folder: Path, catalogue_private: bytes, salt: bytes) -> sa.Engine:
    """Return an engine over the one connection to the catalogue in ``folder``.

    Raises:
        DamagedError: Wrong key or damaged first page (indistinguishable), or not encrypted.
        FormatTooNewError: The linked SQLite is one of those that can lose a write-ahead log.
    """
    if sqlcipher.sqlite_version_info <= _NEWEST_UNSAFE_SQLITE:
        raise FormatTooNewError("sqlite")
    path = folder / FILE_NAME
    check_plain(path, salt)
    with disk_errors():  # ours before SQLite makes it: nobody else on this computer reads it
        os.close(open_plain(path, os.O_CREAT | os.O_RDWR))
    raw_key = raw_key_of(catalogue_private)
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path, raw_key, salt),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
