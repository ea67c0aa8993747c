"""The recovery key: 130 random bits that a person can read out, type and check.

26 characters of Crockford's base32 (which has no I, L, O or U) and two check characters, in seven
groups of four. The last two are 10 bits of a SHA-256 over the rest, so that a slip of the pen is
found before it is tried.
"""

import hashlib
import secrets
from typing import Final

from desktop.errors import UnlockFailedError
from desktop.ids import CROCKFORD

_DIGITS: Final = 26
_CHECK_DIGITS: Final = 2
_GROUP: Final = 4
_READ_AS: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})


def _check_digits(digits: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"diogel/recovery\0" + digits.encode()).digest()[:2])
    return CROCKFORD[number % 32] + CROCKFORD[number // 32 % 32]


def new_recovery_key() -> str:
    """Return a fresh recovery key in groups, upper case."""
    digits = "".join(secrets.choice(CROCKFORD) for _ in range(_DIGITS))
    whole = (digits + _check_digits(digits)).upper()
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def read_recovery_key(typed: str) -> bytes:
    """Return the secret in a recovery key as somebody typed it.

    Case, blanks and hyphens do not matter; O reads as 0, I and L as 1.

    Raises:
        UnlockFailedError: Not 28 characters of the alphabet, or the check characters are wrong.
    """
    digits = "".join(typed.lower().translate(_READ_AS).split())
    if len(digits) != _DIGITS + _CHECK_DIGITS or not set(digits) <= set(CROCKFORD):
        raise UnlockFailedError("recovery_key")
    if _check_digits(digits[:_DIGITS]) != digits[_DIGITS:]:
        raise UnlockFailedError("recovery_key")
    return digits[:_DIGITS].encode()
