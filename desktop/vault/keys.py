"""Keys of people and of domains: who signs, who is granted what, and the chain up to the root.

The trust of a vault starts at one Ed25519 *root* key, whose private half lies under the recovery
key alone. The root signs the domain public keys and the founder's certificate; people with the
right signed role certify others; a grant is a domain's private key sealed to one person and signed
by the one who gave it. Nobody who can merely edit files or rows can put a key of their own in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.errors import KeyMissingError
from desktop.ids import UserId, VaultId
from desktop.records.role import Domain, Role
from desktop.vault.crypto import context, exchange_public, seal, signing_public, unseal

RECOVERY_USER: Final = UserId("recovery")
ROOT: Final = UserId("root")


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPublic:
    """The public half of one domain's current key pair; vouched for by the root."""

    domain: Domain
    epoch: int
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff as certified: who, what role, and their public keys."""

    user_id: UserId
    name: str
    full_name: str
    role: Role
    exchange_public: bytes
    signing_public: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identity:
    """A person's private keys, in memory only after their passphrase opened the slot."""

    exchange_private: bytes
    signing_private: bytes

    @property
    def exchange_public(self) -> bytes:
        """The key that grants are sealed to."""
        return exchange_public(self.exchange_private)

    @property
    def signing_public(self) -> bytes:
        """The key that this person's entries are checked with."""
        return signing_public(self.signing_private)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KeyRing:
    """What one signed-in person can seal (everything) and open (what they were granted).

    Attributes:
        vault_id: Bound into every seal.
        publics: Every domain's public key.
        privates: The domain private keys that this person holds.
    """

    vault_id: VaultId
    publics: Mapping[Domain, DomainPublic]
    privates: Mapping[Domain, bytes] = field(default_factory=dict)

    def holds(self, domain: Domain) -> bool:
        """Return whether this ring opens what is sealed to ``domain``."""
        return domain in self.privates

    def seal(self, domain: Domain, plain: bytes, *, place: bytes) -> bytes:
        """Return ``plain`` sealed to ``domain`` for one ``place`` (table, column and row)."""
        public = self.publics[domain]
        about = context(self.vault_id, domain.value, public.epoch) + place
        return seal(public.public, plain, purpose="domain seal", about=about)

    def unseal(self, domain: Domain, box: bytes, *, place: bytes) -> bytes:
        """Return what was sealed to ``domain`` for ``place``.

        Raises:
            KeyMissingError: This person does not hold the domain's key.
            DamagedError: Sealed for another place, or altered.
        """
        private = self.privates.get(domain)
        if private is None:
            raise KeyMissingError(domain=domain.value)
        about = context(self.vault_id, domain.value, self.publics[domain].epoch) + place
        return unseal(private, box, purpose="domain seal", about=about)

    def private(self, domain: Domain) -> bytes:
        """Return a domain's private key.

        Raises:
            KeyMissingError: This person does not hold it.
        """
        if domain not in self.privates:
            raise KeyMissingError(domain=domain.value)
        return self.privates[domain]
