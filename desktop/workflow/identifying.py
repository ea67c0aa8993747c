"""Giving an arrival to a patient, under a consent that covers it."""

from datetime import date

from desktop.errors import ConsentMissingError, WrongPatientError
from desktop.records.consent import Consent, Use, why_not
from desktop.records.identified import Identified
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, consents
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
    session: Session, arrival_ids: tuple[str, ...], *, patient: str, consent: str
) -> Outcome[Identified]:
    """Give arrivals to a patient under a consent: all of them or none.

    Args:
        session: Who is at work.
        arrival_ids: What is given.
        patient: NHS number or identifier of ours.
        consent: Identifier of a consent of the same patient.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such arrival, patient or consent; or no arrival is named.
        WrongPatientError: The consent is somebody else's.
        ConsentMissingError: The consent does not cover it.
        WrongStateError: An arrival is not one that waits for a patient.
    """
    session.require(Act.IDENTIFY_IMAGE, keys=(Domain.CLINICAL,))
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        covering = consents.get(tx, consent)
        check_cover(person, covering, on=session.today())
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            give(tx, row, person, covering)
    ids = tuple(row.id for row in rows)
    return Outcome(value=Identified(patient=person, arrivals=ids), changed=frozenset({Topic.INBOX}))


def give(tx: Transaction, row: ArrivalRow, patient: Patient, consent: Consent) -> None:
    """Move one arrival to a patient inside the caller's transaction, with its audit entry.

    Raises:
        WrongStateError: It does not wait for a patient.
    """
    arrivals.give(tx, row, patient.id, consent.id)
    bound = arrivals.giving_binding(row.id, patient.id, consent.id)
    body = {"patient": patient.id, "consent": consent.id}
    act = Act.IDENTIFY_IMAGE.value
    tx.audit(Event(act=act, subject=row.id, binding=bound, body=body))
