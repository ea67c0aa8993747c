"""What waits: listing it, proposing what to obscure, turning something away."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.errors import WrongStateError
from desktop.ids import ArrivalId, ObjectId, UserId
from desktop.memory import SealedMemory
from desktop.records.arrival import Origin
from desktop.records.detection import Detection
from desktop.records.image import ImageState
from desktop.records.inbox import BegunDraft, Inbox
from desktop.records.outcome import Outcome, Topic
from desktop.records.patient import Patient
from desktop.records.reason import check_reason
from desktop.records.role import MAY, Act, Domain
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


def open_arrival(
    session: Session, arrival_id: str, act: Act, *, ahead: bool = False
) -> tuple[ArrivalRow, SealedMemory]:
    """Return an arrival and its file in anonymous memory, which the caller closes.

    Args:
        session: Whoever is signed in.
        arrival_id: Which.
        act: What for.
        ahead: Whether the program does it by itself, before they ask.

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
        body = {"opened": "inbox copy", **({"ahead": True} if ahead else {})}
        tx.audit(Event(act=act.value, subject=row.id, body=body))
    pieces = session.vault.objects.read(row.object_id, key, sha256_plain=row.sha256)
    return row, SealedMemory.from_chunks(pieces)


def find_faces(session: Session, arrival_id: str, *, ahead: bool = False) -> Detection:
    """Return where faces may be in an arrival: proposals, until a person decides.

    What was found is kept in memory for this session: a sealed file never changes, so whoever asks
    after the detectors have looked has the same answer at once.

    Args:
        session: Whoever is signed in.
        arrival_id: Which.
        ahead: Whether the program looks by itself, before they ask.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        DetectorMissingError: A model is missing or altered.
        DecoderError: The decoder could not finish.
    """
    kept = _found_before(session, arrival_id)
    if kept is not None:
        return kept
    row, memory = open_arrival(session, arrival_id, Act.FIND_FACES, ahead=ahead)
    with memory:
        found = session.decoding.detect(memory, fresh=row.origin is not Origin.PRACTICE)
    return session.pictures.keep_found(row.object_id, found)


def make_sure_of_a_look(
    object_id: ObjectId, original: SealedMemory, *, fresh: bool, session: Session
) -> Detection:
    """Return what detectors found in an original in this session; have them look if none has.

    A window may show that they have; what is filed does not rest on its word.

    Raises:
        DetectorMissingError: A model is missing or altered.
        DecoderError: The decoder could not finish.
    """
    known = session.pictures.found(object_id)
    if known is not None:
        return known
    return session.pictures.keep_found(object_id, session.decoding.detect(original, fresh=fresh))


def _found_before(session: Session, arrival_id: str) -> Detection | None:
    """Return what detectors found in an arrival earlier in this session, or None."""
    session.require(Act.FIND_FACES, subject=arrival_id, keys=(Domain.INBOX,))
    with session.vault.reading() as tx:
        row = arrivals.get(tx, arrival_id)
    kept = session.pictures.found(row.object_id)
    if kept is not None:
        with session.vault.change() as tx:
            body = {"opened": "proposals"}
            tx.audit(Event(act=Act.FIND_FACES.value, subject=row.id, body=body))
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the program itself may look at before anybody opens it; each look is a call of its own.

    Attributes:
        session: Whoever is signed in.
    """

    session: Session

    def is_allowed(self) -> bool:
        """Return whether this person prepares or clears photographs, and holds the key to them."""
        allowed = {Act.FIND_FACES, Act.KEEP_DRAFT} <= MAY[self.session.role]
        return allowed and self.session.vault.ring.holds(Domain.INBOX)

    def not_looked_at(self) -> tuple[ArrivalId, ...]:
        """Return the arrivals in which nobody has looked for faces yet, oldest first.

        Those on which somebody works have their proposals in the draft. Our own identifiers alone
        are read, and nothing of a patient.
        """
        with self.session.vault.reading() as tx:
            begun = {note.arrival for note in drafts.notes(tx)}
            return tuple(one for one in arrivals.to_be_cleared(tx) if one not in begun)


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
