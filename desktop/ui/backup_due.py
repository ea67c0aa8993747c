"""Reminding of a backup that is due. No Qt here."""

from desktop.records.safekeeping import BackupState
from desktop.ui.phrase import NOTHING, Words, phrase


def reminder(state: BackupState) -> Words:
    """Return what is said where a backup is due; nothing where none is."""
    if not state.is_due:
        return NOTHING
    if not state.made_at:
        return phrase("safekeeping.none_yet")
    return phrase("safekeeping.last_is_old", count=state.age_days)
