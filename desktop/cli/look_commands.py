"""``diogel looks``: what waits for a second clinician, and for what the practice asks one."""

import argparse
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from desktop.cli.access import add_command, signed_in
from desktop.cli.console import Console
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.wording import text
from desktop.workflow.second_looking import (
    decide_second_look,
    list_second_looks,
    redaction_policy_in_force,
    set_redaction_policy,
    take_second_look,
)

_POLICIES: Final[Mapping[str, frozenset[Flag]]] = MappingProxyType(
    {
        "neither": frozenset(),
        "intimate": frozenset({Flag.INTIMATE}),
        "under-18": frozenset({Flag.UNDER_18}),
        "both": frozenset(Flag),
    }
)


def add_looks(commands: Any) -> None:
    """Add ``looks list|take|agree|send-back|policy``."""
    group = commands.add_parser("looks", help="second looks at delicate images")
    inner = group.add_subparsers(dest="looks_command", required=True, metavar="COMMAND")
    add_command(inner, "list", "list what waits for a second clinician, or was sent back", _list)
    take = add_command(inner, "take", "become the second clinician for an image", _take)
    agree = add_command(inner, "agree", "agree to an image: it is in the record", _agree)
    back = add_command(inner, "send-back", "send an image back to whoever filed it", _send_back)
    for command in (take, agree, back):
        command.add_argument("image", metavar="IMAGE", help="identifier, i-…")
    back.add_argument("--words", required=True, metavar="TEXT", help="what is to be changed")
    policy = add_command(inner, "policy", "show or settle what needs a second clinician", _policy)
    policy.add_argument("--for", choices=list(_POLICIES), dest="wanted")


def _list(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        found = list_second_looks(session)
    for one in found:
        _show(one, console)
    if not found:
        console.say(text("second_look.none", console.language))
    console.data([_document(one) for one in found])
    return 0


def _take(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        taken = take_second_look(session, args.image).value
    return _told(taken, console)


def _agree(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        decided = decide_second_look(session, args.image, LookOutcome.APPROVED, "").value
    return _told(decided, console)


def _send_back(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        decided = decide_second_look(session, args.image, LookOutcome.SENT_BACK, args.words).value
    return _told(decided, console)


def _policy(args: argparse.Namespace, console: Console) -> int:
    with signed_in(args, console) as session:
        if args.wanted is None:
            policy = redaction_policy_in_force(session)
        else:
            wanted = RedactionPolicy(second_look=_POLICIES[args.wanted])
            policy = set_redaction_policy(session, wanted).value
    name = next(name for name, flags in _POLICIES.items() if flags == policy.second_look)
    console.say(text(f"look_policy.{name.replace('-', '_')}", console.language))
    console.say(text("look_policy.always", console.language))
    console.data({"for": name})
    return 0


def _told(one: SecondLook, console: Console) -> int:
    _show(one, console)
    console.data(_document(one))
    return 0


def _show(one: SecondLook, console: Console) -> None:
    outcome = text(f"look_outcome.{one.outcome.value}", console.language)
    console.say(f"{one.image}  {outcome:<20}{one.asked_at:<31}{one.patient.display_name()}")
    if one.words:
        console.say(f"  {one.words}")


def _document(one: SecondLook) -> dict[str, Any]:
    return {
        "image": one.image,
        "patient": one.patient.id,
        "outcome": one.outcome.value,
        "asked_at": one.asked_at,
        "asked_by": one.asked_by,
        "looker": one.looker or None,
        "decided_at": one.decided_at or None,
        "words": one.words or None,
    }
