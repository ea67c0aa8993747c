"""What a window may ask about backups; part of the contract in ``keeper.calls``."""

from dataclasses import dataclass
from pathlib import Path

from desktop.keeper.call import Call
from desktop.records.safekeeping import BackupChecked, BackupMade, BackupState, KeepBackups

# --- backups


@dataclass(frozen=True, slots=True, kw_only=True)
class BackUp(Call[BackupMade]):
    """Make a backup of the vault in a place outside it; reports progress, can be cancelled.

    It runs beside other calls.

    Attributes:
        quick: Know sealed files that are there already by their length alone.
        keep: Which older backups stay; None for all.
    """

    to: Path
    quick: bool = False
    keep: KeepBackups | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBackup(Call[BackupChecked]):
    """Check a backup of this vault; reports progress (sealed files), can be cancelled.

    Attributes:
        where: One backup's folder, or a place: then the newest of this vault.
    """

    where: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackupState(Call[BackupState]):
    """When was the last backup made, where, and is the next one due?"""
