"""What answers a call about the ledger of cards; entered into the one table."""

from desktop.keeper import ledger_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.card import CardState
from desktop.records.outcome import Outcome
from desktop.workflow.card_ledger import (
    attest_backup,
    card_cleared,
    list_cards,
    open_card,
)
from desktop.workflow.session import Session


@answers(calls.ListCards)
def _list(session: Session, _call: calls.ListCards, _context: Context) -> tuple[CardState, ...]:
    return list_cards(session)


@answers(calls.OpenCard)
def _open(session: Session, call: calls.OpenCard, _context: Context) -> CardState:
    return open_card(session, call.card)


@answers(calls.AttestBackup)
def _attest(session: Session, call: calls.AttestBackup, _context: Context) -> Outcome[CardState]:
    return attest_backup(
        session, call.card, not_synchronised=call.not_synchronised, not_kept=call.not_kept
    )


@answers(calls.CardCleared)
def _cleared(session: Session, call: calls.CardCleared, context: Context) -> Outcome[int]:
    outcome = card_cleared(session, call.card, call.reason)
    context.sources.count_again()
    return outcome
