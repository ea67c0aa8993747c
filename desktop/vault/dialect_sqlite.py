"""What is SQLite's alone: full-text search, integrity checks, checkpoints of the log.

The only module of the vault that would be written again for another database.
"""

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

DriverError = sqlcipher.Error
"""What ``checkpoint`` raises: it speaks to the driver itself."""

_SEARCH = (
    "CREATE VIRTUAL TABLE patient_search USING fts5("
    "patient_id UNINDEXED, words, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4')"
)


def create_search(connection: sa.Connection) -> None:
    """Create the index over patients' names."""
    connection.exec_driver_sql(_SEARCH)


def index_names(connection: sa.Connection, rows: list[tuple[str, str]]) -> None:
    """Put (patient id, words) pairs into the index."""
    connection.execute(
        sa.text("INSERT INTO patient_search(patient_id, words) VALUES (:id, :words)"),
        [{"id": patient_id, "words": words} for patient_id, words in rows],
    )


def matching_names(words: tuple[str, ...]) -> sa.Select[str]:
    """Return the patients whose names have words beginning with each of ``words``."""
    wanted = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
    return (
        sa.select(sa.column("patient_id", sa.Text))
        .select_from(sa.text("patient_search"))
        .where(sa.text("patient_search MATCH :wanted").bindparams(wanted=wanted))
    )


def checkpoint(connection: sa.Connection) -> None:
    """Fold the write-ahead log into the database file; outside any transaction."""
    connection.connection.driver_connection.execute(  # type: ignore[union-attr]  # always set
        "PRAGMA wal_checkpoint(TRUNCATE)"
    ).fetchall()


def integrity_problems(connection: sa.Connection) -> list[str]:
    """Return what SQLite and SQLCipher find wrong with the database file; empty when nothing."""
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
    checks = connection.exec_driver_sql("PRAGMA integrity_check")
    found += [str(row[0]) for row in checks if row[0] != "ok"]
    return found
