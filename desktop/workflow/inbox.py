"""What waits: listing it, proposing what to obscure, turning something away."""

from collections.abc import Mapping

from desktop.errors import WrongStateError
from desktop.ids import ArrivalId, UserId
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.detection import Detection
from desktop.records.image import ImageState
from desktop.records.inbox import BegunDraft, Inbox
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.reason import check_reason
from desktop.records.role import Act, Domain
from desktop.records.waiting import Waiting
from desktop.vault import arrivals, drafts, object_keys, patients, slips, tallies
from desktop.vault.arrivals import ArrivalRow
from desktop.vault.audit import Event
from desktop.vault.keys import Person
from desktop.workflow.session import Session, only


def list_inbox(session: Session) -> Inbox:
    """Return everything that is not filed or rejected yet, oldest first.

    A role without the inbox key is told that something waits, not of whom (GUIDANCE R-01): that a
    photograph of somebody waits is itself something about their health.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_INBOX)
    since, until = session.day()
    people = {signed.person.user_id: signed.person for signed in session.vault.header.people}
    with session.vault.change() as tx:
        rows = arrivals.waiting(tx)
        known: tuple[Patient, ...] = ()
        begun: tuple[BegunDraft, ...] = ()
        proposed: Mapping[ArrivalId, slips.Proposed] = {}
        if tx.ring.holds(Domain.INBOX):
            proposed = {one.arrival: one for one in slips.proposals(tx)}
            named = {row.patient_id for row in rows if row.patient_id}
            known = patients.several(tx, named | {one.patient for one in proposed.values()})
            begun = tuple(_begun(note, people) for note in drafts.notes(tx))
        tally = tallies.tally(tx, since=since, until=until)
        tx.audit(Event(act=Act.LIST_INBOX.value, body={"waiting": len(rows)}))
    return Inbox(
        waiting=tuple(_waiting(row, proposed.get(row.id)) for row in rows),
        patients=known,
        drafts=tuple(one.arrival for one in begun),
        tally=tally,
        begun=begun,
    )


def _begun(note: drafts.Note, people: Mapping[UserId, Person]) -> BegunDraft:
    keeper = people.get(note.kept_by)
    name = keeper.full_name if keeper else str(note.kept_by)
    return BegunDraft(arrival=note.arrival, name=name, kept_at=note.kept_at)


def _waiting(row: ArrivalRow, proposed: slips.Proposed | None) -> Waiting:
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
        device_verdict=row.device_verdict,
        gps_present=row.gps_present,
        proposed=None if proposed is None else proposed.patient,
        slip="" if proposed is None else proposed.code,
    )


def open_arrival(session: Session, arrival_id: str, act: Act) -> tuple[ArrivalRow, SealedMemory]:
    """Return an arrival and its file in anonymous memory, which the caller closes.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        WrongStateError: ``not_waiting``: it is filed, and its original needs a reason.
        DamagedError: The sealed file is missing or altered.
    """
    session.require(act, subject=arrival_id, keys=(Domain.INBOX,))
    with session.vault.change() as tx:
        row = arrivals.get(tx, arrival_id)
        if object_keys.row_of(tx, row.object_id).domain != Domain.INBOX.value:
            raise WrongStateError("not_waiting", state=row.state.value)
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


def reject_arrivals(
    session: Session, arrival_ids: tuple[str, ...], reason: str
) -> Outcome[tuple[ArrivalId, ...]]:
    """Turn arrivals away, all of them or none; unfinished work on them goes.

    They stay sealed, and their content is recognised if it comes again.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_arrival``; also where none is named.
        RecordInvalidError: ``reason``: none was given, or it is too long or cannot be shown.
        WrongStateError: One is filed or rejected already.
    """
    session.require(Act.REJECT_ARRIVAL, subject=only(arrival_ids))
    check_reason(reason)
    with session.vault.change() as tx:
        rows = arrivals.several(tx, arrival_ids)
        for row in rows:
            arrivals.move(tx, row, to=ImageState.REJECTED)
            tx.audit(Event(act=Act.REJECT_ARRIVAL.value, subject=row.id, body={"reason": reason}))
    return Outcome(value=tuple(row.id for row in rows), changed=frozenset({Topic.INBOX}))
