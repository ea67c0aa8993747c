"""One Diogel a vault: an operating-system lock that ends with the process."""

import os
import sys
from pathlib import Path
from types import TracebackType

from desktop.errors import VaultInUseError
from desktop.vault.files import disk_errors, open_plain

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """Holds ``vault.lock`` for as long as it lives."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            VaultInUseError: Another process holds it.
        """
        with disk_errors():
            self._descriptor = open_plain(folder / "vault.lock", os.O_CREAT | os.O_RDWR)
        try:
            _try_lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise VaultInUseError from error

    def release(self) -> None:
        """Let the next one in."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> "InstanceLock":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
