"""``diogel vault`` and ``diogel users``: founding, looking after, admitting people."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, read_secret, signed_in
from desktop.cli.console import Console
from desktop.cli.recovery_commands import add_renewal, add_sheets, hand_out, where_to
from desktop.cli.safekeeping_commands import add_safekeeping
from desktop.cli.upkeep_commands import add_migrate, add_scrub
from desktop.clock import SystemClock
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Role
from desktop.records.staff import NewPerson
from desktop.wording import text
from desktop.workflow.computing import look_at_computer
from desktop.workflow.recovery_sheets import sheets_of
from desktop.workflow.signing_in import describe, found_practice, is_fleeting
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
