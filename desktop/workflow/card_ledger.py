"""The ledger of cards: what came from each, what left it, what still lies there, and who says so.

A card is a thing of the practice and not of a patient: every role sees the ledger, and looking at
it is audited as looking at the sources is. What was on a card when it was last seen is what a look
said then; the truth of a photograph is its arrival.
"""

from collections import Counter
from dataclasses import asdict, replace

from desktop.errors import RecordInvalidError, VaultError
from desktop.ids import ArrivalId, CardId
from desktop.records.arrival import Origin
from desktop.records.card import CardRun, CardSeen, CardState
from desktop.records.intake_report import IntakeReport
from desktop.records.outcome import Outcome, Topic
from desktop.records.removal import CONFIRMED, NOT_ASKED, REMOVED
from desktop.records.role import Act
from desktop.vault import cards, origins
from desktop.vault.audit import Event
from desktop.vault.ledger_rows import CLEARED
from desktop.vault.origins import removal_binding
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session

_SOURCES = frozenset({Topic.SOURCES})


class LedgerRun:
    """One taking in from a card, from its first line in the ledger to its last.

    Attributes:
        card_id: The card's.
    """

    def __init__(self, session: Session, seen: CardSeen, origin: Origin) -> None:
        """Note that it begins.

        Raises:
            NotPermittedError: This role may not take images in.
        """
        session.require(Act.RECEIVE_IMAGES)
        self._session = session
        self._origin = origin
        with session.vault.change() as tx:
            self.card_id = cards.meet(tx, seen)
            self._run_id = cards.begin_run(tx, self.card_id, origin)
            body = {"run": self._run_id, "origin": origin.value}
            bound = cards.claims(tx, self.card_id)
            tx.audit(Event(act="card_begun", subject=self.card_id, binding=bound, body=body))

    def end(self, report: IntakeReport) -> None:
        """Note what it brought; what the vault refuses is said in the report, if nothing else is.

        The report must reach whoever took in: it says what is where.
        """
        try:
            self._end(report)
        except VaultError as error:
            report.stopped = report.stopped or error

    def _end(self, report: IntakeReport) -> None:
        ended = [one.arrival for one in report.arrived] + [one.arrival for one in report.duplicates]
        removed = sum(one.source_removed for one in report.arrived)
        removed += sum(one.source_removed for one in report.duplicates)
        with self._session.vault.change() as tx:
            became = cards.removals(tx, ended)
            body = _numbers(report, removed, became)
            bound = cards.end_run(tx, self._run_id, body)
            entry = {"run": self._run_id, **body}
            tx.audit(Event(act="card_ended", subject=self.card_id, binding=bound, body=entry))


def _numbers(
    report: IntakeReport, removed: int, became: "Counter[str]"
) -> dict[str, int | dict[str, int]]:
    kept = became.pop(NOT_ASKED, 0)
    for cleared in (REMOVED, CONFIRMED):
        became.pop(cleared, None)
    return {
        "arrived": len(report.arrived),
        "known": len(report.duplicates),
        "removed": removed,
        "not_removed": dict(became),
        "kept": kept,
        "refused": dict(Counter(one.reason for one in report.refused)),
        "pending": len(report.pending),
    }


def note_card(session: Session, seen: CardSeen, *, lying: int, fresh: int) -> CardId:
    """Note in the ledger what a look at a card found, in numbers.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_SOURCES)
    with session.vault.change() as tx:
        card_id = cards.meet(tx, seen)
        cards.note_look(tx, card_id, lying=lying, fresh=fresh)
        bound, body = cards.claims(tx, card_id), {"files": lying, "fresh": fresh}
        tx.audit(Event(act=Act.LIST_SOURCES.value, subject=card_id, binding=bound, body=body))
    return card_id


def list_cards(session: Session) -> tuple[CardState, ...]:
    """Return every card, those that are not cleared first, without their runs.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.LIST_SOURCES)
    with session.vault.change() as tx:
        found = cards.every(tx)
        tx.audit(Event(act=Act.LIST_SOURCES.value, body={"cards": len(found)}))
    return _with_names(session, *found)


