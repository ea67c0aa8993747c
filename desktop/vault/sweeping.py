"""Removes sealed files that the catalogue does not name: what a killed process left.

Such a file has no key any more; its photograph is still where it came from. Looking at every file
of a large vault would hold its opening up, so there the folders are gone through later, one after
each change. What this process stored itself is left alone: its row may not be committed yet.
"""

import logging
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from desktop.ids import ObjectId
from desktop.vault.objects import ObjectStore, Recovered
from desktop.vault.schema import sealed_object

MOST_AT_ONCE: Final = 2000
"""A vault with more sealed files is swept after it is open."""
_LOG: Final = logging.getLogger(__name__)


class Sweep:
    """Goes through the folders of one vault once."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects
        self._left: list[str] = []

    def begin(self, connection: sa.Connection) -> Recovered:
        """Finish what was begun, and in a vault that is not large sweep all of it.

        Raises:
            DamagedError: The disk refused.
        """
        found = self._objects.finish(_with_keys(connection, self._objects.drafts()))
        self._left = self._objects.prefixes()
        if not _is_large(connection):
            while self._left:
                found = found.plus(self._next(connection))
        return found

    def go_on(self, connection: sa.Connection) -> None:
        """Sweep the next folder, if one is left.

        Raises:
            DamagedError: The disk refused.
        """
        if self._left:
            found = self._next(connection)
            if found != Recovered():
                _LOG.info("swept: %s", found.counts())

    def _next(self, connection: sa.Connection) -> Recovered:
        prefix = self._left.pop()
        is_whole = sealed_object.c.key_sealed.is_not(None).label("is_whole")
        query = sa.select(sealed_object.c.id, is_whole)
        rows = connection.execute(query.where(sealed_object.c.id.between(prefix, prefix + "g")))
        named = {ObjectId(row.id): bool(row.is_whole) for row in rows}
        return self._objects.sweep(prefix, named)


def _is_large(connection: sa.Connection) -> bool:
    query = sa.select(sealed_object.c.id).limit(1).offset(MOST_AT_ONCE)
    return connection.execute(query).first() is not None


def _with_keys(connection: sa.Connection, some: Collection[ObjectId]) -> frozenset[ObjectId]:
    query = sa.select(sealed_object.c.id).where(sealed_object.c.key_sealed.is_not(None))
    return frozenset(
        ObjectId(one)
        for draft in some
        for one in connection.scalars(query.where(sealed_object.c.id == draft))
    )
