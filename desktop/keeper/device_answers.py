"""Which use case answers which call about devices; entered into the one table."""

from desktop.ids import ArrivalId
from desktop.keeper import device_calls as calls
from desktop.keeper.answering import Context, answers
from desktop.records.device_register import DevicePolicy, DeviceRegister, LossReport, Registered
from desktop.records.outcome import Outcome
from desktop.workflow.devices import (
    admit_arrivals,
    keep_device,
    report_lost,
    see_devices,
    set_device_policy,
    set_standing,
    what_it_holds,
)
from desktop.workflow.session import Session


@answers(calls.SeeDevices)
def _see(session: Session, _call: calls.SeeDevices, _context: Context) -> DeviceRegister:
    return see_devices(session)


@answers(calls.KeepDevice)
def _keep(session: Session, call: calls.KeepDevice, _context: Context) -> Outcome[Registered]:
    return keep_device(session, call.draft, device=call.device or "")


@answers(calls.SetStanding)
def _stand(session: Session, call: calls.SetStanding, _context: Context) -> Outcome[Registered]:
    return set_standing(session, call.device, call.standing, call.reason)


@answers(calls.ReportLost)
def _lost(session: Session, call: calls.ReportLost, _context: Context) -> Outcome[LossReport]:
    return report_lost(session, call.device, call.reason)


@answers(calls.WhatItHolds)
def _holds(session: Session, call: calls.WhatItHolds, _context: Context) -> LossReport:
    return what_it_holds(session, call.device)


@answers(calls.SetDevicePolicy)
def _policy(
    session: Session, call: calls.SetDevicePolicy, _context: Context
) -> Outcome[DevicePolicy]:
    return set_device_policy(session, call.policy)


@answers(calls.AdmitArrivals)
def _admit(
    session: Session, call: calls.AdmitArrivals, _context: Context
) -> Outcome[tuple[ArrivalId, ...]]:
    return admit_arrivals(session, call.arrivals, call.reason)
