"""New keys for domains whose key somebody has who may not have it any more.

A domain's key has numbered *epochs*. A new one is made by somebody who holds the old one and whose
role may, signed by them, and granted to everybody who held the old one and still may, and to
recovery. Everything sealed to the old one is sealed anew (``rotation.py``), and the database file
is keyed anew (``rekey.py``). What they cannot renew, since they do not hold it, is noted as *owed*.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Final

from desktop.ids import UserId
from desktop.records.role import Domain
from desktop.vault import crypto
from desktop.vault.admission import Unlocked, publics, with_grant, with_mac
from desktop.vault.header import Header
from desktop.vault.header_parts import Owed, SignedDomain
from desktop.vault.keys import RECOVERY_USER, DomainPublic, KeyRing
from desktop.vault.staffing import Deed
from desktop.vault.trust import may_hold, may_renew

_EVERYBODY: Final = UserId("")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Renewal:
    """What a renewal of keys makes.

    Attributes:
        header: With the new keys in force.
        who: The acting person, holding them.
        renewed: The domains that have a new key.
    """

    header: Header
    who: Unlocked
    renewed: frozenset[Domain]


def renew_keys(
    header: Header, domains: Set[Domain], deed: Deed, *, because_of: UserId = _EVERYBODY
) -> Renewal:
    """Return what becomes of ``header`` when the keys of ``domains`` are renewed by ``deed.by``.

    Args:
        header: After the person whose keys are renewed has gone from it.
        domains: Which.
        deed: Who, when, and under which entry.
        because_of: Who held them and may not any more.
    """
    by = deed.by
    able = frozenset(d for d in domains if by.ring.holds(d) and may_renew(by.role, d))
    privates = dict(by.ring.privates)
    for domain in sorted(able, key=lambda d: d.value):
        privates[domain] = crypto.new_exchange_key()
        header = _with_epoch(header, domain, privates[domain], by)
    due = [one for one in header.owed if one.domain not in able]
    known = {(one.domain, one.epoch) for one in due}
    due += [
        Owed(domain=domain, epoch=header.epoch(domain), because_of=because_of)
        for domain in sorted(domains - able, key=lambda d: d.value)
        if (domain, header.epoch(domain)) not in known
    ]
    header = replace(header, owed=tuple(due))
    former = by.ring.privates[Domain.CATALOGUE] if Domain.CATALOGUE in able else b""
    ring = KeyRing(vault_id=header.vault_id, publics=publics(header), privates=privates)
    return Renewal(
        header=with_mac(header, privates[Domain.CATALOGUE]),
        who=replace(by, ring=ring, former_catalogue=former or by.former_catalogue),
        renewed=able,
    )


def _with_epoch(header: Header, domain: Domain, private: bytes, by: Unlocked) -> Header:
    before = header.epoch(domain)
    holders = [grant.grantee for grant in header.grants if grant.domain is domain]
    key = DomainPublic(domain=domain, epoch=before + 1, public=crypto.exchange_public(private))
    signed = SignedDomain(key=key, signature=b"", signed_by=by.user_id)
    signature = crypto.sign(by.identity.signing_private, signed.message(header.vault_id))
    header = replace(header, domains=(*header.domains, replace(signed, signature=signature)))
    for grantee in sorted({*holders, RECOVERY_USER}):
        if may_hold(header, grantee, domain):
            header = with_grant(header, grantee, domain, private, signer=by.signer)
    return _without_old_grants(header, domain, keep=before if domain is Domain.CATALOGUE else 0)


def _without_old_grants(header: Header, domain: Domain, *, keep: int) -> Header:
    newest = header.epoch(domain)
    kept = tuple(
        grant
        for grant in header.grants
        if grant.domain is not domain or grant.epoch in {newest, keep}
    )
    return replace(header, grants=kept)


def is_rekeying(header: Header) -> bool:
    """Return whether the database file may still be keyed with the catalogue's former key."""
    newest = header.epoch(Domain.CATALOGUE)
    return any(g.domain is Domain.CATALOGUE and g.epoch != newest for g in header.grants)


def rekeyed(header: Header, who: Unlocked) -> Header:
    """Return ``header`` once the database file is keyed anew: nobody needs the former key."""
    header = _without_old_grants(header, Domain.CATALOGUE, keep=0)
    return with_mac(header, who.ring.private(Domain.CATALOGUE))
