"""Making a vault's keys, admitting people, granting keys, and unlocking.

Pure with respect to the disk: every function takes a header and returns a new one or what it
opened; ``store.py`` writes. What changes later, people leaving and keys being renewed, is in
``staffing.py`` and ``epochs.py``.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from desktop.errors import (
    DamagedError,
    KeyMissingError,
    TamperedError,
    UnlockFailedError,
    UserExistsError,
)
from desktop.ids import UserId, new_user_id
from desktop.records.role import KEYS, Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import crypto
from desktop.vault.header import Header
from desktop.vault.header_parts import Grant, RecoverySlot, SignedDomain, SignedPerson
from desktop.vault.keys import RECOVERY_USER, ROOT, DomainPublic, Identity, KeyRing, Person
from desktop.vault.passphrase import KdfCost, KdfParams, check_strength, stretch
from desktop.vault.recovery_slot import NewRecovery, secret_of
from desktop.vault.slots import new_slot, open_slot
from desktop.vault.trust import check_header, founder, has_manager, may_hold, vault_id_of

_RECOVERY: Final = "recovery slot"
_GRANT: Final = "grant"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unlocked:
    """One signed-in person: who they are, their signing key and their ring.

    Attributes:
        missing: Domains of their role that nobody has granted yet.
        former_catalogue: The catalogue's key before the one in force, as long as the database file
            may still be keyed with it.
    """

    user_id: UserId
    name: str
    full_name: str
    role: Role
    identity: Identity
    ring: KeyRing
    missing: frozenset[Domain]
    former_catalogue: bytes = b""

    @property
    def signer(self) -> tuple[UserId, bytes]:
        """Who signs, and with what."""
        return self.user_id, self.identity.signing_private


def publics(header: Header) -> dict[Domain, DomainPublic]:
    """Return each domain's public key in force."""
    newest: dict[Domain, DomainPublic] = {}
    for signed in header.domains:
        held = newest.get(signed.key.domain)
        if held is None or signed.key.epoch > held.epoch:
            newest[signed.key.domain] = signed.key
    return newest


def _about_grant(header: Header, grantee: UserId, domain: Domain, epoch: int) -> bytes:
    return crypto.context(header.vault_id, grantee, domain.value, epoch)


def found(
    *, practice: str, created_at: str, first: NewPerson, cost: KdfCost, recovery: NewRecovery
) -> Header:
    """Return the header of a new vault with its first person, whom its recovery can replace.

    Raises:
        PassphraseWeakError: The first person's passphrase is too easy to guess.
    """
    check_strength(first.passphrase, known=(practice, first.name, first.full_name))
    root, recovery_exchange = crypto.new_signing_key(), crypto.new_exchange_key()
    root_public = crypto.signing_public(root)
    privates = {domain: crypto.new_exchange_key() for domain in Domain}
    header = Header(
        vault_id=vault_id_of(root_public),
        practice=practice,
        created_at=created_at,
        root_public=root_public,
        catalogue_salt=os.urandom(16),
        domains=(),
        recovery=RecoverySlot(salt=b"", box=b"", public=b"", signature=b""),
        people=(),
        grants=(),
    )
    header = _with_domains(header, root, privates)
    header = with_recovery(header, root, recovery_exchange, recovery)
    header = with_person(header, first, signer=(ROOT, root), cost=cost, at=created_at)
    founder_id = header.people[0].person.user_id
    own = KEYS[first.role] | {Domain.GOVERNANCE}
    for grantee, domains in ((RECOVERY_USER, frozenset(Domain)), (founder_id, own)):
        for domain in sorted(domains, key=lambda d: d.value):
            header = with_grant(header, grantee, domain, privates[domain], signer=(ROOT, root))
    return with_mac(header, privates[Domain.CATALOGUE])


def _with_domains(header: Header, root: bytes, privates: Mapping[Domain, bytes]) -> Header:
    signed = []
    for domain, private in privates.items():
        key = DomainPublic(domain=domain, epoch=1, public=crypto.exchange_public(private))
        unsigned = SignedDomain(key=key, signature=b"")
        signed.append(
            replace(unsigned, signature=crypto.sign(root, unsigned.message(header.vault_id)))
        )
    return replace(header, domains=tuple(signed))


