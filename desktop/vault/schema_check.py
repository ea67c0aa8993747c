"""Has a catalogue exactly the tables of its revision, and nothing that runs by itself?

A database that somebody prepared can hold triggers and views that act when it is written to or
read. Ours has none, so whatever our own migrations do not make is refused.
"""

from functools import cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from desktop.errors import FormatTooNewError
from desktop.vault.migrate import migrate, revision_of
from desktop.vault.schema import NEWEST

_MASTER: Final = sa.text("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
_STATISTICS: Final = frozenset({"sqlite_stat1", "sqlite_stat4"})
"""SQLite's own, made by ``PRAGMA optimize``."""


def foreign_parts(connection: sa.Connection) -> list[str]:
    """Return the names of what is in a catalogue and should not be, or is missing from it.

    Raises:
        FormatTooNewError: ``catalogue``: written by a newer Diogel.
    """
    revision = revision_of(connection)
    if revision > NEWEST:
        raise FormatTooNewError("catalogue")
    if revision not in _known():
        return ["alembic_version"]
    return sorted({part[1] for part in _parts(connection) ^ _expected(revision)})


def _parts(connection: sa.Connection) -> frozenset[tuple[str, str, str, str]]:
    return frozenset(
        (row[0], row[1], row[2], " ".join(row[3].split()))
        for row in connection.execute(_MASTER)
        if row[1] not in _STATISTICS
    )


def _known() -> frozenset[str]:
    return frozenset(f"{number:04}" for number in range(1, int(NEWEST) + 1))


@cache
def _expected(revision: str) -> frozenset[tuple[str, str, str, str]]:
    """Return what our own migrations make, in a database in memory that holds nothing."""
    engine = sa.create_engine(
        "sqlite+pysqlite://",
        module=sqlcipher,
        creator=lambda: sqlcipher.connect(":memory:", isolation_level=None),
        poolclass=StaticPool,
    )
    try:
        with engine.begin() as connection:
            migrate(connection, to=revision)
            return _parts(connection)
    finally:
        engine.dispose()
