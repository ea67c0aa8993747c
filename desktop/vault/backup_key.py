"""The key of a backup's database: what it is sealed to, and what the seals are bound to."""

from dataclasses import dataclass
from typing import Final

from desktop.errors import BackupRefusedError, DamagedError, KeyMissingError
from desktop.records.role import Domain
from desktop.vault.admission import Unlocked
from desktop.vault.backup_manifest import Manifest
from desktop.vault.crypto import KEY_BYTES, context, seal, unseal
from desktop.vault.header import Header
from desktop.vault.keys import RECOVERY_USER, KeyRing

SALT_BYTES: Final = 16
_SEALED: Final = "backup key"
"""Purpose of the seal to the recovery key."""


def _place(made_at: str) -> bytes:
    return context("backup", made_at)


def _about(vault_id: str, made_at: str) -> bytes:
    return context(vault_id, "backup", made_at)


def sealed_for_governance(secret: bytes, ring: KeyRing, *, made_at: str) -> bytes:
    """Return key and salt of a backup sealed to the governance key in force."""
    return ring.seal(Domain.GOVERNANCE, secret, place=_place(made_at))


def sealed_for_recovery(secret: bytes, shape: Header, *, made_at: str) -> bytes:
    """Return key and salt of a backup sealed to the recovery key's public half."""
    about = _about(shape.vault_id, made_at)
    return seal(shape.recovery.public, secret, purpose=_SEALED, about=about)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Opener:
    """Who opens a backup: what they sign with is not needed, only what they open.

    Attributes:
        recovery_private: The recovery key's exchange key, with the recovery key only.
    """

    user: str
    ring: KeyRing
    recovery_private: bytes = b""

    @classmethod
    def of(cls, who: Unlocked) -> "Opener":
        """Return what somebody who has unlocked the backup's own header opens it with."""
        is_recovery = who.user_id == RECOVERY_USER
        private = who.identity.exchange_private if is_recovery else b""
        return cls(user=who.user_id, ring=who.ring, recovery_private=private)

    def can_open(self, manifest: Manifest) -> bool:
        """Return whether they hold a key that the key of the database is sealed to.

        A governance key that was renewed since opens no backup from before.
        """
        epoch = self.ring.publics[Domain.GOVERNANCE].epoch
        holds = self.ring.holds(Domain.GOVERNANCE) and epoch == manifest.governance_epoch
        return bool(self.recovery_private) or holds


def key_of_backup(manifest: Manifest, opener: Opener) -> tuple[bytes, bytes]:
    """Return key and salt of a backup's database.

    Raises:
        KeyMissingError: They hold neither the governance key nor the recovery key.
        BackupRefusedError: ``key``: it was sealed for another backup.
    """
    if not opener.can_open(manifest):
        raise KeyMissingError(domain=Domain.GOVERNANCE.value)
    try:
        if opener.recovery_private:
            about = _about(manifest.vault_id, manifest.made_at)
            box = manifest.recovery_box
            secret = unseal(opener.recovery_private, box, purpose=_SEALED, about=about)
        else:
            place = _place(manifest.made_at)
            secret = opener.ring.unseal(Domain.GOVERNANCE, manifest.governance_box, place=place)
    except DamagedError as error:
        raise BackupRefusedError("key") from error
    if len(secret) != KEY_BYTES + SALT_BYTES:
        raise BackupRefusedError("key")
    return secret[:KEY_BYTES], secret[KEY_BYTES:]
