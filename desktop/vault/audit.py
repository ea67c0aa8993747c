"""The audit trail: each entry hashes the one before and is signed by the person who acted.

An entry's *head* is public to every role that opens the catalogue: number, previous hash, moment,
user, act, subject (one of our identifiers), a *binding* (a digest of the rows that the act made)
and a commitment to the body. The *body* (reasons, details) is sealed to the governance key. So
anybody can verify the chain and compare it with the rows, and only the manager reads it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.records.role import Domain
from desktop.vault.crypto import canonical, check_signature, context, sign
from desktop.vault.keys import Identity, KeyRing
from desktop.vault.schema import audit_entry
from desktop.vault.sealed_columns import AUDIT_BODY

_HASH_LABEL: Final = b"diogel/audit/v1\0"
FIRST_PREVIOUS: Final = b"\0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, before it has a number.

    Attributes:
        act: A code of ``records.role.Act`` or one of ours (``refused``, ``sign_in``, …).
        subject: The identifier that it happened to; empty when it is the vault.
        binding: Digest of the rows made, or empty.
        body: Details for the governance role; may name counts, reasons and identifiers.
    """

    act: str
    subject: str = ""
    binding: str = ""
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the trail as stored."""

    seq: int
    head: bytes
    hash: bytes
    signature: bytes
    body_sealed: bytes

    @property
    def facts(self) -> dict[str, Any]:
        """The head, read."""
        found = json.loads(self.head)
        return dict(found)


def binding_of(*parts: str) -> str:
    """Return the digest that ties an audit entry to the rows it made."""
    return hashlib.sha256(b"diogel/binding/v1\0" + context(*parts)).hexdigest()


def hash_of(head: bytes) -> bytes:
    """Return the hash that the next entry points back to and the user signs."""
    return hashlib.sha256(_HASH_LABEL + head).digest()


def _commitment(salt: bytes, body: bytes) -> str:
    return hashlib.sha256(b"diogel/audit-body/v1\0" + salt + body).hexdigest()


def last(connection: sa.Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest entry; zero and zeros when there is none."""
    row = connection.execute(
        sa.select(audit_entry.c.seq, audit_entry.c.hash).order_by(audit_entry.c.seq.desc()).limit(1)
    ).first()
    return (0, FIRST_PREVIOUS) if row is None else (row.seq, row.hash)


def append(
    connection: sa.Connection,
    event: Event,
    *,
    user: str,
    at: str,
    identity: Identity,
    ring: KeyRing,
) -> int:
    """Add ``event`` to the trail inside the caller's transaction; return its number."""
    previous_seq, previous_hash = last(connection)
    seq = previous_seq + 1
    salt, body = os.urandom(16), canonical(event.body)
    head = canonical(
        {
            "v": 1,
            "seq": seq,
            "previous": previous_hash.hex(),
            "at": at,
            "user": user,
            "act": event.act,
            "subject": event.subject,
            "binding": event.binding,
            "body": _commitment(salt, body),
        }
    )
    digest = hash_of(head)
    connection.execute(
        sa.insert(audit_entry).values(
            seq=seq,
            act=event.act,
            subject=event.subject,
            binding=event.binding,
            head=head,
            hash=digest,
            signature=sign(identity.signing_private, digest),
            body_sealed=ring.seal(Domain.GOVERNANCE, salt + body, place=AUDIT_BODY.place(seq)),
        )
    )
    return seq


def entries(connection: sa.Connection, *, after: int = 0, most: int | None = None) -> list[Entry]:
    """Return the trail in order, from the entry behind ``after``; at most ``most`` of it.

    Raises:
        TamperedError: A row's columns differ from its signed head, or the head is none.
    """
    query = sa.select(audit_entry).where(audit_entry.c.seq > after).order_by(audit_entry.c.seq)
    return [_entry(row) for row in connection.execute(query.limit(most))]


def entries_before(connection: sa.Connection, *, before: int, most: int) -> list[Entry]:
    """Return the newest entries below number ``before``, the newest first.

    Raises:
        TamperedError: As ``entries``.
    """
    query = sa.select(audit_entry).where(audit_entry.c.seq < before)
    rows = connection.execute(query.order_by(audit_entry.c.seq.desc()).limit(most))
    return [_entry(row) for row in rows]


def _entry(row: sa.Row[Any]) -> Entry:
    entry = Entry(
        seq=row.seq,
        head=row.head,
        hash=row.hash,
        signature=row.signature,
        body_sealed=row.body_sealed,
    )
    try:
        facts = entry.facts
        signed = tuple(facts[name] for name in ("seq", "act", "subject", "binding"))
        _ = facts["user"], bytes.fromhex(facts["previous"]), facts["body"], facts["at"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TamperedError("audit_columns") from error
    if signed != (row.seq, row.act, row.subject, row.binding):
        raise TamperedError("audit_columns")
    return entry


def open_body(entry: Entry, ring: KeyRing) -> tuple[bytes, dict[str, Any]]:
    """Return salt and body of one entry.

    Raises:
        KeyMissingError: The ring does not hold the governance key.
        TamperedError: The body is not the one that was committed to.
    """
    return open_sealed(ring, entry.seq, entry.head, entry.body_sealed)


def open_sealed(
    ring: KeyRing, seq: int, head: bytes, sealed: bytes
) -> tuple[bytes, dict[str, Any]]:
    """Return salt and body of the entry of one number, given its head.

    Raises:
        KeyMissingError: The ring does not hold the governance key.
        TamperedError: The body is not the one that was committed to.
        DamagedError: It does not open.
    """
    plain = ring.unseal(Domain.GOVERNANCE, sealed, place=AUDIT_BODY.place(seq))
    salt, body = plain[:16], plain[16:]
    try:
        check_commitment(json.loads(head), salt, body)
        return salt, dict(json.loads(body))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TamperedError("audit_body") from error


def sealed_bodies(
    connection: sa.Connection, *, after: int, most: int
) -> list[tuple[int, bytes, bytes]]:
    """Return number, head and sealed body of the entries behind number ``after``, in order."""
    columns = (audit_entry.c.seq, audit_entry.c.head, audit_entry.c.body_sealed)
    query = sa.select(*columns).where(audit_entry.c.seq > after).order_by(audit_entry.c.seq)
    return [(row.seq, row.head, row.body_sealed) for row in connection.execute(query.limit(most))]


def check_commitment(head: Mapping[str, Any], salt: bytes, body: bytes) -> None:
    """Return only if ``body`` is the one that ``head`` commits to.

    Raises:
        TamperedError: It is not.
    """
    if head["body"] != _commitment(salt, body):
        raise TamperedError("audit_body")


def check_link(entry: Entry, *, seq: int, previous: bytes, key_of: Callable[[str], bytes]) -> None:
    """Return only if ``entry`` is number ``seq``, follows ``previous`` and is rightly signed.

    Raises:
        TamperedError: With what does not hold.
    """
    facts = entry.facts
    if facts["seq"] != seq or facts["previous"] != previous.hex():
        raise TamperedError("audit_order")
    if hash_of(entry.head) != entry.hash:
        raise TamperedError("audit_hash")
    check_signature(key_of(facts["user"]), entry.signature, entry.hash, what="audit_signature")
