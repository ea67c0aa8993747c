"""Where everything stands: counted in the catalogue alone, so that every role may know."""

import sqlalchemy as sa

from desktop.records.image import ImageState
from desktop.records.tally import Tally
from desktop.vault.arrivals import WAITING
from desktop.vault.schema import arrival, image
from desktop.vault.transaction import Transaction


def tally(tx: Transaction, *, since: str, until: str) -> Tally:
    """Return where everything stands, in one pass over the catalogue.

    Args:
        tx: The transaction to read in.
        since: Beginning of the practice's day, as ``clock.stamp`` writes it.
        until: Its end.
    """
    of_day = sa.and_(arrival.c.received_at >= since, arrival.c.received_at < until)
    filed_of_day = sa.and_(image.c.filed_at >= since, image.c.filed_at < until)
    query = (
        sa.select(
            arrival.c.state,
            sa.func.count().label("number"),
            sa.func.sum(sa.case((of_day, 1), else_=0)).label("of_day"),
            sa.func.sum(sa.case((filed_of_day, 1), else_=0)).label("filed_of_day"),
            sa.func.min(arrival.c.received_at).label("oldest"),
        )
        .outerjoin(image, image.c.arrival_id == arrival.c.id)
        .group_by(arrival.c.state)
    )
    rows = {str(row.state): row for row in tx.connection.execute(query)}

    def number(*states: ImageState) -> int:
        return sum(rows[state.value].number for state in states if state.value in rows)

    in_record = [state.value for state in (ImageState.FILED, ImageState.HELD)]
    still = [rows[state.value].oldest for state in WAITING if state.value in rows]
    return Tally(
        received=sum(row.number for row in rows.values()),
        unidentified=number(ImageState.ARRIVED),
        identified=number(ImageState.IDENTIFIED, ImageState.CLEARED),
        set_aside=number(ImageState.QUARANTINED),
        filed=number(ImageState.FILED, ImageState.HELD),
        rejected=number(ImageState.REJECTED),
        destroyed=number(ImageState.DESTROYED),
        received_today=sum(row.of_day for row in rows.values()),
        filed_today=sum(rows[state].filed_of_day for state in in_record if state in rows),
        oldest_waiting_at=min(still, default=""),
    )
