"""Names of files: data, never trusted, shown so that they cannot lie.

Inside intake a name is the bytes the file system gave (``raw``, relative, ``/`` between parts).
This module turns those into text for a screen and into a key for sorting, and refuses what is not
a relative path at all.
"""

import re
from typing import Final

from desktop.errors import FileRefusedError
from desktop.records.arrival import Refusal

_DIGITS: Final = re.compile(r"([0-9]+)")
_LONGEST_NUMBER: Final = 20

NaturalKey = tuple[tuple[tuple[int, int, str], ...], ...]


def shown(raw: bytes) -> str:
    r"""Return a name as text that is safe on a screen, in a log and in JSON.

    Bytes that are not UTF-8 become U+FFFD. Control characters, line separators and invisible or
    direction-changing characters become ``\n``, ``\u202e`` and so on. For display only: two names
    may look alike, so a file is always addressed by its ``raw`` name.

    Args:
        raw: The name as the file system has it.
    """
    text = raw.decode("utf-8", "replace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def _piece(text: str) -> tuple[int, int, str]:
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return (0, int(text), text)
    return (1, 0, text.casefold())


def natural_key(raw: bytes) -> NaturalKey:
    """Return a sorting key that puts ``IMG_9`` before ``IMG_10``, folder by folder.

    Args:
        raw: The relative name as the file system has it.
    """
    parts = raw.decode("utf-8", "replace").split("/")
    return tuple(tuple(_piece(piece) for piece in _DIGITS.split(part) if piece) for part in parts)


def parts_of(raw: bytes) -> tuple[bytes, ...]:
    """Return the folders and the file name of a relative name.

    Args:
        raw: The relative name, ``/`` between parts.

    Raises:
        FileRefusedError: ``name``: empty, absolute, climbing (``..``), or holding a NUL.
    """
    parts = tuple(raw.split(b"/"))
    if b"\0" in raw or any(part in {b"", b".", b".."} for part in parts):
        raise FileRefusedError(Refusal.NAME.value)
    return parts
