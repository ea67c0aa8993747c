"""The keys of sealed files, each sealed to one domain; moving a key is re-sealing it.

The seal binds object, domain, key epoch and vault, so that pointing a row at another object, or
pasting a key of another row, opens nothing.
"""

from typing import Any

import sqlalchemy as sa

from desktop.errors import DamagedError, UnknownRecordError
from desktop.ids import ObjectId
from desktop.records.role import Domain
from desktop.vault.crypto import context
from desktop.vault.keys import KeyRing
from desktop.vault.objects import Stored
from desktop.vault.schema import sealed_object
from desktop.vault.transaction import Transaction


def _place(object_id: ObjectId) -> bytes:
    return context("object key", object_id)


def add(tx: Transaction, stored: Stored, domain: Domain) -> None:
    """Name a sealed file in the catalogue, its key sealed to ``domain``."""
    sums = stored.sums
    tx.connection.execute(
        sa.insert(sealed_object).values(
            id=stored.object_id,
            domain=domain.value,
            epoch=tx.ring.publics[domain].epoch,
            key_sealed=tx.ring.seal(domain, stored.key, place=_place(stored.object_id)),
            sha256_plain=sums.sha256_plain.hex(),
            sha256_cipher=sums.sha256_cipher.hex(),
            size_bytes=sums.size_bytes,
            stored_bytes=sums.stored_bytes,
            stored_at=tx.at,
        )
    )


def row_of(tx: Transaction, object_id: ObjectId) -> sa.Row[Any]:
    """Return what the catalogue knows of one sealed file.

    Raises:
        UnknownRecordError: ``no_such_object``.
    """
    query = sa.select(sealed_object).where(sealed_object.c.id == object_id)
    row = tx.connection.execute(query).first()
    if row is None:
        raise UnknownRecordError("no_such_object")
    return row


def key_of(tx: Transaction, object_id: ObjectId) -> bytes:
    """Return the key of one sealed file.

    Raises:
        KeyMissingError: The signed-in person does not hold the domain's key.
        DamagedError: The object was destroyed, or its seal belongs elsewhere.
    """
    row = row_of(tx, object_id)
    if row.key_sealed is None:
        raise DamagedError("destroyed")
    return tx.ring.unseal(Domain(row.domain), row.key_sealed, place=_place(object_id))


def move(tx: Transaction, object_id: ObjectId, *, to: Domain) -> None:
    """Seal one object's key to another domain, so that the former no longer opens it.

    Raises:
        KeyMissingError: The signed-in person cannot open it now.
    """
    key = key_of(tx, object_id)
    tx.connection.execute(
        sa.update(sealed_object)
        .where(sealed_object.c.id == object_id)
        .values(
            domain=to.value,
            epoch=tx.ring.publics[to].epoch,
            key_sealed=tx.ring.seal(to, key, place=_place(object_id)),
        )
    )


def reseal(tx: Transaction, object_id: ObjectId, domain: Domain, new: KeyRing) -> None:
    """Seal one object's key to the key of its domain that is in force in ``new``.

    Raises:
        KeyMissingError: The signed-in person cannot open it now.
        DamagedError: Its seal belongs elsewhere.
    """
    key = key_of(tx, object_id)
    tx.connection.execute(
        sa.update(sealed_object)
        .where(sealed_object.c.id == object_id)
        .values(
            epoch=new.publics[domain].epoch,
            key_sealed=new.seal(domain, key, place=_place(object_id)),
        )
    )
