"""Giving an arrival to a patient, under a consent that covers it."""

from datetime import date

from desktop.errors import ConsentMissingError, WrongPatientError
from desktop.records.consent import Consent, Use, why_not
from desktop.records.identified import Identified
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.role import Act, Domain
from desktop.records.second_identifier import SHARED, Second, is_enough, second_of
from desktop.records.similar import family_key
from desktop.vault import arrivals, consents, patients, slips
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.transaction import Transaction
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session


def check_cover(patient: Patient, consent: Consent, *, on: date) -> None:
    """Return only if ``consent`` is this patient's and covers their care on a day.

    Raises:
        WrongPatientError: ``consent``: it is somebody else's.
        ConsentMissingError: Withdrawn, not yet, expired, or not for care.
    """
    if consent.patient_id != patient.id:
        raise WrongPatientError("consent")
    reason = why_not(consent, Use.CARE, on)
    if reason:
        raise ConsentMissingError(reason)


def identify(
    session: Session, arrival_ids: tuple[str, ...], *, patient: str, consent: str, second: str
) -> Outcome[Identified]:
    """Give arrivals to a patient under a consent: all of them or none.

    Nothing is given without a second identifier of the patient beside their name, typed anew each
    time; not by a slip either, which proposes and does not give.

    Args:
        session: Who is at work.
        arrival_ids: What is given.
        patient: NHS number or identifier of ours.
        consent: Identifier of a consent of the same patient.
        second: Their date of birth, or their NHS number or its last four digits, as typed.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such arrival, patient or consent; or no arrival is named.
        WrongPatientError: The consent is somebody else's; or ``second`` is not theirs
            (``second_identifier``), or is a twin's as well (``second_shared``).
        ConsentMissingError: The consent does not cover it.
        WrongStateError: An arrival is not one that waits for a patient.
    """
    session.require(Act.IDENTIFY_IMAGE, keys=(Domain.CLINICAL,))
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        by = confirmed(tx, patient, second, today=session.today())
        covering = consents.get(tx, consent)
        check_cover(person, covering, on=session.today())
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            give(tx, row, person, covering, by=by)
    ids = tuple(row.id for row in rows)
    return Outcome(value=Identified(patient=person, arrivals=ids), changed=frozenset({Topic.INBOX}))


def confirmed(tx: Transaction, named: str, second: str, *, today: date) -> Second:
    """Return by which second identifier somebody is confirmed to be the patient who is named.

    Args:
        tx: The transaction to read in.
        named: NHS number or identifier of ours.
        second: What was typed.
        today: For a year of two digits.

    Raises:
        WrongPatientError: ``second_identifier``: it is none of theirs, or the one by which they
            are named; ``second_shared``: a twin has it as well.
    """
    patient = named_patient(tx, named)
    found = second_of(patient, second, today=today)
    family = family_key(patient.family_name)
    has_twin = any(
        one.id != patient.id and family_key(one.family_name) == family
        for one in patients.born_on(tx, patient.date_of_birth)
    )
    if found is None:
        raise WrongPatientError("second_identifier")
    by_number = not named.startswith("p-")
    has_number = bool(patient.nhs_number)
    if not is_enough(found, by_number=by_number, has_twin=has_twin, has_number=has_number):
        raise WrongPatientError(SHARED if has_twin else "second_identifier")
    return found


def give(
    tx: Transaction, row: ArrivalRow, patient: Patient, consent: Consent, *, by: Second
) -> None:
    """Move one arrival to a patient inside the caller's transaction, with its audit entry.

    Args:
        tx: The caller's.
        row: The arrival.
        patient: Whose it becomes.
        consent: What covers it.
        by: The second identifier by which the patient was confirmed.

    Raises:
        WrongStateError: It does not wait for a patient.
    """
    slip = slips.proposed_by(tx, row.id)
    arrivals.give(tx, row, patient.id, consent.id)
    bound = arrivals.giving_binding(row.id, patient.id, consent.id)
    body = {"patient": patient.id, "consent": consent.id, "confirmed": by.value}
    body |= {"slip": slip} if slip else {}
    act = Act.IDENTIFY_IMAGE.value
    tx.audit(Event(act=act, subject=row.id, binding=bound, body=body))
