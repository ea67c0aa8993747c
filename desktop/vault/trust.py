"""The chain of trust, checked: every domain key, person and grant up to the root key.

What is proven here holds against somebody who can write every file of the vault and who holds the
catalogue key: a receptionist with a hex editor.
"""

import hashlib
from collections.abc import Callable
from typing import Final

from desktop.errors import TamperedError
from desktop.ids import UserId, VaultId
from desktop.records.role import KEYS, MAY, Act, Domain, Role
from desktop.vault.crypto import check_signature
from desktop.vault.header import Header
from desktop.vault.header_parts import Grant, SignedPerson
from desktop.vault.keys import RECOVERY_USER, ROOT, Person

_DEPTH: Final = 64


def vault_id_of(root_public: bytes) -> VaultId:
    """Return the vault's identifier: a hash of its root public key."""
    return VaultId("v-" + hashlib.sha256(b"diogel/vault/v1\0" + root_public).hexdigest()[:32])


def signer_key(header: Header, user_id: str) -> bytes:
    """Return the public key that checks what ``user_id`` signs today.

    Raises:
        TamperedError: Nobody of that identifier is in force.
    """
    if user_id in (ROOT, RECOVERY_USER):
        return header.root_public
    signed = header.by_id(user_id)
    if signed is None:
        raise TamperedError("unknown_signer")
    return signed.person.signing_public


def person_at(header: Header, user_id: str, seq: int) -> Person:
    """Return who ``user_id`` was when audit entry ``seq`` was written: role and keys of that time.

    Raises:
        TamperedError: ``unknown_signer``: nobody of that identifier was in force then.
    """
    ended = (r for r in header.former if r.signed.person.user_id == user_id and seq <= r.last_seq)
    first = min(ended, key=lambda retired: retired.last_seq, default=None)
    signed = first.signed if first is not None else header.by_id(user_id)
    if signed is None:
        raise TamperedError("unknown_signer")
    return signed.person


def signer_key_at(header: Header, user_id: str, seq: int) -> bytes:
    """Return the public key that checks what ``user_id`` signed as audit entry ``seq``.

    Raises:
        TamperedError: ``unknown_signer``: nobody of that identifier was in force then.
    """
    if user_id in (ROOT, RECOVERY_USER):
        return header.root_public
    return person_at(header, user_id, seq).signing_public


def role_at(header: Header, user_id: str, seq: int) -> Role | None:
    """Return the role of ``user_id`` when audit entry ``seq`` was written; None for nobody.

    The root and the recovery key have the role of recovery.
    """
    if user_id in (ROOT, RECOVERY_USER):
        return Role.RECOVERY
    try:
        return person_at(header, user_id, seq).role
    except TamperedError:
        return None


def certificates(header: Header, user_id: str) -> tuple[SignedPerson, ...]:
    """Return every certificate that somebody has or had."""
    every = (*header.people, *(retired.signed for retired in header.former))
    return tuple(signed for signed in every if signed.person.user_id == user_id)


