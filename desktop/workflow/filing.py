"""Filing: burned, proven, decided, consented, and then in the patient's record, in one step.

The order: everything that can be refused is refused before anything is written; the obscured copy
is burned in one decoder and proven in another; it is sealed, read back and matched; then one
transaction names it, moves the original's key out of the inbox, and writes the audit entries.
Killed anywhere before that transaction, the image still waits in the inbox.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.errors import WrongPatientError, WrongStateError
from desktop.ids import ConsentId, new_image_id
from desktop.records.arrival import Origin
from desktop.records.consent import Consent
from desktop.records.eye_bars import check_eye_bars
from desktop.records.filed import Filed, Filing
from desktop.records.gate import check_gate
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.protection import check_protection
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, consents, images, object_keys
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.transaction import Transaction
from desktop.workflow.burning import Copy, sealed_copy
from desktop.workflow.covering import covers_details
from desktop.workflow.flagging import Flagged, ask_for_look, flagged
from desktop.workflow.identifying import check_cover, confirmed, give
from desktop.workflow.inbox import make_sure_of_a_look, open_arrival
from desktop.workflow.patients import named_patient
from desktop.workflow.protecting import protection_details, protection_note
from desktop.workflow.session import Session

_WAITING = frozenset({ImageState.ARRIVED, ImageState.IDENTIFIED})


def file_image(session: Session, arrival_id: str, filing: Filing) -> Outcome[Filed]:
    """File one arrival into a patient's record.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such arrival, patient or consent.
        WrongStateError: It is filed, rejected or set aside.
        WrongPatientError: Arrival, consent and patient do not belong together; or it is given to
            the patient only now, and ``filing.second`` does not confirm who they are.
        ConsentMissingError: The consent does not cover care today.
        GateOpenError: A feature is undecided, or a decision contradicts the picture; a face is
            covered at the eyes alone; a cover touches a finding that must stay visible, and nobody
            said why; or nothing is said of a chaperone where an intimate area is shown.
        RegionInvalidError: A region lies outside the picture.
        ProofFailedError: The obscured copy did not pass; ``reason`` names the check.
        DetectorMissingError: No detector can look: nothing is cleared meanwhile.
        DecoderError: A decoder could not finish, or no detector; the image still waits.
    """
    session.require(Act.FILE_IMAGE, subject=arrival_id, keys=(Domain.INBOX, Domain.CLINICAL))
    regions = len(filing.redaction.regions)
    check_gate(filing.gate, region_count=regions, faces_left_sure=0, features=filing.features)
    check_protection(filing.protection, filing.redaction.regions)
    with session.vault.change() as tx:
        row, patient, _ = _checked(session, tx, arrival_id, filing)
        _flagged(session, tx, row, patient, filing)
        tx.audit(Event(act="filing_begun", subject=row.id, body={"patient": patient.id}))
    _, original = open_arrival(session, arrival_id, Act.VIEW_ARRIVAL)
    with original:
        fresh = row.origin is not Origin.PRACTICE
        found = make_sure_of_a_look(row.object_id, original, fresh=fresh, session=session)
        check_eye_bars(filing.gate, filing.redaction.regions, filing.features, found)
        copy = sealed_copy(original, filing.redaction, filing.gate, session=session, fresh=fresh)
    return _write(session, arrival_id, filing, copy)


def _checked(
    session: Session, tx: Transaction, arrival_id: str, filing: Filing
) -> tuple[ArrivalRow, Patient, Consent]:
    row = arrivals.get(tx, arrival_id)
    if row.state not in _WAITING:
        raise WrongStateError("not_waiting", state=row.state.value)
    patient = named_patient(tx, filing.patient)
    if row.patient_id not in (None, patient.id):
        raise WrongPatientError("arrival")
    consent = consents.get(tx, filing.consent)
    check_cover(patient, consent, on=session.today())
    if row.state is ImageState.ARRIVED:
        confirmed(tx, filing.patient, filing.second, today=session.today())
    return row, patient, consent


def _write(session: Session, arrival_id: str, filing: Filing, copy: Copy) -> Outcome[Filed]:
    with session.vault.change() as tx:
        row, patient, consent = _checked(session, tx, arrival_id, filing)
        if row.state is ImageState.ARRIVED:
            by = confirmed(tx, filing.patient, filing.second, today=session.today())
            give(tx, row, patient, consent, by=by)
            row = replace(row, state=ImageState.IDENTIFIED)
        arrivals.move(tx, row, to=ImageState.CLEARED)
        arrivals.move(tx, replace(row, state=ImageState.CLEARED), to=ImageState.FILED)
        delicate = _flagged(session, tx, row, patient, filing)
        shown = Domain.ORIGINAL if delicate.needs_look else Domain.CLINICAL
        object_keys.add(tx, copy.stored, shown)
        object_keys.move(tx, row.object_id, to=Domain.ORIGINAL)
        filed = _image(tx, row, patient, filing, copy, delicate)
        bound = images.add(tx, filed, derivative_sha256=copy.stored.sums.sha256_plain.hex())
        tx.audit(
            Event(
                act=Act.FILE_IMAGE.value,
                subject=filed.id,
                binding=bound,
                body={
                    "arrival": row.id,
                    "patient": patient.id,
                    "consent": filed.consent_id,
                    **protection_note(filing.protection),
                },
            )
        )
        if delicate.needs_look:
            ask_for_look(tx, filed.id, 0)
    session.pictures.forget(row.object_id)
    session.vault.fold_log()
    return Outcome(
        value=Filed(
            image=filed.id,
            patient=patient,
            proof=copy.proof,
            is_awaiting=delicate.needs_look,
        ),
        changed=frozenset({Topic.INBOX, Topic.RECORD}),
    )


def _flagged(
    session: Session, tx: Transaction, row: ArrivalRow, patient: Patient, filing: Filing
) -> Flagged:
    facts: Mapping[str, Any] = row.facts or {}
    taken_at = str(facts.get("taken_at", ""))
    return flagged(tx, filing.flags, patient, taken_at=taken_at, today=session.today())


def _image(
    tx: Transaction,
    row: ArrivalRow,
    patient: Patient,
    filing: Filing,
    copy: Copy,
    delicate: Flagged,
) -> ImageRow:
    facts: Mapping[str, Any] = row.facts or {}
    return ImageRow(
        id=new_image_id(),
        arrival_id=row.id,
        patient_id=patient.id,
        consent_id=ConsentId(filing.consent),
        state=ImageState.AWAITING if delicate.needs_look else ImageState.FILED,
        original_id=row.object_id,
        derivative_id=copy.stored.object_id,
        format=copy.format,
        filed_at=tx.at,
        filed_by=tx.user,
        details={
            **filing.details.to_json(),
            "redaction": filing.redaction.to_json(),
            "decisions": filing.gate.to_json(),
            "proof": copy.proof.to_json(),
            "flags": delicate.details,
            **covers_details(filing.features, filing.reasons),
            **protection_details(filing.protection),
            "origin": row.origin.value,
            "taken_at": facts["taken_at"],
            "time_trust": facts["time_trust"],
            "device": " ".join(str(facts[key]) for key in ("make", "model") if facts[key]),
        },
    )
