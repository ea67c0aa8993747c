"""``diogel vault backup|check-backup|restore|drill``."""

import argparse
from pathlib import Path
from typing import Any, Final

from desktop.cli.access import add_access, entry_of, signed_in
from desktop.cli.console import Console
from desktop.clock import SystemClock
from desktop.errors import UsageError
from desktop.keeper.private_memory import keep_memory_private
from desktop.records.safekeeping import BackupMade, BackupProblem, KeepBackups
from desktop.wording import text
from desktop.workflow.restoring import (
    check_backup_alone,
    check_certificate_places,
    drill_backup_alone,
    restore_backup,
    save_certificate,
)
from desktop.workflow.safekeeping import back_up

_KEEP: Final = "7,4,12"


def add_safekeeping(inner: Any) -> None:
    """Add the commands to the group ``vault``."""
    make = inner.add_parser("backup", help="copy the vault to another place, sealed and signed")
    make.add_argument("vault", type=Path, metavar="DIR")
    make.add_argument("to", type=Path, metavar="TO", help="place of backups, outside the vault")
    make.add_argument(
        "--quick", action="store_true", help="know files that are there already by length alone"
    )
    make.add_argument(
        "--keep",
        nargs="?",
        const=_KEEP,
        metavar="DAYS,WEEKS,MONTHS",
        help="then remove backups that have expired; 7,4,12 unless said otherwise",
    )
    add_access(make)
    make.set_defaults(run=_backup)
    check = inner.add_parser("check-backup", help="check that a backup is whole and the practice's")
    check.add_argument("place", type=Path, metavar="FROM", help="place of backups, or one of them")
    add_access(check)
    check.set_defaults(run=_check)
    restore = inner.add_parser("restore", help="make a vault from a backup in a new folder")
    restore.add_argument("place", type=Path, metavar="FROM")
    restore.add_argument("vault", type=Path, metavar="DIR", help="a new or empty folder")
    restore.add_argument(
        "--older", action="store_true", help="go on although this computer has seen a later state"
    )
    add_access(restore)
    restore.set_defaults(run=_restore)
    drill = inner.add_parser(
        "drill", help="open a backup as if it were needed; write a certificate"
    )
    drill.add_argument("place", type=Path, metavar="FROM")
    drill.add_argument("--out", required=True, type=Path, metavar="FILE", help="signed certificate")
    drill.add_argument("--pdf", type=Path, metavar="FILE", help="the same as a page to print")
    drill.add_argument("--sample", type=int, metavar="N", help="open N images chosen at random")
    add_access(drill)
    drill.set_defaults(run=_drill)


def _keep(said: str | None) -> KeepBackups | None:
    if said is None:
        return None
    try:
        daily, weekly, monthly = (int(part) for part in said.split(","))
    except ValueError as error:
        raise UsageError("keep") from error
    if min(daily, weekly, monthly) < 0:
        raise UsageError("keep")
    return KeepBackups(daily=daily, weekly=weekly, monthly=monthly)


def _backup(args: argparse.Namespace, console: Console) -> int:
    keep = _keep(args.keep)
    with signed_in(args, console) as session:
        made = back_up(
            session, args.to, quick=args.quick, keep=keep, progress=console.progress
        ).value
    console.say(str(made.folder))
    console.say(_say("backup.made", console, objects=made.objects, copied=made.copied))
    _warn(made, console)
    console.data(
        {
            "folder": str(made.folder),
            "made_at": made.made_at,
            "objects": made.objects,
            "copied": made.copied,
            "copied_bytes": made.copied_bytes,
            "stored_bytes": made.stored_bytes,
            "missing": list(made.unavailable),
            "spooled": made.spooled,
            "same_disk": made.same_disk,
            "expired": list(made.expired),
            "freed_bytes": made.freed_bytes,
        }
    )
    return 1 if made.unavailable else 0


def _say(key: str, console: Console, **facts: str | int) -> str:
    return text(key, console.language, **facts)


def _warn(made: BackupMade, console: Console) -> None:
    if made.same_disk:
        console.note("! " + _say("backup.same_disk", console))
    if made.unavailable:
        console.note("! " + _say("backup.missing", console, number=len(made.unavailable)))
    if made.spooled:
        console.say(_say("backup.spooled", console, number=made.spooled))
    if made.expired:
        console.say(_say("backup.expired", console, number=len(made.expired)))


def _problems(problems: tuple[BackupProblem, ...], console: Console) -> list[dict[str, str]]:
    for problem in problems:
        console.say(f"! {problem.what}: {problem.where}")
    return [{"what": problem.what, "where": problem.where} for problem in problems]


def _check(args: argparse.Namespace, console: Console) -> int:
    keep_memory_private()
    checked = check_backup_alone(args.place, entry_of(args), progress=console.progress)
    console.say(str(checked.folder))
    console.say(f"{checked.checked} checked, {len(checked.problems)} problems")
    if not checked.opened and checked.ok:
        console.note("! " + _say("backup.not_opened", console))
    console.data(
        {
            "ok": checked.ok,
            "checked": checked.checked,
            "problems": _problems(checked.problems, console),
            "opened": checked.opened,
            "made_at": checked.made_at,
            "made_by": checked.made_by,
            "vault_id": checked.vault_id,
            "folder": str(checked.folder),
        }
    )
    return 0 if checked.ok else 1


def _restore(args: argparse.Namespace, console: Console) -> int:
    keep_memory_private()
    done = restore_backup(
        args.place,
        args.vault,
        entry_of(args),
        clock=SystemClock(),
        older=args.older,
        progress=console.progress,
    )
    console.say(str(done.folder))
    console.say(_say("backup.restored", console, made_at=done.made_at, objects=done.objects))
    if done.older:
        console.note("! " + _say("backup.was_older", console, seen_at=done.seen_at))
    if done.destroyed_again:
        console.say(_say("backup.destroyed_again", console, number=done.destroyed_again))
    if done.spooled:
        console.say(_say("backup.spooled_again", console, number=done.spooled))
    console.data(
        {
            "folder": str(done.folder),
            "vault_id": done.vault_id,
            "made_at": done.made_at,
            "age_s": done.age_s,
            "objects": done.objects,
            "destroyed_again": done.destroyed_again,
            "spooled": done.spooled,
            "older": done.older,
            "seen_at": done.seen_at,
            "missing": list(done.missing),
        }
    )
    return 0


def _drill(args: argparse.Namespace, console: Console) -> int:
    if args.sample is not None and args.sample < 1:
        raise UsageError("sample")
    keep_memory_private()
    check_certificate_places(args.out, args.pdf, source=args.place)
    found, document = drill_backup_alone(
        args.place,
        entry_of(args),
        clock=SystemClock(),
        sample=args.sample,
        progress=console.progress,
    )
    save_certificate(found, document, args.out, args.pdf)
    console.say(_say(f"backup.drill_{found.result.value}", console))
    console.say(_say("backup.drilled", console, decrypted=found.decrypted, objects=found.objects))
    console.data(
        {
            "result": found.result.value,
            "objects": found.objects,
            "chosen": found.chosen,
            "decrypted": found.decrypted,
            "locked": found.locked,
            "entries": found.entries,
            "made_at": found.made_at,
            "age_s": found.age_s,
            "problems": _problems(found.problems, console),
            "certificate": str(args.out),
        }
    )
    return 0 if not found.problems else 1
