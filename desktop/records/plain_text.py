"""Text that people type: tidied once, and free of characters that deceive or break."""

import re
import unicodedata
from typing import Final

_SPACES: Final = re.compile("[ \u00a0\u2007\u202f]+")


def tidy(text: str) -> str:
    """Return ``text`` in composed form (NFC) with single spaces and none at its ends."""
    if text.isascii() and "  " not in text:
        return text.strip(" ")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def is_plain(text: str) -> bool:
    """Return whether ``text`` has only printable characters: no control, tab or line break.

    Direction overrides and zero-width characters count as control characters: they make one
    name look like another.
    """
    return text.isprintable()


def is_plain_lines(text: str) -> bool:
    """Return whether every line of ``text`` is plain."""
    return all(is_plain(line) for line in text.split("\n"))
