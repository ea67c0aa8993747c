"""Mending the redaction of a filed image from its sealed original.

A box over a lesion, or a face that nobody saw, must stay mendable. The original is opened with a
reason, the gate is decided anew, and a new copy is burned from the original itself, proven and
sealed as at filing. One transaction names it, seals the key of the copy before it to the originals
and writes the audit entry: from then on nobody who may look at images opens the former copy, and
it goes with the image (ADR 0032). Killed anywhere before that, the former copy is in force.
"""

from desktop.ids import new_revision_id
from desktop.memory import SealedMemory
from desktop.records.detection import Detection
from desktop.records.eye_bars import check_eye_bars
from desktop.records.filed import Filed
from desktop.records.filing import FilingDetails
from desktop.records.flags import flags_of
from desktop.records.gate import Gate, check_gate
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.protection import check_protection
from desktop.records.reason import check_reason
from desktop.records.redaction import Redaction
from desktop.records.revised import Revisable, Revised
from desktop.records.role import Act, Domain
from desktop.records.traced import Rough, Traced
from desktop.vault import drafts, images, object_keys, patients, revisions
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.revisions import REASON, NewRevision
from desktop.vault.transaction import Transaction
from desktop.workflow.burning import Copy, sealed_copy
from desktop.workflow.covering import covers_details, features_in, reasons_in
from desktop.workflow.flagging import Flagged, ask_for_look, flagged
from desktop.workflow.inbox import make_sure_of_a_look
from desktop.workflow.mend_drafts import kept_revision
from desktop.workflow.mendable import KEYS, expected, mendable, opened
from desktop.workflow.picture_files import PictureFile, original_of
from desktop.workflow.protecting import (
    protection_details,
    protection_in,
    protection_note,
    without_protection,
)
from desktop.workflow.session import Session

_BEGUN = "revision_begun"
_SAID = ("site", "side", "view", "description")


def open_for_revision(
    session: Session, image_id: str, reason: str
) -> tuple[Revisable, SealedMemory]:
    """Return the untouched original of a filed image with what was obscured in it.

    Args:
        session: Who mends.
        image_id: Which.
        reason: Why; audited.

    Returns:
        The image as it is now, and the block with every pixel, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``: it is destroyed; ``second_look``: it waits for a second
            clinician, and you are neither of the two.
        DamagedError: The sealed file is missing or altered.
        ImageUnreadableError: It cannot be decoded.
        DecoderError: The decoder could not finish.
    """
    session.require(Act.REVISE_IMAGE, subject=image_id, keys=KEYS)
    check_reason(reason)
    with session.vault.change() as tx:
        row = mendable(tx, image_id)
        found, patient = original_of(tx, image_id), patients.get(tx, row.patient_id)
        body = {"reason": reason, "opened": "original", "number": row.number}
        draft, begun = kept_revision(tx, row, session.vault.header)
        tx.audit(Event(act=_BEGUN, subject=row.id, body=body))
    with opened(session.vault.objects, found) as original:
        pyramid, block = session.decoding.render(original, longest_px=0, fresh=found.fresh)
    said = row.details
    revisable = Revisable(
        image=row.id,
        number=row.number,
        patient=patient,
        pyramid=pyramid,
        redaction=Redaction.from_json(said["redaction"]),
        gate=Gate.from_json(said["decisions"]),
        details=FilingDetails.from_json({name: said[name] for name in _SAID}),
        features=features_in(said),
        reasons=reasons_in(said),
        flags=flags_of(said),
        protection=protection_in(said),
        taken_at=str(said["taken_at"]),
        draft=draft,
        begun=begun,
    )
    return revisable, block


def find_faces_again(session: Session, image_id: str, reason: str) -> Detection:
    """Return where faces may be in the original of a filed image that is being mended.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``: it is destroyed.
        DetectorMissingError: A model is missing or altered.
        DecoderError: The decoder could not finish.
    """
    found, original = _original(session, image_id, reason, what_for="for the detectors")
    with original:
        detection = session.decoding.detect(original, fresh=found.fresh)
    return session.pictures.keep_found(found.object_id, detection)


def trace_again(session: Session, image_id: str, rough: Rough, reason: str) -> Traced:
    """Return the outline of what lies in a frame of the original: a proposal.

    Raises:
        NotPermittedError: As :func:`find_faces_again`; so for the others.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``.
        DecoderError: The decoder could not finish.
    """
    found, original = _original(session, image_id, reason, what_for="for an outline")
    with original:
        return session.decoding.trace(original, rough, fresh=found.fresh)


