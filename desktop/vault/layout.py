"""What may lie in the vault's folder, looked at before anything in it is read or written.

Whoever can write the folder could put a link in place of ``objects``, so that the sweep at start
would delete somebody's documents; a pipe in place of ``vault.json``, so that the program waits for
ever; or a rollback journal, with which SQLite cuts the catalogue to nothing and looks at files that
the journal names. Each is refused here.
``files.open_plain`` looks again at every file as it is opened.
"""

import os
import stat
from pathlib import Path
from typing import Final

from desktop.errors import DamagedError
from desktop.vault.connection import FILE_NAME
from desktop.vault.files import disk_errors

_FOLDERS: Final = frozenset({"objects", "tmp", "checkpoints", "spool", "quarantine"})
_FILES: Final = frozenset(
    {"vault.json", "vault.json.bak", "vault.json.next", "vault.lock", "sign-ins.jsonl"}
    | {"vault.json.new", "vault.json.bak.new", "vault.json.next.new"}
    | {"spool.lock", "spool.jsonl", "spool.jsonl.new"}
    | {FILE_NAME, FILE_NAME + "-wal", FILE_NAME + "-shm", FILE_NAME + "-journal"}
)
_MOST_CATALOGUE_BYTES: Final = 16 * 1024**3
"""A hundred thousand patients take 54 MB; a file made huge with holes would be read for hours."""
_JOURNAL: Final = FILE_NAME + "-journal"
_MADE_BYTES: Final = 4096
"""SQLite writes a rollback journal once, while the first page is made; later there is a log."""


def check_layout(folder: Path) -> None:
    """Return only if every name of ours in ``folder`` is a plain file or folder of its own.

    Raises:
        DamagedError: ``layout``: a link, a pipe, a device, or the wrong one of the two.
    """
    with disk_errors():
        with os.scandir(folder) as entries:
            for entry in entries:
                _check_entry(entry)
        _check_journal(folder)
        _check_folders(folder / "objects")


def _check_entry(entry: os.DirEntry[str]) -> None:
    found = entry.stat(follow_symlinks=False)
    is_wrong = (
        (entry.name in _FOLDERS and not stat.S_ISDIR(found.st_mode))
        or (entry.name in _FILES and not stat.S_ISREG(found.st_mode))
        or (entry.name in _FOLDERS | _FILES and _is_link(found))
        or (entry.name.startswith(FILE_NAME + ".") and not stat.S_ISREG(found.st_mode))
        or (entry.name == FILE_NAME and found.st_size > _MOST_CATALOGUE_BYTES)
    )
    if is_wrong:
        raise DamagedError("layout", name=entry.name)


def _check_journal(folder: Path) -> None:
    catalogue = folder / FILE_NAME
    is_made = catalogue.exists() and catalogue.stat().st_size > _MADE_BYTES
    if is_made and (folder / _JOURNAL).exists():
        raise DamagedError("layout", name=_JOURNAL)


def _check_folders(objects: Path) -> None:
    if not objects.exists():
        return
    with os.scandir(objects) as entries:
        if any(_is_link(entry.stat(follow_symlinks=False)) for entry in entries):
            raise DamagedError("layout", name=objects.name)


def _is_link(found: os.stat_result) -> bool:
    """Return whether it leads elsewhere; a junction of Windows' is a reparse point."""
    attributes = getattr(found, "st_file_attributes", 0)
    return stat.S_ISLNK(found.st_mode) or bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)
