"""``diogel detect|redact|inbox|propose|identify|reject|file|images``."""

import argparse
import json
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.errors import DeskError, RecordInvalidError, UsageError
from desktop.keeper.local import decoders
from desktop.records.detection import Detection
from desktop.records.filed import Filing
from desktop.records.filing import FilingDetails, Side, View, body_sites
from desktop.records.flags import Flag, Flags
from desktop.records.gate import Feature, Gate
from desktop.records.listed import Listed
from desktop.records.redaction import Redaction
from desktop.records.region import Region, Shape, Style
from desktop.records.waiting import Waiting
from desktop.wording import text
from desktop.workflow.filing import file_image
from desktop.workflow.identifying import identify
from desktop.workflow.inbox import find_faces, list_inbox, reject_arrivals
from desktop.workflow.redacting import detect_file, over_face, redact_file
from desktop.workflow.viewing import list_images, save_image

_MOST_BYTES = 1024 * 1024
_REGION_PARTS = 4


def add_images(commands: Any) -> None:
    """Add every command about single images."""
    _add_without_vault(commands)
    _add_inbox(commands)
    _add_filing(commands)
    _add_record(commands)


def _add_without_vault(commands: Any) -> None:
    detect = commands.add_parser("detect", help="say where faces may be; no vault needed")
    detect.add_argument("files", type=Path, nargs="+", metavar="FILE")
    detect.set_defaults(run=_detect)
    redact = commands.add_parser(
        "redact", help="write an obscured copy, proven before the command succeeds"
    )
    redact.add_argument("source", type=Path, metavar="IN")
    redact.add_argument("out", type=Path, metavar="OUT", help="must not exist")
    redact.add_argument("--faces", action="store_true", help="cover every proposed face")
    redact.add_argument(
        "--region",
        action="append",
        default=[],
        metavar="X,Y,W,H",
        help="cover a rectangle, in pixels of the upright picture",
    )
    styles = [style.value for style in Style]
    redact.add_argument("--style", choices=styles, default=Style.SOLID.value)
    redact.set_defaults(run=_redact)


def _add_inbox(commands: Any) -> None:
    inbox = commands.add_parser("inbox", help="list what waits")
    inbox.add_argument("vault", type=Path, metavar="DIR")
    add_access(inbox)
    inbox.set_defaults(run=_inbox)
    propose = commands.add_parser(
        "propose", help="print a redaction file for an arrival: found faces, open decisions"
    )
    propose.add_argument("vault", type=Path, metavar="DIR")
    propose.add_argument("arrival", metavar="ARRIVAL")
    add_access(propose)
    propose.set_defaults(run=_propose)
    give = commands.add_parser("identify", help="give arrivals to a patient under a consent")
    give.add_argument("vault", type=Path, metavar="DIR")
    give.add_argument("arrivals", nargs="+", metavar="ARRIVAL")
    give.add_argument("--patient", required=True, metavar="NHS")
    give.add_argument("--consent", required=True, metavar="ID")
    give.add_argument(
        "--second",
        required=True,
        metavar="TEXT",
        help="second identifier beside that of --patient: their date of birth",
    )
    add_access(give)
    give.set_defaults(run=_identify)
    reject = commands.add_parser("reject", help="turn an arrival away, with a reason")
    reject.add_argument("vault", type=Path, metavar="DIR")
    reject.add_argument("arrival", metavar="ARRIVAL")
    reject.add_argument("--reason", required=True)
    add_access(reject)
    reject.set_defaults(run=_reject)


def _add_filing(commands: Any) -> None:
    file = commands.add_parser("file", help="file an arrival into a patient's record")
    file.add_argument("vault", type=Path, metavar="DIR")
    file.add_argument("arrival", metavar="ARRIVAL")
    file.add_argument("--patient", required=True, metavar="NHS", help="NHS number or identifier")
    file.add_argument("--consent", required=True, metavar="ID")
    file.add_argument(
        "--redaction",
        required=True,
        type=Path,
        metavar="FILE",
        help='JSON: {"regions": […], "decisions": {"face": "obscured", …}}; see "propose"',
    )
    file.add_argument("--site", choices=list(body_sites()), default="unspecified", metavar="SITE")
    file.add_argument(
        "--side", choices=[side.value for side in Side], default=Side.NOT_APPLICABLE.value
    )
    file.add_argument("--view", choices=[view.value for view in View], default=View.OTHER.value)
    file.add_argument("--description", default="")
    file.add_argument("--intimate", action="store_true", help="it shows an intimate area")
    file.add_argument("--child", action="store_true", help="the patient was under 18")
    file.add_argument(
        "--chaperone",
        default="",
        metavar="TEXT",
        help="who was there as a chaperone; needed for an intimate area",
    )
    file.add_argument(
        "--second",
        default="",
        metavar="TEXT",
        help="second identifier, where the arrival was not given to the patient before",
    )
    add_access(file)
    file.set_defaults(run=_file)


