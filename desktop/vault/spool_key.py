"""With which key a keeper that waits at the door seals, and how far it can be trusted.

Whoever waits holds no secret, so nothing in ``vault.json`` can be authenticated beyond its chain of
signatures up to the root key. That chain alone would follow an *earlier* ``vault.json``, whose key
somebody who has left may hold. So whoever signs in has the key that is in force, as the catalogue
says, noted outside the vault in this user's state folder, and a waiting keeper seals with that very
key or not at all: another ``vault.json`` can stop it, and cannot turn it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.errors import SpoolClosedError, VaultError, VaultMissingError
from desktop.ids import VaultId
from desktop.records.role import Domain
from desktop.vault import header
from desktop.vault.crypto import canonical
from desktop.vault.files import disk_errors, read_whole, write_whole
from desktop.vault.header import Header
from desktop.vault.header_parts import b64
from desktop.vault.keys import DomainPublic, KeyRing
from desktop.vault.trust import check_header

_MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeKey:
    """The public half of the inbox key that is in force."""

    vault_id: VaultId
    key: DomainPublic

    def ring(self) -> KeyRing:
        """Return a ring that seals to the inbox and opens nothing."""
        return KeyRing(vault_id=self.vault_id, publics={Domain.INBOX: self.key})


def _in_force(shape: Header) -> IntakeKey:
    keys = [one.key for one in shape.domains if one.key.domain is Domain.INBOX]
    return IntakeKey(vault_id=shape.vault_id, key=max(keys, key=lambda one: one.epoch))


def _note(outside: Path, vault_id: VaultId) -> Path:
    return outside / f"{vault_id}.intake.json"


def _facts(key: IntakeKey) -> bytes:
    return canonical({"vault": key.vault_id, "epoch": key.key.epoch, "public": b64(key.key.public)})


def note_key(shape: Header, *, outside: Path) -> None:
    """Note the key in force outside the vault; the caller knows from the catalogue that it is.

    Raises:
        VaultError: It cannot be written; the former note stands.
    """
    path, wanted = _note(outside, shape.vault_id), _facts(_in_force(shape))
    try:
        if read_whole(path, most_bytes=_MOST_BYTES) == wanted:
            return
    except VaultMissingError:
        with disk_errors():
            outside.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, wanted)


def intake_key(folder: Path, *, outside: Path) -> IntakeKey:
    """Return the key to seal with while nobody is signed in.

    Args:
        folder: The vault.
        outside: Where the key in force was noted.

    Raises:
        SpoolClosedError: ``not_noted``: nobody has signed in here yet; ``another_key``:
            ``vault.json`` names another key than the one that was in force.
        TamperedError: The chain of trust does not hold.
        VaultError: There is no vault, or its header cannot be read.
    """
    shape = header.read(folder)
    check_header(shape)
    found = _in_force(shape)
    try:
        noted = json.loads(read_whole(_note(outside, shape.vault_id), most_bytes=_MOST_BYTES))
    except VaultMissingError as error:
        raise SpoolClosedError("not_noted") from error
    except (VaultError, ValueError) as error:
        raise SpoolClosedError("another_key") from error
    if noted != json.loads(_facts(found)):
        raise SpoolClosedError("another_key")
    return found
