"""What a backup consists of, signed by whoever made it: ``manifest.json``.

A manifest names no path: files by what they are, sealed files by identifier. Where they lie is for
``backup_place`` to say. Whoever can write the place of backups cannot make one.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop.errors import BackupRefusedError, FormatTooNewError, TamperedError
from desktop.ids import ObjectId, UserId, VaultId
from desktop.records.role import MAY, Act
from desktop.vault.crypto import canonical, check_signature, sign
from desktop.vault.header import Header
from desktop.vault.header_parts import b64, unb64
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.trust import signer_key

FORMAT: Final = 2
"""Written where photographs wait in the spool; a backup without any is of the first format."""
FILE_NAME: Final = "manifest.json"
CATALOGUE: Final = "catalogue.db"
HEADER: Final = "vault.json"
HEADS: Final = "heads.jsonl"
DESTRUCTIONS: Final = "destructions.jsonl"
FILES: Final = (CATALOGUE, HEADER, HEADS, DESTRUCTIONS)
"""The files of every backup, beside its manifest."""
SPOOL: Final = "spool-"
"""Begins the name of the copy of a file of the spool, beside the manifest."""
MOST_BYTES: Final = 1024 * 1024 * 1024
_LABEL: Final = b"diogel/backup/v1\0"
_MOST_FILE_BYTES: Final = 1 << 42
_REFUSED: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_OBJECT: Final = re.compile(r"[0-9a-f]{32}")
_SPOOLED: Final = re.compile(r"[0-9a-f]{32}(?:\.[a-z_]{1,32})?")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_VAULT: Final = re.compile(r"v-[0-9a-f]{32}")
_USER: Final = re.compile(r"recovery|u-[0-9a-z]{16}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
_REVISION: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file as it must be: its length in bytes and SHA-256 in hex."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup.

    Attributes:
        made_at: When it was begun; names the backup within its place.
        made_by: Who signed.
        program: Version of the program that made it.
        revision: Of the catalogue.
        governance_epoch: Of the key that ``governance_box`` is sealed to.
        governance_box: Key and salt of the database, sealed to the governance key.
        recovery_box: The same, sealed to the recovery key's public half.
        audit_seq: Number of the newest entry that the backup holds.
        audit_hash: Its hash.
        files: The files beside the manifest.
        objects: The sealed files that belong to it.
        missing: Sealed files that were missing or damaged in the vault itself, and in no earlier
            backup either.
        spool: What waited in the spool, by its name there: sealed already, and copied as it is.
    """

    vault_id: VaultId
    made_at: str
    made_by: UserId
    program: str
    revision: str
    governance_epoch: int
    governance_box: bytes
    recovery_box: bytes
    audit_seq: int
    audit_hash: bytes
    files: Mapping[str, Listed]
    objects: Mapping[ObjectId, Listed]
    missing: tuple[ObjectId, ...] = ()
    spool: Mapping[str, Listed] = field(default_factory=dict)
    signature: bytes = b""

    def _facts(self) -> dict[str, Any]:
        spool = {"spool": {name: _pair(one) for name, one in self.spool.items()}}
        return {
            "format": FORMAT if self.spool else 1,
            **(spool if self.spool else {}),
            "vault": self.vault_id,
            "made_at": self.made_at,
            "made_by": self.made_by,
            "program": self.program,
            "revision": self.revision,
            "governance": {"epoch": self.governance_epoch, "box": b64(self.governance_box)},
            "recovery": {"box": b64(self.recovery_box)},
            "audit": {"seq": self.audit_seq, "hash": self.audit_hash.hex()},
            "files": {name: _pair(one) for name, one in self.files.items()},
            "objects": {name: _pair(one) for name, one in self.objects.items()},
            "missing": list(self.missing),
        }

    def message(self) -> bytes:
        """Return what is signed."""
        return _LABEL + canonical(self._facts())

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        return canonical({**self._facts(), "signature": b64(self.signature)})

    def signed(self, signing_private: bytes) -> "Manifest":
        """Return it with a signature."""
        return replace(self, signature=sign(signing_private, self.message()))

    @property
    def stored_bytes(self) -> int:
        """How large everything is together."""
        every = (*self.files.values(), *self.objects.values(), *self.spool.values())
        return sum(one.size_bytes for one in every)


