"""Who comes in, by what; and what may be said of a vault without a key."""

from dataclasses import dataclass

from desktop.ids import VaultId


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Founded:
    """A new vault, and what opens it when nobody can: to be printed now and never again.

    Attributes:
        vault_id: The vault.
        recovery_key: The key of the one sheet, where recovery is not divided; else empty.
        shares: What stands on each sheet, where it is; else empty.
    """

    vault_id: VaultId
    recovery_key: str = ""
    shares: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What stands on each sheet, whether there are several or one."""
        return self.shares or (self.recovery_key,)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PassphraseEntry:
    """A sign-in name and what was typed."""

    name: str
    passphrase: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RecoveryEntry:
    """What stands on recovery sheets, as typed.

    Attributes:
        recovery_key: One key or several shares; whole sheets with what else stands on them do.
    """

    recovery_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultInfo:
    """What may be said of a vault without a passphrase."""

    vault_id: VaultId
    practice: str
    created_at: str
    format: int
    people: int
