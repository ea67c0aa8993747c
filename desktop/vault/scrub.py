"""Reading sealed files through, setting damaged ones aside, and putting a backup's copy in place.

``verify`` compares the digest of each sealed file and needs no key. A scrub decrypts it and
compares the content as well, so that a key that does not fit its file, or a row that was changed
together with a file, is found while there is still a backup. Nothing damaged is ever deleted.
"""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import DamagedError
from desktop.ids import ObjectId, VaultId, new_object_id
from desktop.records.role import Domain
from desktop.vault import object_keys
from desktop.vault.files import disk_errors, open_plain, require_room, sync_folder
from desktop.vault.objects import ObjectStore
from desktop.vault.schema import sealed_object
from desktop.vault.transaction import Transaction

_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One sealed file that is to be read through.

    Attributes:
        was_damaged: Whether an earlier scrub found it so.
    """

    object_id: ObjectId
    key: bytes = field(repr=False)
    sha256_plain: str
    sha256_cipher: str
    stored_bytes: int
    was_damaged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What is due now, and how many sealed files the person cannot open."""

    due: tuple[Due, ...]
    not_checked: int


def due(tx: Transaction, *, parts: int, since: str = "") -> Slice:
    """Return the ``parts``-th part of the vault that was not read for longest.

    What is known to be damaged comes first, so that it is named until it is repaired.

    Args:
        tx: Its ring says what can be opened.
        parts: 1 for everything.
        since: What was read since this moment counts as part of the slice already; empty if
            nothing does.
    """
    held = [domain.value for domain in Domain if tx.ring.holds(domain)]
    there = sealed_object.c.key_sealed.is_not(None)
    count = sa.select(sa.func.count()).select_from(sealed_object).where(there)
    whole = tx.connection.scalar(count) or 0
    query = (
        sa.select(sealed_object)
        .where(there, sealed_object.c.domain.in_(held))
        .order_by(
            sealed_object.c.damaged_at.is_(None),
            sealed_object.c.scrubbed_at.nulls_first(),
            sealed_object.c.id,
        )
    )
    recent = sealed_object.c.scrubbed_at > since
    done = (tx.connection.scalar(count.where(recent)) or 0) if since else 0
    left = max(0, -(-whole // parts) - done)
    rows = list(tx.connection.execute(query.limit(left)))
    opened = tx.connection.scalar(count.where(sealed_object.c.domain.in_(held))) or 0
    return Slice(due=tuple(_due(tx, row) for row in rows), not_checked=whole - opened)


def _due(tx: Transaction, row: sa.Row[Any]) -> Due:
    return Due(
        object_id=ObjectId(row.id),
        key=object_keys.key_of(tx, ObjectId(row.id)),
        sha256_plain=row.sha256_plain,
        sha256_cipher=row.sha256_cipher,
        stored_bytes=row.stored_bytes,
        was_damaged=row.damaged_at is not None,
    )


def problem_of(objects: ObjectStore, one: Due) -> str:
    """Return what is wrong with a sealed file; empty when it is whole. Asks no catalogue."""
    return _problem(objects, objects.path(one.object_id), one)


def _problem(objects: ObjectStore, path: Path, one: Due) -> str:
    try:
        found = objects.examine(path, one.object_id, one.key, stored_bytes=one.stored_bytes)
    except DamagedError as error:
        return "object_missing" if error.reason == "file_missing" else "object_altered"
    whole = (bytes.fromhex(one.sha256_plain), bytes.fromhex(one.sha256_cipher))
    return "" if found == whole else "object_altered"


def note_whole(tx: Transaction, object_id: ObjectId) -> None:
    """Record that a sealed file was decrypted whole now."""
    _note(tx, object_id, scrubbed_at=tx.at, damaged_at=None)


def note_damaged(tx: Transaction, objects: ObjectStore, one: Due) -> None:
    """Record that a sealed file is damaged, and move it aside: it is never deleted."""
    known = sa.func.coalesce(sealed_object.c.damaged_at, tx.at)
    _note(tx, one.object_id, scrubbed_at=tx.at, damaged_at=known)
    objects.put_aside(one.object_id)


def _note(tx: Transaction, object_id: ObjectId, **values: Any) -> None:
    mine = sealed_object.c.id == object_id
    tx.connection.execute(sa.update(sealed_object).where(mine).values(**values))


def copy_in_backup(place: Path, vault_id: VaultId, object_id: ObjectId) -> Path:
    """Return where a backup place keeps its copy of an object.

    Args:
        place: As it was given to the backup, or the vault's own folder in it.
        vault_id: Which vault.
        object_id: Which object.
    """
    own = place / vault_id
    return (own if own.is_dir() else place) / "objects" / object_id[:2] / object_id


def repair(objects: ObjectStore, one: Due, copy: Path) -> bool:
    """Put a backup's copy of a damaged file in its place; return whether it could be used.

    The copy must be, byte for byte, what was sealed once, and decrypt wholly. It is written beside,
    synced, read back and renamed, as whatever comes in; what was there is moved aside before. Asks
    no catalogue.

    Raises:
        VaultFullError: No room; what was there is as it was.
        DamagedError: The vault's own disk refused.
    """
    if _problem(objects, copy, one):
        return False
    draft = objects.draft(new_object_id())
    try:
        with disk_errors():
            _copy(copy, draft, one.stored_bytes)
        if _problem(objects, draft, one):
            return False
        objects.put_in_place(draft, one.object_id)
    finally:
        with contextlib.suppress(OSError):  # the next start sweeps what stays
            draft.unlink(missing_ok=True)
    return True


def _copy(source: Path, to: Path, size_bytes: int) -> None:
    require_room(to.parent, size_bytes)
    with (
        os.fdopen(open_plain(source, os.O_RDONLY), "rb") as read,
        os.fdopen(open_plain(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY), "wb") as written,
    ):
        while chunk := read.read(_CHUNK_BYTES):
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    sync_folder(to.parent)
