"""Which use case helps while somebody marks; see ``keeper.answers``."""

from desktop.keeper import assist_calls
from desktop.keeper.answering import Context, answers
from desktop.keeper.turns import Urgency
from desktop.records.alignment import Alignment
from desktop.records.traced import Traced
from desktop.workflow.assisting import align_arrivals, trace_edge
from desktop.workflow.session import Session


@answers(assist_calls.TraceEdge, urgency=Urgency.WATCHED)
def _trace(session: Session, call: assist_calls.TraceEdge, _context: Context) -> Traced:
    return trace_edge(session, call.arrival, call.rough)


@answers(assist_calls.AlignArrivals)
def _align(session: Session, call: assist_calls.AlignArrivals, _context: Context) -> Alignment:
    return align_arrivals(session, call.first, call.second)
