"""Which use case answers which call about session slips; more of ``answers``."""

from desktop.keeper import slip_calls
from desktop.keeper.answering import Context, answers
from desktop.records.outcome import Nothing, Outcome
from desktop.records.paper import Paper
from desktop.records.slip import NewSlip, OpenSlip
from desktop.workflow.session import Session
from desktop.workflow.slipping import make_slip, open_slips, save_slip, slip_page, withdraw_slip


@answers(slip_calls.MakeSlip)
def _make(session: Session, call: slip_calls.MakeSlip, context: Context) -> Outcome[NewSlip]:
    return make_slip(session, call.patient, hours=context.sources.settings().slip_hours)


@answers(slip_calls.WithdrawSlip)
def _withdraw(
    session: Session, call: slip_calls.WithdrawSlip, _context: Context
) -> Outcome[Nothing]:
    return withdraw_slip(session, call.slip)


@answers(slip_calls.ListSlips)
def _list(session: Session, _call: slip_calls.ListSlips, _context: Context) -> tuple[OpenSlip, ...]:
    return open_slips(session)


@answers(slip_calls.LayOutSlip)
def _lay_out(session: Session, call: slip_calls.LayOutSlip, _context: Context) -> Paper:
    return slip_page(session, call.slip)


@answers(slip_calls.SaveSlip)
def _save(session: Session, call: slip_calls.SaveSlip, _context: Context) -> Nothing:
    return save_slip(session, call.slip, call.to)
