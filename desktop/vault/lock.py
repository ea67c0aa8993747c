"""One Diogel a vault: operating-system locks that end with the process.

There are two. ``vault.lock`` is held by whoever has the vault open. ``spool.lock`` is held by them
as well, and, for the moment in which a sealed file gets its name there, by a keeper that waits at
the door and receives (``vault.spool``). So nothing comes into the spool of a vault that is open,
and whoever opens one waits for that moment instead of being told that it is in use.
"""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final

from desktop.errors import VaultInUseError
from desktop.vault.files import disk_errors, open_plain

VAULT_LOCK: Final = "vault.lock"
SPOOL_LOCK: Final = "spool.lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, waits: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int, *, waits: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))


def _locked(path: Path, *, waits: bool = False) -> int:
    with disk_errors():
        descriptor = open_plain(path, os.O_CREAT | os.O_RDWR)
    try:
        _lock(descriptor, waits=waits)
    except OSError as error:
        os.close(descriptor)
        raise VaultInUseError from error
    return descriptor


class _Held:
    """Locks that are held until ``release``."""

    def __init__(self) -> None:
        self._descriptors: list[int] = []

    def release(self) -> None:
        """Let the next one in; twice is harmless."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class InstanceLock(_Held):
    """Holds ``vault.lock`` and ``spool.lock`` for as long as it lives."""

    def __init__(self, folder: Path) -> None:
        """Take the locks, the second when whoever names a sealed file in the spool has done so.

        Raises:
            VaultInUseError: Another process has the vault open.
        """
        super().__init__()
        self._descriptors.append(_locked(folder / VAULT_LOCK))
        try:
            self._descriptors.append(_locked(folder / SPOOL_LOCK, waits=True))
        except BaseException:
            self.release()
            raise

    def __enter__(self) -> "InstanceLock":
        return self


class SpoolLock(_Held):
    """Holds ``spool.lock``: nobody has the vault open, and whoever wants to waits."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            VaultInUseError: Somebody has the vault open, or receives for it just now.
        """
        super().__init__()
        self._descriptors.append(_locked(folder / SPOOL_LOCK))

    def __enter__(self) -> "SpoolLock":
        return self
