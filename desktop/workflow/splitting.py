"""Parting a series in two, where photographs of two people or places were taken for one."""

from desktop.errors import KeyMissingError, WrongStateError
from desktop.ids import ArrivalId, SeriesId, new_series_id
from desktop.records.outcome import Outcome, Topic
from desktop.records.role import Act, Domain
from desktop.records.taken_order import TakenKey, taken_key
from desktop.vault import arrivals
from desktop.vault.arrivals import WAITING, ArrivalRow
from desktop.vault.audit import Event
from desktop.workflow.session import Session


def split_series(session: Session, first: ArrivalId) -> Outcome[SeriesId]:
    """Make a series of its own of an arrival and of what was taken after it, as far as it waits.

    In the order of ``records.taken_order``. What is filed or rejected stays in the old series.
    Where nothing that waits was taken before it, the series is as it should be already.

    Returns:
        The series that ``first`` belongs to now.

    Raises:
        NotPermittedError: This role may not, or does not hold the inbox key.
        UnknownRecordError: ``no_such_arrival``.
        WrongStateError: ``not_waiting``: it is filed, rejected or destroyed.
    """
    session.require(Act.SPLIT_SERIES, subject=first, keys=(Domain.INBOX,))
    with session.vault.change() as tx:
        row = arrivals.get(tx, first)
        if row.state not in WAITING:
            raise WrongStateError("not_waiting", state=row.state.value)
        series = sorted(arrivals.waiting(tx, series_id=row.series_id), key=_taken)
        at = [one.id for one in series].index(row.id)
        after = series[at:]
        series_id = new_series_id() if at else row.series_id
        if at:
            arrivals.set_series(tx, [one.id for one in after], series_id)
        body = {"from": row.series_id, "to": series_id, "moved": len(after) if at else 0}
        tx.audit(Event(act=Act.SPLIT_SERIES.value, subject=row.id, body=body))
    changed = frozenset({Topic.INBOX}) if at else frozenset[Topic]()
    return Outcome(value=series_id, changed=changed)


def _taken(row: ArrivalRow) -> TakenKey:
    if row.facts is None:
        raise KeyMissingError(domain=Domain.INBOX.value)
    return taken_key(row.facts, row.id)
