"""Signed audit heads, in the vault and outside it: what makes a cut or a roll-back show.

A hash chain cannot tell that its tail is missing. So the newest number and hash are signed and
appended to ``checkpoints/heads.jsonl`` in the vault and to a file in this user's state folder that
does not travel with the vault. A practice may name a third place, a folder of its own that several
computers reach, so that a new computer and another person know the heads too. That one may be gone
at any time: it never holds up work, and it is said. A head never names a person outside our
identifiers.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import platformdirs

from desktop.errors import TamperedError, VaultError
from desktop.ids import VaultId
from desktop.vault.crypto import canonical, check_signature, sign
from desktop.vault.files import append_line, disk_errors, read_tail, read_whole
from desktop.vault.header_parts import b64, unb64

EVERY: Final = 50
_MOST_BYTES: Final = 256 * 1024 * 1024
_LABEL: Final = b"diogel/checkpoint/v1\0"
_PATIENCE_S: Final = 3.0
"""How long the practice's folder has to answer."""
_LOG: Final = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Every head that was found, before anybody's signature is looked at.

    Attributes:
        found: The heads, each once, whatever place they were in.
        broken: Lines that are no head of this vault.
        is_shared_lost: Whether the practice's own folder for heads did not answer.
    """

    found: tuple[Checkpoint, ...]
    broken: int
    is_shared_lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLines:
    """What the files of heads hold, read whole and not yet looked at.

    Attributes:
        contents: Of each file.
        is_shared_lost: As ``Heads``.
    """

    contents: tuple[bytes, ...]
    is_shared_lost: bool


class Checkpoints:
    """The places of one vault's heads."""

    def __init__(
        self, folder: Path, vault_id: VaultId, *, outside: Path, shared: Path | None = None
    ) -> None:
        """Say where.

        Args:
            folder: The vault.
            vault_id: Its identifier, which names the files outside.
            outside: This user's own folder.
            shared: The practice's folder, if it named one.
        """
        self._vault_id = vault_id
        self._files = (folder / "checkpoints" / "heads.jsonl", outside / f"{vault_id}.jsonl")
        self._shared = None if shared is None else _Shared(shared, vault_id)

    @property
    def is_shared_lost(self) -> bool:
        """Whether the practice's folder was named and did not answer when it was last asked."""
        return self._shared is not None and self._shared.is_lost

    def write(self, checkpoint: Checkpoint, signing_private: bytes) -> None:
        """Sign ``checkpoint`` and append it in every place that is there.

        Raises:
            VaultFullError: The vault's or this user's disk has no room.
            DamagedError: One of them refused; the practice's folder never raises.
        """
        signature = sign(signing_private, checkpoint.message())
        line = canonical({**checkpoint.to_json(), "signature": b64(signature)})
        for path in self._files:
            with disk_errors():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            append_line(path, line)
        if self._shared is not None:
            self._shared.append(checkpoint.user, line)

    def read(self, key_of: Callable[[str, int], bytes]) -> list[Checkpoint]:
        """Return every head of every place, signatures checked.

        A last line that a power cut tore is passed over: it was never relied upon.

        Args:
            key_of: Returns the key that a user signed with at a number of the trail.

        Raises:
            TamperedError: A head is forged or belongs to another vault.
        """
        found: list[Checkpoint] = []
        for content in self.contents():
            found += [checked(_of(raw, self._vault_id), key_of) for raw in _whole_lines(content)]
        return found

    def look(self, *, newest_bytes: int | None = None) -> Heads:
        """Return every head of every place as it stands there, each once.

        Nothing is raised for what is no head: one broken line must not hide the others.

        Args:
            newest_bytes: Only the last lines of each file are read, at most so much of it.
        """
        contents = self.contents(newest_bytes=newest_bytes)
        found = heads_in(*contents, vault_id=self._vault_id)
        return replace(found, is_shared_lost=self.is_shared_lost)

    def contents(self, *, newest_bytes: int | None = None) -> list[bytes]:
        """Return what the files of heads of every place hold; asks no catalogue.

        Args:
            newest_bytes: As ``look``.
        """
        there = (path for path in self._files if path.exists())
        found = [_content(path, newest_bytes) for path in there]
        return found + ([] if self._shared is None else self._shared.contents(newest_bytes))


