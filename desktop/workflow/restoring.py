"""What is done with a backup where no vault is open: checked, restored, drilled.

Whoever asks unlocks the header that came with the backup, as they would unlock the vault.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.clock import Clock, stamp
from desktop.errors import NotPermittedError
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.records.role import MAY, Act
from desktop.records.safekeeping import BackupChecked, DrillCertificate, VaultRestored
from desktop.share.save import check_destination, save_copy
from desktop.vault import backup_check, backup_place, certificate, restore
from desktop.vault import drill as drills
from desktop.vault.admission import Unlocked
from desktop.vault.backup_key import Opener
from desktop.vault.checkpoints import outside_folder
from desktop.vault.header import Header
from desktop.workflow.safekeeping import program_version, quiet, told
from desktop.workflow.signing_in import unlocker

Entry = PassphraseEntry | RecoveryEntry


def _allowed(entry: Entry, act: Act) -> Callable[[Header], Unlocked]:
    """Return what unlocks for somebody whose role may do ``act``."""
    unlock = unlocker(entry)

    def allowed(shape: Header) -> Unlocked:
        who = unlock(shape)
        if act not in MAY[who.role]:
            raise NotPermittedError(act=act.value, role=who.role.value)
        return who

    return allowed


def check_backup_alone(
    where: Path, entry: Entry, *, progress: Callable[[int, int], None] = quiet
) -> BackupChecked:
    """Check a backup without its vault.

    Args:
        where: One backup's folder, or a place of one vault's backups: then the newest.
        entry: Who checks. Without the governance key the database stays closed.
        progress: Told how many sealed files of how many were read.

    Raises:
        UnlockFailedError: Wrong name, passphrase or recovery key.
        NotPermittedError: This role may not.
        BackupRefusedError: ``missing``: there is none.
        FormatTooNewError: Written by a newer Diogel.
    """
    found = backup_place.find(where)
    unlock = _allowed(entry, Act.CHECK_BACKUP)
    checked = backup_check.check(found, lambda shape: Opener.of(unlock(shape)), step=progress)
    return told(checked, found)


def restore_backup(
    where: Path,
    to: Path,
    entry: Entry,
    *,
    clock: Clock,
    older: bool = False,
    outside: Path | None = None,
    progress: Callable[[int, int], None] = quiet,
) -> VaultRestored:
    """Make a vault from a backup in a new or empty folder, whole or not at all.

    Args:
        where: One backup's folder, or a place of one vault's backups: then the newest.
        to: A new or empty folder on a disk of this computer.
        entry: Who restores: the recovery key, or somebody who holds the governance key.
        clock: Says what time it is.
        older: Whether to go on where this computer has seen a later state of the vault.
        outside: Where signed audit heads are kept outside the vault; the user's state folder
            unless said otherwise.
        progress: Told how many sealed files of how many are there.

    Raises:
        UnlockFailedError: Wrong name, passphrase or recovery key.
        NotPermittedError: This role may not.
        KeyMissingError: They hold neither the governance key nor the recovery key.
        BackupRefusedError: ``missing``: there is none; or it is not what it should be, and nothing
            is left behind.
        BackupOlderError: This computer has seen a later state.
        VaultExistsError: Something is in the folder already.
        PlaceRefusedError: A vault may not lie there.
        VaultFullError: The disk has no room.
    """
    found = backup_place.find(where)
    asked = restore.Asked(
        to=to, outside=outside or outside_folder(), older=older, progress=progress
    )
    done = restore.restore(found, asked, _allowed(entry, Act.BACK_UP), clock=clock)
    made_at = done.backup.manifest.made_at
    age = clock.now() - datetime.fromisoformat(made_at)
    return VaultRestored(
        folder=to,
        vault_id=done.backup.shape.vault_id,
        made_at=made_at,
        age_s=max(0, int(age.total_seconds())),
        objects=done.objects,
        destroyed_again=done.destroyed_again,
        spooled=done.spooled,
        older=done.seen.is_older,
        seen_at=done.seen.newest_at,
        missing=tuple(problem.where for problem in done.problems),
    )


def drill_backup_alone(
    where: Path,
    entry: Entry,
    *,
    clock: Clock,
    sample: int | None = None,
    progress: Callable[[int, int], None] = quiet,
) -> tuple[DrillCertificate, bytes]:
    """Open a backup as if it were needed; return the certificate and its signed file.

    Nothing of the backup is written anywhere.

    Raises:
        UnlockFailedError: Wrong name, passphrase or recovery key.
        NotPermittedError: This role may not.
        KeyMissingError: They hold neither the governance key nor the recovery key.
        BackupRefusedError: ``missing``: there is none; or it is not what it should be.
    """
    opened = backup_check.look(backup_place.find(where))
    who = _allowed(entry, Act.RECOVERY_DRILL)(opened.shape)
    drilled = drills.drill(opened, Opener.of(who), sample=sample, progress=progress)
    found_out = certificate.of(
        opened, drilled, who, done_at=stamp(clock.now()), program=program_version()
    )
    return found_out, certificate.signed(found_out, who, opened.shape)


def save_certificate(
    found_out: DrillCertificate, document: bytes, out: Path, pdf: Path | None
) -> None:
    """Write a drill's certificate, and its printed form where one is wanted.

    Args:
        found_out: What it says.
        document: The signed file.
        out: Where it goes; must not exist.
        pdf: Where the printed form goes; None for nowhere.

    Raises:
        DestinationRefusedError: Something is there already, or it cannot be written.
    """
    save_copy(document, out)
    if pdf is not None:  # the library that makes pages loads half of everything: only when wanted
        from desktop.share.drill_sheet import draw_certificate  # noqa: PLC0415
        from desktop.share.paper import to_pdf  # noqa: PLC0415

        save_copy(to_pdf([draw_certificate(found_out)]), pdf)


def check_certificate_places(out: Path, pdf: Path | None, *, source: Path) -> None:
    """Return only if a certificate may be written there: asked before the drill is begun.

    Args:
        out: Of the signed file.
        pdf: Of the printed form, if any.
        source: The place of backups: nothing is written into it.

    Raises:
        DestinationRefusedError: Something is there already, or it cannot be written.
    """
    for path in filter(None, (out, pdf)):
        check_destination(path, vault=source)
