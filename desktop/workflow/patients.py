"""The patient list: taking one in from a file, and finding a person in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.errors import UnknownRecordError
from desktop.ids import PatientId, new_patient_id
from desktop.records import nhs_number
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Demographics, Patient
from desktop.records.patient_list import PatientRow, RowProblem, read_patient_list
from desktop.records.role import Act
from desktop.records.search import fold, parse_search
from desktop.vault import patients
from desktop.vault.audit import Event
from desktop.vault.store import Transaction
from desktop.workflow.session import Session


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
        patients.add(tx, (row.patient(new_patient_id()) for row in fresh))
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
        tx.audit(Event(act=Act.IMPORT_PATIENTS.value, body=body))
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


def find_patients(session: Session, typed: str) -> tuple[Patient, ...]:
    """Return the patients whom a number, names in any order or a date of birth fit, by name.

    An empty search returns the first of the list.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.FIND_PATIENTS)
    search = parse_search(typed, today=session.today())
    with session.vault.change() as tx:
        found = () if search.not_understood else tuple(patients.find(tx, search))
        body = {"search": typed[:200], "found": len(found)}
        tx.audit(Event(act=Act.FIND_PATIENTS.value, body=body))
    return found


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
