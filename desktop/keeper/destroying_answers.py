"""Which use case answers which call about destroying; entered into the one table."""

from desktop.keeper import destroying_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.destruction import Destroyed, PastDestruction
from desktop.records.outcome import Outcome
from desktop.workflow.destroying import destroy_image, list_destroyed
from desktop.workflow.session import Session


@answers(calls.DestroyImage)
def _destroy(session: Session, call: calls.DestroyImage, _context: Context) -> Outcome[Destroyed]:
    return destroy_image(session, call.subject, call.reason, because=call.because)


@answers(calls.ListDestroyed)
def _list(
    session: Session, _call: calls.ListDestroyed, _context: Context
) -> tuple[PastDestruction, ...]:
    return list_destroyed(session)
