"""Entering what came in while nobody was signed in: from the spool into the inbox.

One file after the other: decrypted whole, looked at by a decoder, sealed anew under a key that the
catalogue names, read back, entered in one transaction with its signed entry; only then it leaves
the spool. Cut off at any moment it is in the spool, in the inbox, or in both, and then the next
time finds it known, compares the inbox's copy and removes the other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from desktop.errors import (
    DamagedError,
    DecoderCrashedError,
    FileRefusedError,
    KeyMissingError,
    VaultError,
)
from desktop.ids import SpoolId, new_arrival_id
from desktop.memory import SealedMemory
from desktop.records.arrival import Quarantine
from desktop.records.image import ImageState
from desktop.records.intake_report import Arrived, Duplicate
from desktop.records.outcome import Outcome, Topic
from desktop.records.removal import NOT_ASKED, PENDING, REMOVED
from desktop.records.role import MAY, Act, Domain
from desktop.records.spool import Absorbed
from desktop.vault import arrivals, cards, object_keys, origins, spool_journal
from desktop.vault.arrivals import ArrivalRow, NewArrival
from desktop.vault.audit import Event
from desktop.vault.objects import Stored
from desktop.vault.spool import Lying, Spool, Waits
from desktop.vault.spool_file import SpoolFacts
from desktop.vault.spool_journal import ENTERED
from desktop.vault.spool_label import open_label
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.workflow.card_ledger import LedgerRun
from desktop.workflow.copies import copy_matches
from desktop.workflow.judging import judge_device
from desktop.workflow.pace import BLOCKING, Pace, Stop
from desktop.workflow.receiving import SeriesMemory
from desktop.workflow.run_memory import SLIP_ORIGINS, local
from desktop.workflow.sealing import Read, camera_of, examine, facts_of, pieces_of
from desktop.workflow.session import Session
from desktop.workflow.slip_runs import sort_run
from desktop.workflow.spool_ledger import SpoolLedger
from desktop.workflow.tethering import told_of

_STOPS: Final = (VaultError, DecoderCrashedError)
_NOT_WHOLE: Final = frozenset({"object", "box", "spool", "another_content", "layout"})
"""Reasons of a ``DamagedError`` that speak of the file and not of the disk."""


def _never() -> bool:
    return False


class _NotAsked:
    """Nobody says stop."""

    def is_set(self) -> bool:
        """Return that nobody did."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbing:
    """How the spool is to be entered.

    Attributes:
        stop: Set it to stop after the present file.
        progress: Told how many of how many files are done.
        entered: Told after each file that something came in.
        pace: How files are waited for.
    """

    stop: Stop = field(default_factory=_NotAsked)
    progress: Callable[[int, int], None] = lambda _done, _all: None
    entered: Callable[[], None] = lambda: None
    pace: Pace = BLOCKING


def may_absorb(vault: Vault) -> bool:
    """Return whether this person may receive and holds the key that opens the spool."""
    return Act.ABSORB_SPOOL in MAY[vault.who.role] and vault.ring.holds(Domain.INBOX)


def absorb(session: Session, how: Absorbing | None = None) -> Outcome[Absorbed]:
    """Enter everything that waits in the spool; nothing is written where nothing waits.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        VaultError: The spool cannot be looked at.
    """
    how = how or Absorbing()
    spool = Spool(session.vault.folder, session.vault.header.vault_id)
    lying = how.pace.aside(spool.lying)
    known = spool_journal.noted(session.vault.folder)
    if not lying.waits and not lying.foreign and not known:
        return Outcome(value=Absorbed(), changed=frozenset())
    session.require(Act.ABSORB_SPOOL, keys=(Domain.INBOX,))
    missing = _missing(session, tuple(known), lying)
    job = _Job(session, spool, how)
    job.run(lying.waits)
    job.finish()
    left = [one.spool_id for one in how.pace.aside(spool.lying).waits]
    done = replace(job.done, left=len(left), missing=len(missing), foreign=len(lying.foreign))
    _note(session, done, missing)
    spool_journal.keep_only(session.vault.folder, left)
    return Outcome(value=done, changed=frozenset({Topic.INBOX}))


def _missing(session: Session, known: tuple[SpoolId, ...], lying: Lying) -> tuple[SpoolId, ...]:
    with session.vault.reading() as tx:
        return spool_journal.missing(tx, known, [one.spool_id for one in lying.waits])


