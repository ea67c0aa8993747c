"""Making a vault from a backup, which is treated as something that an enemy may have written.

Everything is built in a hidden folder beside the one that is wanted, opened there as a vault,
checked as one, and only then renamed: killed at any moment, there is no vault or a whole one. What
was ever destroyed is destroyed again before anybody can sign in.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.clock import Clock
from desktop.errors import (
    BackupOlderError,
    BackupRefusedError,
    DamagedError,
    KeyMissingError,
    VaultError,
    VaultExistsError,
)
from desktop.ids import ObjectId, SpoolId
from desktop.records.problem import Problem
from desktop.records.role import Act, Domain
from desktop.vault import header
from desktop.vault.admission import Unlocked
from desktop.vault.audit import Event
from desktop.vault.backup_check import (
    MOST_LINES_BYTES,
    Backup,
    catalogue_problems,
    destructions_of,
    look,
    reading,
)
from desktop.vault.backup_key import Opener, key_of_backup
from desktop.vault.backup_manifest import CATALOGUE, DESTRUCTIONS, HEADS, Listed
from desktop.vault.backup_place import NEW, Found, read_listed
from desktop.vault.connection import raw_key_of
from desktop.vault.database_copy import write_copy
from desktop.vault.database_errors import database_errors
from desktop.vault.destruction_log import replay
from desktop.vault.files import disk_errors, require_room, sync_folder, write_whole
from desktop.vault.header import Header
from desktop.vault.lock import InstanceLock
from desktop.vault.objects import ObjectStore
from desktop.vault.place import check_place
from desktop.vault.schema import audit_entry
from desktop.vault.seen_heads import Seen, SeenHeads
from desktop.vault.spool_journal import note_spooled
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.vault.verify import verify

RESTORED: Final = "restored"
"""Act of the entry that says that the vault was made from a backup."""
_INCOMING: Final = "incoming.db"
_OUTSIDE: Final = "outside"
"""Folder of the heads that are signed while the vault is not in its place yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a backup is to be restored.

    Attributes:
        to: A new or empty folder.
        outside: Where this computer keeps the signed heads of its vaults.
        older: Whether to go on where this computer has seen a later state.
        progress: Told how many sealed files of how many are there.
    """

    to: Path
    outside: Path
    older: bool
    progress: Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A vault that was made from a backup.

    Attributes:
        objects: Sealed files that are in it.
        destroyed_again: Sealed files that the backup held and somebody had destroyed since.
        spooled: Photographs that waited in the spool, and wait again.
        problems: What was missing in the backup itself, because the vault had lost it before.
        seen: What this computer had seen.
    """

    backup: Backup
    objects: int
    destroyed_again: int
    spooled: int
    problems: tuple[Problem, ...]
    seen: Seen


def restore(
    found: Found, asked: Asked, unlock: Callable[[Header], Unlocked], *, clock: Clock
) -> Restored:
    """Make a vault from a backup.

    Raises:
        UnlockFailedError: From ``unlock``.
        PlaceRefusedError: A vault may not lie there.
        VaultExistsError: The folder is not empty.
        BackupRefusedError: The backup is not what it should be; nothing is left behind.
        BackupOlderError: This computer has seen a later state, and that was not allowed for.
        KeyMissingError: Whoever unlocks holds neither the governance key nor the recovery key.
        VaultFullError: No room; nothing is left behind.
    """
    check_place(asked.to)
    with disk_errors():
        if asked.to.is_symlink() or (asked.to.exists() and not _is_empty(asked.to)):
            raise VaultExistsError
    backup = look(found)
    who = unlock(backup.shape)
    if not Opener.of(who).can_open(backup.manifest):
        raise KeyMissingError(domain=Domain.GOVERNANCE.value)
    job = _Job(backup, asked, who, clock)
    try:
        return job.run()
    except Exception:
        job.discard()
        raise


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is None


