"""What the practice has settled about filing, in the table of policies, bound to a signed entry."""

import json
from typing import Final

import sqlalchemy as sa

from desktop.errors import TamperedError
from desktop.records.flags import Flag, RedactionPolicy
from desktop.vault.crypto import canonical
from desktop.vault.devices import policy_binding, policy_subject
from desktop.vault.schema import policy
from desktop.vault.transaction import Transaction

_POLICY: Final = "redaction"
SUBJECT: Final = policy_subject(_POLICY)
"""What entries about this policy are about."""


def in_force(tx: Transaction) -> RedactionPolicy:
    """Return what the practice has settled about filing.

    Raises:
        TamperedError: ``policy``: it makes no sense.
    """
    stored = tx.connection.scalar(sa.select(policy.c.value).where(policy.c.name == _POLICY))
    if stored is None:
        return RedactionPolicy()
    try:
        told = json.loads(stored)
        return RedactionPolicy(second_look=frozenset(Flag(one) for one in told["second_look"]))
    except (ValueError, TypeError, KeyError) as error:
        raise TamperedError("policy") from error


def settle(tx: Transaction, wanted: RedactionPolicy) -> str:
    """Settle it; return the binding of the entry."""
    flags = [flag.value for flag in Flag if flag in wanted.second_look]
    value = canonical({"second_look": flags}).decode()
    row = {"name": _POLICY, "value": value, "set_at": tx.at, "set_by": tx.user}
    tx.connection.execute(sa.delete(policy).where(policy.c.name == _POLICY))
    tx.connection.execute(sa.insert(policy).values(row))
    return policy_binding(row)
