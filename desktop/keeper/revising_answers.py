"""Which use case answers which call about mending a redaction; entered into the one table."""

from desktop.keeper import revising_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.keeper.call import WithBlock
from desktop.keeper.turns import Urgency
from desktop.records.detection import Detection
from desktop.records.filed import Filed
from desktop.records.outcome import Nothing, Outcome
from desktop.records.revised import Revisable
from desktop.records.traced import Traced
from desktop.workflow.mend_drafts import keep_revision
from desktop.workflow.revising import (
    find_faces_again,
    open_for_revision,
    revise_image,
    trace_again,
)
from desktop.workflow.session import Session


@answers(calls.OpenForRevision, urgency=Urgency.WATCHED)
def _open(session: Session, call: calls.OpenForRevision, _context: Context) -> WithBlock[Revisable]:
    value, block = open_for_revision(session, call.image, call.reason)
    return WithBlock(value=value, block=block)


@answers(calls.FindFacesAgain)
def _find(session: Session, call: calls.FindFacesAgain, _context: Context) -> Detection:
    return find_faces_again(session, call.image, call.reason)


@answers(calls.TraceAgain)
def _trace(session: Session, call: calls.TraceAgain, _context: Context) -> Traced:
    return trace_again(session, call.image, call.rough, call.reason)


@answers(calls.KeepRevision)
def _keep(session: Session, call: calls.KeepRevision, _context: Context) -> Outcome[Nothing]:
    return keep_revision(session, call.image, number=call.number, draft=call.draft)


@answers(calls.ReviseImage)
def _revise(session: Session, call: calls.ReviseImage, _context: Context) -> Outcome[Filed]:
    return revise_image(session, call.image, call.revised)
