"""``diogel devices``: the register of the devices that photographs come from."""

import argparse
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from desktop.cli.access import add_command, signed_in
from desktop.cli.console import Console
from desktop.cli.device_documents import (
    camera_document,
    device_document,
    loss_document,
    policy_document,
)
from desktop.errors import RecordInvalidError, UnknownRecordError
from desktop.ids import UserId
from desktop.records.dates import months_later
from desktop.records.device import (
    NOBODY,
    Check,
    DeviceDraft,
    DeviceKind,
    Reply,
    Standing,
    checks_of,
)
from desktop.records.device_register import (
    DevicePolicy,
    DeviceRegister,
    DeviceRule,
    LossReport,
    Registered,
)
from desktop.records.incident import IncidentLine, what_is_known, what_to_do
from desktop.wording import text
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
from desktop.workflow.users import list_users

_REPLIES = ", ".join(reply.value for reply in Reply)


def add_devices(commands: Any) -> None:
    """Add ``devices list|add|check|lost|holds|retire|admit|policy``."""
    group = commands.add_parser("devices", help="devices that photographs come from")
    inner = group.add_subparsers(dest="devices_command", required=True, metavar="COMMAND")
    add_command(inner, "list", "list devices, and cameras that are not among them", _list)
    add = add_command(inner, "add", "write a device into the register", _add)
    add.add_argument("--name", required=True, help="what the practice calls it")
    add.add_argument("--kind", required=True, choices=_values(DeviceKind))
    _add_camera(add)
    add.add_argument("--owner", metavar="NAME", help="sign-in name of whose own it is")
    _add_answers(add)
    check = add_command(inner, "check", "write down what was found at a review", _check)
    _add_device(check)
    _add_camera(check)
    _add_answers(check)
    lost = add_command(inner, "lost", "say that a device is lost, and what it may hold", _lost)
    _add_device(lost)
    lost.add_argument("--reason", required=True, help="how it was lost")
    holds = add_command(inner, "holds", "list what a device may still hold", _holds)
    _add_device(holds)
    retire = add_command(inner, "retire", "take a device out of use, or back into it", _retire)
    _add_device(retire)
    retire.add_argument("--reason", required=True)
    retire.add_argument("--back", action="store_true", help="it is in use again, or was found")
    admit = add_command(inner, "admit", "let in what is held because of its device", _admit)
    admit.add_argument("arrivals", nargs="+", metavar="ARRIVAL")
    admit.add_argument("--reason", required=True)
    policy = add_command(
        inner, "policy", "show or settle what becomes of doubtful devices", _policy
    )
    policy.add_argument("--rule", choices=_values(DeviceRule))
    policy.add_argument("--review-months", type=int, metavar="N")


def _add_device(command: argparse.ArgumentParser) -> None:
    command.add_argument("device", metavar="DEVICE", help="identifier, d-…")


def _add_camera(command: argparse.ArgumentParser) -> None:
    for name in ("make", "model", "serial"):
        command.add_argument(f"--{name}", help="as its photographs name it")


def _add_answers(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="CHECK=REPLY",
        help=f"one of {', '.join(_values(Check))}; {_REPLIES}; may be repeated",
    )
    command.add_argument("--all-checks", action="store_true", help="every other check holds")
    command.add_argument("--due", type=_day, metavar="DATE", help="next review, YYYY-MM-DD")
    command.add_argument("--own-reason", help="why no device of the practice will do")
    command.add_argument("--acknowledged", type=_day, metavar="DATE", help="rules signed on")
    command.add_argument("--note")


def _values(kind: type[Enum]) -> list[str]:
    return [str(one.value) for one in kind]


def _day(typed: str) -> date:
    return date.fromisoformat(typed)


def _replies(args: argparse.Namespace, kind: DeviceKind, owner: str) -> dict[Check, Reply]:
    """Return what the options say of checks.

    Raises:
        RecordInvalidError: ``device_check``: there is no such check or reply.
    """
    found: dict[Check, Reply] = {}
    if args.all_checks:
        found = dict.fromkeys(checks_of(kind, is_own=bool(owner)), Reply.YES)
    for said in args.check:
        name, _, reply = said.partition("=")
        try:
            found[Check(name)] = Reply(reply or Reply.YES.value)
        except ValueError as error:
            raise RecordInvalidError("device_check") from error
    return found


def _add(args: argparse.Namespace, console: Console) -> int:
    kind = DeviceKind(args.kind)
    with signed_in(args, console) as session:
        owner = _owner(session, args.owner)
        months = see_devices(session).policy.review_months
        draft = DeviceDraft(
            name=args.name,
            kind=kind,
            make=args.make or "",
            model=args.model or "",
            serial=args.serial or "",
            owner=owner,
            own_reason=args.own_reason or "",
            own_acknowledged_on=args.acknowledged,
            replies=_replies(args, kind, owner),
            review_due=args.due or months_later(session.today(), months),
            note=args.note or "",
        )
        kept = keep_device(session, draft).value
    return _told(kept, console)


