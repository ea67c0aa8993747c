"""What is compared at every start: the signed heads and the signed rows, with the catalogue.

It costs what hashing the trail again costs, and the signatures of what came since this person
signed in here last. Nothing is refused: people go on working, and what does not hold is said at
once, in the window and in the trail. What it cannot see is in ``docs/reliability.md``.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
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
from desktop.vault.rows import row_problems
from desktop.vault.schema import audit_entry
from desktop.vault.signers import key_at, role_at
from desktop.vault.store import Vault
from desktop.vault.trail_mark import Mark
from desktop.vault.transaction import Transaction
from desktop.vault.walk import Walk, links

MOST_SIGNATURES: Final = 5000
"""So many signatures are checked at one start, in 0.6 s; the mark goes on from there."""
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
    """

    heads: int
    checked_to: int
    problems: tuple[Problem, ...]

    def event(self) -> Event:
        """Return the entry that says so."""
        kinds = sorted({problem.what for problem in self.problems})
        body = {"heads": self.heads, "problems": len(self.problems), "kinds": kinds}
        return Event(act=HEADS_COMPARED, body=body)


def compare(vault: Vault, tx: Transaction) -> Compared:
    """Compare heads, trail and rows at a start, and remember how far the trail was checked."""
    heads = vault.look_at_heads()
    wanted = frozenset(head.seq for head in heads.found)
    own = checked_before(vault)
    walk = Walk(vault.header, wanted=wanted, mark=own, most_signatures=MOST_SIGNATURES)
    walk.take_all(links(tx.connection))
    walk.finish()
    problems = [
        *head_problems(vault.header, heads, walk.hashes, accepted_in(vault.header, tx.connection)),
        *walk.problems,
        *row_problems(tx.connection),
    ]
    if walk.ok and walk.checked_to and (own is None or own.seq < walk.checked_to):
        keep_checked(vault, _mark_of(walk, tx.connection))
    return Compared(
        heads=len(heads.found), checked_to=walk.checked_to, problems=_each_once(problems)
    )


def checked_before(vault: Vault) -> Mark | None:
    """Return how far the person at work has checked the trail before, on this computer."""
    who, vault_id = vault.who, vault.header.vault_id
    return trail_mark.read(vault.outside, vault_id, user=who.user_id, identity=who.identity)


def keep_checked(vault: Vault, mark: Mark) -> None:
    """Remember for the person at work how far the trail is checked."""
    who, vault_id = vault.who, vault.header.vault_id
    trail_mark.write(vault.outside, vault_id, mark, user=who.user_id, identity=who.identity)


def _mark_of(walk: Walk, connection: sa.Connection) -> Mark:
    if walk.checked_to == walk.seq:
        return Mark(seq=walk.seq, hash=walk.hash)
    query = sa.select(audit_entry.c.hash).where(audit_entry.c.seq == walk.checked_to)
    return Mark(seq=walk.checked_to, hash=bytes(connection.execute(query).scalar_one()))


def _each_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
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
