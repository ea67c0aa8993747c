"""What the vault itself knows of its backups: that one is made, and when the last was."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import WeakSet

import sqlalchemy as sa

from desktop.errors import BackupFailedError
from desktop.ids import ObjectId
from desktop.records.role import Act
from desktop.vault import audit
from desktop.vault.schema import audit_entry, sealed_object
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction

_AT_WORK: Final[WeakSet[Vault]] = WeakSet()


@contextmanager
def alone(vault: Vault) -> Iterator[None]:
    """Be the only one who works on backups of ``vault`` for the length of the block.

    Raises:
        BackupFailedError: ``running``: somebody else does.
    """
    if vault in _AT_WORK:
        raise BackupFailedError("running")
    _AT_WORK.add(vault)
    try:
        yield
    finally:
        _AT_WORK.discard(vault)


def objects_with_key(tx: Transaction) -> frozenset[ObjectId]:
    """Return the sealed files that the vault can open."""
    query = sa.select(sealed_object.c.id).where(sealed_object.c.key_sealed.is_not(None))
    return frozenset(ObjectId(one) for one in tx.connection.scalars(query))


def newest_entry(tx: Transaction) -> audit.Entry | None:
    """Return the audit entry of the last backup that was made; None where none ever was."""
    newest = sa.func.max(audit_entry.c.seq)
    query = sa.select(newest).where(audit_entry.c.act == Act.BACK_UP.value)
    seq = tx.connection.scalar(query)
    return audit.entries(tx.connection, after=seq - 1, most=1)[0] if seq else None


def check_backup_place(vault: Path, place: Path) -> bool:
    """Return whether ``place`` is on the same disk as the vault.

    Unlike a vault, backups may lie on a network drive or on a disk that is taken away.

    Raises:
        BackupFailedError: ``in_vault``, or ``unreadable_place``: it is no folder.
    """
    real, inside = place.resolve(), vault.resolve()
    if real == inside or real.is_relative_to(inside):
        raise BackupFailedError("in_vault")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place.stat().st_dev == vault.stat().st_dev
    except OSError as error:
        raise BackupFailedError("unreadable_place") from error
