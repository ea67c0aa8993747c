"""``diogel intake``: empty a card once, or watch a folder until told to stop."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.cli.stopping import stoppable
from desktop.records.arrival import Origin
from desktop.records.intake_report import IntakeReport
from desktop.records.removal import Removal
from desktop.wording import has_text, text
from desktop.workflow.absorbing import absorb, may_absorb
from desktop.workflow.card_runs import card_at, note_lying
from desktop.workflow.devices import check_device
from desktop.workflow.emptying import Run, receive_folder
from desktop.workflow.pace import Pace
from desktop.workflow.watching import watch_folder


def add_intake(commands: Any) -> None:
    """Add ``intake``."""
    intake = commands.add_parser("intake", help="take photographs in from a card or a folder")
    intake.add_argument("vault", type=Path, metavar="DIR")
    intake.add_argument("--from", dest="folder", required=True, type=Path, metavar="FOLDER")
    origins = [origin.value for origin in Origin]
    intake.add_argument("--origin", choices=origins, default=Origin.PRACTICE.value)
    intake.add_argument(
        "--remove-source",
        choices=[removal.value for removal in Removal],
        default=Removal.NEVER.value,
        help="'verified' removes a file after its sealed copy was read back and matched",
    )
    intake.add_argument(
        "--device", default="", help="of the register (d-…), for photographs that name no camera"
    )
    intake.add_argument("--watch", action="store_true", help="go on until interrupted")
    add_access(intake)
    intake.set_defaults(run=_intake)


def _intake(args: argparse.Namespace, console: Console) -> int:
    with stoppable() as stop, signed_in(args, console) as session:
        check_device(session, args.device)
        if may_absorb(session.vault):  # what came in while nobody was signed in comes first
            absorb(session)
        run = Run(
            folder=args.folder,
            origin=Origin(args.origin),
            removal=Removal(args.remove_source),
            stop=stop,
            progress=console.progress,
            pace=Pace(pause=stop.wait),
            card=None if args.watch else card_at(args.folder),
            device=args.device,
        )
        if args.watch:
            report = watch_folder(session, run, lambda *news: _heard(console, *news)).value
        else:
            report = receive_folder(session, run).value
            if run.card is not None:
                note_lying(session, run.folder, run.card, report)
            _say(report, console)
    console.data(_document(report))
    if report.stopped is not None:
        console.error(report.stopped)
        return 1
    return 0


def _heard(console: Console, why: str, news: IntakeReport) -> None:
    if has_text(f"watch.{why}"):
        console.note(text(f"watch.{why}", console.language))
    _say(news, console, briefly=True)


def _say(report: IntakeReport, console: Console, *, briefly: bool = False) -> None:
    language = console.language
    for arrived in report.arrived:
        state = text(f"state.{arrived.state.value}", language)
        console.say(f"{state:<14}{arrived.file}  {arrived.arrival}")
    for duplicate in report.duplicates:
        console.say(f"{text('intake.duplicate', language):<14}{duplicate.file}")
        if not duplicate.copy_matches:
            console.note(f"! {duplicate.file}: {text('intake.copy_damaged', language)}")
    for refused in report.refused:
        console.say(f"! {refused.file}: {text(f'refusal.{refused.reason}', language)}")
    if briefly:
        return
    why = "intake.pending" if report.stopped is None else "intake.not_reached"
    for name in report.pending:
        console.say(f"… {name}: {text(why, language)}")
    console.say(
        text(
            "intake.summary",
            language,
            arrived=len(report.arrived),
            duplicates=len(report.duplicates),
            refused=len(report.refused),
            pending=len(report.pending),
        )
    )


def _document(report: IntakeReport) -> dict[str, Any]:
    return {
        "arrived": [
            {
                "arrival": arrived.arrival,
                "file": arrived.file,
                "sha256": arrived.sha256,
                "state": arrived.state.value,
                "source_removed": arrived.source_removed,
            }
            for arrived in report.arrived
        ],
        "duplicates": [
            {
                "file": duplicate.file,
                "arrival": duplicate.arrival,
                "source_removed": duplicate.source_removed,
                "copy_matches": duplicate.copy_matches,
            }
            for duplicate in report.duplicates
        ],
        "refused": [{"file": refused.file, "reason": refused.reason} for refused in report.refused],
        "pending": [{"file": name} for name in report.pending],
    }
