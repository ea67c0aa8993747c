"""``diogel audit``: read the trail, export it, verify an export without the vault."""

import argparse
import json
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.cli.stopping import stoppable
from desktop.errors import UsageError
from desktop.workflow.auditing import (
    export_audit,
    export_audit_csv,
    read_audit,
    verify_exported,
)
from desktop.workflow.checking import accept_trail, check_trail

_USE = (
    "audit DIR | audit check DIR | audit export DIR FILE [--csv] | audit verify FILE"
    " | audit accept DIR --reason TEXT"
)


def add_audit(commands: Any) -> None:
    """Add ``audit``."""
    audit = commands.add_parser(
        "audit", help="read the audit trail, export it, verify an export", usage=f"diogel {_USE}"
    )
    audit.add_argument("words", nargs="+", metavar="DIR", help=_USE)
    audit.add_argument("--about", default="", metavar="ID", help="only what happened to this")
    audit.add_argument("--csv", action="store_true", help="export as a table; it proves nothing")
    audit.add_argument(
        "--reason", default="", metavar="TEXT", help="why the trail differs: a backup was restored"
    )
    add_access(audit)
    audit.set_defaults(run=_audit)


def _audit(args: argparse.Namespace, console: Console) -> int:
    match args.words:
        case ["verify", file]:
            return _verify(Path(file), console)
        case ["export", vault, file]:
            args.vault = Path(vault)
            return _export(args, Path(file), console)
        case ["check", vault]:
            args.vault = Path(vault)
            return _check(args, console)
        case ["accept", vault]:
            args.vault = Path(vault)
            return _accept(args, console)
        case [vault]:
            args.vault = Path(vault)
            return _read(args, console)
        case _:
            raise UsageError("audit")


def _verify(file: Path, console: Console) -> int:
    vault_id, report = verify_exported(file)
    problems = [{"what": p.what, "where": p.where} for p in report.problems]
    console.say(f"{vault_id}: {report.checked} entries, {len(problems)} problems")
    for problem in problems:
        console.say(f"! {problem['what']}: {problem['where']}")
    console.data(
        {"ok": report.ok, "vault_id": vault_id, "checked": report.checked, "problems": problems}
    )
    return 0 if report.ok else 1


def _export(args: argparse.Namespace, file: Path, console: Console) -> int:
    with signed_in(args, console) as session:
        if args.csv:
            export_audit_csv(session, file, language=console.language, progress=console.progress)
        else:
            export_audit(session, file)
    console.say(str(file))
    console.data({"file": str(file)})
    return 0


def _check(args: argparse.Namespace, console: Console) -> int:
    with stoppable() as stop, signed_in(args, console) as session:
        found = check_trail(session, progress=console.progress, cancelled=stop.is_set)
    problems = [{"what": p.what, "where": p.where} for p in found.problems]
    console.say(f"{found.entries} entries, {found.heads} heads, {len(problems)} problems")
    for problem in problems:
        console.say(f"! {problem['what']}: {problem['where']}")
    ok = found.is_whole and not problems
    facts = {"ok": ok, "entries": found.entries, "heads": found.heads, "whole": found.is_whole}
    console.data({**facts, "problems": problems})
    return 0 if ok else 1


def _accept(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        heads = accept_trail(session, args.reason).value
    console.say(str(heads))
    console.data({"accepted": heads})
    return 0


def _read(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        lines = read_audit(session, subject=args.about)
    for line in lines:
        body = json.dumps(line.body, ensure_ascii=False, sort_keys=True)
        console.say(
            f"{line.seq:>6}  {line.at}  {line.name:<16}{line.act:<20}{line.subject}  {body}"
        )
    console.data(
        [
            {
                "seq": line.seq,
                "at": line.at,
                "user": line.name,
                "user_id": line.user,
                "act": line.act,
                "subject": line.subject,
                "details": line.body,
            }
            for line in lines
        ]
    )
    return 0
