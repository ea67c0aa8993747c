"""Names of files: data, never trusted, shown so that they cannot lie.

Inside intake a name is the bytes the file system gave (``raw``, relative, ``/`` between parts).
This module turns those into text for a screen and into a key for sorting, and refuses what is not
a relative path at all.
"""

from desktop.errors import FileRefusedError
from desktop.records import taken_order
from desktop.records.arrival import Refusal
from desktop.records.taken_order import NaturalKey


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


def natural_key(raw: bytes) -> NaturalKey:
    """Return a sorting key that puts ``IMG_9`` before ``IMG_10``, folder by folder.

    Args:
        raw: The relative name as the file system has it.
    """
    return taken_order.natural_key(raw.decode("utf-8", "replace"))


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
