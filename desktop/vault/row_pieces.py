"""Filings, consents and givings compared with the signed entries that made them, piece by piece.

A piece is read in one transaction, rows together with their entries, which one change wrote. So
others may change rows between two pieces, and no row is ever seen without its entry. Nothing is
kept of what holds: memory does not grow with the vault.

Each round begins anywhere (``rounds``), and entries and rows take turns: a comparison that is cut
off has looked at some of each.

A formula that was written once is never read in an older form again: what was made since then and
claims to be from before is a forgery.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, Protocol

import sqlalchemy as sa

from desktop.records.problem import Problem
from desktop.records.role import Act
from desktop.vault.arrivals import giving_binding
from desktop.vault.consents import consent_binding
from desktop.vault.images import filing_binding
from desktop.vault.rounds import Round, anywhere
from desktop.vault.schema import arrival, audit_entry, consent, image, sealed_object

_PIECE: Final = 100
"""Rows or entries of one piece."""
_GIVEN: Final = Act.IDENTIFY_IMAGE.value
_TAKEN_BACK: Final = Act.TAKE_BACK.value
_SET_ASIDE: Final = Act.SET_ASIDE.value
_ATTACHED: Final = Act.ATTACH_IMAGES.value
_ADMITTED: Final = Act.ADMIT_ARRIVAL.value


class InPieces(Protocol):
    """Something that is looked through a piece at a time."""

    @property
    def problems(self) -> list[Problem]:
        """What does not hold, as far as it was looked at."""
        ...

    def step(self, connection: sa.Connection) -> bool:
        """Look at the next piece; return whether there may be more."""
        ...


def looked_through(check: InPieces, connection: sa.Connection) -> list[Problem]:
    """Return what does not hold, everything looked at in one transaction."""
    while check.step(connection):
        pass
    return check.problems


class InOnePiece:
    """Something so small that it is looked at in one piece.

    Attributes:
        problems: What does not hold.
    """

    def __init__(self, look: Callable[[sa.Connection], list[Problem]]) -> None:
        """Say what looks at it."""
        self._look = look
        self.problems: list[Problem] = []

    def step(self, connection: sa.Connection) -> bool:
        """Look at it; there is no more."""
        self.problems += self._look(connection)
        return False


class _Entries:
    """The entries of some acts that have made no row, by act and subject, as their index has them.

    Attributes:
        is_done: Whether every entry was looked at.
    """

    def __init__(self, acts: Sequence[str], rows: sa.Table) -> None:
        """Begin at any of the acts; ``rows`` are those that each entry must have made."""
        turn = anywhere(len(acts))
        self._acts = [*acts[turn:], *acts[:turn]]
        self._rows = rows
        self._round = Round((audit_entry.c.subject, audit_entry.c.seq))
        self.is_done = False

    def piece(self, connection: sa.Connection) -> list[str]:
        """Return the subjects of the next piece that have no row."""
        found = self._round.piece(connection, self._query(), most=_PIECE)
        if self._round.is_done:
            del self._acts[0]
            self._round = Round((audit_entry.c.subject, audit_entry.c.seq))
            self.is_done = not self._acts
        return [entry.subject for entry in found if entry.there is None]

    def _query(self) -> sa.Select[Any]:
        entry = audit_entry.c
        query = sa.select(entry.seq, entry.subject, self._rows.c.id.label("there"))
        made = audit_entry.outerjoin(self._rows, self._rows.c.id == entry.subject)
        return query.select_from(made).where(entry.act == self._acts[0])


def _first_bound(connection: sa.Connection, acts: Sequence[str]) -> int:
    """Return the number of the first entry of some acts with a binding; 0 without any.

    It is looked for along the numbers, so that a vault of today gives it at once.
    """
    entry = audit_entry.c
    there = sa.select(entry.seq).where(entry.act.in_(acts), entry.binding != "")
    if connection.scalar(there.limit(1)) is None:  # by the index of acts: none are soon found
        return 0
    act = entry.act.concat("")  # so that the index of acts is not taken, and nothing is sorted
    query = sa.select(entry.seq).where(act.in_(acts), entry.binding != "")
    return int(connection.scalar(query.order_by(entry.seq).limit(1)) or 0)


class _Rows:
    """The rows of one table, each with its entries; and entries that have no row, in turn."""

    acts: ClassVar[tuple[str, ...]]
    missing: ClassVar[str] = ""
    """What it is called where an entry has no row; empty where it needs none."""

    def __init__(self, table: sa.Table) -> None:
        """Begin anywhere."""
        self._table = table
        self._entries = _Entries(self.acts, table) if self.missing else None
        self._round = Round((table.c.id,))
        self._is_turn_of_entries = False
        self._bound: int | None = None
        self.problems: list[Problem] = []

    def step(self, connection: sa.Connection) -> bool:
        """Look at the next piece, of entries or of rows; return whether there may be more."""
        entries, self._is_turn_of_entries = self._entries, not self._is_turn_of_entries
        are_entries_done = entries is None or entries.is_done
        if self._bound is None:
            self._bound = _first_bound(connection, self.acts)
        if entries is not None and not are_entries_done and self._has_turn():
            for subject in dict.fromkeys(entries.piece(connection)):
                self._add(self.missing, subject)
            are_entries_done = entries.is_done
        else:
            self._look(connection)
        if are_entries_done and self._round.is_done:
            self._finish()
            return False
        return True

    @property
    def _first(self) -> int:
        """Number of the first entry with a binding; 0 without any."""
        return self._bound or 0

    def _has_turn(self) -> bool:
        """Return whether entries are looked at now."""
        return self._is_turn_of_entries or self._round.is_done

    def _look(self, connection: sa.Connection) -> None:
        """Compare the next rows."""
        found = self._round.piece(connection, self._query(), most=_PIECE)
        rows = [{str(name): value for name, value in row._mapping.items()} for row in found]  # noqa: SLF001 - its public name
        own = self._own(connection, [row["id"] for row in rows])
        for row in rows:
            self._compare(row, own.get(row["id"], []))

    def _own(
        self, connection: sa.Connection, subjects: Iterable[str]
    ) -> Mapping[str, list[sa.Row[Any]]]:
        """Return the entries of some rows in their order."""
        entry = audit_entry.c
        query = sa.select(entry.seq, entry.act, entry.subject, entry.binding)
        query = query.where(entry.act.in_(self.acts), entry.subject.in_(list(subjects)))
        entries: Iterable[sa.Row[Any]] = connection.execute(query.order_by(entry.seq))
        found: dict[str, list[sa.Row[Any]]] = {}
        for one in entries:
            found.setdefault(one.subject, []).append(one)
        return found

    def _add(self, what: str, where: str) -> None:
        problem = Problem(what=what, where=where)
        if not self.problems or self.problems[-1] != problem:
            self.problems.append(problem)

    def _query(self) -> sa.Select[Any]:
        return sa.select(self._table)

    def _compare(self, row: dict[str, Any], own: list[sa.Row[Any]]) -> None:
        raise NotImplementedError

    def _finish(self) -> None:
        """Say what only shows once every row was seen."""


class FilingRows(_Rows):
    """The filed images whose rows are not what was signed when they were filed."""

    acts = (Act.FILE_IMAGE.value,)
    missing = "filing_missing"

    def __init__(self) -> None:
        """Begin before the first."""
        super().__init__(image)
        self._old: list[tuple[int, str]] = []
        self._with_digest = 0

    def _query(self) -> sa.Select[Any]:
        derivative = sealed_object.alias()
        query = sa.select(image, derivative.c.sha256_plain)
        both = image.outerjoin(derivative, derivative.c.id == image.c.derivative_id)
        return query.select_from(both)

    def _compare(self, row: dict[str, Any], own: list[sa.Row[Any]]) -> None:
        wanted = filing_binding(row, str(row["sha256_plain"]))
        if [entry.binding for entry in own] != [wanted]:
            self._add("filing", row["id"])
        elif row["details_sha256"]:
            self._with_digest = min(self._with_digest or own[0].seq, own[0].seq)
        else:
            self._old.append((own[0].seq, row["id"]))

    def _finish(self) -> None:
        for seq, image_id in self._old:
            if self._with_digest and seq > self._with_digest:
                self._add("filing", image_id)


class ConsentRows(_Rows):
    """The consents whose rows are not what was signed when they were recorded."""

    acts = (Act.RECORD_CONSENT.value, "consent_declared")
    missing = "consent_missing"

    def __init__(self) -> None:
        """Begin before the first."""
        super().__init__(consent)

    def _compare(self, row: dict[str, Any], own: list[sa.Row[Any]]) -> None:
        first, wanted = self._first, consent_binding(row)
        is_late = first and not wanted and any(entry.seq > first for entry in own)
        if [entry.binding for entry in own] != [wanted] or is_late:
            self._add("consent", row["id"])


class GivingRows(_Rows):
    """The arrivals whose patient and consent are not those of the newest signed giving.

    An entry of the front desk without a binding gave nothing: the vault had the file already.
    """

    acts = (_GIVEN, _TAKEN_BACK, _SET_ASIDE, _ATTACHED, _ADMITTED)

    def __init__(self) -> None:
        """Begin before the first."""
        super().__init__(arrival)

    def _query(self) -> sa.Select[Any]:
        return sa.select(arrival.c.id, arrival.c.patient_id, arrival.c.consent_id)

    def _compare(self, row: dict[str, Any], own: list[sa.Row[Any]]) -> None:
        first = self._first
        newest, attached = None, False
        for entry in own:
            if entry.binding or entry.act in {_GIVEN, _TAKEN_BACK, _SET_ASIDE}:
                newest = entry
            elif entry.act == _ATTACHED:
                attached = attached or not first or entry.seq < first
        given = (row["id"], row["patient_id"], row["consent_id"])
        if not _is_given_so(given, newest, first, attached=attached):
            self._add("giving", row["id"])


def _is_given_so(
    row: tuple[str, str | None, str | None],
    entry: sa.Row[Any] | None,
    first: int,
    *,
    attached: bool,
) -> bool:
    """Return whether an arrival is whose its newest entry says.

    Args:
        row: Identifiers of the arrival, its patient and its consent.
        entry: Its newest entry that gives or takes back; one from before bindings has none.
        first: Number of the first entry with a binding; 0 without any.
        attached: Whether the front desk has an entry about it from before bindings.
    """
    _, patient_id, _ = row
    if entry is None:
        return patient_id is None or attached
    if entry.binding:
        return bool(entry.binding == giving_binding(*row))
    if first and entry.seq > first:
        return False
    return (patient_id is not None) == (entry.act == _GIVEN) or attached
