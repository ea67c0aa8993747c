"""Going through sorted rows from any place to the end, and then from the beginning to that place.

A comparison that is cut off by a lock is begun anew by the next session. If each began at the first
row, rows far behind it would never be reached in sessions that are shorter than the comparison. So
each session begins somewhere else, where nobody can foresee: a session that looks at a share of the
rows finds any one of them with that probability, and no place has to be remembered that somebody
could put forward.
"""

import secrets
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

anywhere: Final = secrets.randbelow
"""Returns a number below the one that is given; the next one cannot be told from those before."""


class Round:
    """One way through the rows that a query gives, a piece at a time.

    Args:
        key: Columns that the rows are sorted by; together they name a row.

    Attributes:
        is_done: Whether every row was given.
    """

    def __init__(self, key: Sequence[sa.Column[Any]]) -> None:
        self._key = tuple(key)
        self._first: tuple[Any, ...] | None = None
        self._after: tuple[Any, ...] | None = None
        self._is_begun = self._is_over = False
        self.is_done = False

    def piece(
        self, connection: sa.Connection, query: sa.Select[Any], *, most: int
    ) -> list[sa.Row[Any]]:
        """Return the next rows of ``query``, which names the columns of the key among others."""
        if not self._is_begun:
            self._begin(connection, query)
        found = list(connection.execute(self._next(query).order_by(*self._key).limit(most)))
        if len(found) == most:
            self._after = self._key_of(found[-1])
        elif self._is_over or self._first is None:
            self.is_done = True
        else:
            self._is_over, self._after = True, None
        return found

    def _begin(self, connection: sa.Connection, query: sa.Select[Any]) -> None:
        """Choose the row behind which one begins; without rows there is none."""
        self._is_begun = True
        keys = query.with_only_columns(*self._key, maintain_column_froms=True)
        count = connection.scalar(sa.select(sa.func.count()).select_from(keys.subquery())) or 0
        if count:
            chosen = keys.order_by(*self._key).limit(1).offset(anywhere(count))
            row = connection.execute(chosen).first()
            self._first = self._after = None if row is None else tuple(row)

    def _next(self, query: sa.Select[Any]) -> sa.Select[Any]:
        key = sa.tuple_(*self._key)
        if self._after is not None:
            query = query.where(key > sa.tuple_(*self._after))
        if self._is_over and self._first is not None:
            query = query.where(key <= sa.tuple_(*self._first))
        return query

    def _key_of(self, row: sa.Row[Any]) -> tuple[Any, ...]:
        return tuple(row._mapping[column] for column in self._key)  # noqa: SLF001 - its public name
