"""``diogel destroy``: what keeps a vault whole, and what ends an image."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.records.destruction import Because
from desktop.wording import text
from desktop.workflow.destroying import destroy_image


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
