"""The NHS number: ten digits of which the last checks the others.

Source: NHS Data Dictionary, "NHS NUMBER": weights 10 to 2 over the first nine digits; eleven minus
the remainder of the sum divided by eleven; eleven becomes zero; ten is not a valid number.
Display as 3-3-4 with single spaces: NHS Common User Interface, "NHS Number Input and Display".
"""

import re
from operator import mul
from typing import Final

from desktop.errors import NhsNumberInvalidError

LENGTH: Final = 10
WEIGHTS: Final = range(10, 1, -1)
_SEPARATORS: Final = re.compile("[\\s\u00a0\u2010\u2011\u2013-]")
_DIGITS: Final = re.compile("[0-9]*")
_NEVER_ISSUED: Final = "999"


def parse(text: str) -> str:
    """Return the ten digits of an NHS number written with or without spaces and hyphens.

    Raises:
        NhsNumberInvalidError: ``characters`` (something else than digits; the old and temporary
            numbers have letters), ``length``, ``check_digit``, or ``placeholder`` (ten zeros,
            which pass the check and belong to nobody).
    """
    digits = without_separators(text)
    if not _DIGITS.fullmatch(digits):
        raise NhsNumberInvalidError("characters")
    if len(digits) != LENGTH:
        raise NhsNumberInvalidError("length")
    if digits == "0" * LENGTH:
        raise NhsNumberInvalidError("placeholder")
    if check_digit(digits[:-1]) != int(digits[-1]):
        raise NhsNumberInvalidError("check_digit")
    return digits


def without_separators(text: str) -> str:
    """Return ``text`` without spaces and hyphens, unchecked."""
    return text if text.isalnum() else _SEPARATORS.sub("", text)


def check_digit(nine: str) -> int | None:
    """Return the check digit for nine digits, or None where no valid number begins so."""
    return check_of(weighed(nine))


def weighed(nine: str) -> int:
    """Return the weighted sum of nine digits."""
    return sum(map(mul, WEIGHTS, map(int, nine)))


def check_of(weighed_sum: int) -> int | None:
    """Return the check digit for a weighted sum, or None where no valid number has it."""
    check = 11 - weighed_sum % 11
    return None if check == LENGTH else check % 11


def show(digits: str) -> str:
    """Return ten digits as ``999 000 0018``; a shorter beginning is spaced in the same places."""
    return " ".join(part for part in (digits[:3], digits[3:6], digits[6:]) if part)


def is_never_issued(digits: str) -> bool:
    """Return whether the number lies in the range kept for tests: 999 000 0000 and above."""
    return digits.startswith(_NEVER_ISSUED)
