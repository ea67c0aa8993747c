"""Patients in the catalogue: adding, changing and finding them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import PatientId
from desktop.records.name_order import name_key
from desktop.records.patient import Demographics, Gender, Patient
from desktop.records.search import Search, matches, name_index
from desktop.records.similar import births_like, family_key, is_alike, numbers_like
from desktop.vault import dialect_sqlite
from desktop.vault.audit import binding_of
from desktop.vault.name_places import Places, letters_of, words_of
from desktop.vault.schema import patient, patient_count
from desktop.vault.transaction import Transaction
from desktop.wording import Language

_MOST_FOUND: Final = 200
_SLICE: Final = 500
_FEW: Final = 300
"""So many people born on a day, or with a number that begins so, are looked at one by one."""
_MANY_NUMBERS: Final = 20_000
"""More numbers that begin so are in everybody's way: the list is read from its head instead."""
_BOUND: Final = (
    *("id", "nhs_number", "local_number", "family_name", "given_name", "title"),
    *("date_of_birth", "gender", "preferred_language", "recorded_at", "recorded_by"),
)
"""The columns that somebody's entry signs; the others are made of these."""


def _row(someone: Patient, place: int, tx: Transaction) -> dict[str, Any]:
    language = someone.preferred_language
    return {
        "id": someone.id,
        "nhs_number": someone.nhs_number or None,
        "local_number": someone.local_number,
        "family_name": someone.family_name,
        "family_key": family_key(someone.family_name),
        "given_name": someone.given_name,
        "title": someone.title,
        "date_of_birth": someone.date_of_birth.isoformat(),
        "gender": someone.gender.value,
        "preferred_language": language.value if language else "",
        "recorded_at": tx.at,
        "recorded_by": tx.user,
        "place": place,
    }


def _patient(row: sa.Row[Any]) -> Patient:
    return Patient(
        id=PatientId(row.id),
        nhs_number=row.nhs_number or "",
        local_number=row.local_number,
        family_name=row.family_name,
        given_name=row.given_name,
        title=row.title,
        date_of_birth=date.fromisoformat(row.date_of_birth),
        gender=Gender(row.gender),
        preferred_language=Language(row.preferred_language) if row.preferred_language else None,
    )


def patient_binding(row: Mapping[str, Any]) -> str:
    """Return the digest that ties the signed entry which added somebody to their row."""
    return binding_of("patient", *(str(row[name] or "") for name in _BOUND))


def list_binding(bindings: Iterable[str]) -> str:
    """Return the digest that ties a signed import to the bindings of its rows, in their order."""
    return binding_of("patients", *bindings)


def add(tx: Transaction, people: Iterable[Patient]) -> tuple[str, ...]:
    """Add patients and return a binding of each row, in the order of identifiers.

    Raises:
        DamagedError: An NHS number is there already; look it up first.
    """
    numbered = [(letters_of(one.family_name, one.given_name), one) for one in people]
    numbered.sort(key=lambda pair: (pair[0], name_key(pair[1])))
    places = Places(tx.connection)
    bindings: dict[str, str] = {}
    for start in range(0, len(numbered), _SLICE):
        some = numbered[start : start + _SLICE]
        places.know(letters for letters, _ in some)
        rows = [_row(one, places.give(letters), tx) for letters, one in some]
        dialect_sqlite.insert_rows(tx.connection, patient, rows)
        bindings |= {row["id"]: patient_binding(row) for row in rows}
        dialect_sqlite.index_names(
            tx.connection,
            [(row["place"], words_of(row["family_name"], row["given_name"])) for row in rows],
        )
    tx.connection.execute(
        sa.update(patient_count).values(listed=patient_count.c.listed + len(numbered))
    )
    return tuple(bindings[one] for one in sorted(bindings))


def by_nhs_numbers(tx: Transaction, numbers: Iterable[str]) -> dict[str, Patient]:
    """Return the patients with these NHS numbers (ten digits each), by number."""
    wanted = [number for number in numbers if number]
    found: dict[str, Patient] = {}
    for start in range(0, len(wanted), _SLICE):
        some = wanted[start : start + _SLICE]
        rows = tx.connection.execute(sa.select(patient).where(patient.c.nhs_number.in_(some)))
        found |= {row.nhs_number: _patient(row) for row in rows}
    return found


def without_number(tx: Transaction, someone: Demographics) -> Patient | None:
    """Return the patient of this name and date of birth who has no NHS number, if there is one."""
    row = tx.connection.execute(
        sa.select(patient).where(
            patient.c.nhs_number.is_(None),
            patient.c.date_of_birth == someone.date_of_birth.isoformat(),
            patient.c.family_name == someone.family_name,
            patient.c.given_name == someone.given_name,
        )
    ).first()
    return None if row is None else _patient(row)


def get(tx: Transaction, patient_id: PatientId) -> Patient:
    """Return one patient.

    Raises:
        UnknownRecordError: ``no_such_patient``.
    """
    row = tx.connection.execute(sa.select(patient).where(patient.c.id == patient_id)).first()
    if row is None:
        raise UnknownRecordError("no_such_patient")
    return _patient(row)


