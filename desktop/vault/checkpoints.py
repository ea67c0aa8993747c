"""Signed audit heads, in the vault and outside it: what makes a cut or a roll-back show.

A hash chain cannot tell that its tail is missing. So the newest number and hash are signed and
appended to ``checkpoints/heads.jsonl`` in the vault and to a file in this user's state folder that
does not travel with the vault. A head never names a person outside our identifiers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import platformdirs

from desktop.errors import TamperedError
from desktop.ids import VaultId
from desktop.vault.crypto import canonical, check_signature, sign
from desktop.vault.files import append_line, disk_errors, read_whole
from desktop.vault.header import b64, unb64

EVERY: Final = 50
_MOST_BYTES: Final = 256 * 1024 * 1024
_LABEL: Final = b"diogel/checkpoint/v1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The trail had this hash at this number, says this user."""

    vault_id: VaultId
    seq: int
    hash: bytes
    at: str
    user: str
    signature: bytes = b""

    def message(self) -> bytes:
        """Return what is signed."""
        return _LABEL + canonical(self._facts())

    def _facts(self) -> dict[str, Any]:
        return {
            "vault": self.vault_id,
            "seq": self.seq,
            "hash": self.hash.hex(),
            "at": self.at,
            "user": self.user,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {**self._facts(), "signature": b64(self.signature)}

    @classmethod
    def from_json(cls, untrusted: dict[str, Any]) -> "Checkpoint":
        """Return the checkpoint in ``untrusted``; its signature is not checked here.

        Raises:
            TamperedError: Not a checkpoint.
        """
        try:
            return cls(
                vault_id=VaultId(str(untrusted["vault"])),
                seq=int(untrusted["seq"]),
                hash=bytes.fromhex(untrusted["hash"]),
                at=str(untrusted["at"]),
                user=str(untrusted["user"]),
                signature=unb64(untrusted["signature"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise TamperedError("checkpoint") from error


def outside_folder() -> Path:
    """Return where heads are kept outside every vault: this user's own state folder."""
    return Path(platformdirs.user_state_dir("diogel", appauthor=False)) / "checkpoints"


class Checkpoints:
    """Both places of one vault's heads."""

    def __init__(self, folder: Path, vault_id: VaultId, *, outside: Path) -> None:
        self._vault_id = vault_id
        self._files = (folder / "checkpoints" / "heads.jsonl", outside / f"{vault_id}.jsonl")

    def write(self, checkpoint: Checkpoint, signing_private: bytes) -> None:
        """Sign ``checkpoint`` and append it in both places."""
        signature = sign(signing_private, checkpoint.message())
        whole = {**checkpoint.to_json(), "signature": b64(signature)}
        for path in self._files:
            with disk_errors():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            append_line(path, canonical(whole))

    def read(self, key_of: Callable[[str], bytes]) -> list[Checkpoint]:
        """Return every head of both places, signatures checked.

        A last line that a power cut tore is passed over: it was never relied upon.

        Raises:
            TamperedError: A head is forged or belongs to another vault.
        """
        found: list[Checkpoint] = []
        for path in self._files:
            if path.exists():
                found += [_checked(line, self._vault_id, key_of) for line in _whole_lines(path)]
        return found


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    lines = read_whole(path, most_bytes=_MOST_BYTES).split(b"\n")
    whole = []
    for number, line in enumerate(lines):
        if not line:
            continue
        try:
            whole.append(dict(json.loads(line)))
        except (ValueError, TypeError, RecursionError) as error:
            if number == len(lines) - 1:
                break
            raise TamperedError("checkpoint") from error
    return whole


def _checked(raw: dict[str, Any], vault_id: VaultId, key_of: Callable[[str], bytes]) -> Checkpoint:
    checkpoint = Checkpoint.from_json(raw)
    if checkpoint.vault_id != vault_id:
        raise TamperedError("checkpoint")
    check_signature(
        key_of(checkpoint.user), checkpoint.signature, checkpoint.message(), what="checkpoint"
    )
    return checkpoint