def with_recovery(header: Header, root: bytes, exchange: bytes, fresh: NewRecovery) -> Header:
    """Return ``header`` with another recovery slot: the root's and the exchange private key in it.

    Grants to recovery are as they were.
    """
    salt = os.urandom(16)
    wrapping = crypto.derive(fresh.secret, purpose=_RECOVERY, salt=salt)
    box = crypto.encrypt(wrapping, root + exchange, about=header.vault_id.encode())
    slot = RecoverySlot(
        salt=salt,
        box=box,
        public=crypto.exchange_public(exchange),
        signature=b"",
        threshold=fresh.plan.threshold,
        shares=fresh.plan.shares,
        set_id=fresh.set_id,
    )
    slot = replace(slot, signature=crypto.sign(root, slot.message(header.vault_id)))
    return replace(header, recovery=slot)


def with_person(
    header: Header,
    new: NewPerson,
    *,
    signer: tuple[UserId, bytes],
    cost: KdfCost,
    at: str,
    user_id: UserId | None = None,
) -> Header:
    """Return ``header`` with a new certificate and slot, for somebody new or for ``user_id``."""
    identity = Identity(
        exchange_private=crypto.new_exchange_key(), signing_private=crypto.new_signing_key()
    )
    person = Person(
        user_id=user_id or new_user_id(),
        name=new.name,
        full_name=new.full_name,
        role=new.role,
        exchange_public=identity.exchange_public,
        signing_public=identity.signing_public,
    )
    slot = new_slot(header, person, identity, passphrase=new.passphrase, cost=cost)
    signed = SignedPerson(
        person=person, admitted_by=signer[0], admitted_at=at, signature=b"", slot=slot
    )
    signature = crypto.sign(signer[1], signed.message(header.vault_id))
    return replace(header, people=(*header.people, replace(signed, signature=signature)))


def with_grant(
    header: Header, grantee: UserId, domain: Domain, private: bytes, *, signer: tuple[UserId, bytes]
) -> Header:
    """Return ``header`` with a domain's key in force sealed to one person.

    Raises:
        TamperedError: Nobody of that identifier is in force.
    """
    epoch = publics(header)[domain].epoch
    if grantee == RECOVERY_USER:
        public = header.recovery.public
    else:
        signed = header.by_id(grantee)
        if signed is None:
            raise TamperedError("unknown_signer")
        public = signed.person.exchange_public
    about = _about_grant(header, grantee, domain, epoch)
    grant = Grant(
        grantee=grantee,
        domain=domain,
        epoch=epoch,
        box=crypto.seal(public, private, purpose=_GRANT, about=about),
        granted_by=signer[0],
        signature=b"",
    )
    grant = replace(grant, signature=crypto.sign(signer[1], grant.message(header.vault_id)))
    place = (grantee, domain, epoch)
    others = tuple(g for g in header.grants if (g.grantee, g.domain, g.epoch) != place)
    return replace(header, grants=(*others, grant))


def with_mac(header: Header, catalogue_private: bytes) -> Header:
    """Return ``header`` with the tag that only a holder of the catalogue key can make."""
    return replace(header, mac=_mac(header, catalogue_private))


def _mac(header: Header, catalogue_private: bytes) -> bytes:
    return crypto.derive(catalogue_private, purpose="header mac", about=header.without_mac())


def admit(header: Header, new: NewPerson, *, by: Unlocked, cost: KdfCost, at: str) -> Header:
    """Return ``header`` with one more person, granted every key of theirs that ``by`` holds.

    Raises:
        UserExistsError: The sign-in name is taken.
        PassphraseWeakError: The passphrase is too easy to guess.
    """
    if header.named(new.name) is not None or new.name.lower() in (ROOT, RECOVERY_USER):
        raise UserExistsError
    check_strength(new.passphrase, known=(header.practice, new.name, new.full_name))
    grown = with_person(header, new, signer=by.signer, cost=cost, at=at)
    return grant_keys(grown, grown.people[-1].person.user_id, by=by)


def grant_keys(header: Header, grantee: UserId, *, by: Unlocked) -> Header:
    """Return ``header`` with every key that the grantee may hold and ``by`` holds granted to them.

    When the first manager gets the governance key, the founder's own grant of it goes.
    """
    signed = header.by_id(grantee)
    if signed is None:
        raise TamperedError("unknown_signer")
    due = frozenset(domain for domain in Domain if may_hold(header, grantee, domain))
    wanted = due - header.granted(grantee)
    for domain in sorted(wanted, key=lambda d: d.value):
        if by.ring.holds(domain):
            private = by.ring.private(domain)
            header = with_grant(header, grantee, domain, private, signer=by.signer)
    if has_manager(header):
        header = without_founders_governance(header)
    return with_mac(header, by.ring.private(Domain.CATALOGUE))


def without_founders_governance(header: Header) -> Header:
    """Return ``header`` without the grant that a founder holds until there is a manager."""
    first = header.by_id(founder(header) or "")
    if first is None or first.person.role is Role.MANAGER:
        return header
    gone = (first.person.user_id, Domain.GOVERNANCE)
    kept = tuple(g for g in header.grants if (g.grantee, g.domain) != gone)
    return replace(header, grants=kept)


