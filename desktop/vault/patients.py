"""Patients in the catalogue: adding, changing and finding them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import UnknownRecordError
from desktop.ids import PatientId
from desktop.records.patient import Demographics, Gender, Patient
from desktop.records.search import Search, name_index
from desktop.records.similar import births_like, family_key, is_similar, numbers_like
from desktop.vault import dialect_sqlite
from desktop.vault.schema import patient
from desktop.vault.store import Transaction
from desktop.wording import Language

_MOST_FOUND: Final = 200
_SLICE: Final = 500


def _row(someone: Patient, tx: Transaction) -> dict[str, Any]:
    language = someone.preferred_language
    return {
        "id": someone.id,
        "nhs_number": someone.nhs_number or None,
        "local_number": someone.local_number,
        "family_name": someone.family_name,
        "given_name": someone.given_name,
        "title": someone.title,
        "date_of_birth": someone.date_of_birth.isoformat(),
        "gender": someone.gender.value,
        "preferred_language": language.value if language else "",
        "recorded_at": tx.at,
        "recorded_by": tx.user,
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


def add(tx: Transaction, people: Iterable[Patient]) -> int:
    """Add patients and return how many.

    Raises:
        DamagedError: An NHS number is there already; look it up first.
    """
    everybody = list(people)
    for start in range(0, len(everybody), _SLICE):
        some = everybody[start : start + _SLICE]
        tx.connection.execute(sa.insert(patient), [_row(one, tx) for one in some])
        dialect_sqlite.index_names(
            tx.connection,
            [(one.id, " ".join(name_index(one.given_name, one.family_name))) for one in some],
        )
    return len(everybody)


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
    return tuple(sorted(found, key=lambda one: (one.family_name, one.given_name, one.id)))


def find(tx: Transaction, search: Search, *, most: int = _MOST_FOUND) -> list[Patient]:
    """Return the patients whom every part of ``search`` fits, by name; at most ``most``."""
    query = sa.select(patient).order_by(patient.c.family_name, patient.c.given_name, patient.c.id)
    if search.nhs_digits:
        last = search.nhs_digits + "\uffff"
        query = query.where(patient.c.nhs_number.between(search.nhs_digits, last))
    if search.born is not None:
        query = query.where(patient.c.date_of_birth == search.born.isoformat())
    if search.name_words:
        query = query.where(patient.c.id.in_(dialect_sqlite.matching_names(search.name_words)))
    return [_patient(row) for row in tx.connection.execute(query.limit(most))]


def born_on(tx: Transaction, born: date) -> list[Patient]:
    """Return everybody born on a day."""
    query = sa.select(patient).where(patient.c.date_of_birth == born.isoformat())
    return [_patient(row) for row in tx.connection.execute(query)]


def easily_taken_for_others(tx: Transaction, some: Iterable[Patient]) -> frozenset[PatientId]:
    """Return who of ``some`` is easily taken for another patient of the whole list."""
    people = list(some)
    others = [*_with_numbers_like(tx, people), *_of_family_born_like(tx, people)]
    by_family: dict[str, list[Patient]] = {}
    by_number: dict[str, Patient] = {}
    for other in others:
        by_family.setdefault(family_key(other.family_name), []).append(other)
        by_number[other.nhs_number] = other
    return frozenset(
        one.id
        for one in people
        if any(number in by_number for number in numbers_like(one.nhs_number))
        or any(
            other.id != one.id and is_similar(one, other)
            for other in by_family.get(family_key(one.family_name), ())
        )
    )


def _with_numbers_like(tx: Transaction, people: list[Patient]) -> list[Patient]:
    wanted = sorted({number for one in people for number in numbers_like(one.nhs_number)})
    return list(by_nhs_numbers(tx, wanted).values())


def _of_family_born_like(tx: Transaction, people: list[Patient]) -> list[Patient]:
    """Return who has a family name of ``people`` and may be taken to be born when they were.

    Names and dates are compared in the index alone; only those who are meant are read.
    """
    families: dict[str, set[str]] = {}
    for one in people:
        for born in births_like(one.date_of_birth):
            families.setdefault(born.isoformat(), set()).add(family_key(one.family_name))
    meant: list[tuple[str, str]] = []
    days = sorted(families)
    for start in range(0, len(days), _SLICE):
        some = days[start : start + _SLICE]
        pairs = sa.select(patient.c.date_of_birth, patient.c.family_name).distinct()
        for born, family in tx.connection.execute(pairs.where(patient.c.date_of_birth.in_(some))):
            if family_key(family) in families[born]:
                meant.append((born, family))
    found: list[Patient] = []
    both = sa.tuple_(patient.c.date_of_birth, patient.c.family_name)
    for start in range(0, len(meant), _SLICE):
        rows = tx.connection.execute(
            sa.select(patient).where(both.in_(meant[start : start + _SLICE]))
        )
        found += [_patient(row) for row in rows]
    return found


def count(tx: Transaction) -> int:
    """Return how many patients there are."""
    return tx.connection.scalar(sa.select(sa.func.count()).select_from(patient)) or 0
