"""Which use case answers which call about second looks; entered into the one table."""

from desktop.keeper import look_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.flags import RedactionPolicy
from desktop.records.outcome import Outcome
from desktop.records.second_look import SecondLook
from desktop.workflow.second_looking import (
    decide_second_look,
    list_second_looks,
    redaction_policy_in_force,
    set_redaction_policy,
    take_second_look,
)
from desktop.workflow.session import Session


@answers(calls.ListSecondLooks)
def _list(
    session: Session, _call: calls.ListSecondLooks, _context: Context
) -> tuple[SecondLook, ...]:
    return list_second_looks(session)


@answers(calls.TakeSecondLook)
def _take(session: Session, call: calls.TakeSecondLook, _context: Context) -> Outcome[SecondLook]:
    return take_second_look(session, call.image)


@answers(calls.DecideSecondLook)
def _decide(
    session: Session, call: calls.DecideSecondLook, _context: Context
) -> Outcome[SecondLook]:
    return decide_second_look(session, call.image, call.outcome, call.words)


@answers(calls.SeeRedactionPolicy)
def _see(session: Session, _call: calls.SeeRedactionPolicy, _context: Context) -> RedactionPolicy:
    return redaction_policy_in_force(session)


@answers(calls.SetRedactionPolicy)
def _set(
    session: Session, call: calls.SetRedactionPolicy, _context: Context
) -> Outcome[RedactionPolicy]:
    return set_redaction_policy(session, call.policy)
