"""One file after another that the front desk attaches: sealed, named, and given to a patient.

Each file is read, examined by a decoder that has seen no other, sealed, read back and compared;
then one transaction names it, gives it to the patient and writes the audit entries. Killed anywhere
before that transaction, nothing was attached and nothing is lost: the file stays where it is.
"""

import hashlib
import os
from dataclasses import dataclass
from typing import Final

from desktop.errors import FileRefusedError, IntakeError, SourceChangedError, SourceGoneError
from desktop.ids import ConsentId, new_arrival_id, new_series_id
from desktop.intake.message import MOST_NAME
from desktop.intake.message_part import MessagePart
from desktop.intake.names import shown
from desktop.intake.reach import AnyFile
from desktop.intake.source import OpenSource, Source
from desktop.memory import SealedMemory
from desktop.records.arrival import Examined, Origin, Refusal
from desktop.records.attached import (
    ALREADY,
    ATTACHED,
    CONFLICT,
    PENDING,
    REFUSED,
    AttachedFile,
    Picked,
)
from desktop.records.consent import Consent
from desktop.records.declaration import Came, Declaration
from desktop.records.device_match import NOT_ASKED as DEVICE_NOT_ASKED
from desktop.records.image import ImageState
from desktop.records.removal import NOT_ASKED
from desktop.records.role import Act, Domain
from desktop.records.second_identifier import Second
from desktop.vault import arrivals, consents, declarations, object_keys
from desktop.vault.arrivals import ArrivalRow, NewArrival
from desktop.vault.audit import Event
from desktop.vault.objects import Stored
from desktop.vault.transaction import Transaction
from desktop.workflow.messages import DECODER_TROUBLE
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.sealing import NO_DECODER, Read, examine, facts_of, read_whole, seal
from desktop.workflow.session import Session

