"""Failed sign-ins, noted beside the locked vault and taken into the audit at the next unlock.

A line carries the moment and, where the name exists, our identifier of that person. What was typed
is never kept: people type passphrases into the wrong field.
"""

import json
from pathlib import Path
from typing import Final

from desktop.errors import VaultMissingError
from desktop.vault.crypto import canonical
from desktop.vault.files import append_line, disk_errors, read_whole, sync_folder

_FILE_NAME: Final = "sign-ins.jsonl"
_MOST_BYTES: Final = 1024 * 1024


def note_failure(folder: Path, *, user_id: str, at: str) -> None:
    """Note one failed sign-in; beyond a megabyte of them no more are kept."""
    path = folder / _FILE_NAME
    if not path.exists() or path.stat().st_size < _MOST_BYTES // 2:
        append_line(path, canonical({"user": user_id, "at": at}))


def failures(folder: Path) -> list[dict[str, str]]:
    """Return the failures noted so far; unreadable lines are returned as such."""
    try:
        data = read_whole(folder / _FILE_NAME, most_bytes=_MOST_BYTES)
    except VaultMissingError:
        return []
    return [_parsed(line) for line in data.split(b"\n") if line]


def _parsed(line: bytes) -> dict[str, str]:
    try:
        raw = json.loads(line)
        return {"user": str(raw["user"])[:32], "at": str(raw["at"])[:32]}
    except (ValueError, KeyError, TypeError):
        return {"user": "unreadable", "at": ""}


def clear(folder: Path) -> None:
    """Forget the failures: they are in the audit now."""
    with disk_errors():
        (folder / _FILE_NAME).unlink(missing_ok=True)
        sync_folder(folder)
