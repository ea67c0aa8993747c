"""Who reviews originals, and how a day of theirs is told; several screens ask. No Qt."""

from datetime import datetime

from desktop.keeper.calls import Me
from desktop.records.dates import show_date
from desktop.records.role import MAY, Act, Domain


def may_review(me: Me) -> bool:
    """Return whether somebody decides on originals: a clinician who holds the keys."""
    return Act.DESTROY_ORIGINAL in MAY[me.role] and {Domain.CLINICAL, Domain.ORIGINAL} <= me.keys


def day_of(at: str) -> str:
    """Return the day at the practice of a moment as it is stored."""
    return show_date(datetime.fromisoformat(at).astimezone().date())
