"""What a window may ask about the backup that is made by itself; part of ``keeper.calls``."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.keeper.call import Call
from desktop.records.outcome import Nothing
from desktop.records.safekeeping import DailyBackup


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDailyBackup(Call[Nothing]):
    """Have this workstation make a backup once a day, or with None no longer.

    Attributes:
        to: A folder outside the vault.
    """

    changes: ClassVar[bool] = True

    to: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeDailyBackup(Call[DailyBackup]):
    """How does the backup of this day stand? Asked again when ``Topic.BACKUPS`` is announced.

    It tells a place and counts, and nothing of the vault.
    """
