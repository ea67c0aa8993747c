"""Which use case answers which call about reviewing originals; entered into the one table."""

from desktop.keeper import originals_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.destruction import Destroyed
from desktop.records.originals import DueOriginals, KeptOriginal, OriginalsPolicy
from desktop.records.outcome import Outcome
from desktop.workflow.destroying import destroy_original
from desktop.workflow.originals import (
    keep_original,
    list_originals,
    originals_policy_in_force,
    set_originals_policy,
)
from desktop.workflow.session import Session


@answers(calls.ListOriginals)
def _list(session: Session, _call: calls.ListOriginals, _context: Context) -> DueOriginals:
    return list_originals(session)


@answers(calls.KeepOriginal)
def _keep(session: Session, call: calls.KeepOriginal, _context: Context) -> Outcome[KeptOriginal]:
    return keep_original(session, call.image, call.reason)


@answers(calls.DestroyOriginal)
def _destroy(
    session: Session, call: calls.DestroyOriginal, _context: Context
) -> Outcome[Destroyed]:
    return destroy_original(session, call.image, call.reason)


@answers(calls.SeeOriginalsPolicy)
def _see(session: Session, _call: calls.SeeOriginalsPolicy, _context: Context) -> OriginalsPolicy:
    return originals_policy_in_force(session)


@answers(calls.SetOriginalsPolicy)
def _set(
    session: Session, call: calls.SetOriginalsPolicy, _context: Context
) -> Outcome[OriginalsPolicy]:
    return set_originals_policy(session, call.policy)
