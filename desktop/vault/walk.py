"""The trail gone through in order: numbers, links, columns, and as many signatures as wanted.

Hashing a whole trail again is quick (0.6 s for 100,000 entries), checking every signature is not
(12 s). So whoever has checked a trail up to a number keeps a *mark* of it (``trail_mark.py``), and
from then on its hash proves everything before it; only what came later is checked by signature.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.records.problem import Problem
from desktop.records.role import Act
from desktop.vault import audit
from desktop.vault.crypto import check_signature
from desktop.vault.header import Header
from desktop.vault.schema import audit_entry
from desktop.vault.signers import check_role, key_at
from desktop.vault.trail_mark import Mark

_MOST_OF_A_KIND: Final = 100
"""A trail that was written anew is wrong at every entry; so many are told."""
_ALWAYS: Final = (Act.FILE_IMAGE.value, Act.REVISE_IMAGE.value)
"""Acts whose signatures are checked at every start, however many there are."""
_LINKS: Final = sa.select(
    audit_entry.c.seq,
    audit_entry.c.act,
    audit_entry.c.subject,
    audit_entry.c.binding,
    audit_entry.c.head,
    audit_entry.c.hash,
    audit_entry.c.signature,
).order_by(audit_entry.c.seq)


def links(
    connection: sa.Connection, *, after: int = 0, most: int | None = None
) -> Iterable[sa.Row[Any]]:
    """Return the rows of the trail behind number ``after`` in order, without their bodies."""
    return connection.execute(_LINKS.where(audit_entry.c.seq > after).limit(most))


class Walk:
    """One way through a trail in order; ``take`` its rows in order.

    Attributes:
        seq: Number of the newest entry that was taken.
        hash: Its hash.
        checked_to: Every entry up to here is known to be rightly signed.
        taken: How many entries were taken.
        signatures: How many signatures were checked.
        problems: What does not hold, at most a hundred of a kind.
        hashes: Hashes of the entries whose numbers were wanted.
    """

    def __init__(
        self,
        header: Header,
        *,
        wanted: frozenset[int] = frozenset(),
        mark: Mark | None = None,
        most_signatures: int | None = None,
        after: Mark | None = None,
    ) -> None:
        """Begin before the first entry, or behind one.

        Args:
            header: Says who signs with what.
            wanted: Numbers whose hashes are to be kept.
            mark: Up to where the person at work has checked this trail before.
            most_signatures: After so many signatures only those of filings are checked; without it
                every one is.
            after: Begin behind this entry, which whoever calls has compared; by default before
                the first.
        """
        self._header = header
        self._wanted = wanted
        self._mark = mark
        self._left = most_signatures
        self._counts: Counter[str] = Counter()
        self.seq = after.seq if after is not None else 0
        self.hash = after.hash if after is not None else audit.FIRST_PREVIOUS
        self.checked_to = self.seq
        self.taken = 0
        self.signatures = 0
        self.problems: list[Problem] = []
        self.hashes: dict[int, bytes] = {}

    @property
    def ok(self) -> bool:
        """Whether everything that was looked at holds."""
        return not self._counts

    def take_all(self, rows: Iterable[sa.Row[Any]]) -> None:
        """Take rows in order."""
        for row in rows:
            self.take(row)

    def take(self, row: sa.Row[Any]) -> None:
        """Take the next row."""
        expected, previous = self.seq + 1, self.hash
        digest = audit.hash_of(row.head)
        self.taken += 1
        self.seq, self.hash = row.seq, digest
        try:
            self._check(row, digest, expected=expected, previous=previous)
        except TamperedError as error:
            self._add(error.reason, row.seq)
        if row.seq in self._wanted:
            self.hashes[row.seq] = digest

    def finish(self) -> None:
        """Say that there is no further entry."""
        if self._mark is not None and self._mark.seq > self.seq:
            self._add("audit_cut_off", self._mark.seq)

    def _check(self, row: sa.Row[Any], digest: bytes, *, expected: int, previous: bytes) -> None:
        facts = _facts(row)
        if row.seq != expected or facts["previous"] != previous.hex():
            raise TamperedError("audit_order")
        if digest != row.hash:
            raise TamperedError("audit_hash")
        if self._mark is not None and row.seq <= self._mark.seq:
            if row.seq == self._mark.seq and digest != self._mark.hash:
                raise TamperedError("audit_rewritten")
            self.checked_to = row.seq
        elif self._is_to_be_checked(row):
            self.signatures += 1
            key = key_at(self._header, facts["user"], row.seq)
            check_signature(key, row.signature, digest, what="audit_signature")
            check_role(self._header, facts["user"], row.act, row.seq)
            if self.checked_to == row.seq - 1:
                self.checked_to = row.seq

    def _is_to_be_checked(self, row: sa.Row[Any]) -> bool:
        within = self._left is None or self.signatures < self._left
        return within or row.act in _ALWAYS

    def _add(self, what: str, seq: int) -> None:
        self._counts[what] += 1
        if self._counts[what] <= _MOST_OF_A_KIND:
            self.problems.append(Problem(what=what, where=str(seq)))


def _facts(row: sa.Row[Any]) -> dict[str, Any]:
    """Return the head of a row, which its columns repeat.

    Raises:
        TamperedError: ``audit``: they do not, or the head is none.
    """
    try:
        facts = json.loads(row.head)
        signed = tuple(facts[name] for name in ("seq", "act", "subject", "binding"))
        _ = bytes.fromhex(facts["previous"]), facts["body"], facts["at"]
        is_whole = isinstance(facts["user"], str)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TamperedError("audit") from error
    if not is_whole or signed != (row.seq, row.act, row.subject, row.binding):
        raise TamperedError("audit")
    return dict(facts)
