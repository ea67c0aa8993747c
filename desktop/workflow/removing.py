"""Taking a source file away once its sealed copy is proven: the last step of the way in.

The order is the promise: the copy was read back and matched, the catalogue names it, and only then
is the file removed, if at that moment it still is the file that was read. Whatever happens is
recorded with the arrival and in the audit.
"""

from desktop.errors import IntakeError
from desktop.ids import ArrivalId
from desktop.intake.entry import Seen
from desktop.intake.reach import AnySource
from desktop.records.removal import REMOVED
from desktop.records.role import Act
from desktop.vault import origins
from desktop.vault.audit import Event
from desktop.vault.ledger_rows import REMOVAL
from desktop.workflow.pace import Aside, at_once
from desktop.workflow.session import Session


def remove_source(
    session: Session,
    source: AnySource,
    seen: Seen,
    arrival_id: ArrivalId,
    *,
    aside: Aside = at_once,
) -> bool:
    """Remove one source file whose sealed copy is proven; return whether it is gone.

    Raises:
        NotPermittedError: This role may not take images in.
    """
    session.require(Act.RECEIVE_IMAGES, subject=arrival_id)
    try:
        aside(lambda: source.remove(seen.raw, identity=seen.identity))
        outcome = REMOVED
    except IntakeError as error:
        outcome = error.reason or error.code
    with session.vault.change() as tx:
        bound = origins.note_removal(tx, arrival_id, outcome)
        body = {"outcome": outcome}
        tx.audit(Event(act=REMOVAL, subject=arrival_id, binding=bound, body=body))
    return outcome == REMOVED
