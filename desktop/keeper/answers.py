"""Which use case answers which call. One short function each, and no rule of its own."""

from pathlib import Path

from desktop.ids import ArrivalId, SeriesId
from desktop.keeper import (
    assist_answers,
    audit_calls,
    calls,
    card_answers,
    daily_answers,
    destroying_answers,
    device_answers,
    ledger_answers,
    look_answers,
    originals_answers,
    revising_answers,
    slip_answers,
    spool_answers,
    staff_answers,
)
from desktop.keeper.answering import TABLE, Context, answers
from desktop.keeper.calls import WithBlock
from desktop.keeper.gauge import Gauge
from desktop.keeper.turns import Urgency
from desktop.records.attached import AttachedFile, AttachedImage
from desktop.records.audit_line import AuditLine
from desktop.records.computer import ThisComputer
from desktop.records.consent import Consent
from desktop.records.detection import Detection
from desktop.records.draft import Draft
from desktop.records.filed import Filed
from desktop.records.findings import Findings
from desktop.records.found import Found
from desktop.records.identified import Identified
from desktop.records.inbox import Inbox
from desktop.records.intake_report import Intake
from desktop.records.outcome import Nothing, Outcome
from desktop.records.patient import Patient
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.records.safekeeping import BackupChecked, BackupMade, BackupState
from desktop.records.scrubbed import Scrubbed
from desktop.records.source_state import CardsNotCleared, SourceState
from desktop.records.staff_member import StaffMember
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.records.trail_check import TrailCheck
from desktop.records.workstation import Workstation
from desktop.workflow.attaching import attach, attached_today
from desktop.workflow.auditing import export_audit_csv, read_audit
from desktop.workflow.checking import check_trail
from desktop.workflow.computing import look_at_computer
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.counting import count_images
from desktop.workflow.drafting import keep_draft, open_drafts
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import find_faces, list_inbox, reject_arrivals
from desktop.workflow.patients import add_patient, find_patients
from desktop.workflow.picturing import open_original, open_picture, thumbnails
from desktop.workflow.safekeeping import back_up, backup_state, check_backup
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.session import Session
from desktop.workflow.splitting import split_series
from desktop.workflow.taking_back import take_back
from desktop.workflow.users import list_users
from desktop.workflow.viewing import open_record, save_image

__all__ = (
    "TABLE",
    "assist_answers",
    "card_answers",
    "daily_answers",
    "destroying_answers",
    "device_answers",
    "ledger_answers",
    "look_answers",
    "originals_answers",
    "revising_answers",
    "slip_answers",
    "spool_answers",
    "staff_answers",
)

# ---------------------------------------------------------------------------- who is at work


@answers(calls.WhoAmI)
def _who_am_i(_session: Session, _call: calls.WhoAmI, context: Context) -> calls.Me:
    return context.me


@answers(calls.SeeFindings)
def _see_findings(_session: Session, _call: calls.SeeFindings, context: Context) -> Findings:
    return context.comparer.findings


@answers(calls.ListPeople)
def _list_people(
    session: Session, _call: calls.ListPeople, _context: Context
) -> tuple[StaffMember, ...]:
    return list_users(session)


# ---------------------------------------------------------------------------- what waits


@answers(calls.ListInbox)
def _list_inbox(session: Session, _call: calls.ListInbox, _context: Context) -> Inbox:
    return list_inbox(session)


@answers(calls.LookAtComputer)
def _look_at_computer(
    session: Session, _call: calls.LookAtComputer, _context: Context
) -> ThisComputer:
    return look_at_computer(session.vault.folder)


@answers(calls.CountImages)
def _count_images(session: Session, _call: calls.CountImages, _context: Context) -> Tally:
    return count_images(session)


@answers(calls.Thumbnails, urgency=Urgency.AHEAD)
def _thumbnails(
    session: Session, call: calls.Thumbnails, _context: Context
) -> WithBlock[tuple[Thumb, ...]]:
    value, block = thumbnails(session, call.subjects, longest_px=call.longest_px)
    return WithBlock(value=value, block=block)


