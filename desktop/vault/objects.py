"""The folder of sealed files: written once, read back before anybody relies on them.

Write order (``docs/vault-format.md``): ``tmp/``, sync, read back and decrypt and compare, rename,
sync the folder. Only then may the catalogue name the object, and only after that may a source go.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import asdict, dataclass
from functools import partial
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any, Final

from desktop.errors import DamagedError
from desktop.ids import ObjectId, VaultId, new_object_id
from desktop.vault.crypto import KEY_BYTES
from desktop.vault.digests import Digest
from desktop.vault.files import (
    disk_errors,
    forget_cached,
    open_plain,
    require_room,
    sync_folder,
    write_all,
)
from desktop.vault.stream import Marks, Sums, compare_stream, open_stream, seal_stream

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A sealed file that was read back and matched; the key exists nowhere else yet."""

    object_id: ObjectId
    key: bytes
    sums: Sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What was put right at start, in numbers of files."""

    unfinished_removed: int = 0
    unclaimed_removed: int = 0
    rolled_forward: int = 0
    destroyed_removed: int = 0

    def plus(self, other: "Recovered") -> "Recovered":
        """Return both together."""
        mine, theirs = self.counts(), other.counts()
        return Recovered(**{name: mine[name] + theirs[name] for name in mine})

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


class ObjectStore:
    """The sealed files of one vault; it keeps no key."""

    def __init__(self, folder: Path, vault_id: VaultId) -> None:
        self._objects = folder / "objects"
        self._tmp = folder / "tmp"
        self._quarantine = folder / "quarantine"
        self._vault_id = vault_id
        self._durable: set[Path] = set()
        self._own: set[str] = set()

    def create(self) -> None:
        """Make the folders."""
        with disk_errors():
            for folder in (self._objects, self._tmp):
                folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._objects.parent)

    def path(self, object_id: ObjectId) -> Path:
        """Return where an object's file lies."""
        return self._objects / object_id[:2] / object_id

    def put(self, chunks: Iterable[bytes], *, size_bytes: int) -> Stored:
        """Seal ``chunks`` into a new file, read it back, and return its key.

        Raises:
            VaultFullError: No room; nothing is left behind.
            DamagedError: The content changed length, or the read-back did not match.
        """
        object_id, key = new_object_id(), os.urandom(KEY_BYTES)
        require_room(self._tmp, size_bytes)
        self._own.add(object_id)
        draft = self._tmp / object_id
        try:
            with disk_errors():
                sums = self._write(draft, chunks, size_bytes, object_id, key)
                self._publish(draft, object_id)
        except BaseException:
            with contextlib.suppress(OSError):  # the next start sweeps what stays
                draft.unlink(missing_ok=True)
            raise
        return Stored(object_id=object_id, key=key, sums=sums)

    def _write(
        self, draft: Path, chunks: Iterable[bytes], size_bytes: int, object_id: ObjectId, key: bytes
    ) -> Sums:
        """Write the sealed file, have the disk take it, and read it back from there."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
        with os.fdopen(os.open(draft, flags, 0o600), "r+b", buffering=0) as file:

            def settle(marks: Marks) -> None:
                os.fsync(file.fileno())
                forget_cached(file)
                file.seek(0)
                compare_stream(file, marks, key=key, object_id=object_id, vault_id=self._vault_id)

            return seal_stream(
                partial(write_all, file),
                chunks,
                size_bytes=size_bytes,
                key=key,
                object_id=object_id,
                vault_id=self._vault_id,
                settle=settle,
            )

    def _publish(self, draft: Path, object_id: ObjectId) -> None:
        final = self.path(object_id)
        if final.parent not in self._durable:  # there, perhaps, but made by a process that was cut
            final.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self._objects)
            self._durable.add(final.parent)
        draft.rename(final)
        sync_folder(final.parent)

    def read(self, object_id: ObjectId, key: bytes, *, sha256_plain: str) -> Iterator[bytes]:
        """Yield an object's content; only an exhausted iterator has proven all of it.

        Args:
            object_id: Which.
            key: Its own.
            sha256_plain: What the content must be, 64 hex digits: everybody can seal to a public
                key, so that a whole file alone does not say that it is the one that came in.

        Raises:
            DamagedError: The file is missing or altered, or is another content, or the key is
                another's.
        """
        with disk_errors(), self._open(object_id) as file:
            stored_bytes = os.fstat(file.fileno()).st_size
            with Digest(size_bytes=stored_bytes) as digest:
                for piece in open_stream(
                    file, key=key, object_id=object_id, vault_id=self._vault_id
                ):
                    digest.feed(piece)
                    yield piece
                found = digest.result().hex()
        if found != sha256_plain:
            raise DamagedError("another_content")

    def _open(self, object_id: ObjectId) -> BufferedReader:
        return os.fdopen(open_plain(self.path(object_id), os.O_RDONLY), "rb")

    def cipher_digest(self, object_id: ObjectId, *, stored_bytes: int) -> bytes:
        """Return the SHA-256 of an object's sealed file; needs no key.

        Args:
            object_id: Which.
            stored_bytes: How long the file must be: one made huge is not read to its end.

        Raises:
            DamagedError: The file is missing or cannot be read; ``object`` for another length.
        """
        with disk_errors(), self._open(object_id) as file:
            if os.fstat(file.fileno()).st_size != stored_bytes:
                raise DamagedError("object")
            return hashlib.file_digest(file, "sha256").digest()

    def examine(
        self, path: Path, object_id: ObjectId, key: bytes, *, stored_bytes: int
    ) -> tuple[bytes, bytes]:
        """Return the SHA-256 of the content and of the file, having decrypted all of it.

        Args:
            path: The sealed file, here or in a backup.
            object_id: Which object it must be.
            key: Its own.
            stored_bytes: How long the file must be.

        Raises:
            DamagedError: ``file_missing``, or it is not whole.
        """
        plain = hashlib.sha256()
        with disk_errors(), FileIO(open_plain(path, os.O_RDONLY), "rb") as opened:
            if os.fstat(opened.fileno()).st_size != stored_bytes:
                raise DamagedError("object")
            forget_cached(opened)
            hashing = _Hashing(opened)
            file = BufferedReader(hashing, _CHUNK_BYTES)
            for piece in open_stream(file, key=key, object_id=object_id, vault_id=self._vault_id):
                plain.update(piece)
        return plain.digest(), hashing.sha256.digest()

    def draft(self, name: ObjectId) -> Path:
        """Return where a file is written that is not finished; the next start sweeps it."""
        return self._tmp / name

    def put_in_place(self, draft: Path, object_id: ObjectId) -> None:
        """Move a finished file to where an object's lies; what was there is moved aside before.

        Raises:
            DamagedError: The disk refused.
        """
        self.put_aside(object_id)
        with disk_errors():
            self._publish(draft, object_id)

    def put_aside(self, object_id: ObjectId) -> None:
        """Move an object's file, if there is one, to ``quarantine/``; nothing there is replaced.

        Raises:
            DamagedError: The disk refused.
        """
        path = self.path(object_id)
        with disk_errors():
            if not _is_there(path):
                return
            if not self._quarantine.is_dir():
                self._quarantine.mkdir(mode=0o700)
                sync_folder(self._quarantine.parent)
            number = len(self.set_aside(object_id))
            path.rename(self._quarantine / f"{object_id}.{number}")
            sync_folder(self._quarantine)
            sync_folder(path.parent)

    def remove(self, object_id: ObjectId) -> None:
        """Remove an object's file, also one that was set aside as damaged.

        Its key must be gone from the catalogue before.
        """
        with disk_errors():
            self._remove(object_id)

    def _remove(self, object_id: ObjectId) -> int:
        there = [
            path for path in (self.path(object_id), *self.set_aside(object_id)) if _is_there(path)
        ]
        for path in there:
            path.unlink()
            sync_folder(path.parent)
        return len(there)

    def set_aside(self, object_id: ObjectId) -> tuple[Path, ...]:
        """Return the damaged files of an object that were set aside."""
        return tuple(sorted(self._quarantine.glob(f"{object_id}*")))

    def drafts(self) -> tuple[ObjectId, ...]:
        """Return what was begun and not finished.

        Raises:
            DamagedError: The disk refused.
        """
        with disk_errors():
            return tuple(ObjectId(p.name) for p in sorted(self._tmp.iterdir()) if _is_ours(p))

    def finish(self, claimed: Set[ObjectId]) -> Recovered:
        """Put the drafts in place that the catalogue has a key for, and remove the others.

        Raises:
            DamagedError: The disk refused.
        """
        forward = unfinished = 0
        with disk_errors():
            sync_folder(self._objects)
            self._durable.update(self._objects.iterdir())
            for object_id in self.drafts():
                draft = self._tmp / object_id
                if object_id in claimed and not self.path(object_id).exists():
                    self._publish(draft, object_id)
                    forward += 1
                else:
                    draft.unlink(missing_ok=True)  # a keeper at the door may drop its own
                    unfinished += 1
        return Recovered(unfinished_removed=unfinished, rolled_forward=forward)

    def prefixes(self) -> list[str]:
        """Return which folders of sealed files there are.

        Raises:
            DamagedError: The disk refused.
        """
        with disk_errors():
            return sorted(path.name for path in self._objects.iterdir() if path.is_dir())

    def sweep(self, prefix: str, named: Mapping[ObjectId, bool]) -> Recovered:
        """Remove what the catalogue does not name, and the files of what was destroyed.

        Args:
            prefix: The folder to go through.
            named: Every object of it that the catalogue names, and whether it has its key still:
                if not, somebody who destroyed it was cut off before its file went.

        Raises:
            DamagedError: The disk refused.
        """
        unclaimed = gone = 0
        with disk_errors():
            for file in sorted((self._objects / prefix).iterdir()):
                if file.name not in named and file.name not in self._own and _is_ours(file):
                    file.unlink()
                    unclaimed += 1
            for object_id in sorted(one for one, has_key in named.items() if not has_key):
                gone += self._remove(object_id)
        return Recovered(unclaimed_removed=unclaimed, destroyed_removed=gone)


class _Hashing(RawIOBase):
    """Reads a file and hashes what was read."""

    def __init__(self, file: FileIO) -> None:
        super().__init__()
        self._file = file
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, room: Any, /) -> int:
        """Fill ``room`` with the next bytes, and return how many there were."""
        data = self._file.read(len(room))
        room[: len(data)] = data
        self.sha256.update(data)
        return len(data)


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _is_ours(path: Path) -> bool:
    """Return whether a file has a name that we give; what else lies there is not ours to delete."""
    return re.fullmatch("[0-9a-f]{32}", path.name) is not None and not path.is_dir()