def open_card(session: Session, card_id: CardId) -> CardState:
    """Return one card with its newest runs.

    Raises:
        NotPermittedError: This role may not.
        UnknownRecordError: ``no_such_card``.
    """
    session.require(Act.LIST_SOURCES)
    with session.vault.change() as tx:
        (found,) = cards.every(tx, only=card_id)
        body = {"runs": len(found.runs)}
        tx.audit(Event(act=Act.LIST_SOURCES.value, subject=card_id, body=body))
    return _with_names(session, found)[0]


def _with_names(session: Session, *cards_known: CardState) -> tuple[CardState, ...]:
    """Return cards that say by name who took in and who attested; people are in the header."""
    people = session.vault.header.people
    names = {str(one.person.user_id): one.person.full_name for one in people}
    return tuple(
        replace(
            one,
            attested_name=names.get(one.attested_by, ""),
            runs=tuple(replace(run, by_name=names.get(run.by, "")) for run in one.runs),
        )
        for one in cards_known
    )


def attest_backup(
    session: Session, card_id: CardId, *, not_synchronised: bool, not_kept: bool
) -> Outcome[CardState]:
    """Record that somebody says of a device that its own backup holds no photograph.

    Args:
        session: Who says so.
        card_id: Of the device.
        not_synchronised: They looked: no photograph of a patient is in a cloud that it copies to.
        not_kept: They looked: none is in its gallery or among what was deleted lately.

    Raises:
        NotPermittedError: This role may not.
        RecordInvalidError: ``attestation``: one of the two was not said.
        UnknownRecordError: ``no_such_card``.
    """
    session.require(Act.ATTEST_BACKUP)
    if not (not_synchronised and not_kept):
        raise RecordInvalidError("attestation")
    with session.vault.change() as tx:
        cards.attest(tx, card_id)
        bound = cards.claims(tx, card_id)
        body = {"not_synchronised": True, "not_kept": True}
        tx.audit(Event(act=Act.ATTEST_BACKUP.value, subject=card_id, binding=bound, body=body))
        (found,) = cards.every(tx, only=card_id)
    return Outcome(value=_with_names(session, found)[0], changed=_SOURCES)


def card_cleared(session: Session, card_id: CardId, reason: str) -> Outcome[int]:
    """Record that a person saw to what could not be removed from one card; return how many files.

    Raises:
        NotPermittedError: This role may not.
        RecordInvalidError: ``reason``: none was given.
        UnknownRecordError: ``no_such_card``.
    """
    session.require(Act.RECEIVE_IMAGES)
    if not reason.strip():
        raise RecordInvalidError("reason")
    with session.vault.change() as tx:
        cards.every(tx, only=card_id)
        found = confirm_each(tx, card_id)
        cards.note_look(tx, card_id, lying=0, fresh=0)
        bound, body = cards.claims(tx, card_id), {"reason": reason, "arrivals": found}
        tx.audit(Event(act=CLEARED, subject=card_id, binding=bound, body=body))
    return Outcome(value=len(found), changed=frozenset({Topic.INBOX, Topic.SOURCES}))


def confirm_each(tx: Transaction, card_id: CardId | None = None) -> list[ArrivalId]:
    """Record of each photograph that could not be removed that a person saw to it.

    Args:
        tx: The change.
        card_id: Only what came from this card; None for everything.
    """
    found = origins.confirm_cleared(tx, card_id=card_id)
    for one in found:
        bound = removal_binding(one, CONFIRMED)
        tx.audit(Event(act=CLEARED, subject=one, binding=bound, body={"outcome": CONFIRMED}))
    return found


def run_facts(run: CardRun) -> dict[str, object]:
    """Return a run as plain values, for a document."""
    return {**asdict(run), "origin": run.origin.value}
