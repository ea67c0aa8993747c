"""The chain of trust, checked: every domain key, person and grant up to the root key.

What is proven here holds against somebody who can write every file of the vault and who holds the
catalogue key: a receptionist with a hex editor.
"""

import hashlib
from typing import Final

from desktop.errors import TamperedError
from desktop.ids import UserId, VaultId
from desktop.records.role import KEYS, MAY, Act, Domain, Role
from desktop.vault.crypto import check_signature
from desktop.vault.header import Header, SignedPerson
from desktop.vault.keys import RECOVERY_USER, ROOT

_DEPTH: Final = 64


def vault_id_of(root_public: bytes) -> VaultId:
    """Return the vault's identifier: a hash of its root public key."""
    return VaultId("v-" + hashlib.sha256(b"diogel/vault/v1\0" + root_public).hexdigest()[:32])


def signer_key(header: Header, user_id: str) -> bytes:
    """Return the public key that checks what ``user_id`` signed.

    Raises:
        TamperedError: Nobody of that identifier is in the header.
    """
    if user_id in (ROOT, RECOVERY_USER):
        return header.root_public
    signed = header.by_id(user_id)
    if signed is None:
        raise TamperedError("unknown_signer")
    return signed.person.signing_public


def _check_person(header: Header, signed: SignedPerson) -> None:
    current, steps = signed, 0
    while True:
        signer = signer_key(header, current.admitted_by)
        what = "certificate"
        check_signature(signer, current.signature, current.message(header.vault_id), what=what)
        if current.admitted_by in (ROOT, RECOVERY_USER):
            return
        above = header.by_id(current.admitted_by)
        steps += 1
        if above is None or steps > _DEPTH or Act.ADD_USER not in MAY[above.person.role]:
            raise TamperedError(what)
        current = above


def founder(header: Header) -> SignedPerson | None:
    """Return the person whom the root itself admitted first."""
    return next((p for p in header.people if p.admitted_by == ROOT), None)


def has_manager(header: Header) -> bool:
    """Return whether a manager holds the governance key."""
    return any(
        signed.person.role is Role.MANAGER
        and Domain.GOVERNANCE in header.granted(signed.person.user_id)
        for signed in header.people
    )


def may_hold(header: Header, user_id: UserId, domain: Domain) -> bool:
    """Return whether the signed role of ``user_id`` may hold ``domain``'s key.

    The founder of a practice keeps the governance key until the first manager has it: somebody
    must be able to read the audit of a new vault, and at that time it holds the founder's own
    acts (``docs/adr/0005-founder-and-first-manager.md``).
    """
    if user_id == RECOVERY_USER:
        return True
    signed = header.by_id(user_id)
    if signed is None:
        return False
    if domain in KEYS[signed.person.role]:
        return True
    first = founder(header)
    is_founder = first is not None and first.person.user_id == user_id
    return is_founder and domain is Domain.GOVERNANCE and not has_manager(header)


def check_header(header: Header) -> None:
    """Return only if every signature and every rule of the chain holds.

    Raises:
        TamperedError: With what does not hold.
    """
    vault_id, root = header.vault_id, header.root_public
    for domain in header.domains:
        check_signature(root, domain.signature, domain.message(vault_id), what="domain")
    if {signed.key.domain for signed in header.domains} != set(Domain):
        raise TamperedError("domain")
    recovery = header.recovery
    check_signature(root, recovery.signature, recovery.message(vault_id), what="recovery")
    check_people(header)
    _check_grants(header)


def check_people(header: Header) -> None:
    """Return only if every certificate chains up to the root, without doubles.

    Raises:
        TamperedError: ``certificate``, ``root`` or ``unknown_signer``.
    """
    if vault_id_of(header.root_public) != header.vault_id:
        raise TamperedError("root")
    names = [signed.person.name.lower() for signed in header.people]
    ids = [signed.person.user_id for signed in header.people]
    if len(set(names)) != len(names) or len(set(ids)) != len(ids):
        raise TamperedError("certificate")
    for signed in header.people:
        if signed.person.role is Role.RECOVERY or signed.person.user_id in (ROOT, RECOVERY_USER):
            raise TamperedError("certificate")
        _check_person(header, signed)


def _check_grants(header: Header) -> None:
    for grant in header.grants:
        signer = signer_key(header, grant.granted_by)
        giver = header.by_id(grant.granted_by)
        if giver is not None and Act.GRANT_KEYS not in MAY[giver.person.role]:
            raise TamperedError("grant")
        check_signature(signer, grant.signature, grant.message(header.vault_id), what="grant")
        if not may_hold(header, grant.grantee, grant.domain):
            raise TamperedError("grant")
