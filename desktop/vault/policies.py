"""What the practice has settled, one row a policy, each bound to its newest signed entry.

What a policy says is its own module's: devices (:mod:`desktop.vault.devices`), filing
(:mod:`desktop.vault.redaction_policy`). Here is how it is kept.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from desktop.errors import RecordInvalidError, TamperedError
from desktop.vault.audit import binding_of
from desktop.vault.crypto import canonical
from desktop.vault.schema import policy
from desktop.vault.transaction import Transaction

T = TypeVar("T")


def binding(row: Mapping[str, Any]) -> str:
    """Return the digest that ties the newest signed entry about a policy to its row."""
    return binding_of("policy", *(str(row[name]) for name in ("name", "value", "set_at", "set_by")))


def subject(name: str) -> str:
    """Return what an entry about a policy names as its subject."""
    return f"policy-{name}"


def in_force(tx: Transaction, name: str, *, read: Callable[[dict[str, Any]], T]) -> T | None:
    """Return what is settled, or None where nothing was.

    Args:
        tx: The open transaction.
        name: Which policy.
        read: Makes it of plain data; ValueError, TypeError and KeyError say that it makes no sense.

    Raises:
        TamperedError: ``policy``: it makes no sense.
    """
    stored = tx.connection.scalar(sa.select(policy.c.value).where(policy.c.name == name))
    if stored is None:
        return None
    try:
        return read(json.loads(stored))
    except (ValueError, TypeError, KeyError, RecordInvalidError) as error:
        raise TamperedError("policy") from error


def settle(tx: Transaction, name: str, value: Mapping[str, Any]) -> str:
    """Settle a policy in the place of what was settled before; return its entry's binding."""
    row = {
        "name": name,
        "value": canonical(dict(value)).decode(),
        "set_at": tx.at,
        "set_by": tx.user,
    }
    tx.connection.execute(sa.delete(policy).where(policy.c.name == name))
    tx.connection.execute(sa.insert(policy).values(row))
    return binding(row)
