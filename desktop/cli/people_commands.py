"""``diogel patients`` and ``diogel consent``."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.errors import UsageError
from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use
from desktop.records.explanation import current_version, explanation
from desktop.records.given import Given
from desktop.records.lawful_basis import lawful_bases
from desktop.records.nhs_number import show, without_separators
from desktop.records.patient import Demographics, Gender, Patient
from desktop.records.plain_text import tidy
from desktop.wording import text
from desktop.workflow.consenting import list_consents, record_consent
from desktop.workflow.patients import add_patient, find_patients, import_patients

_MOST_LISTED = 200


def add_patients(commands: Any) -> None:
    """Add ``patients import|add|list``."""
    group = commands.add_parser("patients", help="the patient list")
    inner = group.add_subparsers(dest="patients_command", required=True, metavar="COMMAND")
    take = inner.add_parser("import", help="add patients from CSV files, with what is wrong by row")
    take.add_argument("vault", type=Path, metavar="DIR")
    take.add_argument("files", type=Path, nargs="+", metavar="FILE")
    take.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=NAME",
        help="another header for one of ours, such as 'NHS No=nhs_number'",
    )
    add_access(take)
    take.set_defaults(run=_import)
    add = inner.add_parser("add", help="add one patient who is not in the list yet")
    add.add_argument("vault", type=Path, metavar="DIR")
    add.add_argument("--family-name", required=True)
    add.add_argument("--given-name", default="")
    add.add_argument("--title", default="")
    add.add_argument("--born", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    add.add_argument(
        "--gender",
        choices=[gender.value for gender in Gender],
        default=Gender.NOT_KNOWN.value,
    )
    add.add_argument("--nhs-number", default="", metavar="NHS")
    add.add_argument("--local-number", default="", help="the practice's own number")
    add_access(add)
    add.set_defaults(run=_add)
    listing = inner.add_parser("list", help="find patients by number, names or date of birth")
    listing.add_argument("vault", type=Path, metavar="DIR")
    listing.add_argument("--find", default="", metavar="TEXT", help="what to look for")
    add_access(listing)
    listing.set_defaults(run=_list)


def add_consent(commands: Any) -> None:
    """Add ``consent add|list``."""
    group = commands.add_parser("consent", help="consents")
    inner = group.add_subparsers(dest="consent_command", required=True, metavar="COMMAND")
    add = inner.add_parser("add", help="record that somebody agreed, and to what")
    add.add_argument("vault", type=Path, metavar="DIR")
    add.add_argument("--patient", required=True, metavar="NHS", help="NHS number or our identifier")
    points = [point.value for point in ExplanationPoint]
    add.add_argument(
        "--explained",
        required=True,
        nargs="+",
        choices=["all", *points],
        help="what was explained; all five points are needed: see 'consent points'",
    )
    add.add_argument(
        "--given-by",
        choices=[capacity.value for capacity in Capacity],
        default=Capacity.PATIENT.value,
        help="in what capacity",
    )
    add.add_argument("--giver-name", default="", help="who agreed, where it was not the patient")
    add.add_argument("--relationship", default="", help="what they are to the patient")
    add.add_argument("--reason", default="", help="why, where nobody can agree")
    add.add_argument("--how", choices=[how.value for how in How], default=How.VERBAL.value)
    add.add_argument(
        "--uses", nargs="+", choices=[use.value for use in Use], default=[Use.CARE.value]
    )
    add.add_argument("--basis", choices=list(lawful_bases()), default="", help="lawful basis")
    add.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day")
    add_access(add)
    add.set_defaults(run=_add_consent)
    points_parser = inner.add_parser("points", help="read out what is to be explained")
    points_parser.set_defaults(run=_points)
    listing = inner.add_parser("list", help="list a patient's consents, newest first")
    listing.add_argument("vault", type=Path, metavar="DIR")
    listing.add_argument("--patient", required=True, metavar="NHS")
    add_access(listing)
    listing.set_defaults(run=_list_consents)


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        header, equals, name = pair.rpartition("=")
        if not equals:
            raise UsageError("column")
        columns[header] = name
    return columns


def _import(args: argparse.Namespace, console: Console) -> int:
    documents = []
    added = 0
    with signed_in(args, console) as session:
        for file in args.files:
            imported = import_patients(session, _content(file), columns=_columns(args.column)).value
            added += imported.added + imported.already_known
            problems = [
                {"line": p.line, "column": p.column, "reason": p.reason.value}
                for p in imported.problems
            ]
            documents.append(
                {
                    "file": str(file),
                    "added": imported.added,
                    "already_known": imported.already_known,
                    "differing": list(imported.differing),
                    "problems": problems,
                }
            )
            _say_imported(documents[-1], console)
    console.data(documents[0] if len(documents) == 1 else documents)
    return 0 if added else 1


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError("file", path=str(file)) from error


def _say_imported(document: dict[str, Any], console: Console) -> None:
    console.say(
        f"{document['file']}: +{document['added']}, ={document['already_known']}, "
        f"!{len(document['problems']) + len(document['differing'])}"
    )
    for problem in document["problems"]:
        reason = text(f"row_problem.{problem['reason']}", console.language)
        console.say(f"  {problem['line']}: {problem['column']}: {reason}")
    for line in document["differing"]:
        console.say(f"  {line}: {text('patient_import.differs', console.language)}")


def _patient(patient: Patient) -> dict[str, str]:
    return {
        "id": patient.id,
        "nhs_number": patient.nhs_number,
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "title": patient.title,
        "date_of_birth": patient.date_of_birth.isoformat(),
        "gender": patient.gender.value,
    }


def _add(args: argparse.Namespace, console: Console) -> int:
    person = Demographics(
        nhs_number=without_separators(args.nhs_number),
        local_number=tidy(args.local_number),
        family_name=tidy(args.family_name),
        given_name=tidy(args.given_name),
        title=tidy(args.title),
        date_of_birth=args.born,
        gender=Gender(args.gender),
    )
    with signed_in(args, console) as session:
        patient = add_patient(session, person).value
    console.say(f"{patient.id}  {patient.display_name()}")
    console.data(_patient(patient))
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        found = find_patients(session, args.find, most=_MOST_LISTED).patients
        today = session.today()
    for patient in found:
        banner = patient.banner(today)
        console.say(f"{patient.id}  {show(patient.nhs_number):<14}{banner.born:<22}{banner.name}")
    console.data([_patient(patient) for patient in found])
    return 0


def _add_consent(args: argparse.Namespace, console: Console) -> int:
    every = frozenset(ExplanationPoint)
    named = frozenset(ExplanationPoint(p) for p in args.explained if p != "all")
    given = Given(
        how=How(args.how),
        capacity=Capacity(args.given_by),
        explained=every if "all" in args.explained else named,
        uses=frozenset(Use(use) for use in args.uses),
        giver_name=args.giver_name,
        relationship=args.relationship,
        reason=args.reason,
        basis=args.basis,
        valid_until=args.until,
    )
    with signed_in(args, console) as session:
        consent = record_consent(session, args.patient, given).value
    _show_consent(consent, console)
    console.data(_consent(consent))
    return 0


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "consent": consent.id,
        "patient": consent.patient_id,
        "given_at": consent.given_at.isoformat(timespec="seconds"),
        "given_by": consent.capacity.value,
        "how": consent.how.value,
        "explained": sorted(point.value for point in consent.explained),
        "uses": sorted(use.value for use in consent.uses),
        "basis": consent.basis,
        "text_version": consent.text_version,
        "valid_until": consent.valid_until.isoformat() if consent.valid_until else None,
        "withdrawn": consent.is_withdrawn(),
    }


def _show_consent(consent: Consent, console: Console) -> None:
    uses = ", ".join(
        text(f"use.{use}", console.language) for use in sorted(use.value for use in consent.uses)
    )
    given_by = text(f"capacity.{consent.capacity.value}", console.language)
    console.say(f"{consent.id}  {consent.given_at.date().isoformat()}  {given_by}  {uses}")


def _points(args: argparse.Namespace, console: Console) -> int:
    del args
    version = current_version()
    words = {
        point.value: explanation(point, version=version, language=console.language)
        for point in ExplanationPoint
    }
    for code, sentence in words.items():
        console.say(f"{code}: {sentence}")
    console.data({"version": version, "points": words})
    return 0


def _list_consents(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        found = list_consents(session, args.patient)
    for consent in found:
        _show_consent(consent, console)
    console.data([_consent(consent) for consent in found])
    return 0
