"""Making a backup of an open vault, while work goes on in it.

The catalogue is copied under a fresh key of its own, which is sealed to the governance key and to
the recovery key: no passphrase opens a backup that did not open the vault. Sealed files are never
changed, so they are copied once and shared by all backups of a place. The manifest comes last:
without it there is no backup, and the next one clears away what was begun.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from desktop.errors import (
    BackupFailedError,
    BackupRefusedError,
    CancelledError,
    TamperedError,
)
from desktop.ids import ObjectId
from desktop.records.role import Domain
from desktop.vault import audit, backup_manifest, header
from desktop.vault.backup_errors import of_the_backup
from desktop.vault.backup_files import copy_sealed, copy_waiting, whole_lines
from desktop.vault.backup_key import SALT_BYTES, sealed_for_governance, sealed_for_recovery
from desktop.vault.backup_manifest import CATALOGUE, DESTRUCTIONS, HEADER, HEADS, Listed, Manifest
from desktop.vault.backup_place import (
    NEW,
    BackupFolder,
    Found,
    name_of,
    read_listed,
    read_manifest,
    remove_backup,
)
from desktop.vault.backup_record import check_backup_place, objects_with_key
from desktop.vault.crypto import KEY_BYTES
from desktop.vault.database_copy import open_copy, write_copy
from desktop.vault.database_errors import database_errors
from desktop.vault.dialect_sqlite import integrity_problems
from desktop.vault.files import require_room, sync_folder, write_whole
from desktop.vault.migrate import revision_of
from desktop.vault.schema import sealed_object
from desktop.vault.spool import Spool
from desktop.vault.store import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a backup goes on.

    Attributes:
        pause: Lets others have a turn.
        aside: Does what reads and writes whole files, and may let others have a turn meanwhile.
        progress: Told how much is done of how much.
        cancelled: Whether somebody said stop.
    """

    pause: Callable[[], object]
    aside: Callable[[Callable[[], None]], None]
    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]

    def step(self) -> None:
        """Let others have a turn.

        Raises:
            CancelledError: Somebody said stop.
        """
        self.pause()
        if self.cancelled():
            raise CancelledError


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made, read back and found whole.

    Attributes:
        copied: Sealed files that were copied; the others were in the place already.
        copied_bytes: How large those are.
        unavailable: Sealed files that the vault itself has lost and no earlier backup holds.
        spooled: Photographs that wait in the spool, and are in the backup.
        same_disk: Whether place and vault lie on one disk.
    """

    found: Found
    manifest: Manifest
    copied: int
    copied_bytes: int
    unavailable: tuple[ObjectId, ...]
    spooled: int
    same_disk: bool


@dataclass(slots=True, kw_only=True)
class _Taken:
    """What became of the sealed files so far."""

    objects: dict[ObjectId, Listed] = field(default_factory=dict)
    missing: list[ObjectId] = field(default_factory=list)
    copied: list[ObjectId] = field(default_factory=list)


def make(vault: Vault, place: Path, *, made_at: str, program: str, quick: bool, pace: Pace) -> Made:
    """Make a backup of ``vault`` in ``place``, and read it back.

    Args:
        vault: Open, and had ``alone``; may be changed by others whenever ``pace`` gives way.
        place: Where backups lie; made if need be.
        made_at: The present moment, as stored; names the backup.
        program: Version of the program.
        quick: Whether sealed files that are there already are known by their length alone.
        pace: How to go on.

    Raises:
        CancelledError: Somebody said stop; nothing of this backup counts.
        BackupFailedError: It could not be made; older ones are as they were.
        VaultError: Something is wrong with the vault itself.
    """
    same_disk = check_backup_place(vault.folder, place)
    job = _Job(vault, BackupFolder.of(place, vault.header.vault_id), made_at, pace)
    return job.run(program=program, quick=quick, same_disk=same_disk)


class _Job:
    """One backup on its way."""

    def __init__(self, vault: Vault, place: BackupFolder, made_at: str, pace: Pace) -> None:
        self._vault = vault
        self._place = place
        self._made_at = made_at
        self._pace = pace
        self._found = Found(place=place, name=name_of(made_at))
        self._key, self._salt = os.urandom(KEY_BYTES), os.urandom(SALT_BYTES)

    def run(self, *, program: str, quick: bool, same_disk: bool) -> Made:
        """Do all of it; what was begun is cleared away if it fails."""
        try:
            with of_the_backup():
                self._make_room()
            return self._run(program=program, quick=quick, same_disk=same_disk)
        except BaseException:
            with suppress(OSError):  # the disk may be full or gone: the next backup clears it away
                if self._found.folder.is_dir():
                    remove_backup(self._place, self._found.name)
            raise

    def _run(self, *, program: str, quick: bool, same_disk: bool) -> Made:
        spool = self._copy_spool()
        small, shape = self._snapshot()
        revision, seq, digest, rows = self._read_snapshot()
        taken = _Taken()
        for done, row in enumerate(rows):
            self._pace.progress(done, len(rows) + 1)
            self._pace.step()
            self._pace.aside(partial(self._take, row, taken, quick=quick))
        missing = self._still_wanted(taken.missing) if taken.missing else ()
        with of_the_backup():
            self._pace.aside(partial(self._write_small, small, taken))
        secret, ring = self._key + self._salt, self._vault.ring
        manifest = Manifest(
            vault_id=shape.vault_id,
            made_at=self._made_at,
            made_by=self._vault.who.user_id,
            program=program,
            revision=revision,
            governance_epoch=ring.publics[Domain.GOVERNANCE].epoch,
            governance_box=sealed_for_governance(secret, ring, made_at=self._made_at),
            recovery_box=sealed_for_recovery(secret, shape, made_at=self._made_at),
            audit_seq=seq,
            audit_hash=digest,
            files=self._list_files(small),
            objects=taken.objects,
            missing=missing,
            spool=spool,
        ).signed(self._vault.who.identity.signing_private)
        self._read_back(manifest, taken)
        self._finish(manifest)
        self._pace.progress(len(rows) + 1, len(rows) + 1)
        return Made(
            found=self._found,
            manifest=manifest,
            copied=len(taken.copied),
            copied_bytes=sum(taken.objects[one].size_bytes for one in taken.copied),
            unavailable=missing,
            spooled=len(spool),
            same_disk=same_disk,
        )

    def _make_room(self) -> None:
        """Clear away what was begun and never finished, and make the folders."""
        for folder in (self._place.objects, self._found.folder.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in self._place.unfinished():
            remove_backup(self._place, name)
        for path in list(self._place.stored()):
            if path.name.endswith(NEW):
                path.unlink()
        catalogue = (self._vault.folder / CATALOGUE).stat().st_size
        require_room(self._place.root, 2 * catalogue)
        self._found.folder.mkdir(mode=0o700)
        sync_folder(self._found.folder.parent)

    def _copy_spool(self) -> dict[str, Listed]:
        """Copy what waits in the spool, before the catalogue is copied.

        What is entered meanwhile is in both, and known when it is entered again; what was entered
        before its turn came is in the catalogue. Nothing new comes while the vault is open.
        """
        found: dict[str, Listed] = {}

        def copy(name: str) -> None:
            source = self._vault.folder / "spool" / name
            listed = copy_waiting(source, self._found.spooled(name), root=self._place.root)
            if listed is not None:
                found[name] = listed

        spool = Spool(self._vault.folder, self._vault.header.vault_id)
        for one in spool.lying().waits:
            self._pace.step()
            self._pace.aside(partial(copy, one.name))
        return found

    def _snapshot(self) -> tuple[dict[str, bytes], header.Header]:
        """Copy the catalogue; return what else belongs to the same moment.

        Nobody else has a turn between the last page and the end: the header, the signed heads and
        the log of destructions are those of the copied catalogue.
        """
        self._vault.sign_head()
        self._vault.fold_log()

        def stepped(_done: int, _pages: int) -> None:
            self._pace.step()

        with of_the_backup():
            self._vault.copy_catalogue(
                partial(
                    write_copy,
                    path=self._found.folder / CATALOGUE,
                    raw_key=self._key,
                    salt=self._salt,
                    stepped=stepped,
                )
            )
        shape = self._vault.header
        checkpoints = self._vault.folder / "checkpoints"
        small = {
            HEADER: header.to_bytes(shape),
            HEADS: whole_lines(checkpoints / HEADS),
            DESTRUCTIONS: whole_lines(checkpoints / DESTRUCTIONS),
        }
        return small, shape

    def _read_snapshot(self) -> tuple[str, int, bytes, list[Any]]:
        """Open the copy again, check it, and return what it says of the vault."""
        path = self._found.folder / CATALOGUE
        engine = open_copy(path, raw_key=self._key, salt=self._salt)
        query = sa.select(
            sealed_object.c.id, sealed_object.c.sha256_cipher, sealed_object.c.stored_bytes
        ).where(sealed_object.c.key_sealed.is_not(None))
        try:
            with of_the_backup(), database_errors(), engine.connect() as connection:
                if integrity_problems(connection):
                    raise BackupFailedError("not_as_written")
                seq, digest = audit.last(connection)
                rows = list(connection.execute(query.order_by(sealed_object.c.id)))
                return revision_of(connection), seq, digest, rows
        finally:
            engine.dispose()

    def _take(self, row: Any, taken: _Taken, *, quick: bool) -> None:
        """Have one sealed file in the place, from an earlier backup or from the vault."""
        object_id = ObjectId(row.id)
        listed = Listed(size_bytes=row.stored_bytes, sha256=row.sha256_cipher)
        if self._is_there(object_id, listed, quick=quick):
            taken.objects[object_id] = listed
        elif copy_sealed(
            self._vault.objects.path(object_id),
            self._place.object(object_id),
            listed,
            root=self._place.root,
        ):
            taken.objects[object_id] = listed
            taken.copied.append(object_id)
        else:
            taken.missing.append(object_id)

    def _is_there(self, object_id: ObjectId, listed: Listed, *, quick: bool) -> bool:
        path = self._place.object(object_id)
        try:
            if quick:
                return not path.is_symlink() and path.stat().st_size == listed.size_bytes
            read_listed(path, listed, below=self._place.root)
        except (OSError, BackupRefusedError):
            return False
        return True

    def _still_wanted(self, missing: Iterable[ObjectId]) -> tuple[ObjectId, ...]:
        """Return what is missing though nobody destroyed it since the snapshot."""
        with self._vault.change() as tx:
            wanted = objects_with_key(tx)
            lost = tuple(one for one in missing if one in wanted)
            body = {"backup": self._found.name, "missing": list(lost)}
            tx.audit(audit.Event(act="backup_incomplete", body=body))
        return lost

    def _write_small(self, small: dict[str, bytes], taken: _Taken) -> None:
        for name, data in small.items():
            write_whole(self._found.folder / name, data)
        for folder in sorted({self._place.object(one).parent for one in taken.copied}):
            sync_folder(folder)
        sync_folder(self._place.objects)
        sync_folder(self._place.root)
        self._add_destructions()

    def _add_destructions(self) -> None:
        """Have every backup of the place obey what was destroyed until now."""
        now = whole_lines(self._vault.folder / "checkpoints" / DESTRUCTIONS)
        path = self._place.destructions
        before = whole_lines(path).splitlines()
        new = [line for line in now.splitlines() if line not in set(before)]
        if new:
            write_whole(path, b"".join(line + b"\n" for line in (*before, *new)))

    def _list_files(self, small: dict[str, bytes]) -> dict[str, Listed]:
        listed = {
            name: Listed(size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in small.items()
        }
        with of_the_backup(), (self._found.folder / CATALOGUE).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
        return {CATALOGUE: Listed(size_bytes=size, sha256=digest), **listed}

    def _read_back(self, manifest: Manifest, taken: _Taken) -> None:
        """Read from the disk whatever was written just now."""
        wanted = [(self._found.folder / name, one) for name, one in manifest.files.items()]
        wanted += [(self._place.object(one), taken.objects[one]) for one in taken.copied]
        wanted += [(self._found.spooled(name), one) for name, one in manifest.spool.items()]

        def read(path: Path, listed: Listed) -> None:
            read_listed(path, listed, below=self._place.root, afresh=True)

        try:
            for path, listed in wanted:
                self._pace.step()
                self._pace.aside(partial(read, path, listed))
        except BackupRefusedError as error:
            raise BackupFailedError("not_as_written") from error

    def _finish(self, manifest: Manifest) -> None:
        """Write the manifest, and read it as a stranger would."""
        with of_the_backup():
            write_whole(self._found.folder / backup_manifest.FILE_NAME, manifest.to_bytes())
        try:
            again = read_manifest(self._found)
            backup_manifest.check_signed(again, self._vault.header)
        except (BackupRefusedError, TamperedError) as error:
            raise BackupFailedError("not_as_written") from error
