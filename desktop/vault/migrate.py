"""Bringing a catalogue to the newest schema, in one transaction; refusing one that is newer."""

from pathlib import Path

import sqlalchemy as sa

from desktop.errors import DamagedError, FormatTooNewError
from desktop.vault.dialect_sqlite import integrity_problems
from desktop.vault.schema import NEWEST


def revision_of(connection: sa.Connection) -> str:
    """Return the catalogue's schema revision; empty for a new one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


def check_revision(connection: sa.Connection) -> str:
    """Return the catalogue's schema revision, if this program knows it; empty for a new one.

    Raises:
        FormatTooNewError: The catalogue was written by a newer Diogel.
    """
    found = revision_of(connection)
    if found > NEWEST:
        raise FormatTooNewError("catalogue")
    return found


def check_due(connection: sa.Connection) -> str:
    """Return the catalogue's revision, if it may be migrated: a damaged one is repaired first.

    Raises:
        FormatTooNewError: The catalogue was written by a newer Diogel.
        DamagedError: ``catalogue``: it is to be migrated and is not whole.
    """
    found = check_revision(connection)
    if found not in {"", NEWEST} and integrity_problems(connection):
        raise DamagedError("catalogue")
    return found


def migrate(connection: sa.Connection, *, to: str = "") -> None:
    """Run the revisions that are due, inside the caller's transaction.

    Alembic takes half a second to import and is needed once in a vault's life, so it is imported
    here and only when something is due.

    Args:
        connection: Inside a transaction.
        to: The revision to stop at; empty: the newest.

    Raises:
        FormatTooNewError: The catalogue was written by a newer Diogel.
    """
    found, wanted = check_revision(connection), to or NEWEST
    if found == wanted:
        return
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, wanted)
