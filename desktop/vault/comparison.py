"""The whole comparison of heads, trail and rows, in pieces between which others have their turn.

Each piece is looked at in one transaction. The number of the last entry is fixed at the first piece
of the trail: what is written later is for the next start. Entries are never changed by the program,
and rows are read together with the entries that made them (``row_pieces.py``), so that what others
do between two pieces is no difference.

The parts take turns, and each begins anywhere (``rounds.py``): a session that is locked before the
end has looked at a share of everything, and the next one at another.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.records.problem import Problem
from desktop.vault import audit
from desktop.vault.checkpoints import Checkpoint, HeadLines, Heads, head_of
from desktop.vault.comparing import (
    Compared,
    accepted_binding,
    accepted_in,
    checked_before,
    each_once,
    hashes_at,
    head_problems,
    move_mark,
)
from desktop.vault.rounds import anywhere
from desktop.vault.row_pieces import (
    ConsentRows,
    FilingRows,
    GivingRows,
    InOnePiece,
    InPieces,
)
from desktop.vault.rows import device_problems, look_problems, revision_problems
from desktop.vault.schema import audit_entry
from desktop.vault.store import Vault
from desktop.vault.trail_mark import Mark
from desktop.vault.transaction import Transaction
from desktop.vault.walk import Walk, links

MOST_SIGNATURES: Final = 5000
"""So many signatures are checked in each leg at one start; the mark goes on from there."""
_ENTRIES: Final = 100
"""Entries of one piece; with their signatures they take about 15 ms."""
_LINES: Final = 100
"""Heads of one piece."""


def compare(vault: Vault, tx: Transaction) -> Compared:
    """Compare heads, trail and rows in one transaction; remember how far the trail was checked."""
    comparison = Comparison(vault, vault.head_lines())
    while comparison.step(tx):
        pass
    return comparison.finished(tx)


class Comparison:
    """One whole comparison: ``step`` until nothing is left, then ``finished``."""

    def __init__(self, vault: Vault, lines: HeadLines, *, newest: int | None = None) -> None:
        """Begin.

        Args:
            vault: What is compared.
            lines: What its files of heads hold now.
            newest: Number of the last entry when the vault was opened; a head beyond it that does
                not fit was cut off, though the trail may have grown over its number since.
        """
        self._vault = vault
        self._own = checked_before(vault)
        self._heads = _Heads(vault, lines, newest)
        self._trail = _Trail(vault)
        self._rows: tuple[InPieces, ...] = (
            *(FilingRows(), ConsentRows(), GivingRows()),
            InOnePiece(revision_problems),
            InOnePiece(look_problems),
            InOnePiece(device_problems),
        )
        self._told = 0
        self._parts: tuple[InPieces, ...] = (self._heads, *self._rows, self._trail)
        self._left: deque[InPieces] = deque(self._parts)

    def step(self, tx: Transaction) -> bool:
        """Look at the next piece; return whether there is more to look at."""
        if self._left:
            part = self._left.popleft()
            if part.step(tx.connection):
                self._left.append(part)
        return bool(self._left)

    def news(self, tx: Transaction) -> tuple[Problem, ...] | None:
        """Return what does not hold so far; None where that is no more than at the last time."""
        count = sum(len(part.problems) for part in self._parts)
        if count == self._told:
            return None
        self._told = count
        return self._problems(tx)

    def finished(self, tx: Transaction) -> Compared:
        """Return what was found, and remember how far the trail was checked."""
        trail = self._trail
        if trail.ok:
            move_mark(self._vault, trail.checked_to, tx.connection)
        return Compared(
            heads=self._heads.count,
            checked_to=trail.checked_to,
            problems=self._problems(tx),
            entries=trail.taken,
            is_whole=True,
        )

    def _problems(self, tx: Transaction) -> tuple[Problem, ...]:
        problems = [*self._heads.contested(tx.connection), *self._of_trail()]
        for rows in self._rows:
            problems += rows.problems
        return each_once(problems)

    def _of_trail(self) -> list[Problem]:
        """Return the problems of the trail; a mark that was forgotten meanwhile shows none.

        Whoever accepts that the trail is another one now has every mark forgotten.
        """
        if self._own is None or checked_before(self._vault) is not None:
            return self._trail.problems
        where = str(self._own.seq)
        by_mark = {Problem(what=what, where=where) for what in ("audit_cut_off", "audit_rewritten")}
        return [one for one in self._trail.problems if one not in by_mark]


class _Trail:
    """The trail to the entry that was the last when it was begun, from any entry and round again.

    Each leg proves its own entries, and that each follows the one before it; the second one ends at
    the entry that the first one began behind.
    """

    def __init__(self, vault: Vault) -> None:
        self._shape = vault.header
        self._mark = checked_before(vault)
        self._legs: list[Walk] = []
        self._begun: Mark | None = None
        self._last = 0
        self._seam: list[Problem] = []

    @property
    def problems(self) -> list[Problem]:
        """What does not hold, as far as it was looked at."""
        return [one for leg in self._legs for one in leg.problems] + self._seam

    @property
    def ok(self) -> bool:
        """Whether everything that was looked at holds."""
        return all(leg.ok for leg in self._legs) and not self._seam

    @property
    def taken(self) -> int:
        """How many entries were looked at."""
        return sum(leg.taken for leg in self._legs)

    @property
    def checked_to(self) -> int:
        """Every entry up to here is known to be rightly signed, once everything was looked at."""
        first, *second = self._legs
        if self._begun is None or not second:
            return first.checked_to
        is_joined = second[0].checked_to >= self._begun.seq
        return first.checked_to if is_joined else second[0].checked_to

    def step(self, connection: sa.Connection) -> bool:
        """Take the next entries."""
        if not self._legs:
            self._begin(connection)
        leg, is_second = self._legs[-1], len(self._legs) > 1
        end = self._begun.seq if is_second and self._begun is not None else self._last
        found = links(connection, after=leg.seq, most=_ENTRIES)
        rows = [row for row in found if row.seq <= end]
        leg.take_all(rows)
        if len(rows) == _ENTRIES:
            return True
        return self._end_of_leg(leg, is_second=is_second)

    def _begin(self, connection: sa.Connection) -> None:
        self._last = audit.last(connection)[0]
        chosen = anywhere(self._last) if self._last else 0
        if chosen:
            query = sa.select(audit_entry.c.seq, audit_entry.c.head)
            query = query.where(audit_entry.c.seq >= chosen, audit_entry.c.seq < self._last)
            row = connection.execute(query.order_by(audit_entry.c.seq).limit(1)).first()
            if row is not None:
                self._begun = Mark(seq=row.seq, hash=audit.hash_of(row.head))
        self._legs.append(self._leg(self._begun))

    def _leg(self, after: Mark | None) -> Walk:
        return Walk(self._shape, mark=self._mark, most_signatures=MOST_SIGNATURES, after=after)

    def _end_of_leg(self, leg: Walk, *, is_second: bool) -> bool:
        """Begin the second leg; return whether there is one still to be gone."""
        if not is_second:
            leg.finish()
            if self._begun is None:
                return False
            self._legs.append(self._leg(None))
            return True
        if self._begun is not None and (leg.seq, leg.hash) != (self._begun.seq, self._begun.hash):
            self._seam.append(Problem(what="audit_order", where=str(self._begun.seq)))
        return False


class _Heads:
    """Every head of every place.

    The signature of a head that agrees with the trail proves nothing further and is not checked.
    """

    def __init__(self, vault: Vault, lines: HeadLines, newest: int | None) -> None:
        self._newest = newest
        self._shape = vault.header
        self._lines = _each_line(lines.contents)
        self._unfit: list[Checkpoint] = []
        self._found: list[tuple[Problem, str]] = []
        self._is_shared_lost = lines.is_shared_lost
        self._broken = 0
        self.count = 0
        self.problems: list[Problem] = []

    def step(self, connection: sa.Connection) -> bool:
        """Compare the next heads; then look at those that do not fit."""
        lines = list(islice(self._lines, _LINES))
        if lines:
            self._compare(lines, connection)
            return True
        some, self._unfit = self._unfit[:_LINES], self._unfit[_LINES:]
        there = {head.seq for head in some if self._newest is None or head.seq <= self._newest}
        hashes = hashes_at(connection, there)
        for head in some:
            bound = accepted_binding(head.seq, head.hash)
            alone = Heads(found=(head,), broken=0, is_shared_lost=False)
            found = head_problems(self._shape, alone, hashes)
            self._found += [(one, bound) for one in found]
            self.problems += found
        return bool(self._unfit)

    def contested(self, connection: sa.Connection) -> list[Problem]:
        """Return what the heads show that nobody accepted, the newest first."""
        accepted = accepted_in(self._shape, connection) if self._found else frozenset()
        shown = [one for one, bound in self._found if bound not in accepted]
        shown.sort(key=lambda one: (one.what, -int(one.where) if one.where.isdigit() else 0))
        nothing = Heads(found=(), broken=self._broken, is_shared_lost=self._is_shared_lost)
        return [*head_problems(self._shape, nothing, {}), *shown]

    def _compare(self, lines: list[tuple[bytes, bool]], connection: sa.Connection) -> None:
        heads = []
        for line, is_last in lines:
            try:
                heads.append(head_of(line, self._shape.vault_id))
            except TamperedError:
                self._broken += not is_last  # a power cut tore the last one
        self.count += len(heads)
        hashes = hashes_at(connection, {head.seq for head in heads})
        self._unfit += [head for head in heads if hashes.get(head.seq) != head.hash]


def _each_line(contents: tuple[bytes, ...]) -> Iterator[tuple[bytes, bool]]:
    """Return the lines of some files, each once, and whether it is the last and has no end.

    One begins at any file and in each at any line.
    """
    seen: set[bytes] = set()
    for content in _from_anywhere(contents):
        *whole, torn = content.split(b"\n")
        for line in _from_anywhere(whole):
            if line and line not in seen:
                seen.add(line)
                yield line, False
        if torn and torn not in seen:
            yield torn, True


def _from_anywhere(every: Sequence[bytes]) -> Iterator[bytes]:
    turn = anywhere(len(every)) if every else 0
    yield from islice(every, turn, None)
    yield from islice(every, turn)