def _add_record(commands: Any) -> None:
    images = commands.add_parser("images", help="list a patient's images, or save an obscured copy")
    images.add_argument("vault", type=Path, metavar="DIR")
    images.add_argument("--patient", metavar="NHS")
    images.add_argument("--save", nargs=2, metavar=("ID", "OUT"))
    images.add_argument("--reason", default="", help="why a copy leaves the vault")
    add_access(images)
    images.set_defaults(run=_images)


def _detect(args: argparse.Namespace, console: Console) -> int:
    documents: list[dict[str, Any]] = []
    failed = False
    with decoders() as decoding:
        for file in args.files:
            try:
                found = detect_file(decoding, file)
            except DeskError as error:
                console.note(str(file))
                console.error(error)
                failed = True
                continue
            documents.append({**_detected(file, found.detection), "ms": found.ms})
            _say_detected(documents[-1], console)
    console.data(documents)
    return 1 if failed else 0


def _detected(file: Path, detection: Detection) -> dict[str, Any]:
    return {
        "file": str(file),
        "width": detection.width_px,
        "height": detection.height_px,
        "face_may_be_present": detection.face_may_be_present,
        "faces": [
            {
                "x": face.x,
                "y": face.y,
                "w": face.w,
                "h": face.h,
                "score": round(face.score, 4),
                "sure": face.sure,
            }
            for face in detection.faces
        ],
        "suggestions": [one.to_json() for one in detection.suggestions],
    }


def _say_detected(document: dict[str, Any], console: Console) -> None:
    sure = sum(face["sure"] for face in document["faces"])
    check = len(document["faces"]) - sure
    console.say(f"{document['file']}: {sure} sure, {check} to check. Faces can be missed.")
    for face in document["faces"]:
        word = "sure" if face["sure"] else "check"
        console.say(f"  {word:<6}{face['x']},{face['y']},{face['w']},{face['h']}")
    for one in document["suggestions"]:
        console.say(f"  {one['kind']:<8}{one['x']},{one['y']},{one['w']},{one['h']}")


def _region(written: str, style: Style) -> Region:
    try:
        numbers = [int(part) for part in written.split(",")]
    except ValueError as error:
        raise UsageError("region") from error
    if len(numbers) != _REGION_PARTS:
        raise UsageError("region")
    x, y, w, h = numbers
    return Region(shape=Shape.RECTANGLE, x=x, y=y, w=w, h=h, points=(), style=style)


def _redact(args: argparse.Namespace, console: Console) -> int:
    style = Style(args.style)
    if not args.faces and not args.region:
        raise UsageError("nothing_to_obscure")
    regions = tuple(_region(written, style) for written in args.region)
    with decoders() as decoding:
        redacted = redact_file(
            decoding, args.source, args.out, regions=regions, faces=style if args.faces else None
        )
    proof = redacted.proof
    console.say(f"{redacted.out}: {len(redacted.redaction.regions)} covered, proven")
    if proof.faces_left:
        console.note(f"! {text('proof.faces_left', console.language, count=proof.faces_left)}")
    console.data(
        {
            "out": str(redacted.out),
            "regions": [region.to_json() for region in redacted.redaction.regions],
            "faces_left": proof.faces_left,
            "proof": {
                "ok": proof.ok,
                "checks": [{"name": check.name, "ok": check.ok} for check in proof.checks],
            },
        }
    )
    return 1 if args.faces and proof.faces_left else 0


