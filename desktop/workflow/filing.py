"""Filing: burned, proven, decided, consented, and then in the patient's record, in one step.

The order: everything that can be refused is refused before anything is written; the obscured copy
is burned in one decoder and proven in another; it is sealed, read back and matched; then one
transaction names it, moves the original's key out of the inbox, and writes the audit entries.
Killed anywhere before that transaction, the image still waits in the inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.errors import ProofFailedError, WrongPatientError, WrongStateError
from desktop.ids import ConsentId, new_image_id
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.memory import SealedMemory
from desktop.records.arrival import ImageFormat, Origin
from desktop.records.consent import Consent
from desktop.records.filed import Filed, Filing
from desktop.records.gate import check_gate
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.proof import Proof
from desktop.records.redaction import Redaction
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, consents, images, object_keys
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.objects import Stored
from desktop.vault.transaction import Transaction
from desktop.workflow.identifying import check_cover, confirmed, give
from desktop.workflow.inbox import open_arrival
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session

_WAITING = frozenset({ImageState.ARRIVED, ImageState.IDENTIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """The obscured copy: where it is sealed, as what it was written, and its proof."""

    stored: Stored
    format: ImageFormat
    proof: Proof


def file_image(session: Session, arrival_id: str, filing: Filing) -> Outcome[Filed]:
    """File one arrival into a patient's record.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: No such arrival, patient or consent.
        WrongStateError: It is filed, rejected or set aside.
        WrongPatientError: Arrival, consent and patient do not belong together; or it is given to
            the patient only now, and ``filing.second`` does not confirm who they are.
        ConsentMissingError: The consent does not cover care today.
        GateOpenError: A feature is undecided, or a decision contradicts the picture.
        RegionInvalidError: A region lies outside the picture.
        ProofFailedError: The obscured copy did not pass; ``reason`` names the check.
        DecoderError: A decoder could not finish; the image still waits.
    """
    session.require(Act.FILE_IMAGE, subject=arrival_id, keys=(Domain.INBOX, Domain.CLINICAL))
    regions = len(filing.redaction.regions)
    check_gate(filing.gate, region_count=regions, faces_left_sure=0)
    with session.vault.change() as tx:
        row, patient, _ = _checked(session, tx, arrival_id, filing)
        tx.audit(Event(act="filing_begun", subject=row.id, body={"patient": patient.id}))
    _, original = open_arrival(session, arrival_id, Act.VIEW_ARRIVAL)
    with original:
        fresh = row.origin is not Origin.PRACTICE
        with session.decoding.burn(original, filing.redaction, fresh=fresh) as derivative:
            proof = _proven(session, original, derivative, filing.redaction)
            check_gate(filing.gate, region_count=regions, faces_left_sure=proof.faces_left)
            stored = session.vault.objects.put(_whole(derivative), size_bytes=derivative.size)
            written = _format_of(derivative)
    return _write(session, arrival_id, filing, _Copy(stored=stored, format=written, proof=proof))


def _whole(memory: SealedMemory) -> tuple[bytes]:
    return (memory.read(),)


def _format_of(derivative: SealedMemory) -> ImageFormat:
    """Return as what the copy was written, by its first bytes; the proof has looked at the rest."""
    with derivative.view() as view:
        found = sniff(view[:HEAD_BYTES])
    return found if isinstance(found, ImageFormat) else ImageFormat.JPEG


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


def _proven(
    session: Session, original: SealedMemory, derivative: SealedMemory, redaction: Redaction
) -> Proof:
    proof = session.decoding.prove(original, derivative, redaction)
    if not proof.ok:
        failed = next((check.name for check in proof.checks if not check.ok), "")
        raise ProofFailedError(failed)
    return proof


def _write(session: Session, arrival_id: str, filing: Filing, copy: _Copy) -> Outcome[Filed]:
    with session.vault.change() as tx:
        row, patient, consent = _checked(session, tx, arrival_id, filing)
        if row.state is ImageState.ARRIVED:
            by = confirmed(tx, filing.patient, filing.second, today=session.today())
            give(tx, row, patient, consent, by=by)
            row = replace(row, state=ImageState.IDENTIFIED)
        arrivals.move(tx, row, to=ImageState.CLEARED)
        arrivals.move(tx, replace(row, state=ImageState.CLEARED), to=ImageState.FILED)
        object_keys.add(tx, copy.stored, Domain.CLINICAL)
        object_keys.move(tx, row.object_id, to=Domain.ORIGINAL)
        filed = _image(tx, row, patient, filing, copy)
        bound = images.add(tx, filed, derivative_sha256=copy.stored.sums.sha256_plain.hex())
        tx.audit(
            Event(
                act=Act.FILE_IMAGE.value,
                subject=filed.id,
                binding=bound,
                body={"arrival": row.id, "patient": patient.id, "consent": filed.consent_id},
            )
        )
    session.pictures.forget(row.object_id)
    session.vault.fold_log()
    return Outcome(
        value=Filed(image=filed.id, patient=patient, proof=copy.proof),
        changed=frozenset({Topic.INBOX, Topic.RECORD}),
    )


def _image(
    tx: Transaction,
    row: ArrivalRow,
    patient: Patient,
    filing: Filing,
    copy: _Copy,
) -> ImageRow:
    facts: Mapping[str, Any] = row.facts or {}
    return ImageRow(
        id=new_image_id(),
        arrival_id=row.id,
        patient_id=patient.id,
        consent_id=ConsentId(filing.consent),
        state=ImageState.FILED,
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
            "origin": row.origin.value,
            "taken_at": facts["taken_at"],
            "time_trust": facts["time_trust"],
            "device": " ".join(str(facts[key]) for key in ("make", "model") if facts[key]),
        },
    )
