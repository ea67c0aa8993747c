"""Is everything there and as it was? Database, sealed files, trail, chain of trust, spool.

Needs the catalogue key alone, so that any role can run it; decrypting every object (*scrub*) needs
the clinical keys and is another job.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from desktop.errors import TamperedError, VaultError
from desktop.ids import ObjectId
from desktop.records.problem import Problem, Report
from desktop.vault import destruction, dialect_sqlite
from desktop.vault.comparing import accepted_in, head_problems
from desktop.vault.destruction_log import DestructionLog, in_force
from desktop.vault.ledger_rows import ledger_problems
from desktop.vault.rows import arrival_problems, patient_problems, row_problems, state_problems
from desktop.vault.schema import sealed_object
from desktop.vault.search_check import search_problems
from desktop.vault.spool_check import spool_problems
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.vault.trust import check_header
from desktop.vault.walk import Walk, links


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
    problems += row_problems(tx.connection)
    problems += arrival_problems(tx.connection)
    problems += patient_problems(tx.connection)
    problems += search_problems(tx.connection)
    problems += state_problems(tx.connection)
    problems += ledger_problems(tx.connection)
    problems += _destruction_problems(vault, tx)
    problems += spool_problems(vault, tx)
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
    heads = vault.look_at_heads()
    walk = Walk(vault.header, wanted=frozenset(head.seq for head in heads.found))
    walk.take_all(links(tx.connection))
    problems = [*walk.problems, *_forged_heads(vault)]
    accepted = accepted_in(vault.header, tx.connection)
    return walk.seq, problems + head_problems(vault.header, heads, walk.hashes, accepted)


def _forged_heads(vault: Vault) -> list[Problem]:
    """Return the first head of which the signature does not hold, though it fit the trail."""
    try:
        vault.heads()
    except TamperedError as error:
        return [Problem(what="checkpoint", where=error.reason)]
    return []


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


def _destruction_problems(vault: Vault, tx: Transaction) -> list[Problem]:
    """Compare keys that are gone, signed entries that say so, and the signed log outside.

    A key that is gone without an entry was taken away with other tools. A key that is there
    although entry or log say that it was destroyed came from an old catalogue.
    """
    log = DestructionLog(vault.folder, vault.header.vault_id, outside=vault.outside)
    try:
        lines = log.read(vault.header)
    except TamperedError as error:
        return [Problem(what="destruction_log", where=error.reason)]
    gone = destruction.without_key(tx)
    entries = list(destruction.entered(tx))
    replayed = {one.object for one in entries if one.is_replay}
    entered = {one.object for one in entries}
    there = set(tx.connection.scalars(sa.select(sealed_object.c.id)))
    logged = in_force(tx, lines)
    keyed_and_gone = sa.select(sealed_object.c.id).where(
        sealed_object.c.key_sealed.is_not(None), sealed_object.c.destroyed_at.is_not(None)
    )
    found = {
        "destroyed_is_back": (((logged & there) | entered) - gone)
        | set(tx.connection.scalars(keyed_and_gone)),
        "destroyed_unsigned": (gone - entered) | (replayed - logged),
        "destroyed_unlogged": (gone & entered) - logged - replayed,
    }
    return [Problem(what=what, where=where) for what, ids in found.items() for where in sorted(ids)]
