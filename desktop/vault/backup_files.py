"""Copying one sealed file of the vault to the place of backups."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop.errors import BackupFailedError
from desktop.vault.backup_errors import of_the_backup
from desktop.vault.backup_manifest import Listed
from desktop.vault.backup_place import CHUNK_BYTES, NEW
from desktop.vault.files import disk_errors, require_room

_WRITE: Final = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC


class LostError(Exception):
    """The vault's own sealed file is missing or cannot be read."""


def copy_sealed(source: Path, target: Path, listed: Listed, *, root: Path) -> bool:
    """Copy one sealed file; return whether the vault still has it as it must be.

    Raises:
        BackupFailedError: The place has no room, or its disk refuses; nothing is left behind.
    """
    beside = target.with_name(target.name + NEW)
    try:
        with of_the_backup():
            require_room(root, listed.size_bytes)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            if _write(beside, _pieces_of(source)) == listed.sha256:
                beside.replace(target)
                return True
    except LostError:
        pass
    except BackupFailedError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    with of_the_backup():
        beside.unlink(missing_ok=True)
    return False


def _pieces_of(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                yield piece
    except OSError as error:
        raise LostError from error


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write and sync a file; return the SHA-256 of what was written, in hex."""
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, _WRITE, 0o600), "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def copy_waiting(source: Path, target: Path, *, root: Path) -> Listed | None:
    """Copy one file of the spool; return how it is to be listed, or None if it is not there.

    Nothing but its own key says how it must be, so that what is copied is what counts.

    Raises:
        BackupFailedError: The place has no room, or its disk refuses; nothing is left behind.
    """
    try:
        with of_the_backup():
            with suppress(OSError):  # whether it is there shows when it is read
                require_room(root, source.stat().st_size)
            digest = _write(target, _pieces_of(source))
            return Listed(size_bytes=target.stat().st_size, sha256=digest)
    except LostError:
        with of_the_backup():
            target.unlink(missing_ok=True)
        return None


def whole_lines(path: Path) -> bytes:
    """Return the whole lines of a file; nothing where there is none."""
    with disk_errors():
        if not path.exists():
            return b""
        data = path.read_bytes()
    return data[: data.rfind(b"\n") + 1]
