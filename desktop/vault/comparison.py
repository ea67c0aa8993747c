"""The whole comparison of heads, trail and rows, in pieces between which others have their turn.

Each piece is looked at in one transaction. The number of the last entry is fixed at the first piece
of the trail: what is written later is for the next start. Entries are never changed by the program,
and rows are read together with the entries that made them (``row_pieces.py``), so that what others
do between two pieces is no difference.
"""

from collections import deque
from collections.abc import Iterator
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
from desktop.vault.row_pieces import (
    ConsentRows,
    FilingRows,
    GivingRows,
    InOnePiece,
    InPieces,
)
from desktop.vault.rows import device_problems
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.vault.walk import Walk, links

MOST_SIGNATURES: Final = 5000
"""So many signatures are checked at one start; the mark goes on from there."""
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
            InOnePiece(device_problems),
        )
        self._told = 0
        self._parts: tuple[InPieces, ...] = (self._heads, *self._rows, self._trail)
        self._left: deque[InPieces] = deque(self._parts)

    def step(self, tx: Transaction) -> bool:
        """Look at the next piece; return whether there is more to look at."""
        if self._left and not self._left[0].step(tx.connection):
            self._left.popleft()
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
        walk = self._trail.walk
        if walk.ok:
            move_mark(self._vault, walk, tx.connection)
        return Compared(
            heads=self._heads.count,
            checked_to=walk.checked_to,
            problems=self._problems(tx),
            entries=walk.taken,
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
    """The trail from its first entry to the one that was the last when it was begun."""

    def __init__(self, vault: Vault) -> None:
        mark = checked_before(vault)
        self.walk = Walk(vault.header, mark=mark, most_signatures=MOST_SIGNATURES)
        self.problems = self.walk.problems
        self._done = 0
        self._last: int | None = None

    def step(self, connection: sa.Connection) -> bool:
        """Take the next entries."""
        if self._last is None:
            self._last = audit.last(connection)[0]
        found = links(connection, after=self._done, most=_ENTRIES)
        rows = [row for row in found if row.seq <= self._last]
        self.walk.take_all(rows)
        if len(rows) < _ENTRIES:
            self.walk.finish()
            return False
        self._done = rows[-1].seq
        return True


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
    """Return the lines of some files, each once, and whether it is the last and has no end."""
    seen: set[bytes] = set()
    for content in contents:
        *whole, torn = content.split(b"\n")
        for line in whole:
            if line and line not in seen:
                seen.add(line)
                yield line, False
        if torn and torn not in seen:
            yield torn, True
