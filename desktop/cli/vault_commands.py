"""``diogel vault`` and ``diogel users``: founding, looking after, admitting people."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, read_secret, signed_in
from desktop.cli.console import Console
from desktop.cli.own_commands import add_own
from desktop.cli.recovery_commands import add_renewal, add_sheets, hand_out, where_to
from desktop.cli.safekeeping_commands import add_safekeeping
from desktop.cli.upkeep_commands import add_migrate, add_scrub
from desktop.clock import SystemClock
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.records.staff_member import StaffMember
from desktop.wording import text
from desktop.workflow.computing import look_at_computer
from desktop.workflow.recovery_sheets import sheets_of
from desktop.workflow.signing_in import describe, found_practice, is_fleeting
from desktop.workflow.users import add_user, grant, list_users
from desktop.workflow.verifying import verify_vault

_ROLES = [role.value for role in Role if role is not Role.RECOVERY]


def add_vault(commands: Any) -> None:
    """Add ``vault create|renew-recovery|info|verify`` and what is done with backups."""
    group = commands.add_parser("vault", help="create, describe, verify and back up a vault")
    inner = group.add_subparsers(dest="vault_command", required=True, metavar="COMMAND")
    create = inner.add_parser("create", help="make an empty vault and print its recovery sheets")
    create.add_argument("vault", type=Path, metavar="DIR", help="a new or empty folder")
    create.add_argument("--practice", required=True, metavar="NAME", help="name of the practice")
    create.add_argument("--user", required=True, metavar="NAME", help="first sign-in name")
    create.add_argument("--name", metavar="FULL NAME", help="the person's full name")
    create.add_argument("--role", choices=_ROLES, default=Role.CLINICIAN.value)
    create.add_argument("--passphrase-file", required=True, type=Path, metavar="FILE")
    add_sheets(create)
    create.set_defaults(run=_create)
    add_renewal(inner)
    info = inner.add_parser("info", help="say what stands on the outside of a vault")
    info.add_argument("vault", type=Path, metavar="DIR")
    info.set_defaults(run=_info)
    verify = inner.add_parser("verify", help="check that everything is there and as it was")
    verify.add_argument("vault", type=Path, metavar="DIR")
    add_access(verify)
    verify.set_defaults(run=_verify)
    add_scrub(inner)
    add_safekeeping(inner)
    add_migrate(inner)


def add_users(commands: Any) -> None:
    """Add ``users add|grant|list``."""
    group = commands.add_parser("users", help="members of staff and their keys")
    inner = group.add_subparsers(dest="users_command", required=True, metavar="COMMAND")
    add = inner.add_parser("add", help="admit a member of staff")
    add.add_argument("vault", type=Path, metavar="DIR")
    add.add_argument("new_user", metavar="NAME", help="sign-in name")
    add.add_argument("--role", required=True, choices=_ROLES)
    add.add_argument("--name", metavar="FULL NAME")
    add.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE")
    add_access(add)
    add.set_defaults(run=_add_user)
    give = inner.add_parser("grant", help="grant somebody the keys of their role that you hold")
    give.add_argument("vault", type=Path, metavar="DIR")
    give.add_argument("new_user", metavar="NAME")
    add_access(give)
    give.set_defaults(run=_grant)
    add_own(inner)
    listing = inner.add_parser("list", help="list everybody")
    listing.add_argument("vault", type=Path, metavar="DIR")
    add_access(listing)
    listing.set_defaults(run=_list_users)


def _create(args: argparse.Namespace, console: Console) -> int:
    first = NewPerson(
        name=args.user,
        full_name=args.name or args.user,
        role=Role(args.role),
        passphrase=read_secret(args.passphrase_file),
    )
    if is_fleeting(args.vault):
        console.note(f"! {text('place.fleeting', console.language)}")
    plan, clock = RecoveryPlan(args.recovery), SystemClock()
    paths = where_to(args.sheets, plan, vault=args.vault)
    founded = found_practice(
        args.vault, practice=args.practice, first=first, clock=clock, recovery=plan
    )
    sheets = sheets_of(
        founded.keys,
        practice=args.practice,
        vault_id=founded.vault_id,
        made_on=clock.now().astimezone().date(),
        plan=plan,
    )
    return hand_out(sheets, paths, vault=args.vault, console=console)


def _info(args: argparse.Namespace, console: Console) -> int:
    info = describe(args.vault)
    facts = {
        "vault_id": info.vault_id,
        "practice": info.practice,
        "created_at": info.created_at,
        "format": info.format,
        "users": info.people,
    }
    for name, value in facts.items():
        console.say(f"{name:<12}{value}")
    computer = look_at_computer(args.vault)
    shown = {"disk": computer.disk.value, "swap": computer.swap.value}
    for name, value in shown.items():
        console.say(f"{name:<12}{text(f'computer.{name}_{value}', console.language)}")
    console.say(text("computer.beyond", console.language))
    console.data({**facts, "computer": shown})
    return 0


def _verify(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        report = verify_vault(session, console.progress)
    problems = [{"what": p.what, "where": p.where} for p in report.problems]
    console.say(f"{report.checked} checked, {len(problems)} problems")
    for problem in problems:
        console.say(f"! {problem['what']}: {problem['where']}")
    console.data({"ok": report.ok, "checked": report.checked, "problems": problems})
    return 0 if report.ok else 1


def _member(member: StaffMember) -> dict[str, Any]:
    return {
        "id": member.user_id,
        "user": member.name,
        "name": member.full_name,
        "role": member.role.value,
        "missing_keys": sorted(domain.value for domain in member.missing),
    }


def _show(member: StaffMember, console: Console) -> None:
    role = text(f"role.{member.role.value}", console.language)
    missing = ", ".join(sorted(domain.value for domain in member.missing))
    waiting = f"  (! {missing})" if missing else ""
    console.say(f"{member.name:<20}{role:<20}{member.full_name}{waiting}")


def _add_user(args: argparse.Namespace, console: Console) -> int:
    new = NewPerson(
        name=args.new_user,
        full_name=args.name or args.new_user,
        role=Role(args.role),
        passphrase=read_secret(args.new_passphrase_file),
    )
    with signed_in(args, console) as session:
        member = add_user(session, new).value
    _show(member, console)
    console.data(_member(member))
    return 0


def _grant(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        member = grant(session, args.new_user).value
    _show(member, console)
    console.data(_member(member))
    return 0


def _list_users(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        members = list_users(session)
    for member in members:
        _show(member, console)
    console.data([_member(member) for member in members])
    return 0
