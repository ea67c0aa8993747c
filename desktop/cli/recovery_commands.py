"""Recovery sheets at the command line: how many, where they go, and new ones."""

import argparse
from pathlib import Path
from typing import Any

from desktop.cli.access import add_access, signed_in
from desktop.cli.console import Console
from desktop.cli.sheet import recovery_sheets
from desktop.errors import DestinationRefusedError
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.wording import text
from desktop.workflow.recovering import propose_recovery, renew_recovery
from desktop.workflow.recovery_sheets import prepare_folder, save_sheets


def add_sheets(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how many sheets there are and where they go."""
    parser.add_argument(
        "--recovery",
        choices=[plan.value for plan in RecoveryPlan],
        default=RecoveryPlan.TWO_OF_THREE.value,
        help="how many recovery sheets are needed, and how many there are",
    )
    parser.add_argument(
        "--sheets",
        type=Path,
        metavar="FOLDER",
        help="write the recovery sheets there as PDF, instead of printing them as text",
    )


def add_renewal(inner: Any) -> None:
    """Add ``vault renew-recovery``."""
    renew = inner.add_parser(
        "renew-recovery", help="make new recovery sheets with the present ones, which become void"
    )
    renew.add_argument("vault", type=Path, metavar="DIR")
    add_sheets(renew)
    add_access(renew)
    renew.set_defaults(run=_renew)


def _renew(args: argparse.Namespace, console: Console) -> int:
    """Hand the new sheets out, and only then put them in force: a stop between loses nothing."""
    plan = RecoveryPlan(args.recovery)
    paths = where_to(args.sheets, plan, vault=args.vault)
    with signed_in(args, console) as session:
        proposed = propose_recovery(session, plan)
        status = hand_out(proposed.sheets, paths, vault=args.vault, console=console)
        renew_recovery(session, proposed)
    console.note(text("sheets.renewed", console.language))
    return status


def where_to(folder: Path | None, plan: RecoveryPlan, *, vault: Path) -> tuple[Path, ...]:
    """Return where each sheet will lie, asked before it is too late; nowhere without a folder.

    Raises:
        DestinationRefusedError: A sheet may not or cannot be written there.
    """
    return () if folder is None else prepare_folder(folder, plan=plan, vault=vault)


def hand_out(
    sheets: tuple[RecoverySheet, ...], paths: tuple[Path, ...], *, vault: Path, console: Console
) -> int:
    """Write new sheets as PDF where there are paths; print them as text where there are none.

    Sheets that cannot be written are printed after all: nobody else has them. Returns the exit
    status, which is then 1.
    """
    if paths and _written(sheets, paths, vault=vault, console=console):
        return 0
    printed = recovery_sheets(sheets, console.language)
    console.say(printed)
    keys = [sheet.key for sheet in sheets]
    divided = len(keys) > 1
    document = {"vault_id": sheets[0].vault_id, "recovery_sheet": printed}
    told = {"recovery_shares": keys} if divided else {"recovery_key": keys[0]}
    console.data({"recovery_shares": [], **document, **told})
    return 1 if paths else 0


def _written(
    sheets: tuple[RecoverySheet, ...], paths: tuple[Path, ...], *, vault: Path, console: Console
) -> bool:
    try:
        save_sheets(sheets, paths, vault=vault)
    except DestinationRefusedError as error:
        console.error(error)
        return False
    names = [str(path) for path in paths]
    console.say("\n".join(names))
    console.say(text("sheets.written", console.language))
    console.data({"vault_id": sheets[0].vault_id, "sheets": names})
    return True