class _Chain:
    """Who may vouch for what, with certificates of then and now; each is checked once."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._sound: set[bytes] = set()

    def check(
        self, by: str, signature: bytes, message: bytes, *, what: str, may: Callable[[Role], bool]
    ) -> None:
        """Return only if ``by`` signed ``message`` under a certificate whose role ``may``.

        Raises:
            TamperedError: ``what``, or ``unknown_signer``.
        """
        self._vouched(by, signature, message, what=what, may=may, depth=0)

    def check_person(self, signed: SignedPerson, depth: int = 0) -> None:
        """Return only if a certificate chains up to the root.

        Raises:
            TamperedError: ``certificate`` or ``unknown_signer``.
        """
        message = signed.message(self._header.vault_id)
        known = message + signed.signature
        if known in self._sound:
            return
        if depth > _DEPTH:
            raise TamperedError("certificate")
        self._vouched(
            signed.admitted_by,
            signed.signature,
            message,
            what="certificate",
            may=lambda role: Act.ADD_USER in MAY[role],
            depth=depth,
        )
        self._sound.add(known)

    def _vouched(
        self,
        by: str,
        signature: bytes,
        message: bytes,
        *,
        what: str,
        may: Callable[[Role], bool],
        depth: int,
    ) -> None:
        if by in (ROOT, RECOVERY_USER):
            check_signature(self._header.root_public, signature, message, what=what)
            return
        above = certificates(self._header, by)
        if not above:
            raise TamperedError("unknown_signer")
        for one in above:
            if may(one.person.role) and _is_signed(one, signature, message):
                self.check_person(one, depth + 1)
                return
        raise TamperedError(what)


def _is_signed(by: SignedPerson, signature: bytes, message: bytes) -> bool:
    try:
        check_signature(by.person.signing_public, signature, message, what="certificate")
    except TamperedError:
        return False
    return True


def check_signed_by(
    header: Header, user_id: str, signature: bytes, message: bytes, *, act: Act, what: str
) -> None:
    """Return only if ``user_id`` signed ``message`` and may, or might once, do ``act``.

    For what has no number in the trail, such as the destruction log.

    Raises:
        TamperedError: ``what``, or ``unknown_signer``.
    """
    chain = _Chain(header)
    chain.check(user_id, signature, message, what=what, may=lambda role: act in MAY[role])


def founder(header: Header) -> UserId | None:
    """Return whom the root itself admitted, whatever certificate they have today."""
    every = (*(retired.signed for retired in header.former), *header.people)
    return next((p.person.user_id for p in every if p.admitted_by == ROOT), None)


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
    is_founder = founder(header) == user_id
    return is_founder and domain is Domain.GOVERNANCE and not has_manager(header)


def may_renew(role: Role, domain: Domain) -> bool:
    """Return whether somebody of ``role`` may make a new key for ``domain``.

    Whoever makes a key knows it: so only a role that holds it anyway, and only one that may give
    keys to others. A manager who signed a clinical key of their own making is refused.
    """
    return role is Role.RECOVERY or (domain in KEYS[role] and Act.ROTATE_KEYS in MAY[role])


def check_header(header: Header) -> None:
    """Return only if every signature and every rule of the chain holds.

    Raises:
        TamperedError: With what does not hold.
    """
    vault_id, root = header.vault_id, header.root_public
    chain = _Chain(header)
    check_people(header, chain)
    _check_domains(header, chain)
    recovery = header.recovery
    check_signature(root, recovery.signature, recovery.message(vault_id), what="recovery")
    if not 1 <= recovery.threshold <= recovery.shares:
        raise TamperedError("recovery")
    _check_grants(header, chain)


def _check_domains(header: Header, chain: _Chain) -> None:
    """Every domain has its epochs from 1 without gaps; the first is the root's."""
    numbers: dict[Domain, list[int]] = {domain: [] for domain in Domain}
    for signed in header.domains:
        domain, epoch = signed.key.domain, signed.key.epoch
        numbers[domain].append(epoch)
        if epoch == 1 and signed.signed_by != ROOT:
            raise TamperedError("domain")
        chain.check(
            signed.signed_by,
            signed.signature,
            signed.message(header.vault_id),
            what="domain",
            may=lambda role, domain=domain: may_renew(role, domain),  # type: ignore[misc]
        )
    if any(sorted(found) != list(range(1, len(found) + 1)) for found in numbers.values()):
        raise TamperedError("domain")
    if not all(numbers.values()):
        raise TamperedError("domain")


def check_people(header: Header, chain: "_Chain | None" = None) -> None:
    """Return only if every certificate, in force or not, chains up to the root, without doubles.

    Raises:
        TamperedError: ``certificate``, ``root`` or ``unknown_signer``.
    """
    chain = chain or _Chain(header)
    if vault_id_of(header.root_public) != header.vault_id:
        raise TamperedError("root")
    names = [signed.person.name.lower() for signed in header.people]
    ids = [signed.person.user_id for signed in header.people]
    if len(set(names)) != len(names) or len(set(ids)) != len(ids):
        raise TamperedError("certificate")
    for signed in (*header.people, *(retired.signed for retired in header.former)):
        if signed.person.role is Role.RECOVERY or signed.person.user_id in (ROOT, RECOVERY_USER):
            raise TamperedError("certificate")
        chain.check_person(signed)
    _check_former(header, chain)


def _check_former(header: Header, chain: _Chain) -> None:
    ends = [(retired.signed.person.user_id, retired.last_seq) for retired in header.former]
    if len(set(ends)) != len(ends) or any(last_seq < 1 for _, last_seq in ends):
        raise TamperedError("certificate")
    for retired in header.former:
        chain.check(
            retired.retired_by,
            retired.signature,
            retired.message(header.vault_id),
            what="certificate",
            may=lambda role: Act.DISABLE_USER in MAY[role],
        )


def _check_grants(header: Header, chain: _Chain) -> None:
    places = [(grant.grantee, grant.domain, grant.epoch) for grant in header.grants]
    if len(set(places)) != len(places):
        raise TamperedError("grant")
    for grant in header.grants:
        chain.check(
            grant.granted_by,
            grant.signature,
            grant.message(header.vault_id),
            what="grant",
            may=lambda role: Act.GRANT_KEYS in MAY[role],
        )
        if not may_hold(header, grant.grantee, grant.domain) or not _is_due(header, grant):
            raise TamperedError("grant")


def _is_due(header: Header, grant: Grant) -> bool:
    """A grant is of the key in force; of the catalogue's also the one before, until it is re-keyed.

    The database file is keyed anew after the header says so: whoever starts in between has to open
    it with the former key to finish.
    """
    newest = header.epoch(grant.domain)
    if grant.domain is Domain.CATALOGUE and grant.epoch == newest - 1:
        return True
    return grant.epoch == newest
