"""Taking photographs in: from a card or a folder, whole and verified, into the inbox.

Every file of the folder ends in exactly one list of the report. What stops a run (the card pulled
out, the disk full) leaves the files not reached in ``pending`` and says so in ``stopped``.
"""

from collections.abc import Mapping

from desktop.errors import FileRefusedError, SourceChangedError
from desktop.ids import ArrivalId, CardId, new_arrival_id
from desktop.intake.companions import NOTHING_BESIDE, Beside, told
from desktop.intake.entry import Seen
from desktop.intake.reach import AnyFile, AnySource
from desktop.intake.sniff import HEAD_BYTES, sniff
from desktop.records.arrival import Origin, Quarantine, Refusal
from desktop.records.image import ImageState
from desktop.records.intake_report import Arrived, Duplicate, IntakeReport, Refused
from desktop.records.removal import Removal
from desktop.records.role import Act, Domain
from desktop.vault import arrivals, cards, object_keys
from desktop.vault.arrivals import ArrivalRow, NewArrival
from desktop.vault.audit import Event
from desktop.vault.objects import Stored
from desktop.workflow.copies import copy_matches
from desktop.workflow.judging import judge_device
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.removing import remove_source
from desktop.workflow.run_memory import SLIP_ORIGINS, RunMemory, local
from desktop.workflow.sealing import Read, camera_of, examine, facts_of, read_whole, seal
from desktop.workflow.session import Session
from desktop.workflow.tethering import told_of


class SeriesMemory(RunMemory):
    """Remembers what came from one place, to tell which photographs belong together."""


