"""``diogel vault scrub|migrate``, ``diogel destroy``: keeping a vault whole, ending an image."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.cli.stopping import stoppable
from desktop.records.destruction import Because
from desktop.wording import text
from desktop.workflow.destroying import destroy_image
from desktop.workflow.migrating import migrate_vault
from desktop.workflow.scrubbing import How, scrub_vault


def add_destroy(commands: Any) -> None:
    """Add ``destroy``."""
    destroy = commands.add_parser(
        "destroy", help="destroy the key of a filed image or a rejected arrival, with a reason"
    )
    destroy.add_argument("vault", type=Path, metavar="DIR")
    destroy.add_argument("subject", metavar="IMAGE", help="an image (i-…) or rejected arrival")
    destroy.add_argument("--reason", required=True, help="why, in words; kept in the audit")
    destroy.add_argument(
        "--because",
        choices=[because.value for because in Because],
        default=Because.OTHER.value,
        help="why, in one word; kept outside the vault as well",
    )
    add_access(destroy)
    destroy.set_defaults(run=_destroy)


def _destroy(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        because = Because(args.because)
        done = destroy_image(session, args.subject, args.reason, because=because).value
    until = done.backups_until.isoformat()
    console.say(text("destroy.gone", console.language, count=done.objects))
    console.say(text("destroy.backups", console.language, until=until))
    console.say(text("destroy.flash", console.language))
    if not done.finished:
        console.note(f"! {text('destroy.unfinished', console.language)}")
    console.data(
        {
            "destroyed": done.subject,
            "objects": done.objects,
            "finished": done.finished,
            "backups_until": until,
        }
    )
    return 0


def add_scrub(inner: Any) -> None:
    """Add ``vault scrub``."""
    scrub = inner.add_parser("scrub", help="decrypt and compare every sealed file")
    scrub.add_argument("vault", type=Path, metavar="DIR")
    scrub.add_argument(
        "--slice",
        type=int,
        default=1,
        metavar="N",
        help="only the N-th part that was not read for longest (30: a month for all of it)",
    )
    scrub.add_argument(
        "--backup", type=Path, metavar="FROM", help="repair damaged files from this backup place"
    )
    add_access(scrub)
    scrub.set_defaults(run=_scrub)


def _scrub(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session, stoppable() as stop:
        how = How(parts=args.slice, backup=args.backup, stop=stop, progress=console.progress)
        done = scrub_vault(session, how)
    problems = [{"what": flaw.what, "where": flaw.where} for flaw in done.flaws]
    counts = {"checked": done.checked, "problems": len(problems), "repaired": len(done.repaired)}
    console.say(text("scrub.done", console.language, **counts))
    for problem in problems:
        console.say(f"! {problem['what']}: {problem['where']}")
    if done.not_checked:
        console.note(text("scrub.not_checked", console.language, count=done.not_checked))
    if done.left:
        console.note(text("scrub.left", console.language, count=done.left))
    console.data(
        {
            "ok": done.ok,
            "checked": done.checked,
            "problems": problems,
            "repaired": list(done.repaired),
            "not_checked": done.not_checked,
            "left": done.left,
        }
    )
    return 0 if done.ok else 1


def add_migrate(inner: Any) -> None:
    """Add ``vault migrate``."""
    migrate = inner.add_parser("migrate", help="bring a vault to the newest format")
    migrate.add_argument("vault", type=Path, metavar="DIR")
    add_access(migrate)
    migrate.set_defaults(run=_migrate)


def _migrate(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        done = migrate_vault(session)
    key = "migrate.done" if done.is_changed else "migrate.newest"
    facts = {"before": done.before, "revision": done.after, "format": str(done.header_after)}
    console.say(text(key, console.language, **facts))
    if done.kept:
        until = done.kept_until[:10]
        console.say(text("migrate.kept", console.language, kept=done.kept, until=until))
    console.data(
        {
            "migrated": done.is_changed,
            "catalogue": {"before": done.before, "after": done.after},
            "header": {"before": done.header_before, "after": done.header_after},
            "kept": done.kept or None,
            "kept_until": done.kept_until or None,
        }
    )
    return 0
