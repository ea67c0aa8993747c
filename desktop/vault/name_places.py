"""The number of each patient in the order of names: ``patient.place``, and the row of the index.

45 bits of the first letters of both names (``records.name_order``) and 18 bits that count up: who
begins alike stands in the order of coming, and people that come together in the order of names.
Nobody's number is ever changed.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from desktop.records.name_order import first_letters
from desktop.records.search import fold, name_index
from desktop.records.similar import family_key
from desktop.vault import dialect_sqlite

COUNTED_BITS: Final = 18
_SLICE: Final = 500
_TAKEN: Final = sa.text(
    "SELECT one.value AS letters, (SELECT max(place) FROM patient WHERE place >= one.value << :bits"
    " AND place < (one.value + 1) << :bits) AS place FROM json_each(:wanted) AS one"
)


class Places:
    """Gives numbers to people who come into the list, in one change."""

    def __init__(self, connection: sa.Connection, *, is_empty: bool = False) -> None:
        """Begin.

        Args:
            connection: The catalogue.
            is_empty: Whether nobody has a number yet, so that none is looked up.
        """
        self._connection = connection
        self._is_empty = is_empty
        self._next: dict[int, int] = {}

    def know(self, letters: Iterable[int]) -> None:
        """Look up which numbers of these first letters are taken."""
        unknown = [one for one in dict.fromkeys(letters) if one not in self._next]
        self._next |= {one: one << COUNTED_BITS for one in unknown}
        if self._is_empty or not unknown:
            return
        rows = self._connection.execute(
            _TAKEN, {"wanted": json.dumps(unknown), "bits": COUNTED_BITS}
        )
        self._next |= {row.letters: row.place + 1 for row in rows if row.place is not None}

    def give(self, letters: int) -> int:
        """Return the next number; past 262,144 people who begin alike one of the next letters."""
        self.know([letters])
        while self._next[letters] >> COUNTED_BITS != letters:
            letters += 1
            self.know([letters])
        place = self._next[letters]
        self._next[letters] = place + 1
        return place


def letters_of(family_name: str, given_name: str) -> int:
    """Return the first letters of two names as they are written."""
    return first_letters(family_key(family_name), _joined(given_name))


def _joined(given_name: str) -> str:
    return fold(given_name).replace(" ", "")


def words_of(family_name: str, given_name: str) -> str:
    """Return the words under which somebody is found."""
    return " ".join(name_index(given_name, family_name))


def number_everybody(connection: sa.Connection) -> None:
    """Give everybody in a list that has no numbers yet theirs, and index them all.

    In a migration: what it asks for is all that revision 0003 has.
    """
    query = sa.text("SELECT id, family_key, family_name, given_name FROM patient")
    people = [
        (row.family_key, _joined(row.given_name), row.family_name, row.given_name, row.id)
        for row in connection.execute(query)
    ]
    numbered = sorted((first_letters(one[0], one[1]), one) for one in people)
    places = Places(connection, is_empty=True)
    for start in range(0, len(numbered), _SLICE):
        some = [(places.give(letters), one) for letters, one in numbered[start : start + _SLICE]]
        _number(connection, {one[-1]: place for place, one in some})
        dialect_sqlite.index_names(
            connection, [(place, words_of(one[2], one[3])) for place, one in some]
        )


def _number(connection: sa.Connection, places: Mapping[str, int]) -> None:
    connection.execute(
        sa.text(
            "UPDATE patient SET place = one.value FROM json_each(:places) AS one"
            " WHERE patient.id = one.key"
        ),
        {"places": json.dumps(places)},
    )
