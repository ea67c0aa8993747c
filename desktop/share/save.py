"""Writing one file where the user said: whole or not at all, and never over something.

What leaves here leaves the vault's protection; the caller has checked the role, asked the reason
and written the audit entry.
"""

import contextlib
import os
from pathlib import Path

from desktop.errors import DestinationRefusedError


def check_destination(to: Path, *, vault: Path) -> None:
    """Return only if a copy may be written to ``to``.

    Raises:
        DestinationRefusedError: ``exists``, ``vault`` (it lies inside the vault) or ``unwritable``
            (its folder is not there).
    """
    if to.exists() or to.is_symlink():
        raise DestinationRefusedError("exists")
    folder = to.parent.resolve()
    if not folder.is_dir():
        raise DestinationRefusedError("unwritable")
    if folder.is_relative_to(vault.resolve()):
        raise DestinationRefusedError("vault")


def save_copy(data: bytes, to: Path) -> None:
    """Write ``data`` to ``to``, which must not exist.

    Written under its own name at once: a draft beside it would be a copy that nobody asked for, and
    removable disks know no links to publish it by.

    Raises:
        DestinationRefusedError: ``exists`` or ``unwritable``; nothing is left behind.
    """
    try:
        descriptor = os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise DestinationRefusedError("exists") from error
    except OSError as error:
        raise DestinationRefusedError("unwritable") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            to.unlink()
        raise DestinationRefusedError("unwritable") from error
