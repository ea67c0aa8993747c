"""What the practice has settled about filing, in the table of policies, bound to a signed entry."""

from typing import Any, Final

from desktop.records.flags import Flag, RedactionPolicy
from desktop.vault import policies
from desktop.vault.transaction import Transaction

_POLICY: Final = "redaction"
SUBJECT: Final = policies.subject(_POLICY)
"""What entries about this policy are about."""


def in_force(tx: Transaction) -> RedactionPolicy:
    """Return what the practice has settled about filing.

    Raises:
        TamperedError: ``policy``: it makes no sense.
    """
    return policies.in_force(tx, _POLICY, read=_read) or RedactionPolicy()


def _read(told: dict[str, Any]) -> RedactionPolicy:
    return RedactionPolicy(second_look=frozenset(Flag(one) for one in told["second_look"]))


def settle(tx: Transaction, wanted: RedactionPolicy) -> str:
    """Settle it; return the binding of the entry."""
    flags = [flag.value for flag in Flag if flag in wanted.second_look]
    return policies.settle(tx, _POLICY, {"second_look": flags})
