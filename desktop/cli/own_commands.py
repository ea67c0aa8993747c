"""``diogel users passphrase|bind-device|unbind-device``: what everybody does for themselves."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, read_secret, signed_in
from desktop.cli.console import Console
from desktop.errors import UsageError
from desktop.wording import text
from desktop.workflow.binding import bind_device, unbind_device
from desktop.workflow.staffing import change_passphrase


def add_own(inner: Any) -> None:
    """Add ``passphrase``, ``bind-device`` and ``unbind-device`` to the group ``users``."""
    change = inner.add_parser("passphrase", help="change your own passphrase")
    change.add_argument("vault", type=Path, metavar="DIR")
    change.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE")
    add_access(change)
    change.set_defaults(run=_change)
    bind = inner.add_parser("bind-device", help="bind your passphrase to this computer")
    bind.add_argument("vault", type=Path, metavar="DIR")
    add_access(bind)
    bind.set_defaults(run=_bind)
    unbind = inner.add_parser("unbind-device", help="end that, on the computer you are bound to")
    unbind.add_argument("vault", type=Path, metavar="DIR")
    add_access(unbind)
    unbind.set_defaults(run=_unbind)


def _own(args: argparse.Namespace) -> str:
    """Return the passphrase of who acts.

    Raises:
        UsageError: ``who``: the recovery key acts, which is nobody's passphrase.
    """
    if args.passphrase_file is None:
        raise UsageError("who")
    return read_secret(args.passphrase_file)


def _change(args: argparse.Namespace, console: Console) -> int:
    old, new = _own(args), read_secret(args.new_passphrase_file)
    with signed_in(args, console) as session:
        change_passphrase(session, old=old, new=new)
    console.say(text("own.changed", console.language))
    console.data({"user": args.user, "changed": True})
    return 0


def _bind(args: argparse.Namespace, console: Console) -> int:
    passphrase = _own(args)
    with signed_in(args, console) as session:
        bind_device(session, passphrase)
    console.say(text("own.bound", console.language))
    console.data({"user": args.user, "bound": True})
    return 0


def _unbind(args: argparse.Namespace, console: Console) -> int:
    passphrase = _own(args)
    with signed_in(args, console) as session:
        unbind_device(session, passphrase)
    console.say(text("own.unbound", console.language))
    console.data({"user": args.user, "bound": False})
    return 0
