"""Backups of an open vault: made, checked, drilled, and asked when the last one was.

What is done with a backup where no vault is open is in ``workflow.restoring``.
"""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from desktop.clock import stamp
from desktop.errors import CancelledError
from desktop.records.outcome import Outcome
from desktop.records.role import Act, Domain
from desktop.records.safekeeping import (
    REMIND_DAYS,
    BackupChecked,
    BackupMade,
    BackupProblem,
    BackupState,
    DrillCertificate,
    KeepBackups,
)
from desktop.vault import (
    audit,
    backup,
    backup_check,
    backup_place,
    backup_prune,
    backup_record,
    certificate,
)
from desktop.vault import drill as drills
from desktop.vault.audit import Entry, Event
from desktop.vault.backup_check import Checked
from desktop.vault.backup_key import Opener
from desktop.vault.trust import signer_key
from desktop.workflow.pace import BLOCKING, Pace
from desktop.workflow.session import Session


def program_version() -> str:
    """Return the version of the installed program; a checkout has none."""
    try:
        return version("diogel")
    except PackageNotFoundError:
        return "0"


def never() -> bool:
    """Return that nobody says stop."""
    return False


def quiet(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def back_up(
    session: Session,
    to: Path,
    *,
    quick: bool = False,
    keep: KeepBackups | None = None,
    pace: Pace = BLOCKING,
    progress: Callable[[int, int], None] = quiet,
    cancelled: Callable[[], bool] = never,
) -> Outcome[BackupMade]:
    """Make a backup of the open vault, read it back, and remove older ones that have expired.

    Work goes on meanwhile wherever ``pace`` gives way.

    Args:
        session: Whoever makes it; the manifest bears their signature.
        to: The place of backups: a folder outside the vault, on whatever disk.
        quick: Whether sealed files that are there already are known by their length alone.
        keep: Which backups stay; None for all.
        pace: How to wait, and how to have whole files read and written.
        progress: Told how much of how much is done.
        cancelled: Asked between two steps.

    Raises:
        NotPermittedError: This role may not.
        BackupFailedError: None was made; older ones are as they were.
        CancelledError: Somebody said stop; likewise.
    """
    session.require(Act.BACK_UP)
    how = backup.Pace(
        pause=lambda: pace.pause(0), aside=pace.aside, progress=progress, cancelled=cancelled
    )
    with backup_record.alone(session.vault):
        same_disk = backup_record.check_backup_place(session.vault.folder, to)
        made_at = stamp(session.clock.now())
        _note(session, "backup_begun", {"place": str(to), "same_disk": same_disk})
        made = backup.make(
            session.vault, to, made_at=made_at, program=program_version(), quick=quick, pace=how
        )
        _note(session, Act.BACK_UP.value, {"place": str(to), **_counts(made)})
        pruned = _prune(session, made, keep, how) if keep else backup_prune.Pruned()
    return Outcome(
        value=BackupMade(
            folder=made.found.folder,
            made_at=made_at,
            objects=len(made.manifest.objects),
            copied=made.copied,
            copied_bytes=made.copied_bytes,
            stored_bytes=made.manifest.stored_bytes,
            unavailable=made.unavailable,
            spooled=made.spooled,
            same_disk=made.same_disk,
            expired=pruned.backups,
            freed_bytes=pruned.freed_bytes,
        ),
        changed=frozenset(),
    )


def _note(session: Session, act: str, body: dict[str, Any]) -> None:
    with session.vault.change() as tx:
        tx.audit(Event(act=act, body=body))


def _counts(made: backup.Made) -> dict[str, Any]:
    return {
        "made_at": made.manifest.made_at,
        "objects": len(made.manifest.objects),
        "copied": made.copied,
        "copied_bytes": made.copied_bytes,
        "missing": len(made.unavailable),
        "spooled": made.spooled,
        "entries": made.manifest.audit_seq,
    }


def _prune(
    session: Session, made: backup.Made, keep: KeepBackups, how: backup.Pace
) -> backup_prune.Pruned:
    with session.vault.change() as tx:
        in_vault = backup_record.objects_with_key(tx)
        tx.audit(Event(act="backups_expiring", body={"kept": _rule(keep)}))
    pruned = backup_prune.prune(
        made.found.place,
        backup_prune.Keep(daily=keep.daily, weekly=keep.weekly, monthly=keep.monthly),
        in_vault=in_vault,
        step=how.step,
    )
    if pruned.backups or pruned.objects:
        body = {"backups": list(pruned.backups), "objects": pruned.objects}
        _note(session, "backups_expired", body)
    return pruned


def _rule(keep: KeepBackups) -> dict[str, int]:
    return {"daily": keep.daily, "weekly": keep.weekly, "monthly": keep.monthly}


def check_backup(
    session: Session,
    where: Path,
    *,
    pace: Pace = BLOCKING,
    progress: Callable[[int, int], None] = quiet,
    cancelled: Callable[[], bool] = never,
) -> BackupChecked:
    """Check a backup of the open vault: signature, every file, and the database if the keys do.

    Args:
        session: Whoever checks. Without the governance key the database stays closed.
        where: One backup's folder, or a place: then the newest of this vault in it.
        pace: How to wait.
        progress: Told how many sealed files of how many were read.
        cancelled: Asked between two files.

    Raises:
        NotPermittedError: This role may not.
        BackupRefusedError: ``missing``: there is none.
        CancelledError: Somebody said stop.
    """
    session.require(Act.CHECK_BACKUP)
    vault = session.vault
    found = backup_place.find(where, prefer=vault.header.vault_id)

    def step(done: int, total: int) -> None:
        progress(done, total)
        pace.pause(0)
        if cancelled():
            raise CancelledError

    checked = backup_check.check(
        found, lambda _shape: Opener.of(vault.who), step=step, vault_id=vault.header.vault_id
    )
    body = {"backup": found.name, "checked": checked.checked, "problems": len(checked.problems)}
    _note(session, Act.CHECK_BACKUP.value, body)
    return told(checked, found)


def told(checked: Checked, found: backup_place.Found) -> BackupChecked:
    """Return what a check found, as people are told it."""
    believed = checked.backup
    return BackupChecked(
        folder=found.folder,
        vault_id=believed.shape.vault_id if believed else "",
        made_at=believed.manifest.made_at if believed else "",
        made_by=believed.manifest.made_by if believed else "",
        checked=checked.checked,
        opened=checked.opened,
        problems=tuple(BackupProblem(what=p.what, where=p.where) for p in checked.problems),
    )


def drill_backup(
    session: Session,
    where: Path,
    *,
    sample: int | None = None,
    progress: Callable[[int, int], None] = quiet,
) -> tuple[DrillCertificate, bytes]:
    """Open a backup of the open vault as if it were needed; return the certificate and its file.

    Nothing of the backup is written anywhere.

    Raises:
        NotPermittedError: This role may not, or does not hold the governance key.
        BackupRefusedError: ``missing``: there is none; or it is not what it should be.
    """
    session.require(Act.RECOVERY_DRILL, keys=(Domain.GOVERNANCE,))
    vault = session.vault
    found = backup_place.find(where, prefer=vault.header.vault_id)
    opened = backup_check.look_at_own(found, vault.header.vault_id)
    who = vault.who
    drilled = drills.drill(opened, Opener.of(who), sample=sample, progress=progress)
    found_out = certificate.of(
        opened, drilled, who, done_at=stamp(session.clock.now()), program=program_version()
    )
    body = {"backup": found.name, "result": found_out.result.value}
    _note(session, Act.RECOVERY_DRILL.value, body)
    return found_out, certificate.signed(found_out, who, vault.header)


def backup_state(session: Session, *, remind_days: int = REMIND_DAYS) -> BackupState:
    """Return when the last backup was made, as the signed audit says.

    Args:
        session: Whoever asks; without the governance key they are not told where it lies.
        remind_days: A backup older than this is due.

    Raises:
        NotPermittedError: This role may not.
        TamperedError: The entry is not as it was signed.
    """
    session.require(Act.BACK_UP)
    with session.vault.change() as tx:
        entry = backup_record.newest_entry(tx)
        place = ""
        if entry is not None and tx.ring.holds(Domain.GOVERNANCE):
            _, body = audit.open_body(entry, tx.ring)
            place = str(body["place"])
        tx.audit(Event(act="backup_asked", body={"ever": entry is not None}))
    if entry is None:
        return BackupState(
            made_at="", by="", place="", age_days=-1, remind_days=remind_days, is_due=True
        )
    facts = entry.facts
    _check_signed(session, entry)
    age = (session.clock.now() - datetime.fromisoformat(facts["at"])).days
    return BackupState(
        made_at=facts["at"],
        by=facts["user"],
        place=place,
        age_days=max(0, age),
        remind_days=remind_days,
        is_due=age >= remind_days,
    )


def _check_signed(session: Session, entry: Entry) -> None:
    previous = bytes.fromhex(entry.facts["previous"])

    def key_of(user: str) -> bytes:
        return signer_key(session.vault.header, user)

    audit.check_link(entry, seq=entry.seq, previous=previous, key_of=key_of)
