"""Recording a consent, and showing a patient's consents."""

from desktop.ids import PatientId, new_consent_id
from desktop.records.consent import (
    Consent,
    check_consent,
)
from desktop.records.explanation import current_version
from desktop.records.given import Given
from desktop.records.lawful_basis import default_basis
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import Act, Domain
from desktop.vault import consents
from desktop.vault.audit import Event
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session


def record_consent(session: Session, patient: str, given: Given) -> Outcome[Consent]:
    """Record that a patient's images are consented to.

    Args:
        session: Who records it.
        patient: NHS number or identifier of ours.
        given: What was agreed.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such patient.
        RecordInvalidError: A rule of consent is broken; ``reason`` says which.
    """
    session.require(Act.RECORD_CONSENT, keys=(Domain.CLINICAL,))
    at = given.at or session.clock.now()
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        consent = Consent(
            id=new_consent_id(),
            patient_id=person.id,
            given_at=at,
            recorded_by=session.user,
            how=given.how,
            capacity=given.capacity,
            giver_name=given.giver_name,
            relationship=given.relationship,
            reason=given.reason,
            explained=given.explained,
            uses=given.uses,
            basis=given.basis or default_basis(),
            text_version=current_version(),
            valid_from=at.date(),
            valid_until=given.valid_until,
        )
        check_consent(consent, born=person.date_of_birth)
        bound = consents.add(tx, consent)
        body = {"patient": person.id, "text_version": consent.text_version}
        act = Act.RECORD_CONSENT.value
        tx.audit(Event(act=act, subject=consent.id, binding=bound, body=body))
    return Outcome(value=consent, changed=frozenset({Topic.RECORD}))


def list_consents(session: Session, patient: str) -> tuple[Consent, ...]:
    """Return a patient's consents, newest first.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such patient.
    """
    session.require(Act.LIST_CONSENTS, keys=(Domain.CLINICAL,))
    with session.vault.change() as tx:
        patient_id: PatientId = named_patient(tx, patient).id
        found = tuple(consents.of_patient(tx, patient_id))
        body = {"consents": len(found)}
        tx.audit(Event(act=Act.LIST_CONSENTS.value, subject=patient_id, body=body))
    return found