class _Job:
    """One restore on its way."""

    def __init__(self, backup: Backup, asked: Asked, who: Unlocked, clock: Clock) -> None:
        self._backup = backup
        self._asked = asked
        self._who = who
        self._clock = clock
        self._at = asked.to.absolute().with_name(f".{asked.to.name}.restoring")
        self._heads = SeenHeads(asked.outside, backup.shape.vault_id)
        outside_log = asked.outside / f"{backup.shape.vault_id}.{DESTRUCTIONS}"
        self._destroyed = destructions_of(backup, outside_log)
        self._gone: frozenset[ObjectId] = frozenset()

    def discard(self) -> None:
        """Leave nothing behind; what the disk refuses to remove, the next attempt removes."""
        with suppress(OSError):
            if self._at.is_dir() and not self._at.is_symlink():
                shutil.rmtree(self._at)

    def run(self) -> Restored:
        """Do all of it."""
        self._prepare()
        seen = self._bring_catalogue()
        self._bring_objects()
        self._bring_spool()
        self._bring_lines()
        vault = self._opened()
        with vault:
            destroyed = self._start(vault, seen)
            problems = self._verified(vault)
            shape, objects = vault.header, _count(vault)
        self._publish(shape, seen)
        return Restored(
            backup=self._backup,
            objects=objects,
            destroyed_again=destroyed,
            spooled=len(self._backup.manifest.spool),
            problems=problems,
            seen=seen,
        )

    def _prepare(self) -> None:
        """Have a folder that holds nothing but sealed files of an attempt before."""
        manifest = self._backup.manifest
        with disk_errors():
            self._at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._at.is_symlink():
                raise VaultExistsError
            self._at.mkdir(mode=0o700, exist_ok=True)
            for path in self._at.iterdir():
                if path.is_symlink() or not path.is_dir():
                    path.unlink()
                elif path.name != "objects":
                    shutil.rmtree(path)
            for name in ("spool", "checkpoints", _OUTSIDE):
                (self._at / name).mkdir(mode=0o700)
        there = sum(one.stat().st_size for one in self._at.glob("objects/??/*"))
        wanted = manifest.stored_bytes + manifest.files[CATALOGUE].size_bytes
        require_room(self._at, max(0, wanted - there))
        ObjectStore(self._at, self._backup.shape.vault_id).create()

    def _bring_catalogue(self) -> Seen:
        """Check the database, and write it under the vault's own key."""
        backup, opener = self._backup, Opener.of(self._who)
        incoming = self._at / _INCOMING
        self._copy(backup.found.folder / CATALOGUE, backup.manifest.files[CATALOGUE], incoming)
        key = key_of_backup(backup.manifest, opener)
        with reading(incoming, key, opener, backup.manifest.made_at) as tx:
            _, self._gone, problems = catalogue_problems(tx, backup, destroyed=self._destroyed)
            if problems:
                raise BackupRefusedError(problems[0].what)
            seen = self._compared(tx.connection)
            unwritten = self._write_catalogue(tx.connection)
        if unwritten is not None:
            raise unwritten
        with disk_errors():
            incoming.unlink()
        return seen

    def _write_catalogue(self, source: sa.Connection) -> VaultError | None:
        """Write a database that was found whole; return why the new place did not take it.

        Returned and not raised: what is raised while the backup is read speaks against the backup.
        """
        try:
            with database_errors():
                write_copy(
                    source,
                    self._at / CATALOGUE,
                    raw_key=raw_key_of(self._who.ring.private(Domain.CATALOGUE)),
                    salt=self._backup.shape.catalogue_salt,
                    stepped=lambda _done, _pages: None,
                )
        except VaultError as error:
            return error
        return None

    def _compared(self, connection: sa.Connection) -> Seen:
        query = sa.select(audit_entry.c.seq, audit_entry.c.hash)
        hashes = {row.seq: row.hash for row in connection.execute(query)}
        made_at = self._backup.manifest.made_at
        seen = self._heads.compare(hashes, made_at=made_at)
        if seen.is_older and not self._asked.older:
            raise BackupOlderError(made_at=made_at, seen_at=seen.newest_at)
        return seen

    def _bring_objects(self) -> None:
        objects = ObjectStore(self._at, self._backup.shape.vault_id)
        wanted = [one for one in self._backup.manifest.objects.items() if one[0] not in self._gone]
        for done, (object_id, listed) in enumerate(wanted):
            self._asked.progress(done, len(wanted))
            target = objects.path(object_id)
            with disk_errors():
                target.parent.mkdir(mode=0o700, exist_ok=True)
            if not self._is_there(target, listed):
                self._copy(self._backup.found.place.object(object_id), listed, target)
        self._asked.progress(len(wanted), len(wanted))
        with disk_errors():
            for folder in (*self._at.glob("objects/??"), self._at / "objects"):
                sync_folder(folder)

    def _bring_spool(self) -> None:
        """Have everything wait again that waited, noted as it was when it was sealed."""
        for name, listed in self._backup.manifest.spool.items():
            self._copy(self._backup.found.spooled(name), listed, self._at / "spool" / name)
            at = self._backup.manifest.made_at
            note_spooled(self._at, SpoolId(name[:32]), at=at)
        with disk_errors():
            sync_folder(self._at / "spool")

    def _is_there(self, target: Path, listed: Listed) -> bool:
        """Return whether an attempt before has brought this file."""
        try:
            read_listed(target, listed, below=self._at)
        except BackupRefusedError:
            return False
        return True

    def _copy(self, source: Path, listed: Listed, target: Path) -> None:
        """Copy a file of the backup, which must be as listed."""
        beside = target.with_name(target.name + NEW)
        with disk_errors():
            descriptor = os.open(beside, _WRITE, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                below = self._backup.found.place.root
                read_listed(source, listed, below=below, write=file.write)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)

    def _bring_lines(self) -> None:
        folder = self._at / "checkpoints"
        heads = self._backup.small(HEADS, most_bytes=MOST_LINES_BYTES)
        log = b"".join(one.line() + b"\n" for one in self._destroyed.lines)
        for name, data in ((HEADS, heads), (DESTRUCTIONS, log)):
            if data:
                write_whole(folder / name, data)

    def _opened(self) -> Vault:
        held = InstanceLock(self._at)
        try:
            return Vault(
                self._at,
                held=held,
                shape=self._backup.shape,
                who=self._who,
                clock=self._clock,
                outside=self._at / _OUTSIDE,
            )
        except BaseException:
            held.release()
            raise

    def _start(self, vault: Vault, seen: Seen) -> int:
        """Start the vault with the entry that says what it is; return how much was destroyed."""
        manifest = self._backup.manifest
        destroyed = 0

        def first(tx: Transaction) -> None:
            nonlocal destroyed
            body = {
                "made_at": manifest.made_at,
                "made_by": manifest.made_by,
                "entries": manifest.audit_seq,
                "older": seen.is_older,
                "seen_entries": seen.newest,
                "seen_at": seen.newest_at,
                "destructions_unknown": self._destroyed.unknown,
            }
            tx.audit(Event(act=RESTORED, body=body))
            destroyed = replay(tx, vault.objects, self._destroyed.lines)

        vault.start(first)
        return destroyed

    def _verified(self, vault: Vault) -> tuple[Problem, ...]:
        """Check the whole vault; what the backup never had is told, anything else refuses it."""
        vault.fold_log()
        with vault.change() as tx:
            report = verify(vault, tx, lambda _done, _all: None)
            body = {"checked": report.checked, "problems": len(report.problems)}
            tx.audit(Event(act=Act.VERIFY_VAULT.value, body=body))
        known = {("object_missing", str(one)) for one in self._backup.manifest.missing}
        known |= {("spool_altered", name[:32]) for name in self._backup.manifest.spool}
        for problem in report.problems:
            if (problem.what, problem.where) not in known:
                raise BackupRefusedError(problem.what)
        return report.problems

    def _publish(self, shape: Header, seen: Seen) -> None:
        """Put the vault in its place."""
        header.write(self._at, shape)
        new_heads = self._at / _OUTSIDE / f"{shape.vault_id}.jsonl"
        kept = new_heads.read_bytes() if new_heads.exists() else b""
        with disk_errors():
            shutil.rmtree(self._at / _OUTSIDE)
            sync_folder(self._at)
        self._heads.set_aside(seen)
        target = self._asked.to.absolute()
        try:
            self._at.rename(target)
            sync_folder(target.parent)
        except OSError as error:
            raise DamagedError("disk") from error
        self._heads.add(kept)


_WRITE: Final = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC


def _count(vault: Vault) -> int:
    return sum(1 for _ in vault.folder.glob("objects/??/*"))
