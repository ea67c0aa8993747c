"""What this computer has seen of a vault, compared with a backup of it.

The signed heads outside the vault say up to which entry of the audit this computer has known it. A
backup that does not reach there is older; restoring it gives up what came after, so it has to be
said. The heads that no longer hold are set aside and kept, not destroyed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.errors import TamperedError
from desktop.ids import VaultId
from desktop.vault.checkpoints import Checkpoint
from desktop.vault.files import disk_errors, read_whole, sync_folder, write_whole

_MOST_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The heads that this computer knows of one vault.

    Attributes:
        holding: Lines that the backup's audit bears out.
        beyond: Lines that it does not: what came after the backup, or another line of history.
        newest: Number of the newest entry seen; 0 where none was.
        newest_at: When it was signed; empty likewise.
    """

    holding: tuple[bytes, ...]
    beyond: tuple[bytes, ...]
    newest: int
    newest_at: str

    @property
    def is_older(self) -> bool:
        """Whether this computer has seen a later state than the backup holds."""
        return bool(self.newest)


class SeenHeads:
    """The file of signed heads outside one vault, and those that were set aside before."""

    def __init__(self, outside: Path, vault_id: VaultId) -> None:
        self._path = outside / f"{vault_id}.jsonl"
        self._aside = outside / f"{vault_id}.set-aside.jsonl"

    def compare(self, hashes: Mapping[int, bytes], *, made_at: str) -> Seen:
        """Return how the heads known here compare with a backup's audit.

        A signature is not asked for: an old header does not know whoever was admitted since, and a
        line that somebody made up can only cause a question.

        Args:
            hashes: Every entry's hash by its number.
            made_at: When the backup was begun.
        """
        holding, beyond = [], []
        seen: list[tuple[int, str]] = []
        for line in _lines(self._path):
            head = _read(line)
            if head is None:
                continue
            if hashes.get(head.seq) == head.hash:
                holding.append(line)
            else:
                beyond.append(line)
                seen.append((head.seq, head.at))
        # What an interrupted restore set aside is still what this computer has seen.
        aside = [head for head in map(_read, _lines(self._aside)) if head is not None]
        seen += [
            (head.seq, head.at)
            for head in aside
            if head.at > made_at and hashes.get(head.seq) != head.hash
        ]
        newest, newest_at = max(seen, key=lambda one: (one[1], one[0]), default=(0, ""))
        return Seen(
            holding=tuple(holding), beyond=tuple(beyond), newest=newest, newest_at=newest_at
        )

    def set_aside(self, seen: Seen) -> None:
        """Keep only the heads that hold; the others go to a file of their own.

        What people had checked of the audit before (``trail_mark``) is checked again.

        Raises:
            VaultFullError: The disk has no room.
            DamagedError: The disk refuses.
        """
        with disk_errors():
            for mark in self._path.parent.glob(f"{self._path.stem}.*.checked.json"):
                mark.unlink()
        if not seen.beyond:
            return
        write_whole(self._aside, _joined((*_lines(self._aside), *seen.beyond)))
        write_whole(self._path, _joined(seen.holding))

    def add(self, heads: bytes) -> None:
        """Note the heads of a restored vault, given as whole lines."""
        lines = tuple(line for line in heads.split(b"\n") if line)
        with disk_errors():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._path, _joined((*_lines(self._path), *lines)))
        with disk_errors():
            sync_folder(self._path.parent)


def _joined(lines: tuple[bytes, ...]) -> bytes:
    return b"".join(line + b"\n" for line in dict.fromkeys(lines))


def _lines(path: Path) -> tuple[bytes, ...]:
    if not path.exists():
        return ()
    data = read_whole(path, most_bytes=_MOST_BYTES)
    return tuple(line for line in data[: data.rfind(b"\n") + 1].split(b"\n") if line)


def _read(line: bytes) -> Checkpoint | None:
    try:
        raw: Any = json.loads(line)
        return Checkpoint.from_json(dict(raw))
    except (ValueError, TypeError, RecursionError, TamperedError):
        return None