def parse(untrusted: bytes) -> Manifest:
    """Return the manifest in ``untrusted``, its shape checked and its signature not.

    Raises:
        FormatTooNewError: Written by a newer Diogel.
        BackupRefusedError: ``manifest``: it is none.
    """
    try:
        raw = json.loads(untrusted)
        if _number(raw["format"]) > FORMAT:
            raise FormatTooNewError(found=raw["format"], known=FORMAT)
        return _parsed(raw)
    except _REFUSED as error:
        raise BackupRefusedError("manifest") from error


def _parsed(raw: dict[str, Any]) -> Manifest:
    if set(raw["files"]) != set(FILES):
        raise ValueError("files")
    return Manifest(
        vault_id=VaultId(_text(raw["vault"], _VAULT)),
        made_at=_text(raw["made_at"], _MOMENT),
        made_by=UserId(_text(raw["made_by"], _USER)),
        program=str(raw["program"])[:64],
        revision=_text(raw["revision"], _REVISION),
        governance_epoch=_number(raw["governance"]["epoch"]),
        governance_box=unb64(raw["governance"]["box"]),
        recovery_box=unb64(raw["recovery"]["box"]),
        audit_seq=_number(raw["audit"]["seq"]),
        audit_hash=bytes.fromhex(_text(raw["audit"]["hash"], _DIGEST)),
        files={str(name): _listed(one) for name, one in raw["files"].items()},
        objects={ObjectId(_text(k, _OBJECT)): _listed(v) for k, v in raw["objects"].items()},
        missing=tuple(ObjectId(_text(one, _OBJECT)) for one in raw["missing"]),
        spool=_spooled(raw),
        signature=unb64(raw["signature"]),
    )


def _spooled(raw: dict[str, Any]) -> dict[str, Listed]:
    """Return what is listed of the spool: something in the second format, nothing in the first."""
    if _number(raw["format"]) == 1:
        return {}
    if not raw["spool"]:
        raise ValueError("spool")
    return {_text(name, _SPOOLED): _listed(one) for name, one in raw["spool"].items()}


def _pair(listed: Listed) -> list[int | str]:
    return [listed.size_bytes, listed.sha256]


def _listed(untrusted: Any) -> Listed:
    size, digest = untrusted
    return Listed(size_bytes=_number(size), sha256=_text(digest, _DIGEST))


def _number(untrusted: Any) -> int:
    if type(untrusted) is not int or not 0 <= untrusted <= _MOST_FILE_BYTES:
        raise ValueError("number")
    return untrusted


def _text(untrusted: Any, shape: re.Pattern[str]) -> str:
    if type(untrusted) is not str or not shape.fullmatch(untrusted):
        raise ValueError("text")
    return untrusted


def check_signed(manifest: Manifest, shape: Header) -> None:
    """Return only if somebody signed ``manifest`` whose role in ``shape`` may make backups.

    Raises:
        BackupRefusedError: ``another_vault`` or ``signature``.
    """
    if manifest.vault_id != shape.vault_id:
        raise BackupRefusedError("another_vault")
    person = shape.by_id(manifest.made_by)
    may = manifest.made_by == RECOVERY_USER or (
        person is not None and Act.BACK_UP in MAY[person.person.role]
    )
    if not may:
        raise BackupRefusedError("signature")
    try:
        public = signer_key(shape, manifest.made_by)
        check_signature(public, manifest.signature, manifest.message(), what="backup")
    except TamperedError as error:
        raise BackupRefusedError("signature") from error