@answers(calls.OpenPicture, urgency=Urgency.WATCHED)
def _open_picture(
    session: Session, call: calls.OpenPicture, _context: Context
) -> WithBlock[Pyramid]:
    value, block = open_picture(session, call.subject, longest_px=call.longest_px)
    return WithBlock(value=value, block=block)


@answers(calls.OpenOriginal, urgency=Urgency.WATCHED)
def _open_original(
    session: Session, call: calls.OpenOriginal, _context: Context
) -> WithBlock[Pyramid]:
    value, block = open_original(session, call.image, call.reason, longest_px=call.longest_px)
    return WithBlock(value=value, block=block)


@answers(calls.FindFaces)
def _find_faces(session: Session, call: calls.FindFaces, _context: Context) -> Detection:
    return find_faces(session, call.arrival)


@answers(calls.RejectArrivals)
def _reject(
    session: Session, call: calls.RejectArrivals, _context: Context
) -> Outcome[tuple[ArrivalId, ...]]:
    return reject_arrivals(session, call.arrivals, call.reason)


@answers(calls.TakeBackArrivals)
def _take_back(
    session: Session, call: calls.TakeBackArrivals, _context: Context
) -> Outcome[tuple[ArrivalId, ...]]:
    return take_back(session, call.arrivals, call.reason)


@answers(calls.SplitSeries)
def _split(session: Session, call: calls.SplitSeries, _context: Context) -> Outcome[SeriesId]:
    return split_series(session, call.first)


# ---------------------------------------------------------------------------- patients, consent


@answers(calls.FindPatients)
def _find_patients(session: Session, call: calls.FindPatients, _context: Context) -> Found:
    return find_patients(session, call.typed)


@answers(calls.AddPatient)
def _add_patient(session: Session, call: calls.AddPatient, _context: Context) -> Outcome[Patient]:
    return add_patient(session, call.person)


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
    return identify(
        session,
        call.arrivals,
        patient=call.patient,
        consent=call.consent,
        second=call.second,
    )


# ---------------------------------------------------------------------------- redaction, filing


@answers(calls.OpenDrafts)
def _open_drafts(session: Session, call: calls.OpenDrafts, _context: Context) -> tuple[Draft, ...]:
    return open_drafts(session, call.arrivals)


@answers(calls.KeepDraft)
def _keep_draft(session: Session, call: calls.KeepDraft, _context: Context) -> Outcome[Nothing]:
    return keep_draft(session, call.draft)


@answers(calls.FileImage)
def _file_image(session: Session, call: calls.FileImage, _context: Context) -> Outcome[Filed]:
    return file_image(session, call.arrival, call.filing)


# ---------------------------------------------------------------------------- the record


@answers(calls.OpenRecord)
def _open_record(session: Session, call: calls.OpenRecord, _context: Context) -> Record:
    return open_record(session, call.patient)


@answers(calls.SaveImage)
def _save_image(session: Session, call: calls.SaveImage, _context: Context) -> Path:
    return save_image(session, call.image, call.to, call.reason)


@answers(calls.ScrubSlice, urgency=Urgency.BACKGROUND)
def _scrub(session: Session, call: calls.ScrubSlice, context: Context) -> Scrubbed:
    how = How(
        parts=call.parts,
        backup=call.backup,
        stop=context.stop,
        progress=context.progress,
        pace=context.pace,
    )
    return scrub_vault(session, how)


@answers(calls.ReadAudit)
def _read_audit(session: Session, call: calls.ReadAudit, context: Context) -> tuple[AuditLine, ...]:
    return read_audit(
        session,
        subject=call.subject,
        before=call.before,
        most=call.most,
        pause=lambda: context.hub.sleep(0),
    )