def _original(
    session: Session, image_id: str, reason: str, *, what_for: str
) -> tuple[PictureFile, SealedMemory]:
    """Return the original of an image that is mended, which the caller closes; audited."""
    session.require(Act.REVISE_IMAGE, subject=image_id, keys=KEYS)
    check_reason(reason)
    with session.vault.change() as tx:
        row = mendable(tx, image_id)
        found = original_of(tx, row.id)
        body = {"reason": reason, "opened": f"original, {what_for}"}
        tx.audit(Event(act=_BEGUN, subject=row.id, body=body))
    return found, opened(session.vault.objects, found)


def revise_image(session: Session, image_id: str, revised: Revised) -> Outcome[Filed]:
    """File another obscured copy of an image in the place of the one in force.

    Raises:
        NotPermittedError: This role may not, or lacks a key.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``not_filed``, or ``revised_meanwhile``: somebody else has mended it.
        GateOpenError: A feature is undecided, a decision contradicts the picture, a face is covered
            at the eyes alone, or a cover touches a finding that must stay visible, and nobody said
            why.
        RegionInvalidError: A region lies outside the picture.
        ProofFailedError: The copy did not pass; ``reason`` names the check.
        DetectorMissingError: No detector can look: nothing is cleared meanwhile.
        DecoderError: A decoder could not finish; the former copy is in force.
    """
    session.require(Act.REVISE_IMAGE, subject=image_id, keys=KEYS)
    check_reason(revised.reason)
    regions = len(revised.redaction.regions)
    check_gate(revised.gate, region_count=regions, faces_left_sure=0, features=revised.features)
    check_protection(revised.protection, revised.redaction.regions)
    with session.vault.change() as tx:
        row = expected(tx, image_id, revised.number)
        _flagged(session, tx, row, patients.get(tx, row.patient_id), revised)
        found = original_of(tx, row.id)
        body = {"reason": revised.reason, "opened": "original, to burn"}
        tx.audit(Event(act=_BEGUN, subject=row.id, body=body))
    with opened(session.vault.objects, found) as original:
        seen = make_sure_of_a_look(found.object_id, original, fresh=found.fresh, session=session)
        check_eye_bars(revised.gate, revised.redaction.regions, revised.features, seen)
        copy = sealed_copy(
            original, revised.redaction, revised.gate, session=session, fresh=found.fresh
        )
    patient, is_awaiting = _write(session, row, revised, copy)
    session.pictures.forget(row.derivative_id)
    session.vault.fold_log()
    return Outcome(
        value=Filed(image=row.id, patient=patient, proof=copy.proof, is_awaiting=is_awaiting),
        changed=frozenset({Topic.RECORD}),
    )


def _write(session: Session, begun: ImageRow, revised: Revised, copy: Copy) -> tuple[Patient, bool]:
    """Put the copy in force; return whose it is, and whether it waits for a second clinician.

    What waited before goes on waiting, whatever is said of it now.
    """
    with session.vault.change() as tx:
        row = expected(tx, begun.id, revised.number)
        patient = patients.get(tx, row.patient_id)
        delicate = _flagged(session, tx, row, patient, revised)
        was_awaiting = row.state is ImageState.AWAITING
        is_awaiting = delicate.needs_look or was_awaiting
        shown = Domain.ORIGINAL if is_awaiting else Domain.CLINICAL
        object_keys.add(tx, copy.stored, shown)
        object_keys.move(tx, row.derivative_id, to=Domain.ORIGINAL)
        if is_awaiting and not was_awaiting:
            images.set_state(tx, row, ImageState.AWAITING)
        new = NewRevision(
            id=new_revision_id(),
            image_id=row.id,
            number=row.number + 1,
            derivative_id=copy.stored.object_id,
            derivative_sha256=copy.stored.sums.sha256_plain.hex(),
            format=copy.format,
            details={
                **without_protection(row.details),
                **revised.details.to_json(),
                "redaction": revised.redaction.to_json(),
                "decisions": revised.gate.to_json(),
                "proof": copy.proof.to_json(),
                "flags": delicate.details,
                **covers_details(revised.features, revised.reasons),
                **protection_details(revised.protection),
                REASON: revised.reason,
            },
        )
        bound = revisions.add(tx, new)
        body = {
            "reason": revised.reason,
            "number": new.number,
            "areas": [len(row.details["redaction"]["regions"]), len(revised.redaction.regions)],
            **protection_note(revised.protection),
        }
        event = Event(act=Act.REVISE_IMAGE.value, subject=row.id, binding=bound, body=body)
        tx.audit(event)
        drafts.drop(tx, row.arrival_id)
        if is_awaiting:
            ask_for_look(tx, row.id, new.number)
        return patient, is_awaiting


def _flagged(
    session: Session, tx: Transaction, row: ImageRow, patient: Patient, revised: Revised
) -> Flagged:
    taken_at = str(row.details["taken_at"])
    return flagged(tx, revised.flags, patient, taken_at=taken_at, today=session.today())
