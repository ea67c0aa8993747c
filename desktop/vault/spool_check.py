"""Is what waits in the spool as it was sealed? As far as no key tells, and as far as one does."""

from collections.abc import Iterator

from desktop.errors import DamagedError
from desktop.ids import SpoolId
from desktop.records.problem import Problem
from desktop.records.role import Domain
from desktop.vault import spool_journal
from desktop.vault.keys import KeyRing
from desktop.vault.spool import Spool
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction


def spool_problems(vault: Vault, tx: Transaction) -> list[Problem]:
    """Return what is wrong with the spool, for any role.

    ``spool_altered``: a file of it is none of ours or not sealed to a key of this vault that is in
    force; with the inbox key also one that does not open whole. ``spool_missing``: one was noted
    and somebody took it away. ``spool_foreign``: something else lies there.

    Args:
        vault: Open.
        tx: The transaction to read in.
    """
    spool = Spool(vault.folder, vault.header.vault_id)
    lying = spool.lying()
    there = [one.spool_id for one in lying.waits]
    missing = spool_journal.missing(tx, tuple(spool_journal.noted(vault.folder)), there)
    found = [Problem(what="spool_missing", where=one) for one in missing]
    found += [
        Problem(what="spool_altered", where=one) for one in _altered(spool, there, vault.ring)
    ]
    if lying.foreign:  # a name that somebody else gave may say anything
        found.append(Problem(what="spool_foreign", where=str(len(lying.foreign))))
    return found


def _altered(spool: Spool, there: list[SpoolId], ring: KeyRing) -> Iterator[SpoolId]:
    epoch = ring.publics[Domain.INBOX].epoch
    for one in there:
        try:
            if spool.epoch_of(one) != epoch:
                yield one
            elif ring.holds(Domain.INBOX):
                with spool.open(one, ring) as (_facts, pieces):
                    for _piece in pieces:
                        pass
        except DamagedError:
            yield one
