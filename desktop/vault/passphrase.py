"""From a passphrase to a key: Argon2id, with a floor that nothing can lower.

Source: RFC 9106 section 4, second recommended option; the floor is OWASP's minimum.
"""

import os
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.errors import PassphraseWeakError, TamperedError
from desktop.vault.strength import estimate

_SALT_BYTES: Final = 16
MOST_MEMORY_KIB: Final = 1024 * 1024
"""No slot that we write costs more memory (``calibration``): one that asks for more is planted."""
_MOST_WORK_KIB: Final = 4 * MOST_MEMORY_KIB
"""Memory times passes; our dearest slot takes three passes over a gibibyte."""
_MEMORY_KIB: Final = range(19 * 1024, MOST_MEMORY_KIB + 1)
_PASSES: Final = range(1, 65)
_LANES: Final = range(1, 17)


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfCost:
    """What one guess costs: 64 MiB, three passes, four lanes unless said otherwise."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        """Refuse a cost below the floor (a downgrade) or above the cap (a door that hangs).

        Raises:
            TamperedError: Outside 19 MiB to 1 GiB, 1 to 64 passes or 1 to 16 lanes, or more work
                than four passes over 1 GiB.
        """
        if self.memory_kib not in _MEMORY_KIB or self.passes not in _PASSES:
            raise TamperedError("kdf")
        if self.memory_kib * self.passes > _MOST_WORK_KIB:
            raise TamperedError("kdf")
        if self.lanes not in _LANES or (self.memory_kib < 46 * 1024 and self.passes == 1):
            raise TamperedError("kdf")

    def at_least(self, other: "KdfCost") -> "KdfCost":
        """Return a cost that is nowhere below ``other``: a new slot is never easier to guess."""
        return KdfCost(
            memory_kib=max(self.memory_kib, other.memory_kib),
            passes=max(self.passes, other.passes),
            lanes=max(self.lanes, other.lanes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KdfParams:
    """Cost and salt of one key slot."""

    cost: KdfCost
    salt: bytes

    @classmethod
    def fresh(cls, cost: KdfCost) -> "KdfParams":
        """Return ``cost`` with a new random salt."""
        return cls(cost=cost, salt=os.urandom(_SALT_BYTES))

    def to_json(self) -> dict[str, Any]:
        """Return the form stored in the key slot."""
        cost = self.cost
        return {
            "name": "argon2id",
            "memory_kib": cost.memory_kib,
            "passes": cost.passes,
            "lanes": cost.lanes,
            "salt": self.salt.hex(),
        }

    @classmethod
    def from_json(cls, untrusted: dict[str, Any]) -> "KdfParams":
        """Return the parameters read from a key slot.

        Raises:
            TamperedError: Not Argon2id, or a cost or salt that we never write.
        """
        try:
            numbers = {name: int(untrusted[name]) for name in ("memory_kib", "passes", "lanes")}
            salt = bytes.fromhex(untrusted["salt"])
        except (KeyError, TypeError, ValueError) as error:
            raise TamperedError("kdf") from error
        if untrusted.get("name") != "argon2id" or len(salt) != _SALT_BYTES:
            raise TamperedError("kdf")
        return cls(cost=KdfCost(**numbers), salt=salt)


def check_strength(passphrase: str, *, known: tuple[str, ...] = (), is_bound: bool = False) -> None:
    """Refuse a passphrase that somebody with a copy of the vault would guess too soon.

    Args:
        passphrase: As typed; never in an error or a log.
        known: Practice, sign-in name and full name: the first things that are guessed.
        is_bound: Whether the slot also needs a factor that only this computer holds.

    Raises:
        PassphraseWeakError: Too few guesses; the reason is what makes it weak, the fact ``holds``
            the span within which it would be guessed.
    """
    found = estimate(passphrase, known=known, is_bound=is_bound)
    if not found.is_enough:
        raise PassphraseWeakError(found.weakness.value, holds=found.holds.value)


def stretch(passphrase: str, params: KdfParams) -> bytes:
    """Return the 32-byte key of ``passphrase`` under ``params``; takes about half a second."""
    cost = params.cost
    try:
        return Argon2id(
            salt=params.salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(passphrase.encode())
    except (InvalidKey, MemoryError) as error:
        raise TamperedError("kdf") from error
