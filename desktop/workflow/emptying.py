"""One folder, looked at twice and taken in; or watched until somebody says stop.

The rescan is the truth: events only make the next look come sooner (``intake.watch``).
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Signal

from desktop.errors import DecoderCrashedError, SourceGoneError, VaultError
from desktop.intake.entry import Identity, Listing, Seen
from desktop.intake.settle import Settled, Settler
from desktop.intake.source import Source
from desktop.intake.watch import FolderWatch, WakeReason
from desktop.records.arrival import Origin, Refusal
from desktop.records.intake_report import IntakeReport, Refused
from desktop.records.outcome import Outcome, Topic
from desktop.records.removal import Removal
from desktop.records.role import Act
from desktop.settings import TIMING, Timing
from desktop.vault.audit import Event
from desktop.workflow.receiving import Receiver, SeriesMemory
from desktop.workflow.session import Session

_STOP_CHECK_S = 0.5
_STOPS = (SourceGoneError, VaultError, DecoderCrashedError)
"""What ends a run; the files not reached stay where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a folder is to be taken in.

    Attributes:
        folder: A card, or any folder.
        origin: Whose device the images were made on.
        removal: What becomes of the source files.
        stop: Set it to stop after the present file.
        progress: Told how many of how many files are done.
        timing: How long a file must have looked the same, and how often to look.
    """

    folder: Path
    origin: Origin
    removal: Removal
    stop: Signal
    progress: Callable[[int, int], None]
    timing: Timing = TIMING


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
    with Source(run.folder) as source:
        for seen in source.listing().seen:
            settler.offer(seen, _now_ms())
        run.stop.wait(run.timing.settle_ms / 1000)
        listing = source.listing()
        report.refused += _refused(listing)
        looks = [settler.offer(seen, _now_ms()) for seen in listing.seen]
        report.pending += [x.seen.relative_name for x in looks if not isinstance(x, Settled)]
        settled = [look.seen for look in looks if isinstance(look, Settled)]
        receiver = Receiver(
            session, source, origin=run.origin, removal=run.removal, series=SeriesMemory()
        )
        _take_all(receiver, settled, run, report)
    _note(session, report)
    return Outcome(value=report, changed=frozenset({Topic.INBOX}))


def _take_all(receiver: Receiver, files: list[Seen], run: Run, report: IntakeReport) -> None:
    for done, seen in enumerate(files):
        run.progress(done, len(files))
        if not run.stop.is_set():
            try:
                receiver.take(seen, report)
                continue
            except _STOPS as error:
                report.stopped = error
        report.pending += [left.relative_name for left in files[done:]]
        return
    run.progress(len(files), len(files))


def _refused(listing: Listing) -> list[Refused]:
    return [
        Refused(file=turned.relative_name, reason=turned.reason.value) for turned in listing.refused
    ]


def _note(session: Session, report: IntakeReport) -> None:
    body = {
        "arrived": len(report.arrived),
        "duplicates": len(report.duplicates),
        "refused": dict(Counter(refused.reason for refused in report.refused)),
        "pending": len(report.pending),
        "stopped": report.stopped.code if report.stopped else "",
    }
    try:
        with session.vault.change() as tx:
            tx.audit(Event(act="intake_finished", body=body))
    except VaultError as error:  # the report must reach the user: it says what is where
        report.stopped = report.stopped or error


class Watcher:
    """Takes in what appears in a folder, look by look, remembering what was dealt with.

    Args:
        session: Who is at work.
        run: How the folder is to be taken in.

    Raises:
        NotPermittedError: This role may not take images in.
    """

    def __init__(self, session: Session, run: Run) -> None:
        session.require(Act.RECEIVE_IMAGES)
        self._session = session
        self._run = run
        self._settler = Settler(settle_ms=run.timing.settle_ms)
        self._series = SeriesMemory()
        self._done: dict[bytes, Identity] = {}
        self._turned: dict[str, str] = {}
        self.report = IntakeReport()

    def look(self) -> IntakeReport:
        """Look at the folder once, take in what has settled, and return what this look brought.

        Raises:
            SourceGoneError: The folder is not there at the moment.
        """
        news = IntakeReport()
        with Source(self._run.folder) as source:
            listing = source.listing()
            self._settler.keep_only({seen.raw for seen in listing.seen})
            news.refused += self._newly_refused(listing)
            receiver = Receiver(
                self._session,
                source,
                origin=self._run.origin,
                removal=self._run.removal,
                series=self._series,
            )
            self._take_settled(receiver, listing, news)
        self._add(news)
        return news

    def _newly_refused(self, listing: Listing) -> list[Refused]:
        fresh = [r for r in _refused(listing) if self._turned.get(r.file) != r.reason]
        self._turned |= {refused.file: refused.reason for refused in fresh}
        return fresh

    def _take_settled(self, receiver: Receiver, listing: Listing, news: IntakeReport) -> None:
        for seen in listing.seen:
            if self._done.get(seen.raw) == seen.identity:
                continue
            look = self._settler.offer(seen, _now_ms())
            if not isinstance(look, Settled) or news.stopped or self._run.stop.is_set():
                news.pending.append(seen.relative_name)
                continue
            self._take(receiver, look, news)

    def _take(self, receiver: Receiver, look: Settled, news: IntakeReport) -> None:
        one = IntakeReport()
        try:
            receiver.take(look.seen, one)
        except _STOPS as error:
            news.stopped = error
            one.pending.append(look.seen.relative_name)
        patience_ms = self._run.timing.patience_s * 1000
        cut_off = any(refused.reason == Refusal.CUT_OFF.value for refused in one.refused)
        if cut_off and look.unchanged_ms < patience_ms:
            one = IntakeReport(pending=[look.seen.relative_name])
        if not one.pending:
            self._done[look.seen.raw] = look.seen.identity
        _merge(news, one)

    def _add(self, news: IntakeReport) -> None:
        self.report.pending.clear()
        _merge(self.report, news)
        self.report.stopped = news.stopped


def _merge(whole: IntakeReport, part: IntakeReport) -> None:
    whole.arrived += part.arrived
    whole.duplicates += part.duplicates
    whole.refused += part.refused
    whole.pending += part.pending


def watch_folder(
    session: Session, run: Run, heard: Callable[[str, IntakeReport], None]
) -> Outcome[IntakeReport]:
    """Watch a folder until ``run.stop`` is set, taking in whatever settles in it.

    Args:
        session: Who is at work.
        run: How the folder is to be taken in.
        heard: Told after each look why it was made (a ``WakeReason``) and what it brought.

    Returns:
        Everything that was taken in or refused since the beginning; ``pending`` is of the last
        look.

    Raises:
        NotPermittedError: This role may not.
        VaultError: The vault cannot take more; what was taken in is safe.
    """
    watcher = Watcher(session, run)
    with FolderWatch(run.folder, timing=run.timing) as watch:
        while not run.stop.is_set():
            reason = watch.wait(_STOP_CHECK_S)
            if reason is WakeReason.TIMED_OUT and not watcher.report.pending:
                continue
            heard(reason.value, _look(watcher, reason))
            if isinstance(watcher.report.stopped, VaultError | DecoderCrashedError):
                break
    _note(session, watcher.report)
    return Outcome(value=watcher.report, changed=frozenset({Topic.INBOX}))


def _look(watcher: Watcher, reason: WakeReason) -> IntakeReport:
    if reason in (WakeReason.GONE, WakeReason.CLOSED):
        return IntakeReport()
    try:
        return watcher.look()
    except SourceGoneError as error:
        return IntakeReport(stopped=error)