class Receiver:
    """Takes in files of one source, one at a time.

    Args:
        session: Who is at work.
        source: The open card, folder or camera.
        origin: Whose device the images were made on.
        removal: What becomes of the source files.
        series: What was taken in before from the same place.
        pace: How reading and sealing are waited for. Others may have their turn meanwhile, so
            what was known before is asked again where it counts.
        beside: What lies beside each file and belongs to it, by raw name.
        card_id: The card of the ledger that the source is; None for what is no card.
        sitting: A label that is sealed with each photograph; empty for none.
        device: Of the register, for photographs that name no camera; empty for none.

    Raises:
        NotPermittedError: This role may not take images in.
    """

    def __init__(
        self,
        session: Session,
        source: AnySource,
        *,
        origin: Origin,
        removal: Removal,
        series: SeriesMemory,
        pace: Pace = BLOCKING,
        beside: Mapping[bytes, Beside] | None = None,
        card_id: CardId | None = None,
        sitting: str = "",
        device: str = "",
    ) -> None:
        session.require(Act.RECEIVE_IMAGES)
        self._session = session
        self._source = source
        self._origin = origin
        self._removal = removal
        self._series = series
        self._aside = pace.aside
        self._beside = beside or {}
        self._card_id = card_id
        self._told = told_of(sitting=sitting, device=device)

    def take(self, seen: Seen, report: IntakeReport) -> None:
        """Take one settled file in and enter it in ``report``.

        Raises:
            SourceGoneError: The card is not there any more.
            VaultError: The vault cannot take more: full, or damaged.
            DecoderCrashedError: ``start``: no decoder can be started on this computer.
        """
        try:
            with self._aside(lambda: self._open(seen)) as opened:
                read = self._aside(lambda: read_whole(opened))
                with read.memory:
                    _refuse_sidecar(seen, read)
                    self._take_read(seen, read, opened, report)
        except FileRefusedError as error:
            report.refused.append(Refused(file=seen.relative_name, reason=error.reason))
        except SourceChangedError:
            report.pending.append(seen.relative_name)

    def _open(self, seen: Seen) -> AnyFile:
        self._source.check()
        return self._source.open(seen.raw, expected=seen.identity)

    def _take_read(self, seen: Seen, read: Read, opened: AnyFile, report: IntakeReport) -> None:
        with self._session.vault.change() as tx:
            known = arrivals.with_digest(tx, read.sha256)
            tx.audit(Event(act="compare_source", body={"known": known is not None}))
        if known is not None and known.is_gone:
            raise FileRefusedError(Refusal.DESTROYED.value)
        if known is not None:
            self._series.note_known(known, seen.relative_name)
            report.duplicates.append(self._settle_duplicate(seen, known))
            return
        fresh = self._origin is not Origin.PRACTICE
        examined, why = examine(self._session.decoding, read.memory, fresh=fresh)
        stored = self._aside(lambda: seal(self._session.vault.objects, read, opened))
        facts = facts_of(read, examined, now=self._session.clock.now())
        facts |= self._beside.get(seen.raw, NOTHING_BESIDE).facts()
        facts |= self._told
        named = self._name(read, stored, facts, why)
        if isinstance(named, ArrivalRow):
            self._session.vault.objects.remove(stored.object_id)
            self._series.note_known(named, seen.relative_name)
            report.duplicates.append(self._settle_duplicate(seen, named))
            return
        arrived = Arrived(
            arrival=named.id,
            file=seen.relative_name,
            sha256=read.sha256,
            state=named.state,
            source_removed=self._remove(seen, named.id),
        )
        report.arrived.append(arrived)

    def _name(
        self, read: Read, stored: Stored, facts: Mapping[str, object], why: str
    ) -> NewArrival | ArrivalRow:
        """Have the catalogue name what was sealed, or return what came in as this meanwhile."""
        now = self._session.clock.now()
        if facts.get("slips") and self._origin in SLIP_ORIGINS:
            why = Quarantine.SLIP.value
        series_id = self._series.series_of(read.name, facts)
        if self._card_id is not None:
            facts = {**facts, "card": self._card_id}
        with self._session.vault.change() as tx:
            known = arrivals.with_digest(tx, read.sha256)
            if known is not None:
                tx.audit(Event(act="compare_source", body={"known": True}))
                return known
            judged = judge_device(tx, facts, origin=self._origin, on=self._session.today())
            why = why or judged.set_aside
            new = NewArrival(
                id=new_arrival_id(),
                series_id=series_id,
                state=ImageState.QUARANTINED if why else ImageState.ARRIVED,
                set_aside_because=why,
                origin=self._origin,
                sha256=read.sha256,
                object_id=stored.object_id,
                source_removed=self._removal.first_note,
                facts=facts,
                judgement=judged.judgement,
                card_id=self._card_id,
            )
            object_keys.add(tx, stored, Domain.INBOX)
            arrivals.add(tx, new)
            body = {
                "origin": self._origin.value,
                "sha256": read.sha256,
                "set_aside": why,
                "device": judged.judgement.verdict.value,
            }
            if self._card_id is not None:
                body["card"] = self._card_id
                cards.note_device(tx, self._card_id, camera_of(facts))
            bound = new.binding()
            event = Event(act=Act.RECEIVE_IMAGES.value, subject=new.id, binding=bound, body=body)
            tx.audit(event)
        self._series.note_new(new, now=local(now))
        return new

    def _remove(self, seen: Seen, arrival_id: ArrivalId) -> bool:
        if self._removal is Removal.NEVER:
            return False
        return remove_source(self._session, self._source, seen, arrival_id, aside=self._aside)

    def _settle_duplicate(self, seen: Seen, known: ArrivalRow) -> Duplicate:
        matches = copy_matches(self._session.vault, known, aside=self._aside)
        return Duplicate(
            file=seen.relative_name,
            arrival=known.id,
            source_removed=matches and self._remove(seen, known.id),
            copy_matches=matches,
        )


def _refuse_sidecar(seen: Seen, read: Read) -> None:
    """Refuse what belongs to a photograph and holds none, before a decoder is asked.

    Raises:
        FileRefusedError: ``sidecar``.
    """
    with read.memory.view() as view:
        found = sniff(view[:HEAD_BYTES])
    if told(seen.raw, seen.size_bytes, found) is Refusal.SIDECAR:
        raise FileRefusedError(Refusal.SIDECAR.value)
