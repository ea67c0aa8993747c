"""Reminding of a backup that is due, or that was not made by itself. No Qt here."""

from desktop.errors import DeskError
from desktop.keeper.wire import Failed, error_of
from desktop.records.safekeeping import BackupState, DailyBackup
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim


def reminder(state: BackupState | None, daily: DailyBackup | None = None) -> Words:
    """Return what is said where the daily backup failed, or one is due; nothing where none is."""
    if daily is not None and daily.failed:
        return phrase("safekeeping.daily_failed", place=verbatim(daily.place))
    if state is None or not state.is_due:
        return NOTHING
    if not state.made_at:
        return phrase("safekeeping.none_yet")
    return phrase("safekeeping.last_is_old", count=state.age_days)


def failure_of(daily: DailyBackup) -> DeskError | None:
    """Return why the last daily backup was not made, or None."""
    if not daily.failed:
        return None
    return error_of(Failed(number=0, code=daily.failed, reason=daily.reason, facts={}))
