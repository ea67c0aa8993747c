"""Whose key checks what a user signed at a number of the trail, and as what they signed it.

The one place that asks: people are given new keys and other roles in the course of time, and what
they signed before stays signed with what they had then.
"""

from desktop.errors import TamperedError
from desktop.records.role import MAY, Act, Role
from desktop.vault import trust
from desktop.vault.header import Header

_ACTS = {act.value: act for act in Act}


def key_at(header: Header, user: str, seq: int) -> bytes:
    """Return the public key that checks what ``user`` signed as entry ``seq``.

    Raises:
        TamperedError: Nobody of that identifier is known.
    """
    return trust.signer_key_at(header, user, seq)


def role_at(header: Header, user: str, seq: int) -> Role | None:
    """Return the role that ``user`` had at entry ``seq``; None for the root and the recovery."""
    role = trust.role_at(header, user, seq)
    return None if role is Role.RECOVERY else role


def check_role(header: Header, user: str, act: str, seq: int) -> None:
    """Return only if the role of an entry's user may do what it says.

    Everybody's entries are rightly signed: a receptionist's *file_image* would be, too.

    Raises:
        TamperedError: ``audit_role``.
    """
    role = role_at(header, user, seq)
    if role is not None and act in _ACTS and _ACTS[act] not in MAY[role]:
        raise TamperedError("audit_role")
