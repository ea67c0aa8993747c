"""Where backups lie, and how what lies there is read: as something that an enemy may have written.

Layout (``docs/vault-format.md``)::

    PLACE/v-…/objects/ab/ab12…            sealed files, shared by all backups of the vault
    PLACE/v-…/destructions.jsonl          what was ever destroyed
    PLACE/v-…/backups/20261126T…Z/        one backup: manifest.json and the files that it names

Every path is built here from identifiers of a known shape. No link is followed below the place, and
nothing is read but regular files of the expected length. A folder without a manifest is a backup
that was not finished.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from desktop.errors import BackupRefusedError
from desktop.ids import ObjectId, VaultId
from desktop.vault import backup_manifest
from desktop.vault.backup_manifest import Listed, Manifest
from desktop.vault.files import sync_folder

CHUNK_BYTES: Final = 4 * 1024 * 1024
NEW: Final = ".new"
"""Behind the name of a sealed file that is not whole yet."""
_MOMENT: Final = re.compile(r"\d{8}T\d{9}Z")
_VAULT: Final = re.compile(r"v-[0-9a-f]{32}")
_OBJECT: Final = re.compile(r"[0-9a-f]{32}")


def name_of(made_at: str) -> str:
    """Return the name of the folder of a backup that was begun at ``made_at``."""
    return re.sub(r"[-:.]", "", made_at.removesuffix("+00:00")) + "Z"


def moment_of(name: str) -> datetime:
    """Return when the backup of that folder was begun; aware."""
    return datetime.strptime(name, "%Y%m%dT%H%M%S%f%z")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFolder:
    """One vault's part of a place of backups."""

    root: Path

    @classmethod
    def of(cls, place: Path, vault_id: VaultId) -> "BackupFolder":
        """Return where the backups of a vault lie in ``place``."""
        return cls(root=place / vault_id)

    @property
    def objects(self) -> Path:
        """The sealed files of all backups."""
        return self.root / "objects"

    @property
    def destructions(self) -> Path:
        """The log of destructions that every backup here obeys."""
        return self.root / backup_manifest.DESTRUCTIONS

    def object(self, object_id: ObjectId) -> Path:
        """Return where a sealed file lies."""
        return self.objects / object_id[:2] / object_id

    def backup(self, name: str) -> Path:
        """Return the folder of one backup."""
        return self.root / "backups" / name

    def finished(self) -> list[str]:
        """Return the names of the backups that have a manifest, oldest first."""
        return [name for name in self._named() if (self.backup(name) / "manifest.json").is_file()]

    def unfinished(self) -> list[str]:
        """Return the names of those that were begun and not finished."""
        done = set(self.finished())
        return [name for name in self._named() if name not in done]

    def _named(self) -> list[str]:
        folder = self.root / "backups"
        if folder.is_symlink() or not folder.is_dir():
            return []
        found = (path for path in folder.iterdir() if _MOMENT.fullmatch(path.name))
        return sorted(path.name for path in found if path.is_dir() and not path.is_symlink())

    def stored(self) -> Iterator[Path]:
        """Yield every sealed file, and every one that is not whole."""
        if not self.objects.is_symlink():
            for path in sorted(self.objects.glob("??/*")):
                if _OBJECT.fullmatch(path.name.removesuffix(NEW)):
                    yield path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finished backup, named but not read yet."""

    place: BackupFolder
    name: str

    @property
    def folder(self) -> Path:
        """Where its own files lie."""
        return self.place.backup(self.name)

    def spooled(self, name: str) -> Path:
        """Return where the copy of a file of the spool lies."""
        return self.folder / f"{backup_manifest.SPOOL}{name}"


def find(where: Path, *, prefer: VaultId | None = None) -> Found:
    """Return the backup that ``where`` means: one backup's folder, or the newest in a place.

    Args:
        where: Either.
        prefer: Whose backups are meant where a place holds those of several vaults.

    Raises:
        BackupRefusedError: ``missing``: there is no finished backup; ``several_vaults``: the place
            holds backups of more than one vault.
    """
    if _MOMENT.fullmatch(where.name) and where.parent.name == "backups":
        place = BackupFolder(root=where.parent.parent)
        if where.name not in place.finished():
            raise BackupRefusedError("missing")
        return Found(place=place, name=where.name)
    places = [place for place in _places(where) if place.finished()]
    if not places:
        raise BackupRefusedError("missing")
    if prefer is not None and len(places) > 1:
        places = [place for place in places if place.root.name == prefer]
    if len(places) != 1:
        raise BackupRefusedError("several_vaults")
    return Found(place=places[0], name=places[0].finished()[-1])


def _places(where: Path) -> list[BackupFolder]:
    if _VAULT.fullmatch(where.name):
        return [BackupFolder(root=where)]
    try:
        below = sorted(path for path in where.iterdir() if _VAULT.fullmatch(path.name))
    except OSError:
        return []
    return [BackupFolder(root=path) for path in below if not path.is_symlink()]


@contextmanager
def regular(path: Path, *, below: Path) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file and give its size; no link from ``below`` downwards is followed.

    Raises:
        BackupRefusedError: ``file_missing``, or ``not_a_file``: a link, a device, a folder.
    """
    parts = path.relative_to(below).parts
    folder = -1
    try:
        folder = os.open(below, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        descriptor = os.open(parts[-1], _FILE, dir_fd=folder)
    except FileNotFoundError as error:
        raise BackupRefusedError("file_missing") from error
    except OSError as error:
        raise BackupRefusedError("not_a_file") from error
    finally:
        if folder >= 0:
            os.close(folder)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise BackupRefusedError("not_a_file")
    with os.fdopen(descriptor, "rb") as file:
        yield file, found.st_size


_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_listed(
    path: Path,
    listed: Listed,
    *,
    below: Path,
    write: Callable[[bytes], object] = len,
    afresh: bool = False,
) -> None:
    """Read a file that must be as listed, and hand on each piece of it.

    Args:
        path: The file.
        listed: Length and digest.
        below: From here downwards no link is followed.
        write: Takes the pieces; what it was given counts only once this returns.
        afresh: From the disk and not from the system's memory of it.

    Raises:
        BackupRefusedError: ``file_missing``, ``not_a_file``, ``file_size``, ``file_altered`` or
            ``unreadable``.
    """
    digest, left = hashlib.sha256(), listed.size_bytes
    with regular(path, below=below) as (file, size):
        if size != left:
            raise BackupRefusedError("file_size")
        if afresh and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while left:
            try:
                piece = file.read(min(CHUNK_BYTES, left))
            except OSError as error:
                raise BackupRefusedError("unreadable") from error
            if not piece:
                raise BackupRefusedError("file_size")
            left -= len(piece)
            digest.update(piece)
            write(piece)
    if digest.hexdigest() != listed.sha256:
        raise BackupRefusedError("file_altered")


def content(found: Found, name: str, listed: Listed, *, most_bytes: int) -> bytes:
    """Return one small file of a backup, which must be as listed.

    Raises:
        BackupRefusedError: It is not, or larger than anything that we write there.
    """
    if listed.size_bytes > most_bytes:
        raise BackupRefusedError("file_size")
    pieces: list[bytes] = []
    read_listed(found.folder / name, listed, below=found.place.root, write=pieces.append)
    return b"".join(pieces)


def read_manifest(found: Found) -> Manifest:
    """Return what a backup says of itself; its signature is not checked here.

    Raises:
        FormatTooNewError: Written by a newer Diogel.
        BackupRefusedError: It is no manifest of this backup.
    """
    path = found.folder / backup_manifest.FILE_NAME
    with regular(path, below=found.place.root) as (file, size):
        if size > backup_manifest.MOST_BYTES:
            raise BackupRefusedError("manifest")
        data = file.read(size)
    manifest = backup_manifest.parse(data)
    if name_of(manifest.made_at) != found.name:
        raise BackupRefusedError("manifest")
    return manifest


def remove_backup(place: BackupFolder, name: str) -> None:
    """Remove one backup's own files: the manifest first, so that no half of it counts.

    Raises:
        OSError: The disk refuses.
    """
    folder = place.backup(name)
    (folder / backup_manifest.FILE_NAME).unlink(missing_ok=True)
    sync_folder(folder)
    ours = (backup_manifest.FILE_NAME, *backup_manifest.FILES, backup_manifest.SPOOL)
    for path in list(folder.iterdir()):  # with what SQLite lays beside a database, and ``.new``
        if path.name.startswith(ours) and not path.is_dir():
            path.unlink()
    with suppress(OSError):  # somebody else's file lies in it: it stays, without a manifest
        folder.rmdir()
    sync_folder(folder.parent)
