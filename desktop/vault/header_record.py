"""The header tied to the audit trail, so that an older header put back is seen at the next start.

The tag of the header needs the catalogue key alone, which every role holds. So each change of the
header is also bound to a signed audit entry: whoever removes a person, or brings back a grant that
was taken away, would have to forge the entry of somebody who may admit people.

Order of a change: the new header is written beside the old one, the transaction with its audit
entry commits, and only then the new one takes the place of the old. Killed in between, the next
start finds the entry and finishes.
"""

import hashlib
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import DamagedError, TamperedError, VaultMissingError
from desktop.records.role import MAY, Act
from desktop.vault import audit, header
from desktop.vault.audit import Event
from desktop.vault.files import disk_errors, sync_folder, write_whole
from desktop.vault.header import Header
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.schema import audit_entry
from desktop.vault.trust import check_header, signer_key

FIRST_SEEN: Final = "header_first_seen"
"""Written at the first start of a vault, when the header cannot have changed yet."""
_CHANGES: Final = (Act.ADD_USER.value, Act.GRANT_KEYS.value)
_NEXT: Final = header.FILE_NAME + ".next"


def binding_of_header(shape: Header) -> str:
    """Return the digest that an audit entry binds a header with."""
    return hashlib.sha256(b"diogel/header/v1\0" + shape.without_mac()).hexdigest()


def first_seen(shape: Header) -> Event:
    """Return the entry that binds the header of a new vault."""
    return Event(act=FIRST_SEEN, binding=binding_of_header(shape), body={})


def stage(folder: Path, shape: Header) -> None:
    """Write ``shape`` beside the header in force.

    Raises:
        VaultFullError: No room; nothing has changed.
    """
    write_whole(folder / _NEXT, header.to_bytes(shape))


def publish(folder: Path, shape: Header) -> None:
    """Put ``shape`` in force, and forget the staged one."""
    header.write(folder, shape)
    discard(folder)


def discard(folder: Path) -> None:
    """Forget a staged header, if there is one."""
    with disk_errors():
        if (folder / _NEXT).exists():
            (folder / _NEXT).unlink()
            sync_folder(folder)


def settled(connection: sa.Connection, folder: Path, shape: Header) -> Header | None:
    """Return the header that the trail says is in force; None when the trail says nothing yet.

    Raises:
        TamperedError: ``header_rolled_back``: it is neither the one on disk nor the staged one.
    """
    wanted = _bound(connection, shape)
    if wanted is None:
        return None
    if binding_of_header(shape) == wanted:
        discard(folder)
        return shape
    staged = _staged(folder)
    if staged is None or binding_of_header(staged) != wanted:
        raise TamperedError("header_rolled_back")
    check_header(staged)
    publish(folder, staged)
    return staged


def _staged(folder: Path) -> Header | None:
    try:
        return header.read_one(folder / _NEXT)
    except (VaultMissingError, DamagedError):
        return None


def _bound(connection: sa.Connection, shape: Header) -> str | None:
    first = sa.select(sa.func.min(audit_entry.c.seq)).where(audit_entry.c.act == FIRST_SEEN)
    newest = connection.scalar(
        sa.select(sa.func.max(audit_entry.c.seq)).where(
            # A later entry of that name is nobody's right: it would bless an old header.
            audit_entry.c.act.in_(_CHANGES) | (audit_entry.c.seq == first.scalar_subquery())
        )
    )
    if newest is None:
        return None
    entry = audit.entries(connection, after=newest - 1, most=1)[0]
    facts = entry.facts
    user = str(facts["user"])
    previous = bytes.fromhex(facts["previous"])
    audit.check_link(
        entry, seq=newest, previous=previous, key_of=lambda _user: signer_key(shape, user)
    )
    signed = shape.by_id(user)
    may_change = user == RECOVERY_USER or (
        signed is not None and Act.ADD_USER in MAY[signed.person.role]
    )
    if facts["act"] in _CHANGES and not may_change:
        raise TamperedError("header_rolled_back")
    return str(facts["binding"])
