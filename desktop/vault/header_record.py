"""The header tied to the audit trail, so that an older header put back is seen at the next start.

The tag of the header needs the catalogue key alone, which every role holds. So each change of the
header is also bound to a signed audit entry: whoever removes a person, or brings back a grant that
was taken away, would have to forge the entry of somebody who may admit people.

A slot is bound by an entry of its own, since people change their passphrases themselves: the newest
``slot`` entry about somebody, signed by themselves or by somebody who may admit people, says which
slot is theirs. So a slot with a passphrase of before cannot be put back.

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
from desktop.vault.audit import Entry, Event
from desktop.vault.crypto import canonical
from desktop.vault.files import disk_errors, sync_folder, write_whole
from desktop.vault.header import Header
from desktop.vault.header_parts import SignedPerson
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.schema import audit_entry
from desktop.vault.transaction import Transaction
from desktop.vault.trust import certificates, check_header, role_at, signer_key_at

FIRST_SEEN: Final = "header_first_seen"
"""Written at the first start of a vault, when the header cannot have changed yet."""
UPGRADED: Final = "header_upgraded"
"""Written when a header of an earlier format became one of today's."""
REKEYED: Final = "catalogue_rekeyed"
"""Written when nobody needs the catalogue's former key any more."""
SLOT: Final = "slot"
"""Binds one person's key slot."""
CHANGES: Final = frozenset(
    {Act.ADD_USER.value, Act.GRANT_KEYS.value, Act.DISABLE_USER.value, Act.SET_ROLE.value}
    | {Act.RENEW_USER.value, Act.ROTATE_KEYS.value, UPGRADED, REKEYED, "renew_recovery"}
)
"""The entries that bind a header; each is the right of whoever may admit people."""
ENDS: Final = frozenset({Act.DISABLE_USER.value, Act.SET_ROLE.value, Act.RENEW_USER.value})
"""The entries at which somebody's certificate ended."""
_NEXT: Final = header.FILE_NAME + ".next"


def binding_of_header(shape: Header) -> str:
    """Return the digest that an audit entry binds a header with."""
    if shape.format == 1:
        return hashlib.sha256(b"diogel/header/v1\0" + shape.without_mac()).hexdigest()
    return hashlib.sha256(b"diogel/header/v2\0" + shape.without_slots()).hexdigest()


def binding_of_slot(signed: SignedPerson) -> str:
    """Return the digest that an audit entry binds somebody's key slot with."""
    facts = {"user_id": signed.person.user_id, "slot": signed.slot.to_json()}
    return hashlib.sha256(b"diogel/slot/v1\0" + canonical(facts)).hexdigest()


def slot_event(shape: Header, user_id: str) -> Event:
    """Return the entry that binds the slot that somebody has in ``shape``.

    Raises:
        TamperedError: Nobody of that identifier is in force.
    """
    signed = shape.by_id(user_id)
    if signed is None:
        raise TamperedError("unknown_signer")
    return Event(act=SLOT, subject=user_id, binding=binding_of_slot(signed), body={})


def first_seen(shape: Header) -> Event:
    """Return the entry that binds the header of a new vault."""
    return Event(act=FIRST_SEEN, binding=binding_of_header(shape), body={})


def check_right(shape: Header, user_id: str) -> None:
    """Return only if a change to ``shape`` by ``user_id`` would be believed at the next start.

    Raises:
        TamperedError: The chain of trust does not hold, or they may not change it.
    """
    check_header(shape)
    if user_id == RECOVERY_USER:
        return
    known = certificates(shape, user_id)
    if not any(Act.ADD_USER in MAY[signed.person.role] for signed in known):
        raise TamperedError("header")