_ENDED: Final = frozenset({ImageState.REJECTED, ImageState.DESTROYED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A file that lies sealed in the vault and that no row names yet."""

    read: Read
    stored: Stored
    examined: Examined | None
    set_aside: str


class FrontDesk:
    """Takes the files of one call, which form one series.

    Args:
        session: Who is at work.
        consent: What the declaration amounts to; recorded with the first file that is attached.
        declaration: What the front desk declares of all the files.
        by: The second identifier by which the patient was confirmed.
        pace: How reading and sealing are waited for. Others may have their turn meanwhile, so
            what was known before is asked again where it counts.

    Raises:
        NotPermittedError: This role may not attach images.
    """

    def __init__(
        self,
        session: Session,
        consent: Consent,
        declaration: Declaration,
        *,
        by: Second,
        pace: Pace = BLOCKING,
    ) -> None:
        session.require(Act.ATTACH_IMAGES)
        self.has_attached = False
        self._session = session
        self._consent = consent
        self._declaration = declaration
        self._by = by
        self._aside = pace.aside
        self._series = new_series_id()

    def take(self, file: Picked) -> AttachedFile:
        """Attach one file or one picture of a message; what is wrong with it is in the answer.

        Raises:
            VaultError: The vault can take no more: full, or damaged.
            DecoderCrashedError: ``start``: no decoder can be started on this computer.
        """
        try:
            with (
                self._aside(lambda: Source(file.path.parent)) as source,
                self._aside(lambda: source.open(os.fsencode(file.path.name))) as opened,
            ):
                read = self._aside(lambda: read_whole(opened))
                with read.memory:
                    outcome, reason = self._take_picked(file, read, opened)
        except (FileRefusedError, SourceChangedError, SourceGoneError) as error:
            return _ended(file, REFUSED, _refusal(error))
        self.has_attached = self.has_attached or outcome == ATTACHED
        return _ended(file, outcome, reason)

    def _take_picked(self, file: Picked, read: Read, opened: OpenSource) -> tuple[str, str]:
        if file.part is None:
            return self._take_read(read, opened)
        if read.sha256 != file.digest:
            raise FileRefusedError(Refusal.SOURCE_UNSTABLE.value)
        with self._taken_out(read.memory, file.part) as memory:
            name = _name(file)
            with memory.view() as view:
                digest = hashlib.sha256(view).hexdigest()
            # The message's own date says nothing of when a photograph was taken.
            picture = Read(name=name, mtime_ns=0, memory=memory, sha256=digest)
            part = MessagePart(opened, digest=read.sha256, memory=memory, name=name)
            return self._take_read(picture, part)

    def _taken_out(self, message: SealedMemory, part: int) -> SealedMemory:
        """Have a fresh decoder take one picture out of a message."""
        try:
            return self._session.decoding.message_part(message, part)
        except DECODER_TROUBLE as error:
            if error.reason == NO_DECODER:
                raise
            raise FileRefusedError(Refusal.DAMAGED.value) from error

    def _take_read(self, read: Read, opened: AnyFile) -> tuple[str, str]:
        with self._session.vault.change() as tx:
            known = arrivals.with_digest(tx, read.sha256)
            tx.audit(Event(act="compare_source", body={"known": known is not None}))
            if known is not None:
                return self._settle_known(tx, known)
        examined, why = examine(self._session.decoding, read.memory, fresh=True)
        objects = self._session.vault.objects
        stored = self._aside(lambda: seal(objects, read, opened))
        sealed = _Sealed(read=read, stored=stored, examined=examined, set_aside=why)
        with self._session.vault.change() as tx:
            known = arrivals.with_digest(tx, read.sha256)
            if known is None:
                return self._give(tx, self._named(tx, sealed))
            settled = self._settle_known(tx, known)
        objects.remove(stored.object_id)
        return settled

    def _named(self, tx: Transaction, sealed: _Sealed) -> ArrivalRow:
        """Have the catalogue name what was sealed."""
        origin = Origin.OTHER if self._declaration.came is Came.ORGANISATION else Origin.PATIENT
        new = NewArrival(
            id=new_arrival_id(),
            series_id=self._series,
            state=ImageState.QUARANTINED if sealed.set_aside else ImageState.ARRIVED,
            set_aside_because=sealed.set_aside,
            origin=origin,
            sha256=sealed.read.sha256,
            object_id=sealed.stored.object_id,
            source_removed=NOT_ASKED,
            facts=facts_of(sealed.read, sealed.examined, now=self._session.clock.now()),
            judgement=DEVICE_NOT_ASKED,
        )
        object_keys.add(tx, sealed.stored, Domain.INBOX)
        arrivals.add(tx, new)
        body = {"origin": origin.value, "sha256": new.sha256, "set_aside": sealed.set_aside}
        bound = new.binding()
        tx.audit(Event(act=Act.RECEIVE_IMAGES.value, subject=new.id, binding=bound, body=body))
        return arrivals.get(tx, new.id)

    def _settle_known(self, tx: Transaction, known: ArrivalRow) -> tuple[str, str]:
        """Say what a file is that the vault has already, and give it away if it is nobody's.

        What was rejected is a conflict too, whosever it was: somebody decided against it, and the
        front desk cannot decide otherwise.
        """
        if known.state not in _ENDED and known.patient_id is None:
            return self._give(tx, known)
        is_theirs = known.state not in _ENDED and known.patient_id == self._consent.patient_id
        outcome = ALREADY if is_theirs else CONFLICT
        self._audit(tx, known, outcome)
        return outcome, ""

    def _give(self, tx: Transaction, row: ArrivalRow) -> tuple[str, str]:
        """Give an arrival to the patient; one that is set aside waits with their name on it."""
        patient_id, consent_id = self._consent.patient_id, self._recorded(tx)
        if row.state is ImageState.QUARANTINED:
            arrivals.note_patient(tx, row, patient_id, consent_id)
        else:
            arrivals.give(tx, row, patient_id, consent_id)
        declarations.declare(tx, row.id, patient_id, self._declaration)
        self._audit(tx, row, ATTACHED, consent=consent_id)
        return ATTACHED, row.set_aside_because

    def _recorded(self, tx: Transaction) -> ConsentId:
        """Record the consent with the first file, sealed to a key that the front desk lacks."""
        given = self._consent
        if not self.has_attached:
            bound = consents.add(tx, given)
            body = {"patient": given.patient_id, "text_version": given.text_version}
            tx.audit(Event(act="consent_declared", subject=given.id, binding=bound, body=body))
        return given.id

    def _audit(self, tx: Transaction, row: ArrivalRow, outcome: str, *, consent: str = "") -> None:
        patient = self._consent.patient_id
        bound = arrivals.giving_binding(row.id, patient, consent) if consent else ""
        body = {"patient": patient, "outcome": outcome, "consent": consent}
        body |= {"confirmed": self._by.value} if consent else {}
        act = Act.ATTACH_IMAGES.value
        tx.audit(Event(act=act, subject=row.id, binding=bound, body=body))


def not_reached(file: Picked, why: str) -> AttachedFile:
    """Return what is said of a file that a run did not come to."""
    return _ended(file, PENDING, why)


def _ended(file: Picked, outcome: str, reason: str) -> AttachedFile:
    return AttachedFile(file=_name(file), outcome=outcome, reason=reason)


def _name(file: Picked) -> str:
    """Return what it is called, safe to show: a picture of a message as the message calls it."""
    said = file.name[:MOST_NAME] if file.part is not None else ""
    return shown(said.encode("utf-8", "replace") or os.fsencode(file.path.name))


def _refusal(error: IntakeError) -> str:
    """Return the code of ``Refusal`` for what went wrong with one file or its folder."""
    if isinstance(error, FileRefusedError):
        return error.reason
    changed = isinstance(error, SourceChangedError) and error.reason == "changed"
    return Refusal.SOURCE_UNSTABLE.value if changed else Refusal.UNREADABLE_SOURCE.value
