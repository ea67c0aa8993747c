"""The folder of what came in while nobody was signed in: sealed, read back, and waiting.

A file is written in ``tmp/``, synced, read back and compared while its key is still in memory, and
gets its name in ``spool/`` under a lock that says that nobody has the vault open. Only then may its
source go. Its name is random; what became of the source is written behind it, as ``.removed``.
Whoever signs in and holds the inbox key has it entered (``workflow.absorbing``) and removed.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import Final

from desktop.errors import DamagedError, SpoolClosedError
from desktop.ids import SpoolId, VaultId, new_spool_id
from desktop.vault.crypto import KEY_BYTES
from desktop.vault.files import (
    disk_errors,
    forget_cached,
    open_plain,
    require_room,
    sync_folder,
    write_all,
)
from desktop.vault.keys import KeyRing
from desktop.vault.lock import SpoolLock
from desktop.vault.spool_file import Head, SpoolFacts, opened
from desktop.vault.spool_journal import note_spooled
from desktop.vault.spool_key import IntakeKey, intake_key
from desktop.vault.stream import Marks, compare_stream, seal_stream

_NAME: Final = re.compile(r"([0-9a-f]{32})(?:\.([a-z_]{1,32}))?")
_FOLDER: Final = "spool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One file of the spool, as it lies there; nothing was decrypted.

    Attributes:
        outcome: What became of its source: ``removed`` or a reason why not; empty while that is
            not known.
        stored_bytes: Its size.
    """

    spool_id: SpoolId
    outcome: str
    stored_bytes: int

    @property
    def name(self) -> str:
        """Its name there."""
        return f"{self.spool_id}.{self.outcome}" if self.outcome else self.spool_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """What lies in the spool.

    Attributes:
        waits: Files that have one of our names, by name.
        foreign: Names of what is none of ours: links, folders, other names.
    """

    waits: tuple[Waits, ...] = ()
    foreign: tuple[str, ...] = ()


