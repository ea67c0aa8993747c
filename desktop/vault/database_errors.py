"""The database's errors as the vault's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from desktop.errors import DamagedError, VaultFullError
from desktop.vault import dialect_sqlite

_FULL_MARKS: Final = ("disk is full", "disk full")


@contextmanager
def database_errors() -> Iterator[None]:
    """Translate the database's errors inside the block.

    Raises:
        VaultFullError: The disk has no room.
        DamagedError: ``disk`` for an input or output error, ``catalogue`` otherwise.
    """
    try:
        yield
    except (sa.exc.DBAPIError, dialect_sqlite.DriverError) as error:
        text = str(getattr(error, "orig", error)).lower()
        if any(mark in text for mark in _FULL_MARKS):
            raise VaultFullError from error
        raise DamagedError("disk" if "i/o" in text else "catalogue") from error
    except MemoryError as error:  # SQLCipher's answer once a page did not authenticate
        raise DamagedError("disk") from error
