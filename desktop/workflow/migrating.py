"""Bringing a vault to the newest format: what opening it did, told and audited.

A vault is migrated by whoever opens it first with a new program; this says what became of it. The
catalogue of before stays beside the new one for thirty days, encrypted as it was.
"""

from datetime import datetime

from desktop.clock import stamp
from desktop.records.migrated import Migrated
from desktop.records.role import Act
from desktop.vault import destruction, old_catalogue
from desktop.vault.audit import Event
from desktop.vault.schema import NEWEST
from desktop.vault.store import Vault
from desktop.vault.transaction import Transaction
from desktop.workflow.session import Session


def migrate_vault(session: Session) -> Migrated:
    """Return what opening this vault brought up to date; nothing newer is ever opened.

    Raises:
        NotPermittedError: This role may not.
    """
    session.require(Act.MIGRATE_VAULT)
    vault = session.vault
    before = vault.found_revision or NEWEST
    copy = next(iter(reversed(old_catalogue.copies(vault.folder))), None)
    done = Migrated(
        before=before,
        after=NEWEST,
        header_before=vault.found_format,
        header_after=vault.header.format,
        kept="" if copy is None else copy.name,
        kept_until="" if copy is None else stamp(old_catalogue.kept_until(copy)),
    )
    with vault.change() as tx:
        body = {"from": done.before, "to": done.after, "kept": done.kept}
        tx.audit(Event(act=Act.MIGRATE_VAULT.value, body=body))
    return done


def settle_old_catalogues(vault: Vault, tx: Transaction, *, now: datetime) -> None:
    """At each sign-in: remove copies whose days are over.

    Raises:
        DamagedError: The disk refused.
    """
    last = destruction.last_destroyed(tx)
    old_catalogue.sweep(vault.folder, now=now, destroyed_at=last)
