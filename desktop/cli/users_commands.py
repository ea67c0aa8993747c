"""``diogel users``: members of staff, what they may, their keys, and what becomes of both."""

import argparse
from collections.abc import Set
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, read_secret, signed_in
from desktop.cli.console import Console
from desktop.cli.own_commands import add_own
from desktop.records.role import Domain, Role
from desktop.records.staff import NewPerson
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.wording import text
from desktop.workflow.staffing import disable_user, renew_user, rotate_keys, set_role
from desktop.workflow.users import add_user, grant, list_users

ROLES = [role.value for role in Role if role is not Role.RECOVERY]


def add_users(commands: Any) -> None:
    """Add ``users add|grant|list|disable|set-role|renew|rotate``."""
    group = commands.add_parser("users", help="members of staff and their keys")
    inner = group.add_subparsers(dest="users_command", required=True, metavar="COMMAND")
    add = _named(inner, "add", "admit a member of staff", _add_user)
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--name", metavar="FULL NAME")
    add.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE")
    _named(inner, "grant", "grant somebody the keys of their role that you hold", _grant)
    _named(inner, "disable", "end somebody's access and renew the keys that they held", _disable)
    role = _named(inner, "set-role", "give somebody another role", _set_role)
    role.add_argument("--role", required=True, choices=ROLES)
    renew = _named(inner, "renew", "give somebody who forgot their passphrase new keys", _renew)
    renew.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE")
    add_own(inner)
    rotate = inner.add_parser("rotate", help="renew the keys that wait for you to renew them")
    rotate.add_argument("vault", type=Path, metavar="DIR")
    rotate.add_argument("--all", action="store_true", help="renew every key that you hold")
    add_access(rotate)
    rotate.set_defaults(run=_rotate)
    listing = inner.add_parser("list", help="list everybody, and who has left")
    listing.add_argument("vault", type=Path, metavar="DIR")
    add_access(listing)
    listing.set_defaults(run=_list_users)


def _named(inner: Any, name: str, told: str, run: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = inner.add_parser(name, help=told)
    command.add_argument("vault", type=Path, metavar="DIR")
    command.add_argument("new_user", metavar="NAME", help="sign-in name")
    add_access(command)
    command.set_defaults(run=run)
    return command


def _values(domains: Set[Domain]) -> list[str]:
    return sorted(domain.value for domain in domains)


def _member(member: StaffMember) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": member.user_id,
        "user": member.name,
        "name": member.full_name,
        "role": member.role.value,
        "missing_keys": _values(member.missing),
    }
    if member.left_at:
        document["left_at"] = member.left_at
    return document


def _show(member: StaffMember, console: Console) -> None:
    role = text(f"role.{member.role.value}", console.language)
    missing = f"  (! {', '.join(_values(member.missing))})" if member.missing else ""
    left = text("users.left", console.language, day=member.left_at[:10]) if member.left_at else ""
    console.say(f"{member.name:<20}{role:<20}{member.full_name}{missing}  {left}")


def _told(member: StaffMember, console: Console) -> int:
    _show(member, console)
    console.data(_member(member))
    return 0


def _renewed(result: KeysRenewed, console: Console) -> int:
    """Say which keys are new and which wait for somebody else."""
    for name, domains in (("renewed", result.renewed), ("owed", result.owed)):
        if domains:
            keys = ", ".join(text(f"domain.{one}", console.language) for one in _values(domains))
            console.say(text(f"users.{name}", console.language, keys=keys))
    console.data(
        {
            **_member(result.member),
            "renewed_keys": _values(result.renewed),
            "owed_keys": _values(result.owed),
            "sealed_anew": result.values,
        }
    )
    return 0


def _add_user(args: argparse.Namespace, console: Console) -> int:
    new = NewPerson(
        name=args.new_user,
        full_name=args.name or args.new_user,
        role=Role(args.role),
        passphrase=read_secret(args.new_passphrase_file),
    )
    with signed_in(args, console) as session:
        member = add_user(session, new).value
    return _told(member, console)


def _grant(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        member = grant(session, args.new_user).value
    return _told(member, console)


def _disable(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        result = disable_user(session, args.new_user, progress=console.progress).value
    return _renewed(result, console)


def _set_role(args: argparse.Namespace, console: Console) -> int:
    role = Role(args.role)
    with signed_in(args, console) as session:
        result = set_role(session, args.new_user, role, progress=console.progress).value
    _show(result.member, console)
    return _renewed(result, console)


def _renew(args: argparse.Namespace, console: Console) -> int:
    passphrase = read_secret(args.new_passphrase_file)
    with signed_in(args, console) as session:
        member = renew_user(session, args.new_user, passphrase).value
    return _told(member, console)


def _rotate(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        result = rotate_keys(session, owed_only=not args.all, progress=console.progress).value
    return _renewed(result, console)


def _list_users(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        members = list_users(session)
    for member in members:
        _show(member, console)
    console.data([_member(member) for member in members])
    return 0
