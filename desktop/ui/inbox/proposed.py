"""For whom a slip proposes a group of images. No Qt here."""

from desktop.ids import PatientId
from desktop.records.waiting import Waiting


def proposed_for(group: list[Waiting]) -> PatientId | None:
    """Return for whom a slip proposes every image of a group that nobody has yet."""
    meant = {one.proposed for one in group}
    return meant.pop() if len(meant) == 1 and group[0].patient is None else None
