"""Which use case answers which call. One short function each, and no rule of its own."""

from desktop.ids import ArrivalId
from desktop.keeper import calls
from desktop.keeper.answering import TABLE, Context, answers
from desktop.keeper.turns import Urgency
from desktop.records.audit_line import AuditLine
from desktop.records.consent import Consent
from desktop.records.detection import Detection
from desktop.records.filed import Filed
from desktop.records.identified import Identified
from desktop.records.inbox import Inbox
from desktop.records.intake_report import IntakeReport
from desktop.records.outcome import Outcome, Topic
from desktop.records.record import Record
from desktop.records.staff_member import StaffMember
from desktop.records.tally import Tally
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.counting import count_images
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import find_faces, list_inbox, reject_arrivals
from desktop.workflow.pace import Pace
from desktop.workflow.patients import find_patients
from desktop.workflow.session import Session
from desktop.workflow.users import list_users
from desktop.workflow.viewing import list_images, save_image

__all__ = ("TABLE",)


@answers(calls.WhoAmI)
def _who_am_i(_session: Session, _call: calls.WhoAmI, context: Context) -> calls.Me:
    return context.me


@answers(calls.ListPeople)
def _list_people(
    session: Session, _call: calls.ListPeople, _context: Context
) -> tuple[StaffMember, ...]:
    return list_users(session)


@answers(calls.ListInbox)
def _list_inbox(session: Session, _call: calls.ListInbox, _context: Context) -> Inbox:
    return list_inbox(session)


@answers(calls.CountImages)
def _count_images(session: Session, _call: calls.CountImages, _context: Context) -> Tally:
    return count_images(session)


@answers(calls.RejectArrivals)
def _reject(
    session: Session, call: calls.RejectArrivals, _context: Context
) -> Outcome[tuple[ArrivalId, ...]]:
    return reject_arrivals(session, call.arrivals, call.reason)


@answers(calls.FindFaces)
def _find_faces(session: Session, call: calls.FindFaces, _context: Context) -> Detection:
    return find_faces(session, call.arrival)


@answers(calls.FindPatients)
def _find_patients(session: Session, call: calls.FindPatients, _context: Context) -> object:
    return find_patients(session, call.typed)


@answers(calls.ListConsents)
def _list_consents(
    session: Session, call: calls.ListConsents, _context: Context
) -> tuple[Consent, ...]:
    return list_consents(session, call.patient)


@answers(calls.RecordConsent)
def _record_consent(
    session: Session, call: calls.RecordConsent, _context: Context
) -> Outcome[Consent]:
    return record_consent(session, call.patient, call.given)


@answers(calls.Identify)
def _identify(session: Session, call: calls.Identify, _context: Context) -> Outcome[Identified]:
    return identify(session, call.arrivals, patient=call.patient, consent=call.consent)


@answers(calls.FileImage)
def _file_image(session: Session, call: calls.FileImage, _context: Context) -> Outcome[Filed]:
    return file_image(session, call.arrival, call.filing)


@answers(calls.OpenRecord)
def _open_record(session: Session, call: calls.OpenRecord, _context: Context) -> Record:
    patient, images = list_images(session, call.patient)
    consents = list_consents(session, patient.id)
    return Record(patient=patient, images=images, consents=consents)


@answers(calls.SaveImage)
def _save_image(session: Session, call: calls.SaveImage, _context: Context) -> object:
    return save_image(session, call.image, call.to, call.reason)


@answers(calls.ReadAudit)
def _read_audit(
    session: Session, call: calls.ReadAudit, _context: Context
) -> tuple[AuditLine, ...]:
    return read_audit(session, subject=call.subject)


@answers(calls.TakeIn, urgency=Urgency.BACKGROUND)
def _take_in(_session: Session, call: calls.TakeIn, context: Context) -> Outcome[calls.Intake]:
    def progress(done: int, total: int) -> None:
        context.progress(done, total)
        if done:
            context.announce(frozenset({Topic.INBOX}))

    run = Run(
        folder=call.folder,
        origin=call.origin,
        removal=call.removal,
        stop=context.stop,
        progress=progress,
        pace=Pace(pause=context.stop.wait),
    )
    with context.taking_in.turn(may_give_up=True):
        outcome = receive_folder(context.intake, run)
    return Outcome(value=_intake(outcome.value), changed=outcome.changed)


def _intake(report: IntakeReport) -> calls.Intake:
    return calls.Intake(
        arrived=tuple(report.arrived),
        duplicates=tuple(report.duplicates),
        refused=tuple(report.refused),
        pending=tuple(report.pending),
        stopped=report.stopped.code if report.stopped else "",
    )
