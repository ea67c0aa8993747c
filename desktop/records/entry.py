"""Who comes in, by what; and what may be said of a vault without a key."""

from dataclasses import dataclass

from desktop.ids import VaultId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Founded:
    """A new vault: its identifier and the recovery key, to be printed now and never again."""

    vault_id: VaultId
    recovery_key: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassphraseEntry:
    """A sign-in name and what was typed."""

    name: str
    passphrase: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecoveryEntry:
    """The recovery key as typed from its sheet."""

    recovery_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultInfo:
    """What may be said of a vault without a passphrase."""

    vault_id: VaultId
    practice: str
    created_at: str
    format: int
    people: int
