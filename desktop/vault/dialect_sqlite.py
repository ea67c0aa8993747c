"""What is SQLite's alone: full-text search, integrity checks, checkpoints of the log.

The only module of the vault that would be written again for another database.
"""

import json
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

DriverError = sqlcipher.Error
"""What ``checkpoint`` raises: it speaks to the driver itself."""

_SEARCH = (
    "CREATE VIRTUAL TABLE patient_search USING fts5("
    "patient_id UNINDEXED, words, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4')"
)

_OF_FAMILIES = sa.text(
    "SELECT patient.id, family_key, date_of_birth, given_name"
    " FROM json_each(:wanted) AS family CROSS JOIN json_each(family.value) AS day"
    " CROSS JOIN patient ON family_key = family.key AND date_of_birth = day.value"
)
_NUMBERS = sa.text(
    "SELECT nhs_number FROM json_each(:wanted) AS one CROSS JOIN patient ON nhs_number = one.value"
)
"""One statement with one value each: SQLCipher wipes its memory after every parameter, so that
thousands of them cost ten times as much."""


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


def of_families_on_days(
    connection: sa.Connection, wanted: Mapping[str, Collection[str]]
) -> list[sa.Row[tuple[str, str, str, str]]]:
    """Return who has a family name and was born on one of its days, for many names at once.

    Args:
        connection: The catalogue.
        wanted: ISO dates by folded family name.

    Returns:
        Rows of ``id``, ``family_key``, ``date_of_birth`` and ``given_name``, read from their index
        alone.
    """
    plain = json.dumps({family: list(days) for family, days in wanted.items()})
    return list(connection.execute(_OF_FAMILIES, {"wanted": plain}))


def numbers_there(connection: sa.Connection, wanted: Collection[str]) -> set[str]:
    """Return which of many NHS numbers are somebody's."""
    return set(connection.scalars(_NUMBERS, {"wanted": json.dumps(list(wanted))}))


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
