"""Is everything there and as it was? Database, sealed files, trail, chain of trust, filings.

Needs the catalogue key alone, so that any role can run it; decrypting every object (*scrub*) needs
the clinical keys and is another job.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.errors import TamperedError, VaultError
from desktop.ids import ObjectId
from desktop.records.role import MAY, Act
from desktop.vault import audit, destruction, dialect_sqlite
from desktop.vault.arrivals import arrival_binding
from desktop.vault.checkpoints import Checkpoint
from desktop.vault.destruction_log import DestructionLog
from desktop.vault.header import Header
from desktop.vault.images import filing_binding
from desktop.vault.schema import arrival, audit_entry, image, sealed_object
from desktop.vault.store import Transaction, Vault
from desktop.vault.trust import check_header, signer_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not as it should be: a stable code, and where, in our identifiers."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at and what is wrong."""

    checked: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(vault: Vault, tx: Transaction, progress: Callable[[int, int], None]) -> Report:
    """Check the whole vault inside one transaction of the caller's.

    Args:
        vault: The open vault; its log must have been folded before.
        tx: The transaction to read in.
        progress: Told how many sealed files of how many were read.
    """
    problems = [
        Problem(what="database", where=text[:80])
        for text in dialect_sqlite.integrity_problems(tx.connection)
    ]
    problems += _header_problems(vault)
    trail, found = _trail_problems(vault, tx)
    problems += found
    problems += filing_problems(tx)
    problems += _arrival_problems(tx)
    problems += _destruction_problems(vault, tx)
    files = list(tx.connection.execute(sa.select(sealed_object)))
    for done, row in enumerate(files, start=1):
        problems += _file_problems(vault, row)
        progress(done, len(files))
    return Report(checked=len(files) + trail, problems=tuple(problems))


def _header_problems(vault: Vault) -> list[Problem]:
    try:
        check_header(vault.header)
    except TamperedError as error:
        return [Problem(what="header", where=error.reason)]
    return []


def _trail_problems(vault: Vault, tx: Transaction) -> tuple[int, list[Problem]]:
    try:
        whole = audit.entries(tx.connection)
    except TamperedError as error:
        return 0, [Problem(what="audit", where=error.reason)]
    problems = []
    previous = audit.FIRST_PREVIOUS
    for seq, entry in enumerate(whole, start=1):
        try:
            audit.check_link(
                entry,
                seq=seq,
                previous=previous,
                key_of=lambda user: signer_key(vault.header, user),
            )
            _check_role(vault.header, entry.facts)
        except TamperedError as error:
            problems.append(Problem(what=error.reason, where=str(seq)))
        previous = entry.hash
    return len(whole), problems + list(_head_problems(vault, {e.seq: e.hash for e in whole}))


def _check_role(shape: Header, facts: Mapping[str, Any]) -> None:
    """Return only if the role of the entry's user may do what it says.

    Everybody's entries are rightly signed: a receptionist's *file_image* would be, too.
    """
    signed = shape.by_id(facts["user"])
    acts = {act.value: act for act in Act}
    if signed is None or facts["act"] not in acts:
        return
    if acts[facts["act"]] not in MAY[signed.person.role]:
        raise TamperedError("audit_role")


def _head_problems(vault: Vault, hashes: dict[int, bytes]) -> Iterator[Problem]:
    try:
        heads = vault.heads()
    except TamperedError as error:
        yield Problem(what="checkpoint", where=error.reason)
        return
    for head in heads:
        yield from head_problems(head, hashes)


def head_problems(head: Checkpoint, hashes: Mapping[int, bytes]) -> list[Problem]:
    """Return what a signed head shows of a trail, given as hashes by number."""
    if hashes.get(head.seq) == head.hash:
        return []
    what = "audit_rewritten" if head.seq in hashes else "audit_cut_off"
    return [Problem(what=what, where=str(head.seq))]


def _file_problems(vault: Vault, row: sa.Row[Any]) -> list[Problem]:
    if row.key_sealed is None:
        is_back = vault.objects.path(ObjectId(row.id)).exists()
        return [Problem(what="destroyed_is_back", where=row.id)] if is_back else []
    try:
        digest = vault.objects.cipher_digest(ObjectId(row.id), stored_bytes=row.stored_bytes).hex()
    except VaultError as error:
        if error.reason == "object":
            return [Problem(what="object_altered", where=row.id)]
        return [Problem(what="object_missing", where=row.id)]
    if digest != row.sha256_cipher:
        return [Problem(what="object_altered", where=row.id)]
    return []


def _arrival_problems(tx: Transaction) -> list[Problem]:
    """Return the arrivals whose rows are not what was signed when they came in."""
    rows = tx.connection.execute(
        sa.select(arrival.c.id, arrival.c.object_id, arrival.c.sha256)
        .add_columns(sealed_object.c.sha256_plain, audit_entry.c.binding)
        .join(sealed_object, sealed_object.c.id == arrival.c.object_id)
        .outerjoin(
            audit_entry,
            sa.and_(
                audit_entry.c.act == Act.RECEIVE_IMAGES.value,
                audit_entry.c.subject == arrival.c.id,
            ),
        )
    )
    return [
        Problem(what="arrival", where=row.id)
        for row in rows
        if row.binding != arrival_binding(row.id, row.object_id, row.sha256)
        or row.sha256_plain != row.sha256
    ]


def _destruction_problems(vault: Vault, tx: Transaction) -> list[Problem]:
    """Compare keys that are gone, signed entries that say so, and the signed log outside.

    A key that is gone without an entry was taken away with other tools. A key that is there
    although entry or log say that it was destroyed came from an old catalogue.
    """
    log = DestructionLog(vault.folder, vault.header.vault_id, outside=vault.outside)
    try:
        logged = {one.object for one in log.read(vault.header)}
    except TamperedError as error:
        return [Problem(what="destruction_log", where=error.reason)]
    gone = destruction.without_key(tx)
    entries = list(destruction.entered(tx))
    replayed = {one.object for one in entries if one.is_replay}
    entered = {one.object for one in entries}
    there = set(tx.connection.scalars(sa.select(sealed_object.c.id)))
    found = {
        "destroyed_is_back": ((logged & there) | entered) - gone,
        "destroyed_unsigned": (gone - entered) | (replayed - logged),
        "destroyed_unlogged": (gone & entered) - logged - replayed,
    }
    return [Problem(what=what, where=where) for what, ids in found.items() for where in sorted(ids)]


def filing_problems(tx: Transaction) -> list[Problem]:
    """Return the filed images whose rows are not what was signed when they were filed.

    Somebody with the catalogue key who gives a photograph to another patient is found here.
    """
    derivative = sealed_object.alias()
    rows = tx.connection.execute(
        sa.select(image, derivative.c.sha256_plain, audit_entry.c.binding)
        .join(derivative, derivative.c.id == image.c.derivative_id)
        .outerjoin(
            audit_entry,
            sa.and_(audit_entry.c.act == "file_image", audit_entry.c.subject == image.c.id),
        )
    )
    signed = set()
    problems = []
    for row in rows:
        signed.add(row.id)
        ids = (row.id, row.patient_id, row.original_id, row.derivative_id)
        if row.binding != filing_binding(*ids, row.sha256_plain):
            problems.append(Problem(what="filing", where=row.id))
    said = sa.select(audit_entry.c.subject).where(audit_entry.c.act == "file_image")
    problems += [
        Problem(what="filing_missing", where=str(subject))
        for subject in tx.connection.scalars(said)
        if subject not in signed
    ]
    return problems
