"""The ledger of cards, and what became of source files, compared with the signed entries.

Whoever holds the catalogue key can write that a card is empty although photographs lie on it, or
that a file was removed which was not. Each such claim is bound to an entry about it; a claim that
nobody signed is found here. Entries of before this was so bind nothing: what they are about counts
as theirs, and no entry that comes after the first that binds counts as one of those.
"""

from collections import Counter
from typing import Any, Final

import sqlalchemy as sa

from desktop.records.problem import Problem
from desktop.records.removal import CONFIRMED, NOT_ASKED, PENDING
from desktop.records.role import Act
from desktop.vault.cards import card_binding, run_binding
from desktop.vault.origins import removal_binding
from desktop.vault.schema import arrival, audit_entry, card, card_run
from desktop.vault.spool_journal import ENTERED

REMOVAL: Final = "remove_source"
"""Act of the entry about what became of one source file."""
CLEARED: Final = "cleared_confirmed"
"""Act of the entries by which a person says that they saw to what could not be removed."""
BEGUN: Final = "card_begun"
ENDED: Final = "card_ended"
_OF_CARD: Final = (BEGUN, Act.LIST_SOURCES.value, Act.ATTEST_BACKUP.value, CLEARED)


class _Said:
    """The entries of some acts.

    Attributes:
        every: Each, in order.
        first: Number of the first of them with a binding; of one that is yet to come without any.
    """

    def __init__(self, connection: sa.Connection, *acts: str) -> None:
        columns = (audit_entry.c.seq, audit_entry.c.act, audit_entry.c.subject)
        query = sa.select(*columns, audit_entry.c.binding).where(audit_entry.c.act.in_(acts))
        self.every: list[Any] = list(connection.execute(query.order_by(audit_entry.c.seq)))
        bound = (one.seq for one in self.every if one.binding)
        self.first: float = next(bound, float("inf"))

    def newest(self) -> dict[str, Any]:
        """Return of each subject its newest entry that binds, or the newest from before those."""
        return {one.subject: one for one in self.every if one.binding or self.is_old(one)}

    def is_old(self, entry: Any) -> bool:
        """Return whether an entry is from before there were bindings."""
        return not entry.binding and bool(entry.seq < self.first)


def ledger_problems(connection: sa.Connection) -> list[Problem]:
    """Return the cards, runs and removals that are not what was signed."""
    return [
        *_card_problems(connection),
        *_run_problems(connection),
        *removal_problems(connection),
    ]


def _rows(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    rows = connection.execute(sa.select(table).order_by(table.c.id)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def _card_problems(connection: sa.Connection) -> list[Problem]:
    newest = _Said(connection, *_OF_CARD).newest()
    cards = {row["id"]: row for row in _rows(connection, card)}
    wrong = [one for one, row in cards.items() if not _is_said(newest.get(one), card_binding(row))]
    begun = sa.select(audit_entry.c.subject).where(audit_entry.c.act == BEGUN)
    gone = set(connection.scalars(begun.distinct())) - cards.keys()
    return [Problem(what="card", where=one) for one in sorted({*wrong, *gone})]


def _is_said(entry: Any, binding: str) -> bool:
    return entry is not None and entry.binding in ("", binding)


def _run_problems(connection: sa.Connection) -> list[Problem]:
    """Return the cards whose ended runs are not those that were signed, each as often as it was."""
    said = _Said(connection, ENDED)
    bound = Counter((one.subject, one.binding) for one in said.every if one.binding)
    old = Counter(one.subject for one in said.every if said.is_old(one))
    wrong = set()
    for row in _rows(connection, card_run):
        mine = (row["card_id"], run_binding(row))
        if row["ended_at"] is None and row["body"] == "{}":
            continue
        if bound[mine]:
            bound[mine] -= 1
        elif old[row["card_id"]]:
            old[row["card_id"]] -= 1
        else:
            wrong.add(row["card_id"])
    wrong |= {subject for (subject, _), left in bound.items() if left}
    return [Problem(what="card_run", where=one) for one in sorted(wrong)]


def removal_problems(connection: sa.Connection) -> list[Problem]:
    """Return the arrivals of which the row says that their file is gone, or stuck, and no entry.

    A file of which nothing was said yet is *pending* or stays by policy: which of the two, nobody
    signed.
    """
    said = _Said(connection, REMOVAL, CLEARED, ENTERED)
    newest = {
        subject: one for subject, one in said.newest().items() if one.act in (REMOVAL, CLEARED)
    }
    spooled = {one.binding for one in said.every if one.act == ENTERED and one.binding}
    old = {one.act for one in said.every if said.is_old(one)}
    columns = (arrival.c.id, arrival.c.source_removed)
    return [
        Problem(what="removal", where=row.id)
        for row in connection.execute(sa.select(*columns).order_by(arrival.c.id))
        if not _is_removed_so(row, newest.get(row.id), spooled, old)
    ]


def _is_removed_so(row: Any, newest: Any, spooled: set[str], old: set[str]) -> bool:
    outcome = row.source_removed
    binding = removal_binding(row.id, outcome)
    if (newest is not None and newest.binding == binding) or binding in spooled:
        return True
    if newest is not None and newest.binding:
        return False
    if newest is not None or outcome in (NOT_ASKED, PENDING):
        return True
    return CLEARED in old if outcome == CONFIRMED else ENTERED in old
