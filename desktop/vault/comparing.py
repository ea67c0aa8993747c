"""What is compared at every start: the signed heads and the newest entries; and what is found.

Between the passphrase and the first page only what does not grow with the vault is looked at
(``glance``). The whole trail and the rows are compared after that (``comparison.py``), by a command
before its work. Nothing is refused: people go on working, and what does not hold is said at once,
in the window and in the trail. What it cannot see is in ``docs/reliability.md``.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.records.problem import Problem
from desktop.records.role import MAY, Act
from desktop.vault import audit, trail_mark
from desktop.vault.audit import Event
from desktop.vault.checkpoints import Checkpoint, Heads, checked
from desktop.vault.crypto import check_signature
from desktop.vault.header import Header
from desktop.vault.schema import audit_entry
from desktop.vault.signers import key_at, role_at
from desktop.vault.store import Vault
from desktop.vault.trail_mark import Mark
from desktop.vault.transaction import Transaction
from desktop.vault.walk import Walk, links

MOST_AT_ONCE: Final = 2000
"""So many entries behind the mark are compared before anybody is in."""
_NEWEST_BYTES: Final = 128 * 1024
"""Of each file of heads: about 300 of them, which is 15,000 entries."""
_AT_ONCE: Final = 500
"""Numbers in one question to the catalogue."""
_LARGEST: Final = 2**63 - 1
"""A forged head may name any number; the catalogue has none beyond this."""
HEADS_COMPARED: Final = "heads_compared"
TRAIL_ACCEPTED: Final = "trail_accepted"
"""Somebody who answers for it said why the trail may differ from a head: a backup came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison found.

    Attributes:
        heads: How many signed heads were compared.
        checked_to: Every entry up to this number is known to be rightly signed.
        problems: What does not hold.
        after: The first entry that was compared is the one behind this number.
        entries: How many entries were compared.
        newest: Number of the last entry when it began.
        is_whole: Whether all heads, the trail from its first entry and the rows were compared.
    """

    heads: int
    checked_to: int
    problems: tuple[Problem, ...]
    after: int = 0
    entries: int = 0
    newest: int = 0
    is_whole: bool = False

    def event(self) -> Event:
        """Return the entry that says so."""
        kinds = sorted({problem.what for problem in self.problems})
        body = {
            "heads": self.heads,
            "problems": len(self.problems),
            "kinds": kinds,
            "after": self.after,
            "entries": self.entries,
            "whole": self.is_whole,
        }
        return Event(act=HEADS_COMPARED, body=body)


def glance(vault: Vault, tx: Transaction) -> Compared:
    """Compare what is newest, at a cost that does not grow with the vault.

    The heads at the end of each file, from the number on to which the person at work has checked
    the trail; the entry of their mark; and behind it at most ``MOST_AT_ONCE`` entries, with their
    signatures. Where they hold, the mark goes on.
    """
    own = checked_before(vault)
    heads = vault.look_at_heads(newest_bytes=_NEWEST_BYTES)
    near = [head for head in heads.found if own is None or head.seq >= own.seq]
    wanted = {head.seq for head in near} | ({own.seq} if own is not None else set())
    hashes = hashes_at(tx.connection, wanted)
    unfit = tuple(head for head in near if hashes.get(head.seq) != head.hash)
    accepted = accepted_in(vault.header, tx.connection) if unfit else frozenset()
    shown = replace(heads, found=unfit)
    problems = head_problems(vault.header, shown, hashes, accepted)
    newest, _ = audit.last(tx.connection)
    misfit = _misfit(own, hashes, newest=newest)
    walk = Walk(vault.header, most_signatures=MOST_AT_ONCE, after=own)
    if misfit is None:
        walk.take_all(links(tx.connection, after=walk.seq, most=MOST_AT_ONCE))
        if walk.ok:
            move_mark(vault, walk.checked_to, tx.connection)
    return Compared(
        heads=len(near),
        checked_to=walk.checked_to,
        problems=each_once((*problems, *([misfit] if misfit else ()), *walk.problems)),
        after=own.seq if own is not None else 0,
        entries=walk.taken,
        newest=newest,
    )


def _misfit(own: Mark | None, hashes: Mapping[int, bytes], *, newest: int) -> Problem | None:
    """Return what is wrong with the entry of a mark, if anything is."""
    if own is None or hashes.get(own.seq) == own.hash:
        return None
    there = "audit_rewritten" if own.seq in hashes else "audit_order"
    return Problem(what="audit_cut_off" if own.seq > newest else there, where=str(own.seq))


def hashes_at(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, bytes]:
    """Return the hashes of the entries of some numbers, those that there are."""
    found: dict[int, bytes] = {}
    left = (number for number in numbers if 0 < number <= _LARGEST)
    while some := list(islice(left, _AT_ONCE)):
        query = sa.select(audit_entry.c.seq, audit_entry.c.head)
        for row in connection.execute(query.where(audit_entry.c.seq.in_(some))):
            found[row.seq] = audit.hash_of(row.head)
    return found


def move_mark(vault: Vault, checked_to: int, connection: sa.Connection) -> None:
    """Remember how far the trail was checked, if that is further than before."""
    own = checked_before(vault)
    if checked_to and (own is None or own.seq < checked_to):
        query = sa.select(audit_entry.c.hash).where(audit_entry.c.seq == checked_to)
        digest = bytes(connection.execute(query).scalar_one())
        keep_checked(vault, Mark(seq=checked_to, hash=digest))


def checked_before(vault: Vault) -> Mark | None:
    """Return how far the person at work has checked the trail before, on this computer."""
    who, vault_id = vault.who, vault.header.vault_id
    return trail_mark.read(vault.outside, vault_id, user=who.user_id, identity=who.identity)


def keep_checked(vault: Vault, mark: Mark) -> None:
    """Remember for the person at work how far the trail is checked."""
    who, vault_id = vault.who, vault.header.vault_id
    trail_mark.write(vault.outside, vault_id, mark, user=who.user_id, identity=who.identity)


def each_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems without doubles; of those about numbers of the trail the first of a kind."""
    found: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        where = "" if problem.where.isdigit() else problem.where
        found.setdefault((problem.what, where), problem)
    return tuple(found.values())


