"""What is taken in by command from a card, in the ledger of cards like everything else.

The window's keeper knows by itself which cards are in; here a person names a folder, and whether
it is a card is looked at each time: while it is watched, another card may be put in at its place.
"""

from pathlib import Path

from desktop.errors import SourceGoneError
from desktop.ids import CardId
from desktop.intake.cards import IMAGE_ROOT, cards_in
from desktop.records.arrival import Origin
from desktop.records.card import CardSeen
from desktop.records.intake_report import IntakeReport
from desktop.records.role import Act
from desktop.workflow.card_ledger import LedgerRun, note_card
from desktop.workflow.session import Session
from desktop.workflow.sourcing import look_at_source


def card_at(folder: Path) -> CardSeen | None:
    """Return which card a folder is or lies on; None for what is none, or is not there.

    A folder that is named and holds ``DCIM``, or lies in one, is of a card whatever that lies on.
    """
    place = folder.resolve()
    tops = [one.parent for one in (place, *place.parents) if one.name == IMAGE_ROOT]
    cards = cards_in((place, *tops))
    for one in sorted(cards, key=lambda card: len(card.path.parts), reverse=True):
        if place.is_relative_to(one.path.resolve()):
            return CardSeen(identity=one.identity, label=one.label)
    return None


class CardRuns:
    """The lines in the ledger of one folder that is taken in from by command, one at a time.

    Args:
        session: Who is at work.
        folder: Which.
        origin: Whose device its photographs were made on.

    Raises:
        NotPermittedError: This role may not take images in.
    """

    def __init__(self, session: Session, folder: Path, origin: Origin) -> None:
        session.require(Act.RECEIVE_IMAGES)
        self._session = session
        self._folder = folder
        self._origin = origin
        self._seen: CardSeen | None = None
        self._run: LedgerRun | None = None
        self._brought = IntakeReport()

    def card(self) -> CardId | None:
        """Return the card that is in at this moment, its line begun; None where it is none.

        Raises:
            VaultError: The vault takes no more.
        """
        seen = card_at(self._folder)
        if self._seen is not None and (seen is None or seen.identity != self._seen.identity):
            self.end()
        if seen is None:
            return None
        if self._run is None:
            self._seen = seen
            self._run = LedgerRun(self._session, seen, self._origin)
            self._brought = IntakeReport()
        return self._run.card_id

    def heard(self, news: IntakeReport) -> None:
        """Add to the line what a look brought."""
        self._brought.arrived += news.arrived
        self._brought.duplicates += news.duplicates
        self._brought.refused += news.refused
        self._brought.pending = list(news.pending)
        self._brought.stopped = news.stopped

    def end(self) -> None:
        """End the line that was begun, and note what lies on the card if it is still in."""
        run, seen = self._run, self._seen
        self._run = self._seen = None
        if run is not None and seen is not None:
            run.end(self._brought)
            note_lying(self._session, self._folder, seen, self._brought)


def note_lying(session: Session, folder: Path, seen: CardSeen, report: IntakeReport) -> None:
    """Note in the ledger what lies on a card after it was taken in, if it is still in.

    Args:
        session: Who is at work.
        folder: Where it was.
        seen: Which card.
        report: What the run brought; after one that was stopped nothing is looked at.

    Raises:
        NotPermittedError: This role may not take images in.
        VaultError: The vault takes no more.
    """
    session.require(Act.RECEIVE_IMAGES)
    if report.stopped is not None or card_at(folder) != seen:
        return
    try:
        look = look_at_source(session, folder)
    except SourceGoneError:  # between two looks
        return
    note_card(session, seen, lying=look.files, fresh=min(look.files, len(report.pending)))
