"""One folder, looked at twice and taken in; or looked at again and again (``watching``)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop.errors import CameraError, DecoderCrashedError, SourceGoneError, VaultError
from desktop.ids import CardId
from desktop.intake.companions import beside
from desktop.intake.entry import Identity, Listing, Seen
from desktop.intake.reach import AnySource, Opener
from desktop.intake.settle import Settled, Settler
from desktop.intake.source import Source
from desktop.records.arrival import Origin, Refusal
from desktop.records.card import CardSeen
from desktop.records.intake_report import IntakeReport, Refused
from desktop.records.outcome import Outcome, Topic
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.settings import TIMING, Timing
from desktop.workflow.card_ledger import LedgerRun
from desktop.workflow.pace import BLOCKING, Pace, Stop
from desktop.workflow.receiving import Receiver, SeriesMemory
from desktop.workflow.run_note import note_run
from desktop.workflow.session import Session
from desktop.workflow.slip_runs import note_unwanted, sort_report

_STOPS = (SourceGoneError, CameraError, VaultError, DecoderCrashedError)
"""What ends a run; the files not reached stay where they are."""


def _tell_nobody(_seen: Seen, _one: IntakeReport) -> None:
    return


def _tell_no_one(_files: tuple[Seen, ...]) -> None:
    return


def _every_one(_seen: Seen) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a folder is to be taken in.

    Attributes:
        folder: A card, or any folder.
        origin: Whose device the images were made on.
        removal: What becomes of the source files.
        stop: Set it to stop after the present file.
        progress: Told how many of how many files are done.
        ended: Told of each file as soon as it has ended somewhere, with a report of it alone.
        timing: How long a file must have looked the same, and how often to look.
        pace: How the run waits; it lets others have a turn after every file.
        series: What came from the same place before; a resumed run goes on with its series.
        source_of: Opens something else than a folder; None for ``folder``.
        wanted: Asked of every file whether it is among those that were chosen.
        begun: Told which files are about to be taken in, in their order.
        card: Which card it is; None for what is none.
        sitting: A label that is sealed with each photograph; empty for none.
        device: Of the register: what names no camera is taken for this one's; empty for none.
    """

    folder: Path
    origin: Origin
    removal: Removal
    stop: Stop
    progress: Callable[[int, int], None]
    ended: Callable[[Seen, IntakeReport], None] = _tell_nobody
    timing: Timing = TIMING
    pace: Pace = BLOCKING
    series: SeriesMemory = field(default_factory=SeriesMemory)
    source_of: Opener | None = None
    wanted: Callable[[Seen], bool] = _every_one
    begun: Callable[[tuple[Seen, ...]], None] = _tell_no_one
    card: CardSeen | None = None
    sitting: str = ""
    device: str = ""

    def opened(self) -> AnySource:
        """Open where the files are.

        Raises:
            SourceGoneError: It is not there.
        """
        return Source(self.folder) if self.source_of is None else self.source_of()

    def receiver(
        self, session: Session, source: AnySource, listing: Listing, card_id: CardId | None
    ) -> Receiver:
        """Return what takes in the files of an open source of which ``listing`` is what lies there.

        Raises:
            NotPermittedError: This role may not.
        """
        return Receiver(
            session,
            source,
            origin=self.origin,
            removal=self.removal,
            series=self.series,
            pace=self.pace,
            beside=beside(listing.seen),
            card_id=card_id,
            sitting=self.sitting,
            device=self.device,
        )


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def receive_folder(session: Session, run: Run) -> Outcome[IntakeReport]:
    """Take in everything that has settled; every file ends in exactly one list.

    Raises:
        NotPermittedError: This role may not.
        SourceGoneError: The folder is not there.
    """
    session.require(Act.RECEIVE_IMAGES)
    report = IntakeReport()
    settler = Settler(settle_ms=run.timing.settle_ms)
    with run.pace.aside(run.opened) as source:
        for seen in filter(run.wanted, run.pace.aside(source.listing).seen):
            settler.offer(seen, _now_ms())
        run.pace.pause(run.timing.settle_ms / 1000)
        listing = run.pace.aside(source.listing)
        report.refused += _refused(listing)
        looks = [settler.offer(seen, _now_ms()) for seen in filter(run.wanted, listing.seen)]
        report.pending += [x.seen.relative_name for x in looks if not isinstance(x, Settled)]
        settled = [look.seen for look in looks if isinstance(look, Settled)]
        note_unwanted(run.series, listing.seen, run.wanted, session.clock)
        run.begun(tuple(settled))
        ledger = None if run.card is None else LedgerRun(session, run.card, run.origin)
        card_id = None if ledger is None else ledger.card_id
        receiver = run.receiver(session, source, listing, card_id)
        _take_all(receiver, settled, run, report)
    sort_report(session, run.series, report)
    note_run(session, report)
    if ledger is not None:
        ledger.end(report)
    return Outcome(value=report, changed=frozenset({Topic.INBOX}))


def _take_all(receiver: Receiver, files: list[Seen], run: Run, report: IntakeReport) -> None:
    for done, seen in enumerate(files):
        run.progress(done, len(files))
        run.pace.pause(0)
        if not run.stop.is_set():
            try:
                one = _take(receiver, seen)
            except _STOPS as error:
                report.stopped = error
            else:
                _merge(report, one)
                run.ended(seen, one)
                continue
        report.pending += [left.relative_name for left in files[done:]]
        return
    run.progress(len(files), len(files))


def _take(receiver: Receiver, seen: Seen) -> IntakeReport:
    one = IntakeReport()
    receiver.take(seen, one)
    return one


