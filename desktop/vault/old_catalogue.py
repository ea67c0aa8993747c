"""The catalogue as it was before a migration: kept, still encrypted, for thirty days.

A migration is one transaction, so a crash leaves the old catalogue or the new one. The copy is
for what a transaction does not help against: a new program that turns out to be wrong. It opens
with the keys of its day and with the program of before.
"""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from desktop.errors import DamagedError
from desktop.vault.connection import FILE_NAME
from desktop.vault.files import disk_errors, open_plain, require_room, sync_folder

PREFIX: Final = FILE_NAME + ".before-"
KEPT: Final = timedelta(days=30)
_CHUNK_BYTES: Final = 1 << 20


def keep(folder: Path, revision: str, *, now: datetime) -> Path:
    """Copy the closed catalogue beside it, read the copy back, and return where it lies.

    Args:
        folder: The vault, locked, its catalogue closed.
        revision: Of the catalogue now.
        now: From when its thirty days count.

    Raises:
        VaultFullError: No room; nothing was changed.
        DamagedError: The disk refused, ``read_back`` where the copy is another, or the log could
            not be folded into the file.
    """
    source, kept = folder / FILE_NAME, folder / (PREFIX + revision)
    beside = kept.with_name(kept.name + ".new")
    with disk_errors():
        log = source.with_name(FILE_NAME + "-wal")
        if log.exists() and log.stat().st_size:
            raise DamagedError("catalogue")
        require_room(folder, source.stat().st_size)
        written = _copy(source, beside)
        if _digest(beside) != written:
            raise DamagedError("read_back")
        os.utime(beside, (now.timestamp(), now.timestamp()))
        beside.replace(kept)
        sync_folder(folder)
    return kept


def sweep(folder: Path, *, now: datetime, destroyed_at: str) -> int:
    """Remove copies whose days are over; return how many.

    A copy from before something was destroyed holds its key, and goes at once.

    Args:
        folder: The vault.
        now: What time it is.
        destroyed_at: When something was destroyed last, as stored; empty if nothing ever was.
    """
    last = datetime.fromisoformat(destroyed_at) if destroyed_at else None
    with disk_errors():
        over = [path for path in folder.glob(PREFIX + "*") if _is_over(path, now, last)]
        for path in over:
            path.unlink()
        if over:
            sync_folder(folder)
    return len(over)


def kept_until(path: Path) -> datetime:
    """Return when a copy's days are over."""
    return _made(path) + KEPT


def copies(folder: Path) -> list[Path]:
    """Return the copies that there are."""
    return sorted(path for path in folder.glob(PREFIX + "*") if path.suffix != ".new")


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _is_over(path: Path, now: datetime, destroyed: datetime | None) -> bool:
    if path.suffix == ".new":  # a copy that was cut off
        return True
    made = _made(path)
    return now - made > KEPT or (destroyed is not None and made <= destroyed)


def _copy(source: Path, to: Path) -> bytes:
    digest = hashlib.sha256()
    with (
        os.fdopen(open_plain(source, os.O_RDONLY), "rb") as read,
        os.fdopen(open_plain(to, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), "wb") as written,
    ):
        while chunk := read.read(_CHUNK_BYTES):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.digest()


def _digest(path: Path) -> bytes:
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        if hasattr(os, "posix_fadvise"):  # from the disk, not from the cache
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(file, "sha256").digest()
