"""What ``vault.json`` is made of: certificates, slots, grants, domain keys, and what each signs.

Shapes only: ``header.py`` reads and writes them, ``trust.py`` checks the signatures.
"""

import base64
from dataclasses import dataclass
from typing import Any

from desktop.ids import UserId, VaultId
from desktop.records.role import Domain
from desktop.vault.crypto import canonical
from desktop.vault.keys import ROOT, DomainPublic, Person
from desktop.vault.passphrase import KdfParams


def b64(data: bytes) -> str:
    """Return ``data`` as base64 text."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """Return the bytes of base64 text, strictly."""
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDomain:
    """A domain public key, and the signature of whoever made it.

    Attributes:
        signed_by: ``root`` for the first epoch; later whoever renewed the key, or ``recovery``.
    """

    key: DomainPublic
    signature: bytes
    signed_by: UserId = ROOT

    def message(self, vault_id: VaultId) -> bytes:
        """Return what is signed."""
        key = self.key
        facts: dict[str, Any] = {
            "vault": vault_id,
            "domain": key.domain.value,
            "epoch": key.epoch,
            "public": b64(key.public),
        }
        if self.signed_by == ROOT:
            return b"diogel/domain/v1\0" + canonical(facts)
        return b"diogel/domain/v2\0" + canonical({**facts, "signed_by": self.signed_by})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A person's private keys under their passphrase.

    Attributes:
        kdf: What one guess costs.
        box: The sealed keys.
        role: The role at the time of making, which the box is bound to; empty: the role of today.
        factor: Identifier of the device factor that the box needs as well; empty: none.
    """

    kdf: KdfParams
    box: bytes
    role: str = ""
    factor: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the stored form; what is empty is left out, as in format 1."""
        stored: dict[str, Any] = {"kdf": self.kdf.to_json(), "box": b64(self.box)}
        if self.role:
            stored["role"] = self.role
        if self.factor:
            stored["factor"] = self.factor
        return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPerson:
    """A certificate: a person, who admitted them, that one's signature, and the person's slot."""

    person: Person
    admitted_by: UserId
    admitted_at: str
    signature: bytes
    slot: Slot

    def certificate(self) -> dict[str, Any]:
        """Return the certified facts as JSON."""
        person = self.person
        return {
            "user_id": person.user_id,
            "name": person.name,
            "full_name": person.full_name,
            "role": person.role.value,
            "exchange_public": b64(person.exchange_public),
            "signing_public": b64(person.signing_public),
            "admitted_by": self.admitted_by,
            "admitted_at": self.admitted_at,
        }

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the admitting person signs."""
        return b"diogel/person/v1\0" + canonical({"vault": vault_id, **self.certificate()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A certificate that is no longer in force: it still checks what was signed while it was.

    Attributes:
        signed: The certificate; its slot is gone.
        retired_by: Who ended it; ``recovery`` with the recovery key.
        last_seq: Number of the audit entry that ended it: later entries are not signed with it.
        signature: Of the one who ended it.
    """

    signed: SignedPerson
    retired_by: UserId
    retired_at: str
    last_seq: int
    signature: bytes

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the retiring person signs."""
        return b"diogel/retired/v1\0" + canonical({"vault": vault_id, **self.facts()})

    def facts(self) -> dict[str, Any]:
        """Return the signed facts as JSON."""
        return {
            "certificate": self.signed.certificate(),
            "retired_by": self.retired_by,
            "retired_at": self.retired_at,
            "last_seq": self.last_seq,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            **self.facts(),
            "certified": b64(self.signed.signature),
            "signature": b64(self.signature),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A key that somebody who left has held and nobody who may renew it has renewed yet."""

    domain: Domain
    epoch: int
    because_of: UserId

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            "domain": self.domain.value,
            "epoch": self.epoch,
            "because_of": self.because_of,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A domain's private key sealed to one person, signed by the one who gave it."""

    grantee: UserId
    domain: Domain
    epoch: int
    box: bytes
    granted_by: UserId
    signature: bytes

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the granting person signs."""
        return b"diogel/grant/v1\0" + canonical(
            {
                "vault": vault_id,
                "grantee": self.grantee,
                "domain": self.domain.value,
                "epoch": self.epoch,
                "box": b64(self.box),
                "granted_by": self.granted_by,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySlot:
    """The root's private half and the recovery exchange key, under the recovery secret.

    Attributes:
        threshold: How many sheets open it.
        shares: How many sheets there are; one: a recovery key that is not divided.
        set_id: Which set of sheets; empty for a recovery key that is not divided.
    """

    salt: bytes
    box: bytes
    public: bytes
    signature: bytes
    threshold: int = 1
    shares: int = 1
    set_id: str = ""

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the root signs."""
        facts: dict[str, Any] = {"vault": vault_id, "public": b64(self.public)}
        if not self.set_id:
            return b"diogel/recovery/v1\0" + canonical(facts)
        return b"diogel/recovery/v2\0" + canonical({**facts, **self.division()})

    def division(self) -> dict[str, Any]:
        """Return how the secret is divided, as stored; empty where it is not."""
        if not self.set_id:
            return {}
        return {"threshold": self.threshold, "shares": self.shares, "set_id": self.set_id}