def several(tx: Transaction, patient_ids: Iterable[PatientId]) -> tuple[Patient, ...]:
    """Return these patients, by name; who is not in the list is left out."""
    wanted = list(set(patient_ids))
    found: list[Patient] = []
    for start in range(0, len(wanted), _SLICE):
        some = wanted[start : start + _SLICE]
        rows = tx.connection.execute(sa.select(patient).where(patient.c.id.in_(some)))
        found += [_patient(row) for row in rows]
    return tuple(sorted(found, key=name_key))


def find(tx: Transaction, search: Search, *, most: int = _MOST_FOUND) -> list[Patient]:
    """Return the patients whom every part of ``search`` fits, by name; at most ``most``.

    Where more than ``most`` fit, those are returned whose names come first by their first letters
    (six of the family name, three of the given name): of people who begin alike, whoever came into
    the list first. An empty search returns the head of the list.
    """
    few = _looked_through(tx, search) if search.nhs_digits or search.born else None
    if few is not None:
        return sorted(few[:most], key=name_key)
    places = _first_places(tx, search, most)
    found = dialect_sqlite.patients_at(tx.connection, places)
    return sorted((_patient(row) for row in found), key=name_key)


def _looked_through(tx: Transaction, search: Search) -> list[Patient] | None:
    """Return who is meant, by place, of the few whom number and birth fit; None: they are many."""
    rows = tx.connection.execute(_narrowed(search).limit(_FEW + 1)).all()
    if len(rows) > _FEW:
        return None
    people = [_patient(row) for row in sorted(rows, key=lambda row: int(row.place))]
    return [one for one in people if _is_meant(search, one)]


def _is_meant(search: Search, one: Patient) -> bool:
    index = name_index(one.given_name, one.family_name)
    return matches(search, index=index, nhs_digits=one.nhs_number, born=one.date_of_birth)


def _narrowed(search: Search) -> sa.Select[Any]:
    query = sa.select(patient)
    if search.nhs_digits:
        last = search.nhs_digits + dialect_sqlite.LAST
        query = query.where(patient.c.nhs_number.between(search.nhs_digits, last))
    if search.born is not None:
        query = query.where(patient.c.date_of_birth == search.born.isoformat())
    return query


def _first_places(tx: Transaction, search: Search, most: int) -> list[int]:
    """Return the first places, in order, of those whom a search fits that many may fit."""
    connection, digits = tx.connection, search.nhs_digits
    born = search.born.isoformat() if search.born else ""
    if search.name_words:
        words = search.name_words
        return dialect_sqlite.places_of_names(connection, words, digits, born, most)
    if digits and not born and not dialect_sqlite.are_many(connection, digits, _MANY_NUMBERS):
        return dialect_sqlite.places_of_numbers(connection, digits, most)
    return dialect_sqlite.places_in_list(connection, digits, born, most)


def born_on(tx: Transaction, born: date) -> list[Patient]:
    """Return everybody born on a day."""
    query = sa.select(patient).where(patient.c.date_of_birth == born.isoformat())
    return [_patient(row) for row in tx.connection.execute(query)]


def easily_taken_for_others(
    tx: Transaction, some: Iterable[Patient], *, by_number: bool
) -> frozenset[PatientId]:
    """Return who of ``some`` is easily taken for another patient of the whole list.

    Args:
        tx: The transaction to read in.
        some: Who was found.
        by_number: Whether they were looked for by number: then numbers that look alike count as
            well. Whoever looks for a name sees that another name is another person.
    """
    people = list(some)
    found = _like_in_family(tx, people)
    return found | _like_in_number(tx, people) if by_number else found


def _like_in_number(tx: Transaction, people: list[Patient]) -> frozenset[PatientId]:
    like = {one.id: numbers_like(one.nhs_number) for one in people}
    there = dialect_sqlite.numbers_there(tx.connection, set[str]().union(*like.values()))
    return frozenset(one for one, numbers in like.items() if not numbers.isdisjoint(there))


def _like_in_family(tx: Transaction, people: list[Patient]) -> frozenset[PatientId]:
    """Return who is like somebody else of the same family name."""
    meant: dict[str, dict[str, list[Patient]]] = {}
    for one in people:
        days = meant.setdefault(family_key(one.family_name), {})
        for born in births_like(one.date_of_birth):
            days.setdefault(born.isoformat(), []).append(one)
    found: set[PatientId] = set()
    for other in dialect_sqlite.of_families_on_days(tx.connection, meant):
        asked = [
            one
            for one in meant[other.family_key][other.date_of_birth]
            if one.id != other.id and one.id not in found
        ]
        if not asked:
            continue
        born = date.fromisoformat(other.date_of_birth)
        found.update(
            one.id for one in asked if is_alike(one, given_name=other.given_name, born=born)
        )
    return frozenset(found)


def count(tx: Transaction) -> int:
    """Return how many patients there are."""
    return tx.connection.scalar(sa.select(patient_count.c.listed)) or 0
