"""The recovery secret in shares: what stands on each sheet, and how sheets become the secret again.

The secret is 128 random bits, divided by Shamir's scheme over GF(2^128): fewer shares than the
threshold fit every secret equally well, so they say nothing at all about it. A share is printed as
32 characters of Crockford's base32 (which has no I, L, O or U) in eight groups of four:

    1 character   index of the sheet, counted from 1
    3 characters  the set, random, the same on every sheet that was made together
    26 characters the share, 128 bits after two bits that are zero
    2 characters  check: the 30 before, read as one number to the base 32, modulo 1021

1021 is a prime, so every single wrong character and every swap of two neighbours changes the
remainder. ``docs/vault-format.md`` says enough to recover without this module.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from Crypto.Protocol.SecretSharing import Shamir

from desktop.errors import UnlockFailedError
from desktop.ids import CROCKFORD
from desktop.vault.recovery_key import read_recovery_key

SECRET_BYTES: Final = 16
SHARE_DIGITS: Final = 32
_SET_DIGITS: Final = 3
_PART_DIGITS: Final = 26
_CHECK_DIGITS: Final = 2
_PRIME: Final = 1021
"""The largest prime that two characters can hold the remainders of."""
_BASE: Final = len(CROCKFORD)
_LEAST_NEEDED: Final = 2
_GROUP: Final = 4
_MOST_SHARES: Final = _BASE - 1
_READ_AS: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})
_WORN: Final = ("\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212")
"""Dashes that a word processor or a reader of PDF puts in place of a hyphen."""
_PRINTED: Final = re.compile(r"(?<![0-9a-z-])[0-9a-z]{4}(?:-[0-9a-z]{4}){6,7}(?![0-9a-z-])")
"""A key (seven groups) or a share (eight groups) somewhere in a line."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Share:
    """What one sheet holds.

    Attributes:
        index: Which sheet of its set, counted from 1; where the polynomial is evaluated.
        set_id: Three capitals or figures, the same on all sheets that were made together.
        part: The value there, 16 bytes.
    """

    index: int
    set_id: str
    part: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewShares:
    """A fresh secret and the sheets it was divided into.

    Attributes:
        secret: 16 bytes; wraps the recovery keys.
        set_id: What tells these sheets from all others; no secret.
        shares: As printed, in capitals and groups.
    """

    secret: bytes
    set_id: str
    shares: tuple[str, ...]


def new_shares(threshold: int, count: int) -> NewShares:
    """Divide a fresh secret into ``count`` shares, of which ``threshold`` are needed.

    Raises:
        ValueError: Fewer than two are needed, or more than there are, or more than 31 are wanted.
    """
    if not _LEAST_NEEDED <= threshold <= count <= _MOST_SHARES:
        raise ValueError("threshold")
    secret = secrets.token_bytes(SECRET_BYTES)
    set_id = "".join(secrets.choice(CROCKFORD) for _ in range(_SET_DIGITS)).upper()
    parts = Shamir.split(threshold, count, secret)
    shares = tuple(
        print_share(Share(index=index, set_id=set_id, part=part)) for index, part in parts
    )
    return NewShares(secret=secret, set_id=set_id, shares=shares)


def print_share(share: Share) -> str:
    """Return a share as it stands on its sheet."""
    part = _to_digits(int.from_bytes(share.part), _PART_DIGITS)
    digits = CROCKFORD[share.index] + share.set_id.lower() + part
    whole = (digits + _check_digits(digits)).upper()
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def read_share(typed: str) -> Share:
    """Return what a share says, as somebody typed it.

    Case, blanks and hyphens do not matter; O reads as 0, I and L as 1.

    Raises:
        UnlockFailedError: ``share_mistyped``: not 32 characters of the alphabet, or the check
            characters are wrong.
    """
    digits = _bare(typed)
    if len(digits) != SHARE_DIGITS or not set(digits) <= set(CROCKFORD):
        raise UnlockFailedError("share_mistyped")
    body, check = digits[:-_CHECK_DIGITS], digits[-_CHECK_DIGITS:]
    index = CROCKFORD.index(body[0])
    number = _to_number(body[1 + _SET_DIGITS :])
    if _check_digits(body) != check or index == 0 or number.bit_length() > SECRET_BYTES * 8:
        raise UnlockFailedError("share_mistyped")
    return Share(
        index=index, set_id=body[1 : 1 + _SET_DIGITS].upper(), part=number.to_bytes(SECRET_BYTES)
    )


def combine(shares: Sequence[Share], threshold: int) -> bytes:
    """Return the secret that ``shares`` divide; more than are needed must agree.

    Raises:
        UnlockFailedError: ``share_twice`` (the same sheet), ``share_sets`` (sheets that were not
            made together), ``share_few`` (with the facts ``needed`` and ``given``) or
            ``share_unfit`` (they do not lie on one polynomial).
    """
    if len({share.set_id for share in shares}) > 1:
        raise UnlockFailedError("share_sets")
    if len({share.index for share in shares}) < len(shares):
        raise UnlockFailedError("share_twice")
    if len(shares) < threshold:
        raise UnlockFailedError("share_few", needed=threshold, given=len(shares))
    secret = _joined(shares[:threshold])
    for start in range(1, len(shares) - threshold + 1):
        if _joined(shares[start : start + threshold]) != secret:
            raise UnlockFailedError("share_unfit")
    return secret


def found_in(text: str) -> tuple[str, ...]:
    """Return every recovery key and share in a text, in its order: bare lines or whole sheets.

    In the middle of a line only what is printed with its hyphens counts; a line of its own may be
    typed in any way, if its check characters are right. Where nothing of the kind is found, the
    whole text is taken for one attempt, so that it is refused with the sentence for a slip.
    """
    found: list[str] = []
    for line in _plain(text).splitlines():
        bare = _bare(line)
        if _is_key(bare):
            found.append(bare)
        else:
            found.extend(_PRINTED.findall(line))
    return tuple(found) or (text,)


def _is_key(digits: str) -> bool:
    try:
        if len(digits) == SHARE_DIGITS:
            read_share(digits)
        else:
            read_recovery_key(digits)
    except UnlockFailedError:
        return False
    return True


def _joined(shares: Sequence[Share]) -> bytes:
    return Shamir.combine([(share.index, share.part) for share in shares])


def _plain(text: str) -> str:
    for worn in _WORN:
        text = text.replace(worn, "-")
    return text.lower()


def _bare(typed: str) -> str:
    return "".join(_plain(typed).translate(_READ_AS).split())


def _to_number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * _BASE + CROCKFORD.index(digit)
    return number


def _to_digits(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, _BASE)
        digits.append(CROCKFORD[digit])
    return "".join(reversed(digits))


def _check_digits(digits: str) -> str:
    return _to_digits(_to_number(digits) % _PRIME, _CHECK_DIGITS)