def unlock(
    header: Header,
    name: str,
    passphrase: str,
    *,
    factor_of: Callable[[str], bytes] | None = None,
) -> Unlocked:
    """Return what ``name``'s passphrase opens, with the whole chain of trust checked.

    Args:
        header: As read.
        name: To sign in with.
        passphrase: As typed.
        factor_of: Gives the secret of a device factor by its identifier, where this computer
            keeps it.

    Raises:
        UnlockFailedError: ``factor``: the slot needs a device factor and none can be had.
        UnlockFailedError: No such person, wrong passphrase, or damaged slot.
        TamperedError: The slot opens but the header is not the one that it was made for.
    """
    signed = header.named(name)
    if signed is None:
        stretch(passphrase, KdfParams.fresh(KdfCost()))  # as slow as for a name that exists
        raise UnlockFailedError
    person = signed.person
    identity = open_slot(header, signed, passphrase, factor_of=factor_of)
    return _opened(header, person.user_id, person, identity)


def unlock_recovery(header: Header, typed: str) -> Unlocked:
    """Return what enough recovery sheets open: everything, signing as the root.

    Args:
        header: As read.
        typed: The recovery key, or enough shares, however they were typed.

    Raises:
        UnlockFailedError: As ``recovery_slot.secret_of``, or another vault's recovery key.
        TamperedError: The header is not the one that the root signed.
    """
    secret = secret_of(header.recovery, typed)
    key = crypto.derive(secret, purpose=_RECOVERY, salt=header.recovery.salt)
    try:
        content = crypto.decrypt(key, header.recovery.box, about=header.vault_id.encode())
    except DamagedError as error:
        raise UnlockFailedError("recovery_key") from error
    identity = Identity(
        signing_private=content[: crypto.KEY_BYTES], exchange_private=content[crypto.KEY_BYTES :]
    )
    if identity.signing_public != header.root_public:
        raise TamperedError("root")
    return _opened(header, RECOVERY_USER, _recovery_person(identity), identity)


def _opened(header: Header, user_id: UserId, person: Person, identity: Identity) -> Unlocked:
    check_header(header)
    own = tuple(
        grant
        for grant in header.grants
        if grant.grantee == user_id and may_hold(header, user_id, grant.domain)
    )
    privates, former = {}, b""
    for grant in own:
        private = _open_grant(header, grant, identity)
        if grant.epoch == header.epoch(grant.domain):
            privates[grant.domain] = private
        else:
            former = private
    if Domain.CATALOGUE not in privates:
        raise KeyMissingError(domain=Domain.CATALOGUE.value)
    if header.mac != _mac(header, privates[Domain.CATALOGUE]):
        raise TamperedError("header")
    return Unlocked(
        user_id=user_id,
        name=person.name,
        full_name=person.full_name,
        role=person.role,
        identity=identity,
        ring=KeyRing(vault_id=header.vault_id, publics=publics(header), privates=privates),
        missing=KEYS[person.role] - frozenset(privates),
        former_catalogue=former,
    )


def reopened(header: Header, who: Unlocked) -> Unlocked:
    """Return what the person who is in holds under another header, with their own keys.

    Raises:
        UnlockFailedError: They are not in it any more, or with other keys of their own.
        TamperedError: The chain of trust does not hold.
    """
    if who.user_id == RECOVERY_USER:
        return _opened(header, RECOVERY_USER, _recovery_person(who.identity), who.identity)
    signed = header.by_id(who.user_id)
    if signed is None or signed.person.signing_public != who.identity.signing_public:
        raise UnlockFailedError(user=who.user_id)
    return _opened(header, who.user_id, signed.person, who.identity)


def _recovery_person(identity: Identity) -> Person:
    return Person(
        user_id=RECOVERY_USER,
        name="recovery",
        full_name="",
        role=Role.RECOVERY,
        exchange_public=identity.exchange_public,
        signing_public=identity.signing_public,
    )


def _open_grant(header: Header, grant: Grant, identity: Identity) -> bytes:
    about = _about_grant(header, grant.grantee, grant.domain, grant.epoch)
    try:
        private = crypto.unseal(identity.exchange_private, grant.box, purpose=_GRANT, about=about)
    except DamagedError as error:
        raise TamperedError("grant") from error
    keys = {(s.key.domain, s.key.epoch): s.key.public for s in header.domains}
    if crypto.exchange_public(private) != keys.get((grant.domain, grant.epoch)):
        raise TamperedError("grant")
    return private
