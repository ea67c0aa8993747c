"""What stands in the square of a session slip, and what is kept of it. Pure.

What stands in the square is a random number and nothing else: whoever finds a slip, or a photograph
of one, learns nothing of anybody. Whose slip it is stands in the catalogue, under a digest.

Source: GUIDANCE R-82 and its "ID card first"; 128 bits as for any secret that nobody types.
"""

import hashlib
import re
import secrets
from typing import Final

from desktop.ids import CROCKFORD

VERSION: Final = "DGL1"
"""What every token begins with: the form of those made from now on."""
_LETTERS: Final = 26
"""Letters of five random bits each: 130 bits."""
_TOKEN: Final = re.compile(rf"{VERSION}-[0-9A-HJKMNP-TV-Z]{{{_LETTERS}}}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CHECK_LETTERS: Final = 4

MOST_IN_A_PICTURE: Final = 4
"""More squares of ours than that are not told apart: two are too many already."""


def new_token() -> str:
    """Return a fresh token: ``DGL1-`` and 130 random bits, in capitals and digits only.

    Of these a square needs the fewest modules, so that it is read from further away.
    """
    return f"{VERSION}-" + "".join(secrets.choice(CROCKFORD.upper()) for _ in range(_LETTERS))


def is_token(text: str) -> bool:
    """Return whether a text has exactly the form of a token."""
    return _TOKEN.fullmatch(text) is not None


def digest_of(token: str) -> str:
    """Return what is kept of a token: SHA-256 of it, 64 hex digits.

    A token has 130 random bits, so that nobody finds one by trying; no salt is needed.
    """
    return hashlib.sha256(f"diogel slip\0{token}".encode()).hexdigest()


def check_code(token: str) -> str:
    """Return four letters and digits by which people tell slips apart; says nothing of the token.

    They are a digest of the digest, so that whoever keeps the digest can show them again.
    """
    return check_code_of(digest_of(token))


def check_code_of(digest: str) -> str:
    """Return the check code of the slip whose token has this digest."""
    number = int.from_bytes(hashlib.sha256(f"diogel slip code\0{digest}".encode()).digest())
    letters = []
    for _ in range(_CHECK_LETTERS):
        number, at = divmod(number, len(CROCKFORD))
        letters.append(CROCKFORD[at].upper())
    return "".join(letters)
