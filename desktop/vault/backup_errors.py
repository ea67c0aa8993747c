"""Errors of the place of backups told apart from those of the vault."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.errors import BackupFailedError, DamagedError, VaultFullError
from desktop.vault.files import disk_errors


@contextmanager
def of_the_backup() -> Iterator[None]:
    """Say of a failure inside the block that it was the backup's and not the vault's.

    Raises:
        BackupFailedError: ``full`` or ``disk``.
    """
    try:
        with disk_errors():
            yield
    except VaultFullError as error:
        raise BackupFailedError("full") from error
    except DamagedError as error:
        raise BackupFailedError("disk") from error
