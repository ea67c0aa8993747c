"""Help while somebody marks what is to be obscured: nothing is decided and nothing kept.

Both open the photograph as looking at it does, and are audited as that.
"""

from desktop.records.alignment import Alignment
from desktop.records.arrival import Origin
from desktop.records.role import Act
from desktop.records.traced import Rough, Traced
from desktop.workflow.inbox import open_arrival
from desktop.workflow.session import Session


def trace_edge(session: Session, arrival_id: str, rough: Rough) -> Traced:
    """Return the outline of what lies in a frame of an arrival: a proposal.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        WrongStateError: ``not_waiting``.
        DamagedError: The sealed file is missing or altered.
        ImageUnreadableError: It cannot be decoded.
        DecoderError: The decoder could not finish.
    """
    row, memory = open_arrival(session, arrival_id, Act.VIEW_ARRIVAL)
    with memory:
        return session.decoding.trace(memory, rough, fresh=row.origin is not Origin.PRACTICE)


def align_arrivals(session: Session, first_id: str, second_id: str) -> Alignment:
    """Return how one arrival lies over another one, or that they do not match.

    Raises:
        NotPermittedError: As :func:`trace_edge`; so for the others.
        UnknownRecordError: ``no_such_arrival``.
        WrongStateError: ``not_waiting``.
        DamagedError: A sealed file is missing or altered.
        ImageUnreadableError: One of them cannot be decoded.
        DecoderError: The decoder could not finish.
    """
    first, memory = open_arrival(session, first_id, Act.VIEW_ARRIVAL)
    with memory:
        second, other = open_arrival(session, second_id, Act.VIEW_ARRIVAL)
        with other:
            is_ours = first.origin is second.origin is Origin.PRACTICE
            return session.decoding.align(memory, other, fresh=not is_ours)
