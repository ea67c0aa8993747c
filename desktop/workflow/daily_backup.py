"""The backup that a workstation makes by itself once a day.

The place is settled by somebody who may make backups, and a folder of the vault's is made in it
then. So a disk that is not connected is known from one that is: nothing is ever written to the
empty folder where it would have been mounted.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop.errors import BackupFailedError, DeskError
from desktop.records.outcome import Outcome
from desktop.records.role import Act
from desktop.records.safekeeping import BackupMade, KeepBackups
from desktop.vault import backup_place, backup_record
from desktop.vault.audit import Event
from desktop.vault.backup_place import BackupFolder
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.safekeeping import back_up, quiet
from desktop.workflow.session import Session


def settle_daily_backup(session: Session, to: Path | None) -> None:
    """Check a place for daily backups and write it to the audit; the caller keeps it.

    Args:
        session: Whoever settles it.
        to: A folder outside the vault; None for no daily backups any more.

    Raises:
        NotPermittedError: This role may not.
        BackupFailedError: ``in_vault`` or ``unreadable_place``.
    """
    session.require(Act.BACK_UP)
    vault = session.vault
    if to is not None:
        backup_record.check_backup_place(vault.folder, to)
        try:
            _own(session, to).root.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise BackupFailedError("unreadable_place") from error
    with vault.change() as tx:
        tx.audit(Event(act="daily_backup_set", body={"place": str(to or "")}))


def back_up_today(
    session: Session,
    place: Path,
    *,
    pace: Pace = BLOCKING,
    progress: Callable[[int, int], None] = quiet,
) -> Outcome[BackupMade] | None:
    """Make a backup unless there is one of this day, and remove older ones that have expired.

    Seven days, four weeks and twelve months keep their last one (``KeepBackups``).

    Returns:
        What was made; None where there is one of this day in the place.

    Raises:
        NotPermittedError: This role may not.
        BackupFailedError: ``place_gone``: the disk is not there; or as ``back_up``. It is in the
            audit, but for ``running``.
    """
    session.require(Act.BACK_UP)
    own = _own(session, place)
    try:
        if not own.root.is_dir():
            raise BackupFailedError("place_gone")
        if session.today() in {_day_of(name) for name in own.finished()}:
            return None
        return back_up(session, place, keep=KeepBackups(), pace=pace, progress=progress)
    except DeskError as error:
        if error.reason != "running":
            _note_failed(session, error)
        raise


def _own(session: Session, place: Path) -> BackupFolder:
    return BackupFolder.of(place, session.vault.header.vault_id)


def _day_of(name: str) -> date:
    """Return the practice's day on which the backup of that name was begun."""
    return backup_place.moment_of(name).astimezone().date()


def _note_failed(session: Session, error: DeskError) -> None:
    body = {"code": error.code, "reason": error.reason}
    with session.vault.change() as tx:
        tx.audit(Event(act="daily_backup_failed", body=body))
