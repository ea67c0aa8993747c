"""``diogel originals``: which are to be reviewed, what was decided, the rule of the practice."""

import argparse
from typing import Any

from desktop.cli.access import add_command, signed_in
from desktop.cli.console import Console
from desktop.records.dates import show_date
from desktop.records.originals import FEWEST_MONTHS, MOST_MONTHS, DueOriginal, OriginalsPolicy
from desktop.wording import text
from desktop.workflow.destroying import destroy_original
from desktop.workflow.originals import (
    keep_original,
    list_originals,
    originals_policy_in_force,
    set_originals_policy,
)


def add_originals(commands: Any) -> None:
    """Add ``originals list|keep|destroy|policy``."""
    group = commands.add_parser("originals", help="untouched originals: review, keep or destroy")
    inner = group.add_subparsers(dest="originals_command", required=True, metavar="COMMAND")
    add_command(inner, "list", "list the originals that are to be reviewed", _list)
    keep = add_command(inner, "keep", "keep a reviewed original for longer", _keep)
    destroy = add_command(
        inner,
        "destroy",
        "destroy a reviewed original that you looked at within 24 hours; its copy stays",
        _destroy,
    )
    for command in (keep, destroy):
        command.add_argument("image", metavar="IMAGE", help="identifier, i-…")
        command.add_argument("--reason", required=True, metavar="TEXT")
    policy = add_command(
        inner, "policy", "show or settle after how long they are reviewed", _policy
    )
    wanted = policy.add_mutually_exclusive_group()
    wanted.add_argument(
        "--review-after",
        type=int,
        metavar="MONTHS",
        help=f"{FEWEST_MONTHS} to {MOST_MONTHS} months after filing or mending",
    )
    wanted.add_argument("--keep-all", action="store_true", help="keep originals with their images")


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        told = list_originals(session)
    for one in told.found:
        console.say(f"{one.image}  {one.since:<31}{one.patient.display_name()}")
    if told.is_more:
        console.say(text("originals.many", console.language, count=len(told.found)))
    if not told.found:
        console.say(text("originals.none", console.language))
    console.say(_rule(told.policy, console))
    console.data(
        {
            "review_months": told.policy.review_months,
            "due": [_document(one) for one in told.found],
            "more": told.is_more,
        }
    )
    return 0


def _keep(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        kept = keep_original(session, args.image, args.reason).value
    console.say(text("originals.kept", console.language, date=show_date(kept.review_on)))
    console.data({"image": kept.image, "review_on": kept.review_on.isoformat()})
    return 0


def _destroy(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        done = destroy_original(session, args.image, args.reason).value
    until = show_date(done.backups_until)
    console.say(text("originals.destroyed", console.language))
    console.say(text("destruction.in_backups", console.language, until=until))
    console.say(text("destruction.in_flash", console.language))
    if not done.finished:
        console.say(text("destruction.unfinished", console.language))
    console.data(
        {
            "image": done.subject,
            "objects": done.objects,
            "finished": done.finished,
            "backups_until": done.backups_until.isoformat(),
        }
    )
    return 0


def _policy(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        if args.review_after is None and not args.keep_all:
            policy = originals_policy_in_force(session)
        else:
            wanted = OriginalsPolicy(review_months=args.review_after or 0)
            policy = set_originals_policy(session, wanted).value
    console.say(_rule(policy, console))
    console.say(text("originals_policy.never_alone", console.language))
    console.data({"review_months": policy.review_months})
    return 0


def _rule(policy: OriginalsPolicy, console: Console) -> str:
    if policy.keeps_all:
        return text("originals_policy.all", console.language)
    return text("originals_policy.months", console.language, count=policy.review_months)


def _document(one: DueOriginal) -> dict[str, Any]:
    return {
        "image": one.image,
        "patient": one.patient.id,
        "filed_at": one.filed_at,
        "since": one.since,
        "former_copies": one.former,
        "kept_by": one.kept_by or None,
    }
