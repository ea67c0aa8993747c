"""Whether patients are found as they stand in the list: their number, their count, the index.

Nobody signs these: they are made of the rows that are signed. Somebody with the catalogue key who
takes a patient out of the index hides them from whoever looks for them; so they are made anew and
compared by ``verify``.
"""

from typing import Final

import sqlalchemy as sa

from desktop.records.problem import Problem
from desktop.records.search import name_index
from desktop.records.similar import family_key
from desktop.vault import dialect_sqlite
from desktop.vault.name_places import COUNTED_BITS, letters_of
from desktop.vault.schema import patient, patient_count

_MOST_TOLD: Final = 100
_INDEX: Final = "index"
"""Where, for what is nobody's of the list."""


def search_problems(connection: sa.Connection) -> list[Problem]:
    """Return who is not found as they stand in the list, and whether the list is counted rightly.

    At most a hundred people are told.
    """
    columns = (patient.c.id, patient.c.place, patient.c.family_name, patient.c.given_name)
    people = list(connection.execute(sa.select(*columns, patient.c.family_key)))
    problems = _count_problems(connection, len(people))
    wanted: dict[int, set[str]] = {}
    own: dict[int, str] = {}
    wrong: set[str] = set()
    for row in people:
        wanted[row.place] = set(name_index(row.given_name, row.family_name))
        own[row.place] = row.id
        if not _is_placed(row.place, row.family_name, row.given_name, row.family_key):
            wrong.add(row.id)
    for place, word in dialect_sqlite.indexed_names(connection):
        words = wanted.get(place, set())
        if word in words:
            words.remove(word)
        else:
            wrong.add(own.get(place, _INDEX))
    wrong |= {own[place] for place, missing in wanted.items() if missing}
    told = sorted(wrong)[:_MOST_TOLD]
    problems += [Problem(what="patient_search", where=one) for one in told]
    if not wrong and not dialect_sqlite.is_index_sound(connection):
        problems.append(Problem(what="patient_search", where=_INDEX))
    return problems


def _count_problems(connection: sa.Connection, there: int) -> list[Problem]:
    listed = list(connection.scalars(sa.select(patient_count.c.listed)))
    return [] if listed == [there] else [Problem(what="patient_count", where="list")]


def _is_placed(place: int, family_name: str, given_name: str, key: str) -> bool:
    """Return whether somebody's number and folded name are those of their name.

    Past 262,144 people who begin alike, a number is one of the next letters: so it may be larger.
    """
    letters = letters_of(family_name, given_name)
    return place >> COUNTED_BITS >= letters and key == family_key(family_name)
