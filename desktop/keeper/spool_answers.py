"""What answers a call about the spool; entered into the one table."""

from desktop.keeper import spool_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.role import Act
from desktop.records.spool import SpoolNews
from desktop.workflow.session import Session


@answers(calls.LookAtSpool)
def _look(session: Session, _call: calls.LookAtSpool, context: Context) -> SpoolNews:
    """Counts alone, asked at every change: as the list of sources, and not audited by itself."""
    session.require(Act.LIST_SOURCES)
    return context.absorber.news()