def _content(path: Path, newest_bytes: int | None) -> bytes:
    if newest_bytes is None:
        return read_whole(path, most_bytes=_MOST_BYTES)
    return read_tail(path, most_bytes=newest_bytes)


class _Shared:
    """The practice's folder for heads: a file for each user, so that nobody writes in another's.

    A share that does not answer holds a call up for minutes; it is given a few seconds, and once it
    has let them pass it is left alone until the next start.
    """

    def __init__(self, folder: Path, vault_id: VaultId) -> None:
        self._folder = folder
        self._vault_id = vault_id
        self.is_lost = False

    def append(self, user: str, line: bytes) -> None:
        """Append a head, if the folder is there."""
        path = self._folder / f"{self._vault_id}.{user}.jsonl"

        def work() -> None:
            append_line(path, line)
            path.chmod(0o644)  # the heads of one are for everybody to compare with

        self._try(work)

    def contents(self, newest_bytes: int | None = None) -> list[bytes]:
        """Return what stands in everybody's files of heads there, or the last lines of each."""
        found: list[bytes] = []

        def work() -> None:
            paths = sorted(self._folder.iterdir())
            own = f"{self._vault_id}.*.jsonl"
            found.extend(_shared_content(path, newest_bytes) for path in paths if path.match(own))

        return found if self._try(work) else []

    def _try(self, work: Callable[[], None]) -> bool:
        """Return whether ``work`` was done in time; it goes on for nobody where it was not."""
        if self.is_lost:
            return False
        done: list[bool] = []

        def run() -> None:
            try:
                work()
                done.append(True)
            except (OSError, VaultError) as error:
                _LOG.info("the practice's folder for heads refused: %s", type(error).__name__)

        thread = threading.Thread(target=run, name="shared heads", daemon=True)
        thread.start()
        thread.join(_PATIENCE_S)
        self.is_lost = not done
        return not self.is_lost


def _shared_content(path: Path, newest_bytes: int | None) -> bytes:
    if newest_bytes is None:
        return path.read_bytes()
    return read_tail(path, most_bytes=newest_bytes)


def _whole_lines(content: bytes) -> list[dict[str, Any]]:
    lines = content.split(b"\n")
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


def _of(raw: dict[str, Any], vault_id: VaultId) -> Checkpoint:
    checkpoint = Checkpoint.from_json(raw)
    if checkpoint.vault_id != vault_id:
        raise TamperedError("checkpoint")
    return checkpoint


def heads_in(*contents: bytes, vault_id: VaultId) -> Heads:
    """Return the heads of one vault in the content of some files, each once.

    Nothing is raised for what is no head: one broken line must not hide the others.
    """
    found: dict[bytes, Checkpoint] = {}
    broken = 0
    for content in contents:
        lines = content.split(b"\n")
        for number, line in enumerate(lines):
            if not line or line in found:
                continue
            try:
                found[line] = head_of(line, vault_id)
            except TamperedError:
                broken += number != len(lines) - 1
    return Heads(found=tuple(found.values()), broken=broken, is_shared_lost=False)


def head_of(line: bytes, vault_id: VaultId) -> Checkpoint:
    """Return the head that a line holds; its signature is not checked here.

    Raises:
        TamperedError: It is none of this vault's.
    """
    try:
        return _of(dict(json.loads(line)), vault_id)
    except (ValueError, TypeError, RecursionError) as error:
        raise TamperedError("checkpoint") from error


def checked(head: Checkpoint, key_of: Callable[[str, int], bytes]) -> Checkpoint:
    """Return ``head`` if its signature holds.

    Raises:
        TamperedError: It does not.
    """
    key = key_of(head.user, head.seq)
    check_signature(key, head.signature, head.message(), what="checkpoint")
    return head
