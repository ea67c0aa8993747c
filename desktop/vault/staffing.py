"""People who leave, change role, forget their passphrase or choose another: the header's side.

Pure with respect to the disk, as ``admission.py``. Nobody's certificate is ever deleted: what
somebody signed while it was in force must stay provable. It is *retired* with the number of the
audit entry that ended it, so that nothing signed with it counts from then on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.errors import UnknownRecordError, UnlockFailedError
from desktop.ids import UserId
from desktop.records.role import KEYS, Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import crypto
from desktop.vault.admission import (
    Unlocked,
    grant_keys,
    with_mac,
    with_person,
)
from desktop.vault.header import NO_SLOT, Header
from desktop.vault.header_parts import Retired, SignedPerson
from desktop.vault.passphrase import KdfCost, check_strength
from desktop.vault.slots import Factor, new_slot, open_slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who changes the header, when, and the number of the audit entry that binds the change."""

    by: Unlocked
    at: str
    seq: int


def _in_force(header: Header, user_id: UserId) -> SignedPerson:
    signed = header.by_id(user_id)
    if signed is None:
        raise UnknownRecordError("no_such_user")
    return signed


def leave(header: Header, user_id: UserId, deed: Deed) -> Header:
    """Return ``header`` without somebody: certificate retired, slot and grants gone.

    The keys that they held are as they were: ``epochs.renew_keys`` makes new ones.

    Raises:
        UnknownRecordError: ``no_such_user``.
    """
    header = _retired(header, _in_force(header, user_id), deed)
    kept = tuple(grant for grant in header.grants if grant.grantee != user_id)
    return _tagged(replace(header, grants=kept), deed)


def _retired(header: Header, signed: SignedPerson, deed: Deed) -> Header:
    user_id, private = deed.by.signer
    ended = Retired(
        signed=replace(signed, slot=NO_SLOT),
        retired_by=user_id,
        retired_at=deed.at,
        last_seq=deed.seq,
        signature=b"",
    )
    ended = replace(ended, signature=crypto.sign(private, ended.message(header.vault_id)))
    people = tuple(p for p in header.people if p.person.user_id != signed.person.user_id)
    return replace(header, people=people, former=(*header.former, ended))


def _tagged(header: Header, deed: Deed) -> Header:
    return with_mac(header, deed.by.ring.private(Domain.CATALOGUE))


def with_role(header: Header, user_id: UserId, role: Role, deed: Deed) -> Header:
    """Return ``header`` with somebody in another role: same keys of their own, new certificate.

    Grants that the new role may not hold go; those of it that ``deed.by`` holds are given.

    Raises:
        UnknownRecordError: ``no_such_user``.
    """
    before = _in_force(header, user_id)
    by, private = deed.by.signer
    slot = replace(before.slot, role=before.slot.role or before.person.role.value)
    after = SignedPerson(
        person=replace(before.person, role=role),
        admitted_by=by,
        admitted_at=deed.at,
        signature=b"",
        slot=slot,
    )
    after = replace(after, signature=crypto.sign(private, after.message(header.vault_id)))
    header = _retired(header, before, deed)
    kept = tuple(g for g in header.grants if g.grantee != user_id or g.domain in KEYS[role])
    header = replace(header, people=(*header.people, after), grants=kept)
    return grant_keys(header, user_id, by=deed.by)


def renewed(
    header: Header, user_id: UserId, passphrase: str, deed: Deed, *, cost: KdfCost
) -> Header:
    """Return ``header`` with new keys for somebody who forgot their passphrase.

    What they held is granted to the new keys as far as ``deed.by`` holds it; nobody can open the
    old slot for them, so that nothing else is possible.

    Raises:
        UnknownRecordError: ``no_such_user``.
        PassphraseWeakError: The new passphrase would be guessed.
    """
    before = _in_force(header, user_id).person
    check_strength(passphrase, known=(header.practice, before.name, before.full_name))
    header = _retired(header, _in_force(header, user_id), deed)
    kept = tuple(grant for grant in header.grants if grant.grantee != user_id)
    new = NewPerson(
        name=before.name, full_name=before.full_name, role=before.role, passphrase=passphrase
    )
    header = with_person(
        replace(header, grants=kept),
        new,
        signer=deed.by.signer,
        cost=cost,
        at=deed.at,
        user_id=user_id,
    )
    return grant_keys(header, user_id, by=deed.by)


def with_passphrase(
    header: Header,
    who: Unlocked,
    *,
    old: str,
    new: str,
    cost: KdfCost,
    factor_of: Callable[[str], bytes] | None = None,
    factor: Factor | None = None,
) -> Header:
    """Return ``header`` with somebody's own keys under another passphrase or device factor.

    The keys stay the same: whoever has seen the old passphrase *and* copied the vault before can
    open that copy for ever.

    Args:
        header: In force.
        who: The person themselves.
        old: Their passphrase until now, which is tried.
        new: Their passphrase from now on.
        cost: Of one guess; never less than the slot had.
        factor_of: Where the old slot needs a device factor.
        factor: What the new slot needs as well.

    Raises:
        UnlockFailedError: ``old`` is not the passphrase.
        PassphraseWeakError: The new passphrase would be guessed.
    """
    signed = header.by_id(who.user_id)
    if signed is None:  # recovery has no slot
        raise UnlockFailedError(user=who.user_id)
    identity = open_slot(header, signed, old, factor_of=factor_of)
    known = (header.practice, who.name, who.full_name)
    check_strength(new, known=known, is_bound=factor is not None)
    slot = new_slot(
        header,
        signed.person,
        identity,
        passphrase=new,
        cost=cost.at_least(signed.slot.kdf.cost),
        factor=factor,
    )
    people = tuple(
        replace(p, slot=slot) if p.person.user_id == who.user_id else p for p in header.people
    )
    return with_mac(replace(header, people=people), who.ring.private(Domain.CATALOGUE))
