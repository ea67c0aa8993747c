"""``vault.json``: who may open the vault and how the chain of trust runs, on disk.

This module knows the file's shape and nothing of passphrases: it reads, checks the shape, and
writes. ``trust.py`` checks the signatures. The file is written whole, then copied to
``vault.json.bak``; a torn file is replaced by the copy.

Format 2 adds to format 1: certificates that are no longer in force, key epochs that somebody else
than the root signed, keys that are owed a renewal, recovery in shares, and what a slot was made
with. A header of format 1 is read as it is and becomes one of format 2 when somebody who may change
it signs in (``docs/adr/0015-keys-that-change.md``).
"""

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
from desktop.vault.header_parts import (
    Grant,
    Owed,
    RecoverySlot,
    Retired,
    SignedDomain,
    SignedPerson,
    Slot,
    b64,
    unb64,
)
from desktop.vault.keys import ROOT, DomainPublic, Person
from desktop.vault.passphrase import KdfCost, KdfParams

FORMAT: Final = 2
"""What this program writes; it reads 1 as well."""
FILE_NAME: Final = "vault.json"
_MOST_BYTES: Final = 4 * 1024 * 1024

_T = TypeVar("_T")


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
    former: tuple[Retired, ...] = ()
    owed: tuple[Owed, ...] = ()
    mac: bytes = b""
    format: int = FORMAT

    def named(self, name: str) -> SignedPerson | None:
        """Return the person with this sign-in name, whatever its case."""
        return next((p for p in self.people if p.person.name.lower() == name.lower()), None)

    def by_id(self, user_id: str) -> SignedPerson | None:
        """Return the person with this identifier."""
        return next((p for p in self.people if p.person.user_id == user_id), None)

    def granted(self, user_id: UserId) -> frozenset[Domain]:
        """Return the domains whose keys in force were granted to this person."""
        return frozenset(
            grant.domain
            for grant in self.grants
            if grant.grantee == user_id and grant.epoch == self.epoch(grant.domain)
        )

    def epoch(self, domain: Domain) -> int:
        """Return the number of a domain's key in force; 0 where it has none."""
        return max((s.key.epoch for s in self.domains if s.key.domain is domain), default=0)

    def without_mac(self) -> bytes:
        """Return the bytes that the catalogue key authenticates."""
        return canonical(to_json(replace(self, mac=b"")))

    def without_slots(self) -> bytes:
        """Return the bytes that an audit entry binds: a slot is bound by an entry of its own."""
        stored = to_json(replace(self, mac=b""))
        stored["people"] = [
            {name: value for name, value in person.items() if name != "slot"}
            for person in stored["people"]
        ]
        return canonical(stored)


def to_json(header: Header) -> dict[str, Any]:
    """Return ``header`` as stored in its format."""
    stored = _first_format(header)
    if header.format > 1:
        stored["former"] = [retired.to_json() for retired in header.former]
        stored["owed"] = [owed.to_json() for owed in header.owed]
        stored["recovery"].update(header.recovery.division())
        for raw, signed in zip(stored["domains"], header.domains, strict=True):
            raw["signed_by"] = signed.signed_by
    return stored


def _first_format(header: Header) -> dict[str, Any]:
    recovery = header.recovery
    return {
        "format": header.format,
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
                "slot": signed.slot.to_json(),
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


def _first_domain(raw: dict[str, Any]) -> SignedDomain:
    return _domain({**raw, "signed_by": ROOT})


def _domain(raw: dict[str, Any]) -> SignedDomain:
    key = DomainPublic(
        domain=Domain(raw["domain"]), epoch=int(raw["epoch"]), public=unb64(raw["public"])
    )
    return SignedDomain(
        key=key,
        signature=unb64(raw["signature"]),
        signed_by=UserId(str(raw["signed_by"])),
    )


def _person(raw: dict[str, Any]) -> SignedPerson:
    slot = raw["slot"]
    return certified(
        raw,
        Slot(
            kdf=KdfParams.from_json(slot["kdf"]),
            box=unb64(slot["box"]),
            role=str(slot.get("role", "")),
            factor=str(slot.get("factor", "")),
        ),
    )


NO_SLOT: Final = Slot(kdf=KdfParams(cost=KdfCost(), salt=b""), box=b"")
"""The slot of a certificate that opens nothing."""


def retired(raw: dict[str, Any]) -> Retired:
    """Return the certificate out of force in ``raw``; its signatures are not checked here.

    Raises:
        KeyError: A fact is missing.
        ValueError: A fact is not of its kind.
    """
    certificate = {"certificate": raw["certificate"], "signature": raw["certified"]}
    return Retired(
        signed=certified(certificate, NO_SLOT),
        retired_by=UserId(str(raw["retired_by"])),
        retired_at=str(raw["retired_at"]),
        last_seq=int(raw["last_seq"]),
        signature=unb64(raw["signature"]),
    )


def _owed(raw: dict[str, Any]) -> Owed:
    return Owed(
        domain=Domain(raw["domain"]),
        epoch=int(raw["epoch"]),
        because_of=UserId(str(raw["because_of"])),
    )


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


def of_certificates(vault_id: str, raw: dict[str, Any]) -> Header:
    """Return a header that can check signatures and open nothing, for a document that travels.

    Args:
        vault_id: Of the vault that the document speaks of.
        raw: Holds ``root_public``, ``people`` and, where somebody's certificate ended, ``former``.

    Raises:
        KeyError: A fact is missing.
        ValueError: A fact is not of its kind.
    """
    return Header(
        vault_id=VaultId(vault_id),
        practice="",
        created_at="",
        root_public=unb64(raw["root_public"]),
        catalogue_salt=b"",
        domains=(),
        recovery=RecoverySlot(salt=b"", box=b"", public=b"", signature=b""),
        people=tuple(certified(person, NO_SLOT) for person in raw["people"]),
        former=tuple(retired(one) for one in raw.get("former", ())),
        grants=(),
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
        threshold=int(raw.get("threshold", 1)),
        shares=int(raw.get("shares", 1)),
        set_id=str(raw.get("set_id", "")),
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
        written = int(raw["format"])
        if written > FORMAT:
            raise FormatTooNewError(found=written, known=FORMAT)
        if written < 1:
            raise DamagedError("header")
        header = Header(
            vault_id=VaultId(str(raw["vault_id"])),
            practice=str(raw["practice"]),
            created_at=str(raw["created_at"]),
            root_public=unb64(raw["root_public"]),
            catalogue_salt=bytes.fromhex(raw["catalogue_salt"]),
            domains=_each(_domain if written > 1 else _first_domain, raw["domains"]),
            recovery=_recovery(raw["recovery"]),
            people=_each(_person, raw["people"]),
            grants=_each(_grant, raw["grants"]),
            former=_each(retired, raw["former"]) if written > 1 else (),
            owed=_each(_owed, raw["owed"]) if written > 1 else (),
            format=written,
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
