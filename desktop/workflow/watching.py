"""A folder that is watched until somebody says stop: what settles in it comes in by itself.

The rescan is the truth: events only make the next look come sooner (``intake.watch``).
"""

from collections.abc import Callable
from typing import Final

from desktop.errors import DecoderCrashedError, SourceGoneError, VaultError
from desktop.intake.entry import Listing, Seen
from desktop.intake.reach import AnySource
from desktop.intake.watch import FolderWatch, WakeReason
from desktop.records.intake_report import IntakeReport
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import Act
from desktop.workflow.card_runs import CardRuns
from desktop.workflow.emptying import Looks, Run, Taker
from desktop.workflow.receiving import Receiver
from desktop.workflow.run_note import note_run
from desktop.workflow.session import Session
from desktop.workflow.slip_runs import sort_report

_STOP_CHECK_S: Final = 0.5


class _WhenNeeded:
    """Takes in like what is made for the first file; most looks bring none."""

    def __init__(self, made: Callable[[], Taker]) -> None:
        self._made = made
        self._taker: Taker | None = None

    def take(self, seen: Seen, report: IntakeReport) -> None:
        if self._taker is None:
            self._taker = self._made()
        self._taker.take(seen, report)


class _Inbox:
    """The inbox of somebody's vault."""

    def __init__(self, session: Session, cards: CardRuns | None) -> None:
        self._session = session
        self._cards = cards

    def taker(self, source: AnySource, run: Run, listing: Listing) -> Taker:
        def receiver() -> Receiver:
            card_id = None if self._cards is None else self._cards.card()
            return run.receiver(self._session, source, listing, card_id)

        return _WhenNeeded(receiver)

    def sort(self, run: Run, report: IntakeReport) -> None:
        sort_report(self._session, run.series, report, goes_on=True)

    def note(self, report: IntakeReport) -> None:
        note_run(self._session, report)


class Watcher(Looks):
    """Takes what appears in a folder into the inbox of whoever is signed in.

    Args:
        session: Who is at work.
        run: As ``Looks``.
        cards: The lines of the ledger, where the folder may be a card.

    Raises:
        NotPermittedError: This role may not take images in.
    """

    def __init__(self, session: Session, run: Run, cards: CardRuns | None = None) -> None:
        session.require(Act.RECEIVE_IMAGES)
        super().__init__(_Inbox(session, cards), run)


def watch_folder(
    session: Session, run: Run, heard: Callable[[str, IntakeReport], None]
) -> Outcome[IntakeReport]:
    """Watch a folder until ``run.stop`` is set, taking in whatever settles in it.

    While a card is in there, what comes in is written to its line in the ledger.

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
    cards = CardRuns(session, run.folder, run.origin)
    watcher = Watcher(session, run, cards)
    with FolderWatch(run.folder, timing=run.timing) as watch:
        while not run.stop.is_set():
            reason = watch.wait(_STOP_CHECK_S)
            if reason is WakeReason.TIMED_OUT and not watcher.report.pending:
                continue
            news = _look(watcher, reason)
            cards.heard(news)
            heard(reason.value, news)
            if isinstance(watcher.report.stopped, VaultError | DecoderCrashedError):
                break
    cards.end()
    note_run(session, watcher.report)
    return Outcome(value=watcher.report, changed=frozenset({Topic.INBOX}))


def _look(watcher: Watcher, reason: WakeReason) -> IntakeReport:
    if reason in (WakeReason.GONE, WakeReason.CLOSED):
        return IntakeReport()
    try:
        return watcher.look()
    except SourceGoneError as error:
        return IntakeReport(stopped=error)
