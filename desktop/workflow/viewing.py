"""Images in the record: listing them, opening the obscured copy, handing out a copy."""

from pathlib import Path

from desktop.errors import DamagedError, RecordInvalidError, WrongStateError
from desktop.ids import PatientId
from desktop.memory import SealedMemory
from desktop.records.flags import was_asked_for_look
from desktop.records.image import ImageState
from desktop.records.listed import Listed
from desktop.records.patient import Patient
from desktop.records.record import Record
from desktop.records.role import Act, Domain
from desktop.share.save import check_destination, save_copy
from desktop.vault import consents, images, object_keys, second_looks
from desktop.vault.audit import Event
from desktop.vault.images import ImageRow
from desktop.vault.transaction import Transaction
from desktop.workflow.flagging import check_is_shown, is_shown
from desktop.workflow.patients import named_patient
from desktop.workflow.session import Session


def list_images(session: Session, patient: str) -> tuple[Patient, tuple[Listed, ...]]:
    """Return a patient and the images in their record, oldest first.

    Raises:
        NotPermittedError: This role may not, or does not hold the clinical key.
        UnknownRecordError: No such patient.
    """
    session.require(Act.LIST_IMAGES, keys=(Domain.CLINICAL,))
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        rows = _shown(tx, person.id)
        listed = tuple(_listed(tx, row) for row in rows)
        body = {"images": len(rows)}
        tx.audit(Event(act=Act.LIST_IMAGES.value, subject=person.id, body=body))
    return person, listed


def open_record(session: Session, patient: str) -> Record:
    """Return a patient's images, oldest first, and consents, newest first: one entry.

    Raises:
        NotPermittedError: This role may not, or does not hold the clinical key.
        UnknownRecordError: No such patient.
    """
    session.require(Act.OPEN_RECORD, keys=(Domain.CLINICAL,))
    with session.vault.change() as tx:
        person = named_patient(tx, patient)
        rows = _shown(tx, person.id)
        listed = tuple(_listed(tx, row) for row in rows)
        given = tuple(consents.of_patient(tx, person.id))
        body = {"images": len(rows), "consents": len(given)}
        tx.audit(Event(act=Act.OPEN_RECORD.value, subject=person.id, body=body))
    return Record(patient=person, images=listed, consents=given)


def _shown(tx: Transaction, patient: PatientId) -> list[ImageRow]:
    """Return a patient's images, without those that wait for a second clinician: of two others."""
    return [row for row in images.of_patient(tx, patient) if is_shown(tx, row)]


def _listed(tx: Transaction, row: ImageRow) -> Listed:
    asked = row.state is ImageState.AWAITING or was_asked_for_look(row.details)
    return Listed(
        image=row.id,
        state=row.state,
        format=row.format,
        filed_at=row.filed_at,
        filed_by=row.filed_by,
        details=row.details,
        versions=row.versions,
        look=second_looks.of_image(tx, row.id) if asked else None,
        original_gone_at=row.original_gone_at,
    )


def _open(session: Session, image_id: str, act: Act, reason: str) -> tuple[ImageRow, SealedMemory]:
    with session.vault.change() as tx:
        row = images.get(tx, image_id)
        check_is_shown(tx, row)
        if act is Act.SAVE_IMAGE and row.state is ImageState.AWAITING:
            raise WrongStateError("second_look", state=row.state.value)
        if act is Act.VIEW_ORIGINAL:
            images.check_has_original(row)
        object_id = row.original_id if act is Act.VIEW_ORIGINAL else row.derivative_id
        key = object_keys.key_of(tx, object_id)
        digest = object_keys.row_of(tx, object_id).sha256_plain
        tx.audit(Event(act=act.value, subject=row.id, body={"reason": reason}))
    return row, SealedMemory.from_chunks(
        session.vault.objects.read(object_id, key, sha256_plain=digest)
    )


def view_image(session: Session, image_id: str) -> SealedMemory:
    """Return the obscured copy in anonymous memory, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the clinical key.
        UnknownRecordError: ``no_such_image``.
        DamagedError: The sealed file is missing or altered.
    """
    session.require(Act.VIEW_IMAGE, subject=image_id, keys=(Domain.CLINICAL,))
    return _open(session, image_id, Act.VIEW_IMAGE, "")[1]


def view_original(session: Session, image_id: str, reason: str) -> SealedMemory:
    """Return the untouched original in anonymous memory, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the key of originals.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_image``.
        WrongStateError: ``original_destroyed``.
        DamagedError: The sealed file is missing or altered.
    """
    keys = (Domain.CLINICAL, Domain.ORIGINAL)
    session.require(Act.VIEW_ORIGINAL, subject=image_id, keys=keys)
    _require_reason(reason)
    return _open(session, image_id, Act.VIEW_ORIGINAL, reason)[1]


def save_image(session: Session, image_id: str, to: Path, reason: str) -> Path:
    """Write the obscured copy to a file of the user's choice, with a reason, audited.

    Raises:
        NotPermittedError: This role may not, or does not hold the clinical key.
        RecordInvalidError: ``reason``: none was given.
        DestinationRefusedError: Something is there already, it lies in the vault, or it cannot be
            written; nothing is.
        UnknownRecordError: ``no_such_image``.
        DamagedError: The sealed file is missing or altered.
    """
    session.require(Act.SAVE_IMAGE, subject=image_id, keys=(Domain.CLINICAL,))
    _require_reason(reason)
    check_destination(to, vault=session.vault.folder)
    row, memory = _open(session, image_id, Act.SAVE_IMAGE, reason)
    with memory:
        _check_whole(memory)
        save_copy(memory.read(), to)
    with session.vault.change() as tx:
        tx.audit(Event(act="image_saved", subject=row.id, body={"bytes": memory.size}))
    return to


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RecordInvalidError("reason")


def _check_whole(memory: SealedMemory) -> None:
    if memory.size == 0:
        raise DamagedError("object")
