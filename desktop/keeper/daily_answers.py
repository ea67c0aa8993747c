"""Which use case answers which call about the daily backup; entered into the one table."""

from desktop.keeper import daily_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.outcome import Nothing, Outcome
from desktop.records.safekeeping import DailyBackup
from desktop.workflow.session import Session


@answers(calls.SetDailyBackup)
def _set(_session: Session, call: calls.SetDailyBackup, context: Context) -> Outcome[Nothing]:
    return context.sources.set_daily_backup(call.to)


@answers(calls.SeeDailyBackup)
def _see(_session: Session, _call: calls.SeeDailyBackup, context: Context) -> DailyBackup:
    return context.daily.seen()
