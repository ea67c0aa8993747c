"""The public passphrases of the demonstration. No Qt here."""

from pathlib import Path
from typing import Final

DEMONSTRATION: Final = "DEMONSTRATION.txt"
"""Lies beside the vault of a demonstration, whose passphrases are no secret."""


def public_passphrase(folder: Path | None, name: str) -> str:
    """Return the passphrase of a person of the demonstration, which leaves them in files."""
    if folder is None or not name.isalnum():
        return ""
    around = folder.parent
    path = around / "passphrases" / f"{name}.txt"
    if not (around / DEMONSTRATION).is_file() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8").strip()