@answers(audit_calls.CheckTrail, urgency=Urgency.BACKGROUND)
def _check_trail(session: Session, _call: audit_calls.CheckTrail, context: Context) -> TrailCheck:
    return check_trail(
        session,
        progress=context.progress,
        cancelled=context.stop.is_set,
        pause=lambda: context.hub.sleep(0),
    )


@answers(audit_calls.SaveTrail, urgency=Urgency.BACKGROUND)
def _save_trail(session: Session, call: audit_calls.SaveTrail, context: Context) -> int:
    return export_audit_csv(
        session,
        call.to,
        numbers=call.numbers,
        language=call.language,
        progress=context.progress,
        cancelled=context.stop.is_set,
        pause=lambda: context.hub.sleep(0),
    )


# ---------------------------------------------------------------------------- cards and folders


@answers(calls.ListSources)
def _list_sources(
    _session: Session, call: calls.ListSources, context: Context
) -> tuple[SourceState, ...]:
    return context.sources.states(afresh=call.afresh)


@answers(calls.CountCards)
def _count_cards(_session: Session, _call: calls.CountCards, context: Context) -> CardsNotCleared:
    return context.sources.count()


@answers(calls.ConfirmCleared)
def _confirm(_session: Session, call: calls.ConfirmCleared, context: Context) -> Outcome[int]:
    return context.sources.confirm_cleared(call.reason)


@answers(calls.ReadWorkstation)
def _read_workstation(
    _session: Session, _call: calls.ReadWorkstation, context: Context
) -> Workstation:
    return context.sources.settings()


@answers(calls.SetCardRemoval)
def _set_card_removal(
    _session: Session, call: calls.SetCardRemoval, context: Context
) -> Outcome[Nothing]:
    return context.sources.set_card_removal(call.policy)


@answers(calls.WatchFolder)
def _watch(_session: Session, call: calls.WatchFolder, context: Context) -> Outcome[Nothing]:
    return context.sources.watch(call.wanted())


@answers(calls.StopWatching)
def _stop_watching(
    _session: Session, call: calls.StopWatching, context: Context
) -> Outcome[Nothing]:
    return context.sources.stop_watching(call.folder)


@answers(calls.TakeIn, urgency=Urgency.BACKGROUND)
def _take_in(_session: Session, call: calls.TakeIn, context: Context) -> Outcome[Intake]:
    gauge = Gauge(context.progress)
    return context.sources.take_in(
        call,
        stop=context.stop,
        pause=context.stop.wait,
        progress=gauge.files,
        weighed=gauge.bytes,
    )


@answers(calls.Attach, urgency=Urgency.BACKGROUND)
def _attach(
    _session: Session, call: calls.Attach, context: Context
) -> Outcome[tuple[AttachedFile, ...]]:
    return attach(
        context.intake,
        call.files,
        call.patient,
        call.declaration,
        second=call.second,
        progress=context.progress,
        cancelled=context.stop.is_set,
        pace=context.pace,
    )


@answers(calls.AttachedToday)
def _attached_today(
    session: Session, _call: calls.AttachedToday, _context: Context
) -> tuple[AttachedImage, ...]:
    return attached_today(session)


# ---------------------------------------------------------------------------- backups


@answers(calls.BackUp, urgency=Urgency.BACKGROUND)
def _back_up(session: Session, call: calls.BackUp, context: Context) -> Outcome[BackupMade]:
    return back_up(
        session,
        call.to,
        quick=call.quick,
        keep=call.keep,
        pace=context.pace,
        progress=context.progress,
        cancelled=context.stop.is_set,
    )


@answers(calls.CheckBackup, urgency=Urgency.BACKGROUND)
def _check_backup(session: Session, call: calls.CheckBackup, context: Context) -> BackupChecked:
    return check_backup(
        session,
        call.where,
        pace=context.pace,
        progress=context.progress,
        cancelled=context.stop.is_set,
    )


@answers(calls.ReadBackupState)
def _backup_state(session: Session, _call: calls.ReadBackupState, context: Context) -> BackupState:
    return backup_state(session, remind_days=context.sources.settings().backup_days)
