"""What this computer does for the vault, and does not. Tells nothing of anybody; for every role."""

from pathlib import Path

from desktop.records.computer import ThisComputer
from desktop.vault.disk_encryption import look


def look_at_computer(folder: Path) -> ThisComputer:
    """Return whether the disk below ``folder`` and the swap are encrypted, as far as it shows."""
    return look(folder)
