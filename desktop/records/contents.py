"""What lies on a card or in a folder, file by file, before anything of it is taken in."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from desktop.records.intake_report import Refused

_KEY_DIGITS: Final = 24
_KEY: Final = re.compile(rf"[0-9a-f]{{{_KEY_DIGITS}}}")


def file_key(raw: bytes) -> str:
    """Return what names a file of a source: 96 bits of a digest of its name there.

    Args:
        raw: Its name below the source, as the file system has it.
    """
    return hashlib.sha256(raw).hexdigest()[:_KEY_DIGITS]


def is_file_key(untrusted: object) -> bool:
    """Return whether something has the form of a :func:`file_key`."""
    return isinstance(untrusted, str) and _KEY.fullmatch(untrusted) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One file that announces a photograph.

    Attributes:
        key: Names it on its source; the same as long as it keeps its name there.
        name: For display.
        size_bytes: How large it is.
        changed_at: The file's own date, ISO 8601 with zone; empty if it makes no sense.
        known: Whether this vault is taken to have it, by name, size and time; exact only once it
            was read.
    """

    key: str
    name: str
    size_bytes: int
    changed_at: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that lies there, each file in exactly one of the two.

    Attributes:
        files: In natural order of names.
        refused: What is not taken in and stays, with the reason: films among it.
    """

    files: tuple[Lying, ...]
    refused: tuple[Refused, ...]
