"""The patient list: taking one in from a file, and finding a person in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop.errors import PatientKnownError, RecordInvalidError, UnknownRecordError
from desktop.ids import PatientId, new_patient_id
from desktop.records import nhs_number
from desktop.records.found import Found
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Demographics, Patient, birth_fault
from desktop.records.patient_list import PatientRow, RowProblem, read_patient_list
from desktop.records.role import Act
from desktop.records.search import fold, parse_search
from desktop.vault import patients
from desktop.vault.audit import Event
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session

MOST_SHOWN: Final = 50
"""Nobody reads on: whoever sees fifty types another letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImported:
    """What became of a patient list.

    Attributes:
        added: New patients.
        already_known: Rows whose NHS number is in the list with the same name and date of birth.
        differing: Line numbers of rows whose NHS number belongs to a patient recorded otherwise;
            nothing was changed for them.
        problems: What is wrong, row by row.
    """

    added: int
    already_known: int
    differing: tuple[int, ...]
    problems: tuple[RowProblem, ...]


def import_patients(
    session: Session, untrusted: bytes, *, columns: Mapping[str, str] | None = None
) -> Outcome[ListImported]:
    """Add the good rows of a CSV file to the patient list, in one step, and name the others.

    Raises:
        NotPermittedError: This role may not.
        PatientListInvalidError: The file is no patient list at all; nothing was added.
    """
    session.require(Act.IMPORT_PATIENTS)
    found = read_patient_list(untrusted, today=session.today(), columns=columns or {})
    with session.vault.change() as tx:
        known = _known(tx, found.rows)
        fresh = [row for row in found.rows if row.line not in known]
        bound = patients.add(tx, (row.patient(new_patient_id()) for row in fresh))
        differing = tuple(
            row.line
            for row in found.rows
            if row.line in known and _identity(row) != _identity(known[row.line])
        )
        imported = ListImported(
            added=len(fresh),
            already_known=len(found.rows) - len(fresh) - len(differing),
            differing=differing,
            problems=found.problems,
        )
        body = {
            "added": imported.added,
            "already_known": imported.already_known,
            "differing": len(differing),
            "problems": len(found.problems),
        }
        binding = patients.list_binding(bound)
        tx.audit(Event(act=Act.IMPORT_PATIENTS.value, binding=binding, body=body))
    return Outcome(value=imported, changed=frozenset({Topic.PATIENTS}))


def _known(tx: Transaction, rows: tuple[PatientRow, ...]) -> dict[int, Patient]:
    """Return who is in the list already, by line: by NHS number, else by name and birth."""
    numbered = patients.by_nhs_numbers(tx, (row.nhs_number for row in rows))
    known = {row.line: numbered[row.nhs_number] for row in rows if row.nhs_number in numbered}
    for row in rows:
        if not row.nhs_number:
            same = patients.without_number(tx, row)
            if same is not None:
                known[row.line] = same
    return known


def _identity(one: Demographics) -> tuple[str, str, date]:
    return fold(one.family_name), fold(one.given_name), one.date_of_birth


def find_patients(session: Session, typed: str, *, most: int = MOST_SHOWN) -> Found:
    """Return the patients whom a number, names in any order or a date of birth fit, by name.

    An empty search returns the first of the list.

    Args:
        session: Who is at work.
        typed: What was typed.
        most: How many are returned at most.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.FIND_PATIENTS)
    search = parse_search(typed, today=session.today())
    with session.vault.change() as tx:
        people = () if search.not_understood else tuple(patients.find(tx, search, most=most))
        found = Found(
            patients=people,
            similar=patients.easily_taken_for_others(tx, people, by_number=bool(search.nhs_digits)),
            not_understood=search.not_understood,
            listed=patients.count(tx),
        )
        body = {"search": typed[:200], "found": len(people)}
        tx.audit(Event(act=Act.FIND_PATIENTS.value, body=body))
    return found


def add_patient(session: Session, person: Demographics) -> Outcome[Patient]:
    """Add somebody who is not in the list yet.

    A second entry for one person parts their record in two, so that somebody of the same name born
    on the same day is taken for the same person unless both are told apart by NHS numbers, of which
    nobody has two, or by the practice's own numbers.

    Raises:
        NotPermittedError: This role may not.
        PatientKnownError: ``number`` (the NHS number is somebody's), or ``maybe`` (they may be the
            same person); the fact ``patient`` is whose.
        RecordInvalidError: ``future_date`` or ``bad_date``.
    """
    session.require(Act.ADD_PATIENT)
    fault = birth_fault(person.date_of_birth, today=session.today())
    if fault is not None:
        raise RecordInvalidError(fault.value, column="date_of_birth")
    new = Patient(
        id=new_patient_id(),
        nhs_number=person.nhs_number,
        local_number=person.local_number,
        family_name=person.family_name,
        given_name=person.given_name,
        title=person.title,
        date_of_birth=person.date_of_birth,
        gender=person.gender,
        preferred_language=person.preferred_language,
    )
    with session.vault.change() as tx:
        _check_unknown(tx, new)
        (bound,) = patients.add(tx, [new])
        body = {"has_nhs_number": bool(new.nhs_number)}
        tx.audit(Event(act=Act.ADD_PATIENT.value, subject=new.id, binding=bound, body=body))
    return Outcome(value=new, changed=frozenset({Topic.PATIENTS}))


def _check_unknown(tx: Transaction, new: Patient) -> None:
    numbered = patients.by_nhs_numbers(tx, [new.nhs_number]).get(new.nhs_number)
    if numbered is not None:
        raise PatientKnownError("number", patient=numbered.id)
    for other in patients.born_on(tx, new.date_of_birth):
        if _identity(other) == _identity(new) and not _are_told_apart(other, new):
            raise PatientKnownError("maybe", patient=other.id)


def _are_told_apart(one: Patient, other: Patient) -> bool:
    """Return whether two people have different numbers of the same kind."""
    pairs = ((one.nhs_number, other.nhs_number), (one.local_number, other.local_number))
    return any(left and right and left != right for left, right in pairs)


def named_patient(tx: Transaction, named: str) -> Patient:
    """Return the patient whom an NHS number or an identifier of ours names exactly.

    Raises:
        UnknownRecordError: ``no_such_patient``.
        NhsNumberInvalidError: Neither one of our identifiers nor an NHS number.
    """
    if named.startswith("p-"):
        return patients.get(tx, PatientId(named))
    number = nhs_number.parse(named)
    found = patients.by_nhs_numbers(tx, [number])
    if number not in found:
        raise UnknownRecordError("no_such_patient")
    return found[number]
