"""What was sealed while nobody was signed in, noted beside the locked vault.

A line carries the random name of the sealed file and the moment. It is written before the source is
removed, so that a file which vanishes from the spool afterwards is missed. Lines go when the file
was entered; the entry in the audit carries its name.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import VaultMissingError
from desktop.ids import SpoolId
from desktop.vault.audit import binding_of
from desktop.vault.crypto import canonical
from desktop.vault.files import append_line, disk_errors, read_whole, sync_folder, write_whole
from desktop.vault.schema import audit_entry
from desktop.vault.transaction import Transaction

FILE_NAME: Final = "spool.jsonl"
ENTERED: Final = "spooled_entered"
"""Act of the audit entry that says what became of a file of the spool; its subject is the name."""
_MOST_BYTES: Final = 4 * 1024 * 1024


def ended_binding(spool_id: str, became: str) -> str:
    """Return the digest that ties an entry to how a file of the spool ended without coming in."""
    return binding_of("spooled", spool_id, became)


def note_spooled(folder: Path, spool_id: SpoolId, *, at: str) -> None:
    """Note one sealed file; beyond some forty thousand of them no more are kept.

    Raises:
        VaultError: The disk refused.
    """
    path = folder / FILE_NAME
    if not path.exists() or path.stat().st_size < _MOST_BYTES // 2:
        append_line(path, canonical({"spooled": spool_id, "at": at}))


def noted(folder: Path) -> dict[SpoolId, str]:
    """Return what was noted, by name, with the moment; lines that are none of ours are left out.

    Raises:
        DamagedError: It cannot be read.
    """
    try:
        data = read_whole(folder / FILE_NAME, most_bytes=_MOST_BYTES)
    except VaultMissingError:
        return {}
    found = (_parsed(line) for line in data.split(b"\n") if line)
    return dict(one for one in found if one is not None)


def _parsed(line: bytes) -> tuple[SpoolId, str] | None:
    try:
        raw = json.loads(line)
        return SpoolId(str(raw["spooled"])[:32]), str(raw["at"])[:32]
    except (ValueError, KeyError, TypeError):
        return None


def keep_only(folder: Path, waiting: Collection[SpoolId]) -> None:
    """Forget every line but those of ``waiting``; the caller has the vault open.

    Raises:
        VaultError: The disk refused; the former lines stand.
    """
    known = noted(folder)
    left = {name: at for name, at in known.items() if name in waiting}
    if left == known:
        return
    if left:
        lines = (canonical({"spooled": name, "at": at}) for name, at in left.items())
        write_whole(folder / FILE_NAME, b"".join(line + b"\n" for line in lines))
        return
    with disk_errors():
        (folder / FILE_NAME).unlink(missing_ok=True)
        sync_folder(folder)


def missing(
    tx: Transaction, known: Collection[SpoolId], there: Collection[SpoolId]
) -> tuple[SpoolId, ...]:
    """Return what was noted, is not there, and was entered by nobody: somebody took it away.

    Args:
        tx: The transaction to read in.
        known: What was noted.
        there: What lies in the spool.
    """
    query = sa.select(audit_entry.c.subject).where(audit_entry.c.act == ENTERED)
    gone = sorted(set(known) - set(there))
    return tuple(
        one
        for one in gone
        if tx.connection.scalar(query.where(audit_entry.c.subject == one)) is None
    )