def _refused(listing: Listing) -> list[Refused]:
    return [
        Refused(file=turned.relative_name, reason=turned.reason.value) for turned in listing.refused
    ]


class Taker(Protocol):
    """Takes in settled files of one source, one at a time."""

    def take(self, seen: Seen, report: IntakeReport) -> None:
        """Take one in and enter it in ``report``."""
        ...


class Receiving(Protocol):
    """Where the files of a watched folder go."""

    def taker(self, source: AnySource, run: Run, listing: Listing) -> Taker:
        """Return what takes the files of an open source in; ``listing`` is what lies there."""
        ...

    def sort(self, run: Run, report: IntakeReport) -> None:
        """Have the slips among what came say what they say."""

    def note(self, report: IntakeReport) -> None:
        """Write down what the last looks brought."""


class Looks:
    """Takes in what appears in a folder, look by look, remembering what was dealt with.

    Args:
        receiving: Where it goes.
        run: How the folder is to be taken in; ``progress`` counts the files of one look.
    """

    def __init__(self, receiving: Receiving, run: Run) -> None:
        self._receiving = receiving
        self._run = run
        self._settler = Settler(settle_ms=run.timing.settle_ms)
        self._done: dict[bytes, Identity] = {}
        self._left: dict[bytes, Refused] = {}
        self._turned: dict[str, str] = {}
        self._unnoted = IntakeReport()
        self._unsorted = False
        self.report = IntakeReport()

    def look(self) -> IntakeReport:
        """Look at the folder once, take in what has settled, and return what this look brought.

        Raises:
            SourceGoneError: The folder is not there at the moment.
            IntakeError: ``too_many_entries``: the wrong folder is watched.
        """
        news = IntakeReport()
        aside = self._run.pace.aside
        with aside(self._run.opened) as source:
            listing = aside(source.listing)
            self._forget_others({seen.raw for seen in listing.seen})
            news.refused += self._newly_refused(listing)
            self._take_settled(self._receiving.taker(source, self._run, listing), listing, news)
        self._sort(news)
        self._add(news)
        return news

    def _sort(self, news: IntakeReport) -> None:
        """Sort what came once everything that lies there was read: the rest may hold a slip."""
        self._unsorted |= bool(news.arrived or news.duplicates or news.refused)
        if self._unsorted and not (news.pending or news.stopped):
            self._unsorted = False
            self._receiving.sort(self._run, news)

    def refused_now(self) -> tuple[Refused, ...]:
        """Return what lay in the folder at the last look and is not taken in."""
        listed = (Refused(file=file, reason=reason) for file, reason in self._turned.items())
        return (*listed, *self._left.values())

    def kept_now(self) -> int:
        """Return how many files lay there at the last look that are in the vault already."""
        return len(self._done) - len(self._left)

    def note(self) -> None:
        """Write what the looks since the last note brought to the audit, as one entry."""
        noted, self._unnoted = self._unnoted, IntakeReport()
        brought = noted.arrived or noted.duplicates or noted.spooled
        if brought or noted.refused or noted.stopped:
            self._receiving.note(noted)

    def _forget_others(self, present: set[bytes]) -> None:
        self._settler.keep_only(present)
        self._done = {raw: known for raw, known in self._done.items() if raw in present}
        self._left = {raw: refused for raw, refused in self._left.items() if raw in present}

    def _newly_refused(self, listing: Listing) -> list[Refused]:
        listed = _refused(listing)
        fresh = [one for one in listed if self._turned.get(one.file) != one.reason]
        self._turned = {refused.file: refused.reason for refused in listed}
        return fresh

    def _take_settled(self, receiver: Taker, listing: Listing, news: IntakeReport) -> None:
        settled = []
        for seen in listing.seen:
            if self._done.get(seen.raw) == seen.identity:
                continue
            look = self._settler.offer(seen, _now_ms())
            if isinstance(look, Settled):
                settled.append(look)
            else:
                news.pending.append(seen.relative_name)
        for done, look in enumerate(settled):
            self._run.progress(done, len(settled))
            self._run.pace.pause(0)
            if news.stopped or self._run.stop.is_set():
                news.pending.append(look.seen.relative_name)
            else:
                self._take(receiver, look, news)
        if settled:
            self._run.progress(len(settled), len(settled))

    def _take(self, receiver: Taker, look: Settled, news: IntakeReport) -> None:
        raw, one = look.seen.raw, IntakeReport()
        try:
            receiver.take(look.seen, one)
        except _STOPS as error:
            news.stopped = error
            one.pending.append(look.seen.relative_name)
        patience_ms = self._run.timing.patience_s * 1000
        cut_off = any(refused.reason == Refusal.CUT_OFF.value for refused in one.refused)
        if cut_off and look.unchanged_ms < patience_ms:
            one = IntakeReport(pending=[look.seen.relative_name])
        self._left.pop(raw, None)
        if one.refused:
            self._left[raw] = one.refused[0]
        gone = any(new.source_removed for new in one.arrived)
        gone = gone or any(again.source_removed for again in one.duplicates)
        gone = gone or any(sealed.source_removed for sealed in one.spooled)
        if not one.pending and not gone:
            self._done[raw] = look.seen.identity
        _merge(news, one)
        self._run.ended(look.seen, one)

    def _add(self, news: IntakeReport) -> None:
        self.report.pending.clear()
        _merge(self.report, news)
        _merge(self._unnoted, news)
        self._unnoted.pending = list(news.pending)
        self.report.stopped = self._unnoted.stopped = news.stopped


def _merge(whole: IntakeReport, part: IntakeReport) -> None:
    whole.arrived += part.arrived
    whole.duplicates += part.duplicates
    whole.spooled += part.spooled
    whole.refused += part.refused
    whole.pending += part.pending
