"""What waits: listing it, proposing what to obscure, turning something away."""

from desktop.errors import RecordInvalidError
from desktop.ids import ArrivalId
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.detection import Detection
from desktop.records.image import ImageState
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import Act, Domain
from desktop.records.waiting import Waiting
from desktop.vault import arrivals, object_keys
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.workflow.session import Session


def list_inbox(session: Session) -> tuple[Waiting, ...]:
    """Return everything that is not filed or rejected yet, oldest first.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_INBOX)
    with session.vault.change() as tx:
        rows = arrivals.waiting(tx)
        tx.audit(Event(act=Act.LIST_INBOX.value, body={"waiting": len(rows)}))
    return tuple(_waiting(row) for row in rows)


def _waiting(row: ArrivalRow) -> Waiting:
    return Waiting(
        arrival=row.id,
        series=row.series_id,
        state=row.state,
        set_aside_because=row.set_aside_because,
        origin=row.origin,
        sha256=row.sha256,
        received_at=row.received_at,
        patient=row.patient_id,
        source_removed=row.source_removed,
        facts=row.facts,
    )


def open_arrival(session: Session, arrival_id: str, act: Act) -> tuple[ArrivalRow, SealedMemory]:
    """Return an arrival and its file in anonymous memory, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        DamagedError: The sealed file is missing or altered.
    """
    session.require(act, subject=arrival_id, keys=(Domain.INBOX,))
    with session.vault.change() as tx:
        row = arrivals.get(tx, arrival_id)
        key = object_keys.key_of(tx, row.object_id)
        tx.audit(Event(act=act.value, subject=row.id, body={"opened": "inbox copy"}))
    pieces = session.vault.objects.read(row.object_id, key, sha256_plain=row.sha256)
    return row, SealedMemory.from_chunks(pieces)


def find_faces(session: Session, arrival_id: str) -> Detection:
    """Return where faces may be in an arrival: proposals, until a person decides.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        DetectorMissingError: A model is missing or altered.
        DecoderError: The decoder could not finish.
    """
    row, memory = open_arrival(session, arrival_id, Act.FIND_FACES)
    with memory:
        return session.decoding.detect(memory, fresh=row.origin is not Origin.PRACTICE)


def reject_arrival(session: Session, arrival_id: str, reason: str) -> Outcome[ArrivalId]:
    """Turn an arrival away; it stays sealed, and its content is recognised if it comes again.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_arrival``.
        RecordInvalidError: ``reason``: none was given.
        WrongStateError: It is filed already.
    """
    session.require(Act.REJECT_ARRIVAL, subject=arrival_id)
    if not reason.strip():
        raise RecordInvalidError("reason")
    with session.vault.change() as tx:
        row = arrivals.get(tx, arrival_id)
        arrivals.move(tx, row, to=ImageState.REJECTED)
        tx.audit(Event(act=Act.REJECT_ARRIVAL.value, subject=row.id, body={"reason": reason}))
    return Outcome(value=row.id, changed=frozenset({Topic.INBOX}))
