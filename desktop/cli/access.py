"""Who a command acts for: a member of staff with a passphrase file, or the recovery key."""

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from desktop.cli.console import Console
from desktop.errors import UsageError
from desktop.keeper.local import at_work
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.wording import text
from desktop.workflow.session import Session

_MOST_BYTES: Final = 4096
_MOST_SHEET_BYTES: Final = 65_536
"""Whole sheets as they were printed, in any language."""


def read_secret(path: Path, *, most_bytes: int = _MOST_BYTES) -> str:
    """Return the content of a passphrase file; its last newline is not part of it.

    Raises:
        UsageError: ``secret_file``: it cannot be read, or is no text.
    """
    try:
        with path.open("rb") as file:
            text = file.read(most_bytes).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("secret_file", path=str(path)) from error
    return text.removesuffix("\n").removesuffix("\r")


def read_sheets(paths: Sequence[Path]) -> str:
    """Return what the files of recovery sheets say, one after the other.

    Raises:
        UsageError: ``secret_file``: one cannot be read, or is no text.
    """
    return "\n".join(read_secret(path, most_bytes=_MOST_SHEET_BYTES) for path in paths)


def add_access(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who acts."""
    group = parser.add_argument_group("who")
    group.add_argument("--user", metavar="NAME", help="sign-in name")
    group.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="file that holds the passphrase"
    )
    group.add_argument(
        "--recovery-key-file",
        type=Path,
        metavar="FILE",
        action="append",
        help="file with the recovery key or with recovery sheets instead; may be repeated",
    )


def add_command(inner: Any, name: str, told: str, run: Any) -> argparse.ArgumentParser:
    """Add a command about one vault, with the options that say who acts.

    Args:
        inner: The commands that it is one of.
        name: Its name.
        told: What it does, for the help.
        run: Does it.
    """
    command: argparse.ArgumentParser = inner.add_parser(name, help=told)
    command.add_argument("vault", type=Path, metavar="DIR")
    add_access(command)
    command.set_defaults(run=run)
    return command


def entry_of(args: argparse.Namespace) -> PassphraseEntry | RecoveryEntry:
    """Return what the options say of who acts.

    Raises:
        UsageError: ``who``: neither a name with a passphrase file nor a recovery key file.
    """
    if args.recovery_key_file is not None and args.user is None:
        return RecoveryEntry(recovery_key=read_sheets(args.recovery_key_file))
    if args.user is None or args.passphrase_file is None or args.recovery_key_file is not None:
        raise UsageError("who")
    return PassphraseEntry(name=args.user, passphrase=read_secret(args.passphrase_file))


@contextmanager
def signed_in(args: argparse.Namespace, console: Console) -> Iterator[Session]:
    """Sign in as the options say, for the length of a block.

    After failed tries it says for how long it waits, and waits; Ctrl C gives up.

    Raises:
        VaultError: The vault does not open.
        UsageError: The options do not say who.
    """

    def wait(seconds: float) -> None:
        console.note(text("sign_in.waits", console.language, count=math.ceil(seconds)))
        time.sleep(seconds)

    with at_work(args.vault, entry_of(args), pause=wait) as signed:
        for problem in signed.problems:
            console.note(f"! {problem.what}: {problem.where}")
        yield signed.session