class Spool:
    """The spool of one vault; it keeps no key.

    Args:
        folder: The vault.
        vault_id: Its identifier.
    """

    def __init__(self, folder: Path, vault_id: VaultId) -> None:
        self._vault = folder
        self._folder = folder / _FOLDER
        self._tmp = folder / "tmp"
        self._quarantine = folder / "quarantine"
        self._vault_id = vault_id

    # ------------------------------------------------------------------------------ sealing

    def seal(self, content: Iterable[bytes], facts: SpoolFacts, key: IntakeKey) -> SpoolId:
        """Seal a photograph into ``tmp/`` and read it back; ``publish`` gives it its name.

        Args:
            content: In pieces of any size.
            facts: What is known of it.
            key: What it is sealed to.

        Raises:
            VaultFullError: No room; nothing is left behind.
            DamagedError: The content changed length, or the read-back did not match.
        """
        spool_id, own = new_spool_id(), os.urandom(KEY_BYTES)
        require_room(self._tmp, facts.size_bytes)
        draft = self._tmp / spool_id
        try:
            with disk_errors():
                self._write(draft, content, facts, Head.made(spool_id, own, key.ring()), own)
        except BaseException:
            self.drop(spool_id)
            raise
        return spool_id

    def _write(
        self, draft: Path, content: Iterable[bytes], facts: SpoolFacts, head: Head, own: bytes
    ) -> None:
        early, start = facts.to_bytes(), head.to_bytes()
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
        with FileIO(os.open(draft, flags, 0o600), "r+b") as file:

            def settle(marks: Marks) -> None:
                os.fsync(file.fileno())
                forget_cached(file)
                file.seek(0)
                if file.read(len(start)) != start:
                    raise DamagedError("read_back")
                compare_stream(
                    file,
                    marks,
                    key=own,
                    object_id=head.spool_id,
                    vault_id=self._vault_id,
                )

            write_all(file, start)
            seal_stream(
                partial(write_all, file),
                chain((early,), content),
                size_bytes=len(early) + facts.size_bytes,
                key=own,
                object_id=head.spool_id,
                vault_id=self._vault_id,
                settle=settle,
            )

    def drop(self, spool_id: SpoolId) -> None:
        """Remove a draft; what the disk refuses to remove, the next start sweeps."""
        with suppress(OSError):
            (self._tmp / spool_id).unlink(missing_ok=True)

    def publish(self, spool_id: SpoolId, key: IntakeKey, *, at: str, outside: Path) -> None:
        """Give a sealed photograph its name, if nobody has the vault open and the key is in force.

        Args:
            spool_id: What ``seal`` returned.
            key: What it was sealed to.
            at: The present moment, as stored.
            outside: As ``spool_key.intake_key``.

        Raises:
            VaultInUseError: Somebody has the vault open.
            SpoolClosedError: ``another_key``: the key was renewed meanwhile.
            VaultError: The disk refused, or the chain of trust does not hold.
        """
        with SpoolLock(self._vault):
            if intake_key(self._vault, outside=outside) != key:
                raise SpoolClosedError("another_key")
            with disk_errors():
                (self._tmp / spool_id).rename(self._folder / spool_id)
                sync_folder(self._folder)
            note_spooled(self._vault, spool_id, at=at)

    def note_source(self, spool_id: SpoolId, outcome: str) -> None:
        """Write behind a file's name what became of its source, unless it was entered already.

        Raises:
            DamagedError: The disk refused: what became of it stays unknown.
        """
        with disk_errors(), suppress(FileNotFoundError):
            (self._folder / spool_id).rename(self._folder / f"{spool_id}.{outcome}")
            sync_folder(self._folder)

    # ------------------------------------------------------------------------------ reading

    def lying(self) -> Lying:
        """Return what lies there; nothing where there is no spool.

        Raises:
            DamagedError: The disk refused.
        """
        waits: list[Waits] = []
        foreign: list[str] = []
        with disk_errors():
            entries = sorted(os.scandir(self._folder), key=lambda one: one.name)
            for entry in entries:
                found = entry.stat(follow_symlinks=False)
                name = _NAME.fullmatch(entry.name)
                if name is None or not stat.S_ISREG(found.st_mode):
                    foreign.append(entry.name)
                    continue
                waits.append(
                    Waits(
                        spool_id=SpoolId(name[1]),
                        outcome=name[2] or "",
                        stored_bytes=found.st_size,
                    )
                )
        return Lying(waits=tuple(waits), foreign=tuple(foreign))

    def epoch_of(self, spool_id: SpoolId) -> int:
        """Return to which epoch of the inbox key a file says that it is sealed; needs no key.

        Raises:
            DamagedError: It is not there, or is none of ours.
        """
        with self._open(spool_id) as file:
            return Head.read(file, spool_id).epoch

    @contextmanager
    def open(
        self, spool_id: SpoolId, ring: KeyRing
    ) -> Iterator[tuple[SpoolFacts, Iterator[bytes]]]:
        """Open a file; only the exhausted iterator has proven that it is whole.

        Raises:
            KeyMissingError: ``ring`` does not hold the inbox key.
            DamagedError: Missing, altered, cut short, swapped or foreign.
        """
        with disk_errors(), self._open(spool_id) as file:
            forget_cached(file)
            yield opened(file, Head.read(file, spool_id), ring)

    def _open(self, spool_id: SpoolId) -> FileIO:
        with disk_errors():
            for path in self._paths(spool_id):
                with suppress(FileNotFoundError):  # it has its outcome behind its name since
                    return FileIO(open_plain(path, os.O_RDONLY), "rb")
        raise DamagedError("file_missing")

    def _paths(self, spool_id: SpoolId) -> tuple[Path, ...]:
        """Return under which names a file may lie; another one may be given to it meanwhile."""
        return (self._folder / spool_id, *sorted(self._folder.glob(f"{spool_id}.*")))

    # ------------------------------------------------------------------------------ ending

    def remove(self, spool_id: SpoolId) -> None:
        """Remove a file that is in the inbox now, read back there.

        Raises:
            DamagedError: The disk refused.
        """
        with disk_errors():
            for path in self._paths(spool_id):
                path.unlink(missing_ok=True)
            sync_folder(self._folder)

    def put_aside(self, spool_id: SpoolId) -> None:
        """Move a file that does not open to ``quarantine/``; nothing there is replaced.

        Raises:
            DamagedError: The disk refused.
        """
        with disk_errors():
            if not self._quarantine.is_dir():
                self._quarantine.mkdir(mode=0o700)
                sync_folder(self._quarantine.parent)
            for path in self._paths(spool_id):
                number = len([*self._quarantine.glob(f"{_FOLDER}-{spool_id}.*")])
                with suppress(FileNotFoundError):
                    path.rename(self._quarantine / f"{_FOLDER}-{spool_id}.{number}")
            sync_folder(self._quarantine)
            sync_folder(self._folder)


def spooled_count(folder: Path) -> int:
    """Return how many photographs wait in the spool of the vault in ``folder``; needs no key.

    What cannot be read counts as nothing: whoever opens the vault is told why.
    """
    try:
        return len(Spool(folder, VaultId("")).lying().waits)
    except DamagedError:
        return 0
