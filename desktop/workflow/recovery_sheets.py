"""Recovery sheets on their way to paper: as a page for a printer, or as a PDF where somebody said.

Asked before anybody is signed in, by whoever has just made the vault and is shown its shares; the
vault is not opened, and nothing of a sheet stays.
"""

import contextlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from desktop.errors import DestinationRefusedError
from desktop.ids import VaultId
from desktop.records.paper import Paper
from desktop.records.recovery import RecoveryPlan, RecoverySheet
from desktop.share.paper import to_pdf
from desktop.share.recovery_sheet import draw_sheet
from desktop.share.save import check_destination, save_copy


def sheets_of(
    keys: Sequence[str], *, practice: str, vault_id: VaultId, made_on: date, plan: RecoveryPlan
) -> tuple[RecoverySheet, ...]:
    """Return the sheets of a new set, in their order, without holders."""
    return tuple(
        RecoverySheet(
            practice=practice, vault_id=vault_id, made_on=made_on, key=key, index=index, plan=plan
        )
        for index, key in enumerate(keys, start=1)
    )


def page_of(sheet: RecoverySheet) -> Paper:
    """Return a sheet as a page of A4."""
    return draw_sheet(sheet)


def save_sheet(sheet: RecoverySheet, to: Path, *, vault: Path) -> None:
    """Write a sheet as PDF, never over something.

    Raises:
        DestinationRefusedError: ``exists``, ``vault`` or ``unwritable``.
    """
    check_destination(to, vault=vault)
    save_copy(to_pdf((draw_sheet(sheet),)), to)


def file_names(plan: RecoveryPlan) -> tuple[str, ...]:
    """Return what the files of a set are called."""
    return tuple(f"recovery-sheet-{at}-of-{plan.shares}.pdf" for at in range(1, plan.shares + 1))


def prepare_folder(folder: Path, *, plan: RecoveryPlan, vault: Path) -> tuple[Path, ...]:
    """Make sure that sheets can be written to a folder; return where each will lie.

    Asked before the vault is made: afterwards it would be too late to find that out.

    Raises:
        DestinationRefusedError: ``exists``, ``vault`` or ``unwritable``.
    """
    if folder.resolve().is_relative_to(vault.resolve()):
        raise DestinationRefusedError("vault")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trial = folder / ".recovery-sheets"
        trial.touch(mode=0o600, exist_ok=False)
        trial.unlink()
    except OSError as error:
        raise DestinationRefusedError("unwritable") from error
    paths = tuple(folder / name for name in file_names(plan))
    for path in paths:
        check_destination(path, vault=vault)
    return paths


def save_sheets(sheets: Sequence[RecoverySheet], paths: Sequence[Path], *, vault: Path) -> None:
    """Write every sheet of a set, or none.

    Raises:
        DestinationRefusedError: ``exists``, ``vault`` or ``unwritable``; no sheet is left behind.
    """
    written: list[Path] = []
    try:
        for sheet, path in zip(sheets, paths, strict=True):
            save_sheet(sheet, path, vault=vault)
            written.append(path)
    except DestinationRefusedError:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
