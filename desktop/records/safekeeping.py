"""Backups as people see them: what was made, checked, restored or drilled, and when the last was.

They name places of the user's choice, counts and identifiers of ours; nothing of a patient.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final

REMIND_DAYS: Final = 7
"""A backup older than this is said to be due, unless this workstation says otherwise."""

KEPT_DAYS: Final = 397
"""A backup that is older than the newest by more than 12 months and a month's length expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepBackups:
    """How many of the newest days, weeks and months keep their last backup."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup that was made, read back from the disk and found whole.

    Attributes:
        folder: Where its own files lie.
        made_at: ISO 8601, UTC.
        objects: Sealed files that belong to it.
        copied: Those that were not in the place yet.
        copied_bytes: How large these are.
        stored_bytes: How large the backup is with everything that belongs to it.
        unavailable: Sealed files that the vault has lost and no earlier backup holds.
        spooled: Photographs in it that came in while nobody was signed in and wait to be entered.
        same_disk: Whether it lies on the disk of the vault, and goes with it.
        expired: Older backups that were removed.
        freed_bytes: How much room that gave.
    """

    folder: Path
    made_at: str
    objects: int
    copied: int
    copied_bytes: int
    stored_bytes: int
    unavailable: tuple[str, ...]
    spooled: int = 0
    same_disk: bool
    expired: tuple[str, ...] = ()
    freed_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupProblem:
    """Something that is not as it should be: a stable code, and where, in our identifiers."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupChecked:
    """What was looked at in a backup and what is wrong.

    Attributes:
        folder: The backup that was checked.
        vault_id: Whose it says it is; empty where it cannot be believed.
        made_at: When it was begun; empty likewise.
        made_by: Identifier of who signed it; empty likewise.
        checked: Files, sealed files and entries of the audit.
        opened: Whether its database was opened too; that takes the governance or recovery key.
    """

    folder: Path
    vault_id: str
    made_at: str
    made_by: str
    checked: int
    opened: bool
    problems: tuple[BackupProblem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultRestored:
    """A vault that was made from a backup.

    Attributes:
        made_at: When the backup was begun.
        age_s: How old it was, in seconds.
        objects: Sealed files in the vault.
        destroyed_again: Sealed files that the backup held and somebody had destroyed since.
        spooled: Photographs that wait to be entered, as they did when the backup was made.
        older: Whether this computer had seen a later state of the vault.
        seen_at: When that was; empty if not.
        missing: Sealed files that the vault had lost before the backup was made.
    """

    folder: Path
    vault_id: str
    made_at: str
    age_s: int
    objects: int
    destroyed_again: int
    spooled: int = 0
    older: bool
    seen_at: str
    missing: tuple[str, ...]


class DrillResult(Enum):
    """What a drill showed."""

    PASSED = "passed"
    """Every sealed file that was chosen opened and is what came in."""
    PARTLY = "partly"
    """Nothing is wrong, and some could not be opened with these keys."""
    FAILED = "failed"
    """Something is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillCertificate:
    """What a drill found, as it is signed and printed.

    Attributes:
        with_recovery_key: Whether the recovery key opened it, and not a member of staff.
        by: Identifier of who signed, or ``recovery``.
        by_name: Their full name; empty with the recovery key.
        made_at: When the backup was begun.
        done_at: When the drill ended.
        objects: Sealed files in the backup.
        chosen: How many were to be opened.
        decrypted: How many opened and are what came in.
        locked: How many these keys do not open.
        decrypted_bytes: How much that was.
        entries: Of the audit, whose chain was checked.
        problems: What is wrong.
    """

    vault_id: str
    practice: str
    program: str
    with_recovery_key: bool
    by: str
    by_name: str
    made_at: str
    done_at: str
    objects: int
    chosen: int
    decrypted: int
    locked: int
    decrypted_bytes: int
    entries: int
    problems: tuple[BackupProblem, ...]

    @property
    def result(self) -> DrillResult:
        """What it showed."""
        if self.problems:
            return DrillResult.FAILED
        return DrillResult.PARTLY if self.locked else DrillResult.PASSED

    @property
    def age_s(self) -> int:
        """How old the backup was, in seconds."""
        ended, begun = map(datetime.fromisoformat, (self.done_at, self.made_at))
        return max(0, int((ended - begun).total_seconds()))


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """When the last backup was made, as the signed audit says.

    Attributes:
        made_at: Of the newest; empty where none was ever made.
        by: Identifier of who made it.
        place: Where it was made to; empty for whoever cannot read the details of the audit.
        age_days: Whole days since then; -1 where none was ever made.
        is_due: Whether it is older than ``remind_days``, or was never made.
    """

    made_at: str
    by: str
    place: str
    age_days: int
    remind_days: int
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyBackup:
    """How the backup stands that this workstation makes by itself once a day.

    Attributes:
        place: Where it is made; empty where nobody settled one.
        is_going: Whether it is being made now.
        done: How much of it is done.
        total: How much there is; 0 while that is not known.
        made_at: When the last one of this session was begun; empty where none was made.
        failed: Code of why the last try in this session made none; empty where it did not fail.
        reason: What the code says further.
        failed_at: When that was; ISO 8601, UTC.
    """

    place: str = ""
    is_going: bool = False
    done: int = 0
    total: int = 0
    made_at: str = ""
    failed: str = ""
    reason: str = ""
    failed_at: str = ""
