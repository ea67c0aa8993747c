"""Where everything stands: numbers for every role, from the catalogue alone."""

from desktop.records.role import Act
from desktop.records.tally import Tally
from desktop.vault import tallies
from desktop.vault.audit import Event
from desktop.workflow.session import Session


def count_images(session: Session) -> Tally:
    """Return how many images came in and where each of them stands now.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.COUNT_IMAGES)
    since, until = session.day()
    with session.vault.change() as tx:
        tally = tallies.tally(tx, since=since, until=until)
        body = {"received": tally.received, "accounted_for": tally.accounted_for}
        tx.audit(Event(act=Act.COUNT_IMAGES.value, body=body))
    return tally
