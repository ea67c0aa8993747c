"""``diogel attach|take-back``: what a patient sent comes in; what was decided is taken back."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.records.attached import ALREADY, ATTACHED, REFUSED, AttachedFile, LookedInto, Picked
from desktop.records.consent import Capacity
from desktop.records.declaration import Came, Declaration
from desktop.wording import text
from desktop.workflow.attaching import attach
from desktop.workflow.messages import look_into_files
from desktop.workflow.taking_back import take_back


def add_attach(commands: Any) -> None:
    """Add ``attach`` and ``take-back``."""
    attaching = commands.add_parser(
        "attach", help="seal images or a saved e-mail's pictures for a patient; the files stay"
    )
    attaching.add_argument("vault", type=Path, metavar="DIR")
    attaching.add_argument("files", type=Path, nargs="+", metavar="FILE")
    attaching.add_argument("--patient", required=True, metavar="NHS")
    attaching.add_argument(
        "--second",
        required=True,
        metavar="TEXT",
        help="second identifier beside that of --patient: their date of birth",
    )
    attaching.add_argument("--came", required=True, choices=[came.value for came in Came])
    attaching.add_argument("--asked", action="store_true", help="they asked for it")
    attaching.add_argument("--told", action="store_true", help="they were given the notice")
    attaching.add_argument(
        "--asked-by",
        choices=[capacity.value for capacity in Capacity],
        default=Capacity.PATIENT.value,
        help="in what capacity",
    )
    attaching.add_argument("--giver-name", default="", help="who asked, if not the patient")
    attaching.add_argument("--relationship", default="", help="what they are to the patient")
    attaching.add_argument("--note", default="", help="what the patient wrote, or what it shows")
    add_access(attaching)
    attaching.set_defaults(run=_attach)
    back = commands.add_parser(
        "take-back", help="let arrivals wait for a patient again, with a reason"
    )
    back.add_argument("vault", type=Path, metavar="DIR")
    back.add_argument("arrivals", nargs="+", metavar="ARRIVAL")
    back.add_argument("--reason", required=True)
    add_access(back)
    back.set_defaults(run=_take_back)


def _attach(args: argparse.Namespace, console: Console) -> int:
    declaration = Declaration(
        came=Came(args.came),
        asked=args.asked,
        told=args.told,
        capacity=Capacity(args.asked_by),
        giver_name=args.giver_name,
        relationship=args.relationship,
        note=args.note,
    )
    with signed_in(args, console) as session:
        looked = look_into_files(session, tuple(args.files))
        picked = tuple(one for found in looked for one in _picked(found))
        done = attach(
            session,
            picked,
            args.patient,
            declaration,
            second=args.second,
            progress=console.progress,
            cancelled=lambda: False,
        ).value
    refused = tuple(
        AttachedFile(file=found.path.name, outcome=REFUSED, reason=found.refused)
        for found in looked
        if found.refused
    )
    done = (*done, *refused)
    _say_messages(looked, console)
    for one in done:
        console.say(f"{one.file}: {_said(one, console)}")
    console.data(
        [{"file": one.file, "outcome": one.outcome, "reason": one.reason or None} for one in done]
    )
    return 0 if all(one.outcome in {ATTACHED, ALREADY} for one in done) else 1


def _picked(found: LookedInto) -> tuple[Picked, ...]:
    """Return what is attached of a file: itself, or the pictures of a saved message."""
    if not found.is_message:
        return (Picked(path=found.path),)
    return tuple(
        Picked(path=found.path, part=one.part, name=one.name, digest=found.digest)
        for one in found.pictures
    )


def _say_messages(looked: tuple[LookedInto, ...], console: Console) -> None:
    for found in looked:
        if found.pictures:
            count, name = len(found.pictures), found.path.name
            console.note(text("attach.in_message", console.language, count=count, name=name))
            console.note(text("attach.message_stays", console.language))


def _said(one: AttachedFile, console: Console) -> str:
    if one.outcome == ATTACHED and one.reason:
        return text("attach.set_aside", console.language)
    if one.outcome != REFUSED:
        return text(f"attach.{one.outcome}", console.language)
    why = text(f"refusal.{one.reason}", console.language)
    return text("attach.refused", console.language, why=why)


def _take_back(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        taken = take_back(session, tuple(args.arrivals), args.reason).value
    for arrival in taken:
        console.say(arrival)
    console.data({"arrivals": list(taken), "state": "arrived"})
    return 0