def _inbox(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        waiting = list_inbox(session).waiting
    documents = [_waiting(one) for one in waiting]
    for one in documents:
        state = text(f"state.{one['state']}", console.language)
        console.say(f"{one['arrival']}  {state:<16}{one['taken_at'] or '':<27}{one['file'] or ''}")
    if not documents:
        console.say(text("inbox.empty", console.language))
    console.data(documents)
    return 0


def _waiting(one: Waiting) -> dict[str, Any]:
    facts = one.facts
    device = " ".join(str(facts[k]) for k in ("make", "model") if facts.get(k)) if facts else None
    return {
        "arrival": one.arrival,
        "state": one.state.value,
        "set_aside_because": one.set_aside_because or None,
        "file": facts["name"] if facts else None,
        "sha256": one.sha256,
        "taken_at": (facts["taken_at"] or None) if facts else None,
        "time_trust": facts["time_trust"] if facts else None,
        "device": device or None,
        "gps_present": facts.get("gps_present") if facts else None,
        "series": one.series,
        "origin": one.origin.value,
        "patient": one.patient,
        "received_at": one.received_at,
        "source_removed": one.source_removed,
    }


def _propose(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        detection = find_faces(session, args.arrival)
    sure = [over_face(face, Style.SOLID).to_json() for face in detection.faces if face.sure]
    check = [over_face(face, Style.SOLID).to_json() for face in detection.faces if not face.sure]
    document = {
        "regions": sure,
        "check": check,
        "face_may_be_present": detection.face_may_be_present,
        "decisions": dict.fromkeys(feature.value for feature in Feature),
    }
    console.say(json.dumps(document, indent=2))
    console.data(document)
    return 0


def _identify(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        given = identify(
            session,
            tuple(args.arrivals),
            patient=args.patient,
            consent=args.consent,
            second=args.second,
        ).value
    console.say(f"{len(given.arrivals)} -> {given.patient.display_name()}")
    console.data({"patient": given.patient.id, "arrivals": list(given.arrivals)})
    return 0


def _reject(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        rejected = reject_arrivals(session, (args.arrival,), args.reason).value[0]
    console.say(rejected)
    console.data({"arrival": rejected, "state": "rejected"})
    return 0


def _decided(path: Path) -> tuple[Redaction, Gate]:
    """Return what a redaction file says; keys that are not ours are passed over."""
    try:
        with path.open("rb") as file:
            raw = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError) as error:
        raise UsageError("redaction_file", path=str(path)) from error
    if not isinstance(raw, dict):
        raise RecordInvalidError("shape")
    redaction = Redaction.from_json({"regions": raw.get("regions", [])})
    return redaction, Gate.from_json(raw.get("decisions", {}))


def _flags(args: argparse.Namespace) -> Flags:
    said = {Flag.INTIMATE: args.intimate, Flag.UNDER_18: args.child}
    marked = frozenset(flag for flag, on in said.items() if on)
    return Flags(marked=marked, chaperone=args.chaperone)


def _file(args: argparse.Namespace, console: Console) -> int:
    redaction, gate = _decided(args.redaction)
    details = FilingDetails(
        site=args.site, side=Side(args.side), view=View(args.view), description=args.description
    )
    filing = Filing(
        patient=args.patient,
        consent=args.consent,
        redaction=redaction,
        gate=gate,
        details=details,
        flags=_flags(args),
        second=args.second,
    )
    with signed_in(args, console) as session:
        filed = file_image(session, args.arrival, filing).value
    console.say(f"{filed.image} -> {filed.patient.display_name()}")
    if filed.is_awaiting:
        console.say(text("filing.awaiting_what", console.language, count=1))
    console.data(
        {
            "image": filed.image,
            "arrival": args.arrival,
            "patient": filed.patient.id,
            "awaiting": filed.is_awaiting,
            "faces_left": filed.proof.faces_left,
            "proof": filed.proof.to_json(),
        }
    )
    return 0


def _images(args: argparse.Namespace, console: Console) -> int:
    if (args.save is None) == (args.patient is None):
        raise UsageError("patient_or_save")
    with signed_in(args, console) as session:
        if args.save is not None:
            image_id, out = args.save
            saved = save_image(session, image_id, Path(out), args.reason)
            console.say(str(saved))
            console.data({"image": image_id, "out": str(saved)})
            return 0
        patient, listed = list_images(session, args.patient)
    console.say(patient.display_name())
    documents = [_listed(one) for one in listed]
    for document in documents:
        key = f"site.{document['site']}" if document["site"] else f"state.{document['state']}"
        site = text(key, console.language)
        console.say(
            f"{document['image']}  {document['taken_at'] or document['filed_at']:<27}{site}"
        )
    console.data(documents)
    return 0


_DETAILS = ("site", "side", "view", "description", "taken_at", "device", "origin", "decisions")


def _listed(one: Listed) -> dict[str, Any]:
    """Return one image as a document; nothing but its state is left of a destroyed one."""
    return {
        "image": one.image,
        "state": one.state.value,
        "format": one.format.value,
        "filed_at": one.filed_at,
        "filed_by": one.filed_by,
        **{name: one.details.get(name) for name in _DETAILS},
    }