def record_people(tx: Transaction, shape: Header) -> None:
    """Enter whoever is in the header and not in the trail.

    The founder at the first start; and somebody whose admission was cut off between the header
    and the commit.
    """
    acts = (Act.ADD_USER.value, "user_found")
    query = sa.select(audit_entry.c.subject).where(audit_entry.c.act.in_(acts))
    known = set(tx.connection.scalars(query))
    for signed in shape.people:
        person = signed.person
        if person.user_id not in known:
            body = {"name": person.name, "role": person.role.value, "by": signed.admitted_by}
            tx.audit(Event(act="user_found", subject=person.user_id, body=body))


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
        TamperedError: ``header_rolled_back`` or ``slot_rolled_back``: it is neither the one on disk
            nor the staged one.
    """
    if not _changes(connection):
        return None
    is_bound = _is_in_force(connection, shape)
    if is_bound and not _has_unbound_slot(connection, shape):
        discard(folder)
        return shape
    staged = _staged(folder)
    if staged is None or not _is_in_force(connection, staged):
        raise TamperedError("slot_rolled_back" if is_bound else "header_rolled_back")
    check_header(staged)
    if _has_unbound_slot(connection, staged):
        raise TamperedError("slot_rolled_back")
    publish(folder, staged)
    return staged


def _is_in_force(connection: sa.Connection, shape: Header) -> bool:
    """Whether the newest change of the trail binds ``shape``, and whoever ended has ended in it.

    The entries are judged by the certificates of ``shape`` itself. So somebody could pretend that
    their certificate never ended, and bless that with it: each end in the trail, whoever signed it,
    must stand in the header, and the other way round.
    """
    ends = {(ended.signed.person.user_id, ended.last_seq) for ended in shape.former}
    if ends != _ends(connection):
        return False
    entries = (_entry(connection, seq) for seq in _changes(connection))
    newest = next((one for one in entries if not _is_nobodys_right(one, shape)), None)
    return newest is not None and _is_bound(newest, shape)


def _ends(connection: sa.Connection) -> set[tuple[str, int]]:
    query = sa.select(audit_entry.c.subject, audit_entry.c.seq)
    found = connection.execute(query.where(audit_entry.c.act.in_(ENDS))).all()
    return {(row.subject, row.seq) for row in found}


def _is_nobodys_right(entry: Entry, shape: Header) -> bool:
    """Whether a member of staff rightly signed what they may not do: it binds and ends nothing.

    Otherwise any receptionist could lock a practice out with one entry.
    """
    facts = entry.facts
    if facts["act"] == FIRST_SEEN or (facts["act"] == SLOT and facts["user"] == facts["subject"]):
        return False
    return _is_signed(entry, shape) and not _may_admit(entry, shape)


def _staged(folder: Path) -> Header | None:
    try:
        return header.read_one(folder / _NEXT)
    except (VaultMissingError, DamagedError):
        return None


def _changes(connection: sa.Connection) -> list[int]:
    """Return the numbers of the entries that bind a header, the newest first."""
    first = sa.select(sa.func.min(audit_entry.c.seq)).where(audit_entry.c.act == FIRST_SEEN)
    # A later entry of that name is nobody's right: it would bless an old header.
    wanted = audit_entry.c.act.in_(CHANGES) | (audit_entry.c.seq == first.scalar_subquery())
    query = sa.select(audit_entry.c.seq).where(wanted).order_by(audit_entry.c.seq.desc())
    return list(connection.scalars(query))


def _newest_slots(connection: sa.Connection, shape: Header) -> dict[str, Entry]:
    query = sa.select(audit_entry.c.seq).where(audit_entry.c.act == SLOT)
    newest: dict[str, Entry] = {}
    for seq in connection.scalars(query.order_by(audit_entry.c.seq.desc())).all():
        entry = _entry(connection, seq)
        subject = str(entry.facts["subject"])
        if subject not in newest and not _is_nobodys_right(entry, shape):
            newest[subject] = entry
    return newest


def _entry(connection: sa.Connection, seq: int) -> Entry:
    return audit.entries(connection, after=seq - 1, most=1)[0]


def _is_signed(entry: Entry, shape: Header) -> bool:
    """Whether an entry is its user's, by the certificates of ``shape``; where it stands is not."""
    facts = entry.facts
    try:
        audit.check_link(
            entry,
            seq=entry.seq,
            previous=bytes.fromhex(facts["previous"]),
            key_of=lambda user: signer_key_at(shape, user, entry.seq),
        )
    except TamperedError:
        return False
    return True


def _may_admit(entry: Entry, shape: Header) -> bool:
    role = role_at(shape, str(entry.facts["user"]), entry.seq)
    return role is not None and Act.ADD_USER in MAY[role]


def _is_bound(entry: Entry, shape: Header) -> bool:
    """Whether ``entry`` puts ``shape`` in force: it names it, and is somebody's right to write."""
    facts = entry.facts
    if facts["binding"] != binding_of_header(shape) or not _is_signed(entry, shape):
        return False
    return facts["act"] == FIRST_SEEN or _may_admit(entry, shape)


def _has_unbound_slot(connection: sa.Connection, shape: Header) -> bool:
    """Whether somebody's slot in ``shape`` is not the one that the trail says is theirs.

    Somebody about whom it says nothing has the slot of a vault that knew no such entries.
    """
    entries = _newest_slots(connection, shape)
    return any(
        not _is_slot_bound(entries[signed.person.user_id], signed, shape)
        for signed in shape.people
        if signed.person.user_id in entries
    )


def _is_slot_bound(entry: Entry, signed: SignedPerson, shape: Header) -> bool:
    facts = entry.facts
    if facts["user"] != signed.person.user_id and not _may_admit(entry, shape):
        return False
    return facts["binding"] == binding_of_slot(signed) and _is_signed(entry, shape)