def head_problems(
    shape: Header,
    heads: Heads,
    hashes: Mapping[int, bytes],
    accepted: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Return what signed heads show of a trail, given as hashes by number.

    The signature of a head that agrees with the trail proves nothing further and is not checked.
    """
    problems = [Problem(what="checkpoint", where="line")] if heads.broken else []
    if heads.is_shared_lost:
        problems.append(Problem(what="heads_unreachable", where="folder"))
    for head in heads.found:
        if hashes.get(head.seq) == head.hash:
            continue
        if accepted_binding(head.seq, head.hash) in accepted:
            continue
        try:
            checked(head, lambda user, seq: key_at(shape, user, seq))
        except TamperedError as error:
            problems.append(Problem(what="checkpoint", where=error.reason))
        else:
            problems.append(head_problem(head, hashes))
    return sorted(problems, key=lambda problem: (problem.what, _number(problem.where)))


def _number(where: str) -> int:
    """Return the number of an entry, the newest first, so that the most that is lost is told."""
    return -int(where) if where.isdigit() else 0


def head_problem(head: Checkpoint, hashes: Mapping[int, bytes]) -> Problem:
    """Return what a rightly signed head that does not fit shows of a trail."""
    what = "audit_rewritten" if head.seq in hashes else "audit_cut_off"
    return Problem(what=what, where=str(head.seq))


def contested(vault: Vault, tx: Transaction) -> tuple[Checkpoint, ...]:
    """Return the rightly signed heads that do not fit the trail and that nobody accepted."""
    accepted = accepted_in(vault.header, tx.connection)
    found = []
    for head in vault.look_at_heads().found:
        query = sa.select(audit_entry.c.head).where(audit_entry.c.seq == head.seq)
        stored = tx.connection.scalar(query)
        fits = stored is not None and audit.hash_of(stored) == head.hash
        if fits or accepted_binding(head.seq, head.hash) in accepted:
            continue
        with suppress(TamperedError):
            found.append(checked(head, lambda user, seq: key_at(vault.header, user, seq)))
    return tuple(sorted(found, key=lambda head: head.seq))


def accepted_binding(seq: int, digest: bytes) -> str:
    """Return the digest of a head that somebody accepted the trail to differ from."""
    return audit.binding_of("accepted head", str(seq), digest.hex())


def accepted_in(shape: Header, connection: sa.Connection) -> frozenset[str]:
    """Return the bindings of the heads that somebody who answers for the trail accepted."""
    found = set()
    query = sa.select(audit_entry).where(audit_entry.c.act == TRAIL_ACCEPTED)
    for row in connection.execute(query):
        facts = json.loads(row.head)
        try:
            key = key_at(shape, facts["user"], row.seq)
            check_signature(key, row.signature, audit.hash_of(row.head), what="audit_signature")
        except TamperedError:
            continue  # the walk says so
        role = role_at(shape, facts["user"], row.seq)
        if role is None or Act.CHECK_TRAIL in MAY[role]:
            found.add(str(facts["binding"]))
    return frozenset(found)