def _owner(session: Session, name: str | None) -> UserId:
    """Return who is meant; nobody where the device is the practice's.

    Raises:
        UnknownRecordError: ``no_such_user``.
    """
    if not name:
        return NOBODY
    found = [one.user_id for one in list_users(session) if one.name == name and not one.left_at]
    if not found:
        raise UnknownRecordError("no_such_user")
    return found[0]


def _check(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        register = see_devices(session)
        before = _found(register, args.device).device
        own, said = before.own_use, vars(args)
        months = register.policy.review_months
        changed = {
            "make": _either(said["make"], before.make),
            "model": _either(said["model"], before.model),
            "serial": _either(said["serial"], before.serial),
            "note": _either(said["note"], before.note),
            "own_reason": _either(said["own_reason"], own.reason if own else ""),
        }
        told = {check: answer.reply for check, answer in before.answers.items()}
        draft = DeviceDraft(
            name=before.name,
            kind=before.kind,
            owner=before.owner,
            own_acknowledged_on=args.acknowledged or (own.acknowledged_on if own else None),
            replies=told | _replies(args, before.kind, before.owner),
            review_due=args.due or months_later(session.today(), months),
            **changed,
        )
        kept = keep_device(session, draft, device=before.id).value
    return _told(kept, console)


def _either(said: str | None, before: str) -> str:
    return before if said is None else said


def _found(register: DeviceRegister, device: str) -> Registered:
    """Return a device of the register.

    Raises:
        UnknownRecordError: ``no_such_device``.
    """
    for one in register.devices:
        if one.device.id == device:
            return one
    raise UnknownRecordError("no_such_device")


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        register = see_devices(session)
    for one in register.devices:
        _show(one, console)
    for camera in register.cameras:
        fit = text(f"device_fit.{camera.fit.value}", console.language)
        names = " ".join(filter(None, (camera.make, camera.model, camera.serial))) or "-"
        console.say(f"! {fit}: {names}, {camera.came.photographs}")
    console.data(
        {
            "devices": [device_document(one) for one in register.devices],
            "cameras": [camera_document(one) for one in register.cameras],
            "policy": policy_document(register.policy),
        }
    )
    return 0


def _show(one: Registered, console: Console) -> None:
    language, device = console.language, one.device
    status = text(f"device_status.{one.status.value}", language)
    todo = ", ".join(text(f"device_todo.{todo.value}", language) for todo in one.todos)
    due = device.review_due.isoformat() if device.review_due else "-"
    marked = f"  (! {todo})" if todo else ""
    console.say(f"{device.id}  {status:<24}{due:<12}{device.name}{marked}")


def _told(one: Registered, console: Console) -> int:
    _show(one, console)
    console.data(device_document(one))
    return 0


def _lost(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        report = report_lost(session, args.device, args.reason).value
    return _report(report, console)


def _holds(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        report = what_it_holds(session, args.device)
    return _report(report, console)


def _report(report: LossReport, console: Console) -> int:
    known, do = what_is_known(report), what_to_do(report)
    console.say(report.device.name)
    _say_lines(known, console)
    console.say("")
    _say_lines(do, console)
    steps = [_sentence(line, console) for line in do]
    console.data(loss_document(report, steps))
    return 0


def _say_lines(lines: Iterable[IncidentLine], console: Console) -> None:
    for line in lines:
        console.say(f"- {_sentence(line, console)}")


def _sentence(line: IncidentLine, console: Console) -> str:
    return text(line.key, console.language, **line.facts)


def _retire(args: argparse.Namespace, console: Console) -> int:
    standing = Standing.IN_USE if args.back else Standing.RETIRED
    with signed_in(args, console) as session:
        kept = set_standing(session, args.device, standing, args.reason).value
    return _told(kept, console)


def _admit(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        let_in = admit_arrivals(session, tuple(args.arrivals), args.reason).value
    for arrival in let_in:
        console.say(arrival)
    console.data({"arrivals": list(let_in), "state": "arrived"})
    return 0


def _policy(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        policy = see_devices(session).policy
        if args.rule or args.review_months is not None:
            rule = DeviceRule(args.rule) if args.rule else policy.rule
            months = policy.review_months if args.review_months is None else args.review_months
            wanted = DevicePolicy(rule=rule, review_months=months)
            policy = set_device_policy(session, wanted).value
    console.say(text(f"device_rule.{policy.rule.value}", console.language))
    console.say(text("devices.review_every", console.language, count=policy.review_months))
    console.data(policy_document(policy))
    return 0
