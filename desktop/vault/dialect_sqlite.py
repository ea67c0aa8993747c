"""What is SQLite's alone: full-text search, integrity checks, checkpoints of the log.

The only module of the vault that would be written again for another database.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

DriverError = sqlcipher.Error
"""What ``checkpoint`` raises: it speaks to the driver itself."""

_SEARCH = (
    "CREATE VIRTUAL TABLE patient_search USING fts5("
    "patient_id UNINDEXED, words, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4')"
)
"""Of the revisions 0001 to 0003."""
_ORDERED_SEARCH = (
    "CREATE VIRTUAL TABLE patient_search USING fts5("
    "words, content='', detail='none', tokenize='ascii', prefix='1 2 3 4 5 6 7 8')"
)
"""What is indexed and asked for is folded already, so that words only need to be parted."""
_INDEX = sa.text(
    "INSERT INTO patient_search(rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each(:rows)"
)
_VOCABULARY = (
    "CREATE VIRTUAL TABLE temp.patient_words USING fts5vocab(main, patient_search, instance)"
)
LAST: Final = "\uffff"
"""Sorts after whatever begins with the digits that it is put behind."""
_BY_NAME = sa.text(
    "SELECT rowid FROM patient_search WHERE patient_search MATCH :wanted ORDER BY rowid LIMIT :most"
)
_BY_NAME_AND_MORE = sa.text(
    "SELECT patient_search.rowid FROM patient_search"
    " CROSS JOIN patient ON patient.place = patient_search.rowid"
    " WHERE patient_search MATCH :wanted"
    " AND (:digits = '' OR nhs_number BETWEEN :digits AND :last)"
    " AND :born IN ('', date_of_birth) ORDER BY patient_search.rowid LIMIT :most"
)
_BY_NUMBER = sa.text(
    "SELECT place FROM patient INDEXED BY patient_number"
    " WHERE nhs_number BETWEEN :digits AND :last ORDER BY place LIMIT :most"
)
_NUMBERED = sa.text(
    "SELECT count(*) FROM (SELECT 1 FROM patient INDEXED BY patient_number"
    " WHERE nhs_number BETWEEN :digits AND :last LIMIT :most)"
)
_IN_LIST = sa.text(
    "SELECT place FROM patient INDEXED BY patient_place"
    " WHERE (:digits = '' OR nhs_number BETWEEN :digits AND :last)"
    " AND :born IN ('', date_of_birth) ORDER BY place LIMIT :most"
)
_AT = sa.text(
    "SELECT patient.* FROM json_each(:places) AS one CROSS JOIN patient ON place = one.value"
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
    """Create the index over patients' names of the first revision."""
    connection.exec_driver_sql(_SEARCH)


def create_ordered_search(connection: sa.Connection) -> None:
    """Create the index over patients' names whose rows are in the order of names."""
    connection.exec_driver_sql("DROP TABLE patient_search")
    connection.exec_driver_sql(_ORDERED_SEARCH)


def index_names(connection: sa.Connection, rows: list[tuple[int, str]]) -> None:
    """Put (place, words) pairs into the index; in the order of places it is much the quickest."""
    connection.execute(_INDEX, {"rows": json.dumps(rows)})


def indexed_names(connection: sa.Connection) -> Iterator[tuple[int, str]]:
    """Yield what the index over names holds: place and word, each once."""
    connection.exec_driver_sql(_VOCABULARY)
    try:
        for row in connection.exec_driver_sql("SELECT doc, term FROM temp.patient_words"):
            yield int(row[0]), str(row[1])
    finally:
        connection.exec_driver_sql("DROP TABLE temp.patient_words")


def is_index_sound(connection: sa.Connection) -> bool:
    """Return whether the parts of the index over names agree with each other."""
    try:
        connection.exec_driver_sql(
            "INSERT INTO patient_search(patient_search) VALUES ('integrity-check')"
        )
    except sa.exc.DBAPIError:
        return False
    return True


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows of texts and numbers, all with the same columns, by one statement."""
    names = list(rows[0])
    values = ", ".join(f"value ->> {number}" for number in range(len(names)))
    statement = f"INSERT INTO {table.name}({', '.join(names)}) SELECT {values}"
    plain = json.dumps([[row[name] for name in names] for row in rows])
    connection.execute(sa.text(f"{statement} FROM json_each(:rows)"), {"rows": plain})


def places_of_names(
    connection: sa.Connection, words: Sequence[str], digits: str, born: str, most: int
) -> list[int]:
    """Return the first places of people whose names have words that begin with each of ``words``.

    Args:
        connection: The catalogue.
        words: Folded; at least one.
        digits: How their NHS numbers begin; empty for any.
        born: When they were born, ISO date; empty for any day.
        most: How many at most.
    """
    wanted = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
    if not digits and not born:
        return list(connection.scalars(_BY_NAME, {"wanted": wanted, "most": most}))
    return list(
        connection.scalars(_BY_NAME_AND_MORE, {**_fit(digits, born, most), "wanted": wanted})
    )


def places_of_numbers(connection: sa.Connection, digits: str, most: int) -> list[int]:
    """Return the first places of people whose NHS numbers begin so, read from their index alone."""
    found = connection.scalars(_BY_NUMBER, {"digits": digits, "last": digits + LAST, "most": most})
    return list(found)


def are_many(connection: sa.Connection, digits: str, many: int) -> bool:
    """Return whether so many NHS numbers, or more, begin so."""
    asked = {"digits": digits, "last": digits + LAST, "most": many}
    return (connection.scalar(_NUMBERED, asked) or 0) >= many


def places_in_list(connection: sa.Connection, digits: str, born: str, most: int) -> list[int]:
    """Return the first places of people whom number and birth fit, reading the list from its head.

    Args: as ``places_of_names``.
    """
    return list(connection.scalars(_IN_LIST, _fit(digits, born, most)))


def _fit(digits: str, born: str, most: int) -> dict[str, Any]:
    return {"digits": digits, "last": digits + LAST, "born": born, "most": most}


def patients_at(connection: sa.Connection, places: Sequence[int]) -> list[sa.Row[Any]]:
    """Return the rows of the patients at some places."""
    return list(connection.execute(_AT, {"places": json.dumps(list(places))}))


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