def _note(session: Session, done: Absorbed, missing: tuple[SpoolId, ...]) -> None:
    body = {
        "entered": done.entered,
        "known": done.known,
        "refused": done.refused,
        "set_aside": done.set_aside,
        "left": done.left,
        "missing": list(missing),
        "foreign": done.foreign,
        "stopped": done.stopped,
    }
    with session.vault.change() as tx:
        for one in missing:
            bound = spool_journal.ended_binding(one, "missing")
            tx.audit(Event(act=ENTERED, subject=one, binding=bound, body={"became": "missing"}))
        tx.audit(Event(act=Act.ABSORB_SPOOL.value, body=body))


class _Job:
    """One going through the spool."""

    def __init__(self, session: Session, spool: Spool, how: Absorbing) -> None:
        self._session = session
        self._spool = spool
        self._how = how
        self._aside = how.pace.aside
        self._series = SeriesMemory()
        self._ledger = SpoolLedger(partial(LedgerRun, session))
        self.done = Absorbed()

    def run(self, waits: tuple[Waits, ...]) -> None:
        """Enter one after the other, until somebody says stop or the vault takes no more."""
        for number, one in enumerate(waits):
            self._how.progress(number, len(waits))
            self._how.pace.pause(0)
            if self._how.stop.is_set():
                return
            try:
                self._enter(one)
            except KeyMissingError:
                raise
            except _STOPS as error:
                self.done = replace(self.done, stopped=error.code)
                return
            self._how.entered()
        self._how.progress(len(waits), len(waits))

    def finish(self) -> None:
        """Put slips away, and end the runs in the ledger.

        What came with a slip is of a run that a lock interrupted, and mixed.
        """
        sort_run(self._session, self._series, finished=False)
        try:
            self._ledger.end()
        except VaultError as error:
            self.done = replace(self.done, stopped=self.done.stopped or error.code)

    def _count(self, **one: int) -> None:
        self.done = replace(self.done, **{k: getattr(self.done, k) + n for k, n in one.items()})

    def _enter(self, one: Waits) -> None:
        try:
            facts, memory = self._aside(lambda: self._opened(one.spool_id))
        except DamagedError as error:
            if error.reason not in _NOT_WHOLE:
                raise
            self._put_aside(one, error.reason)
            return
        with memory:
            self._enter_read(one, facts, memory)

    def _opened(self, spool_id: SpoolId) -> tuple[SpoolFacts, SealedMemory]:
        """Decrypt all of a file; it is what it says, or it is not whole."""
        ring = self._session.vault.ring
        with self._spool.open(spool_id, ring) as (facts, pieces):
            memory = SealedMemory.from_chunks(pieces)
        with memory.view() as view:
            digest = hashlib.sha256(view).hexdigest()
        if digest != facts.sha256 or memory.size != facts.size_bytes:
            memory.close()
            raise DamagedError("another_content")
        return facts, memory

    def _put_aside(self, one: Waits, reason: str) -> None:
        """Move a file that does not open out of the way; the entry is there first."""
        with self._session.vault.change() as tx:
            body = {"became": "set_aside", "reason": reason}
            bound = spool_journal.ended_binding(one.spool_id, "set_aside")
            tx.audit(Event(act=ENTERED, subject=one.spool_id, binding=bound, body=body))
        self._aside(lambda: self._spool.put_aside(one.spool_id))
        self._count(set_aside=1)

    def _enter_read(self, one: Waits, facts: SpoolFacts, memory: SealedMemory) -> None:
        read = Read(name=facts.name, mtime_ns=facts.mtime_ns, memory=memory, sha256=facts.sha256)
        with self._session.vault.change() as tx:
            known = arrivals.with_digest(tx, read.sha256)
            tx.audit(Event(act="compare_source", body={"known": known is not None}))
        if known is not None:
            self._settle_known(one, facts, known)
            return
        named = self._named(one, facts, read)
        if isinstance(named, ArrivalRow):
            self._settle_known(one, facts, named)
            return
        self._aside(lambda: self._spool.remove(one.spool_id))
        self._count(entered=1)
        arrived = Arrived(
            arrival=named.id,
            file=facts.name,
            sha256=named.sha256,
            state=named.state,
            source_removed=one.outcome == REMOVED,
        )
        self._ledger.arrived(facts, arrived)

    def _named(self, one: Waits, facts: SpoolFacts, read: Read) -> NewArrival | ArrivalRow:
        try:
            examined, why = examine(self._session.decoding, read.memory, fresh=True)
        except FileRefusedError:  # it was fine at the door, and its source may be gone
            examined, why = None, Quarantine.SPOOLED_UNREADABLE.value
        card_id = self._ledger.card(facts)
        stored = self._aside(lambda: self._sealed(read))
        now = self._session.clock.now()
        known = facts_of(read, examined, now=now) | self._told_at_the_door(facts)
        if card_id is not None:
            known["card"] = card_id
        if known.get("slips") and facts.origin in SLIP_ORIGINS:
            why = Quarantine.SLIP.value
        series_id = self._series.series_of(read.name, known)
        with self._session.vault.change() as tx:
            there = arrivals.with_digest(tx, read.sha256)
            if there is None:
                judged = judge_device(tx, known, origin=facts.origin, on=self._session.today())
                why = why or judged.set_aside
                new = NewArrival(
                    id=new_arrival_id(),
                    series_id=series_id,
                    state=ImageState.QUARANTINED if why else ImageState.ARRIVED,
                    set_aside_because=why,
                    origin=facts.origin,
                    sha256=read.sha256,
                    object_id=stored.object_id,
                    source_removed=_source_removed(one, facts),
                    facts={**known, "spooled_at": facts.came_at},
                    judgement=judged.judgement,
                    card_id=card_id,
                )
                self._write(tx, one, facts, new, stored)
                self._series.note_new(new, now=local(facts.came_at))
                return new
            tx.audit(Event(act="compare_source", body={"known": True}))
        self._session.vault.objects.remove(stored.object_id)
        return there

    def _told_at_the_door(self, facts: SpoolFacts) -> dict[str, object]:
        label = open_label(self._session.vault.ring, facts.sitting)
        return told_of(sitting=label, device=facts.device)

    def _sealed(self, read: Read) -> Stored:
        objects = self._session.vault.objects
        stored = objects.put(pieces_of(read.memory), size_bytes=read.memory.size)
        if stored.sums.sha256_plain.hex() != read.sha256:
            raise DamagedError("read_back")
        return stored

    def _write(
        self, tx: Transaction, one: Waits, facts: SpoolFacts, new: NewArrival, stored: Stored
    ) -> None:
        object_keys.add(tx, stored, Domain.INBOX)
        arrivals.add(tx, new)
        body: dict[str, object] = {
            "origin": facts.origin.value,
            "sha256": new.sha256,
            "set_aside": new.set_aside_because,
            "device": new.judgement.verdict.value,
            "spooled": one.spool_id,
            "spooled_at": facts.came_at,
            "source": one.outcome,
        }
        if new.card_id is not None:
            body["card"] = new.card_id
            cards.note_device(tx, new.card_id, camera_of(new.facts))
        bound = new.binding()
        tx.audit(Event(act=Act.RECEIVE_IMAGES.value, subject=new.id, binding=bound, body=body))
        said = origins.removal_binding(new.id, new.source_removed)
        entered = {"became": "entered", "as": new.id}
        tx.audit(Event(act=ENTERED, subject=one.spool_id, binding=said, body=entered))

    def _settle_known(self, one: Waits, facts: SpoolFacts, known: ArrivalRow) -> None:
        """Have a file leave the spool whose content the vault has, if its copy there is whole."""
        is_gone = known.is_gone
        if not is_gone and not copy_matches(self._session.vault, known, aside=self._aside):
            return
        became = "refused" if is_gone else "known"
        with self._session.vault.change() as tx:
            said = spool_journal.ended_binding(one.spool_id, became)
            if one.outcome == REMOVED and not is_gone:
                said = origins.note_removal(tx, known.id, REMOVED)
            body = {"became": became, "as": known.id, "spooled_at": facts.came_at}
            tx.audit(Event(act=ENTERED, subject=one.spool_id, binding=said, body=body))
        self._aside(lambda: self._spool.remove(one.spool_id))
        self._count(refused=int(is_gone), known=int(not is_gone))
        duplicate = Duplicate(
            file=facts.name,
            arrival=known.id,
            source_removed=one.outcome == REMOVED,
            copy_matches=not is_gone,
        )
        self._ledger.known(facts, duplicate)


def _source_removed(one: Waits, facts: SpoolFacts) -> str:
    if not facts.asked:
        return NOT_ASKED
    return one.outcome or PENDING
