"""``vault.json``: who may open the vault and how the chain of trust runs, on disk.

This module knows the file's shape and nothing of passphrases: it reads, checks the shape, and
writes. ``trust.py`` checks the signatures. The file is written whole, then copied to
``vault.json.bak``; a torn file is replaced by the copy.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from desktop.errors import DamagedError, FormatTooNewError, VaultMissingError
from desktop.ids import UserId, VaultId
from desktop.records.role import Domain, Role
from desktop.vault.crypto import canonical
from desktop.vault.files import read_whole, write_whole
from desktop.vault.keys import DomainPublic, Person
from desktop.vault.passphrase import KdfParams

FORMAT: Final = 1
FILE_NAME: Final = "vault.json"
_MOST_BYTES: Final = 4 * 1024 * 1024

_T = TypeVar("_T")


def b64(data: bytes) -> str:
    """Return ``data`` as base64 text."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """Return the bytes of base64 text, strictly."""
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDomain:
    """A domain public key and the root's signature."""

    key: DomainPublic
    signature: bytes

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the root signs."""
        key = self.key
        return b"diogel/domain/v1\0" + canonical(
            {
                "vault": vault_id,
                "domain": key.domain.value,
                "epoch": key.epoch,
                "public": b64(key.public),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A person's private keys under their passphrase."""

    kdf: KdfParams
    box: bytes


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
    """The root's private half and the recovery exchange key, under the recovery key."""

    salt: bytes
    box: bytes
    public: bytes
    signature: bytes

    def message(self, vault_id: VaultId) -> bytes:
        """Return what the root signs."""
        return b"diogel/recovery/v1\0" + canonical({"vault": vault_id, "public": b64(self.public)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Everything in ``vault.json``."""

    vault_id: VaultId
    practice: str
    created_at: str
    root_public: bytes
    catalogue_salt: bytes
    domains: tuple[SignedDomain, ...]
    recovery: RecoverySlot
    people: tuple[SignedPerson, ...]
    grants: tuple[Grant, ...]
    mac: bytes = b""

    def named(self, name: str) -> SignedPerson | None:
        """Return the person with this sign-in name, whatever its case."""
        return next((p for p in self.people if p.person.name.lower() == name.lower()), None)

    def by_id(self, user_id: str) -> SignedPerson | None:
        """Return the person with this identifier."""
        return next((p for p in self.people if p.person.user_id == user_id), None)

    def granted(self, user_id: UserId) -> frozenset[Domain]:
        """Return the domains whose keys were granted to this person."""
        return frozenset(grant.domain for grant in self.grants if grant.grantee == user_id)

    def without_mac(self) -> bytes:
        """Return the bytes that the catalogue key authenticates."""
        return canonical(to_json(replace(self, mac=b"")))


def to_json(header: Header) -> dict[str, Any]:
    """Return ``header`` as stored."""
    recovery = header.recovery
    return {
        "format": FORMAT,
        "vault_id": header.vault_id,
        "practice": header.practice,
        "created_at": header.created_at,
        "root_public": b64(header.root_public),
        "catalogue_salt": header.catalogue_salt.hex(),
        "domains": [
            {
                "domain": signed.key.domain.value,
                "epoch": signed.key.epoch,
                "public": b64(signed.key.public),
                "signature": b64(signed.signature),
            }
            for signed in header.domains
        ],
        "recovery": {
            "salt": recovery.salt.hex(),
            "box": b64(recovery.box),
            "public": b64(recovery.public),
            "signature": b64(recovery.signature),
        },
        "people": [
            {
                "certificate": signed.certificate(),
                "signature": b64(signed.signature),
                "slot": {"kdf": signed.slot.kdf.to_json(), "box": b64(signed.slot.box)},
            }
            for signed in header.people
        ],
        "grants": [
            {
                "grantee": grant.grantee,
                "domain": grant.domain.value,
                "epoch": grant.epoch,
                "box": b64(grant.box),
                "granted_by": grant.granted_by,
                "signature": b64(grant.signature),
            }
            for grant in header.grants
        ],
        "mac": b64(header.mac),
    }


def _domain(raw: dict[str, Any]) -> SignedDomain:
    key = DomainPublic(
        domain=Domain(raw["domain"]), epoch=int(raw["epoch"]), public=unb64(raw["public"])
    )
    return SignedDomain(key=key, signature=unb64(raw["signature"]))


def _person(raw: dict[str, Any]) -> SignedPerson:
    slot = Slot(kdf=KdfParams.from_json(raw["slot"]["kdf"]), box=unb64(raw["slot"]["box"]))
    return certified(raw, slot)


def certified(raw: dict[str, Any], slot: Slot) -> SignedPerson:
    """Return the person whose certificate and signature ``raw`` carries.

    Raises:
        KeyError: A fact is missing.
        ValueError: A fact is not of its kind.
    """
    facts = raw["certificate"]
    person = Person(
        user_id=UserId(str(facts["user_id"])),
        name=str(facts["name"]),
        full_name=str(facts["full_name"]),
        role=Role(facts["role"]),
        exchange_public=unb64(facts["exchange_public"]),
        signing_public=unb64(facts["signing_public"]),
    )
    return SignedPerson(
        person=person,
        admitted_by=UserId(str(facts["admitted_by"])),
        admitted_at=str(facts["admitted_at"]),
        signature=unb64(raw["signature"]),
        slot=slot,
    )


def _grant(raw: dict[str, Any]) -> Grant:
    return Grant(
        grantee=UserId(str(raw["grantee"])),
        domain=Domain(raw["domain"]),
        epoch=int(raw["epoch"]),
        box=unb64(raw["box"]),
        granted_by=UserId(str(raw["granted_by"])),
        signature=unb64(raw["signature"]),
    )


def _recovery(raw: dict[str, Any]) -> RecoverySlot:
    return RecoverySlot(
        salt=bytes.fromhex(raw["salt"]),
        box=unb64(raw["box"]),
        public=unb64(raw["public"]),
        signature=unb64(raw["signature"]),
    )


def _each(make: Callable[[dict[str, Any]], _T], raw: list[dict[str, Any]]) -> tuple[_T, ...]:
    return tuple(make(item) for item in raw)


def parse(untrusted: bytes) -> Header:
    """Return the header in ``untrusted``, its shape checked and its signatures not.

    Raises:
        FormatTooNewError: Written by a newer Diogel.
        DamagedError: Not a header.
    """
    try:
        raw = json.loads(untrusted)
        if int(raw["format"]) > FORMAT:
            raise FormatTooNewError(found=int(raw["format"]), known=FORMAT)
        header = Header(
            vault_id=VaultId(str(raw["vault_id"])),
            practice=str(raw["practice"]),
            created_at=str(raw["created_at"]),
            root_public=unb64(raw["root_public"]),
            catalogue_salt=bytes.fromhex(raw["catalogue_salt"]),
            domains=_each(_domain, raw["domains"]),
            recovery=_recovery(raw["recovery"]),
            people=_each(_person, raw["people"]),
            grants=_each(_grant, raw["grants"]),
            mac=unb64(raw["mac"]),
        )
        header.without_mac()  # what cannot be written again is no header either
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError("header") from error
    return header


def read(folder: Path) -> Header:
    """Return the header of the vault in ``folder``, from its copy if the first is torn.

    Raises:
        VaultMissingError: There is no vault.
        FormatTooNewError: Written by a newer Diogel.
        DamagedError: Neither file is a header.
    """
    first = folder / FILE_NAME
    spare = folder / (FILE_NAME + ".bak")
    try:
        return read_one(first)
    except VaultMissingError:
        if not spare.exists():
            raise
    except DamagedError:
        if not spare.exists():
            raise
    return read_one(spare)


def read_one(path: Path) -> Header:
    """Return the header in one file.

    Raises:
        VaultMissingError: There is no such file.
        FormatTooNewError: Written by a newer Diogel.
        DamagedError: It is not a header.
    """
    return parse(read_whole(path, most_bytes=_MOST_BYTES))


def to_bytes(header: Header) -> bytes:
    """Return ``header`` as its file holds it."""
    return json.dumps(to_json(header), indent=1, sort_keys=True, ensure_ascii=False).encode()


def write(folder: Path, header: Header) -> None:
    """Write ``header`` and then its copy.

    Raises:
        VaultFullError: No room; the old header stands.
    """
    data = to_bytes(header)
    write_whole(folder / FILE_NAME, data)
    write_whole(folder / (FILE_NAME + ".bak"), data)
