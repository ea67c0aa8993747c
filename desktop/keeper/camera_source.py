"""A camera on a cable as a source: what lies on it, reading it, and emptying it safely.

The promises are those of ``intake.source``: every file is seen or refused with a reason, a file is
read twice and the camera asked anew the second time, and nothing is deleted that is not, at that
moment, the very file that was read.
"""

import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, Self

from desktop.errors import (
    CameraError,
    FileRefusedError,
    IntakeError,
    SourceChangedError,
    SourceGoneError,
)
from desktop.intake.entry import Identity, Listing, Seen, Turned
from desktop.intake.names import natural_key, parts_of, shown
from desktop.intake.source import CHUNK_BYTES
from desktop.keeper.camera_messages import OnCamera
from desktop.keeper.camera_process import CameraProcess
from desktop.memory import SealedMemory
from desktop.records.arrival import Refusal
from desktop.settings import LIMITS, Limits

_FILMS: Final = frozenset({".mov", ".mp4", ".avi", ".mts", ".m4v", ".3gp", ".mpg", ".wmv", ".crm"})
_NO_PICTURES: Final = frozenset(
    {".thm", ".ctg", ".txt", ".xml", ".wav", ".mp3", ".dat", ".log", ".dsc", ".inf", ".aae", ".lrv"}
)
_S: Final = 1_000_000_000


class CameraFile:
    """One file of a camera, open for reading.

    Attributes:
        relative_name: For display.
        identity: As the camera listed it.
    """

    def __init__(
        self, source: "CameraSource", file: OnCamera, *, raw: bytes, identity: Identity
    ) -> None:
        self._source = source
        self._file = file
        self.relative_name = shown(raw)
        self.identity = identity
        self._whole: SealedMemory | None = None

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield the file from its beginning, 1 MiB at a time.

        Args:
            afresh: Ask the camera itself again rather than the library's memory.

        Raises:
            SourceChangedError: It is longer or shorter than when it was listed.
            SourceGoneError: The camera went away.
        """
        if afresh:
            self._forget()
        whole = self._read(afresh=afresh)
        if whole.size != self.identity.size_bytes:
            raise SourceChangedError("changed")
        with whole.view() as view:
            for at in range(0, whole.size, CHUNK_BYTES):
                yield bytes(view[at : at + CHUNK_BYTES])

    def read_head(self, most_bytes: int) -> bytes:
        """Return the beginning of the file; the camera's own small copy will not do.

        Raises:
            SourceGoneError: The camera went away.
            SourceChangedError: The file did.
        """
        with self._read(afresh=False).view() as view:
            return bytes(view[:most_bytes])

    def close(self) -> None:
        """Let go of the file; calling it again does nothing."""
        self._forget()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()

    def _read(self, *, afresh: bool) -> SealedMemory:
        if self._whole is None:
            self._whole = self._source.read(self._file, afresh=afresh)
        return self._whole

    def _forget(self) -> None:
        if self._whole is not None:
            self._whole.close()
        self._whole = None


class CameraSource:
    """A camera that is connected.

    Attributes:
        says_kinds: That its listing says what announces no photograph, by what the camera says
            of a file: opening each one would mean carrying it over the cable.

    Args:
        process: Speaks to it.
        port: Where it is connected.
        only: Folder and name of the files that matter; None for everything.
        limits: The largest file.

    Raises:
        SourceGoneError: ``missing``.
        CameraError: ``busy`` or ``failed``.
    """

    says_kinds = True

    def __init__(
        self,
        process: CameraProcess,
        port: str,
        *,
        only: tuple[tuple[str, str], ...] | None = None,
        limits: Limits = LIMITS,
    ) -> None:
        self._process = process
        self._port = port
        self._only = only
        self._limits = limits
        self._device = zlib.crc32(port.encode())
        self._listed: dict[bytes, OnCamera] = {}
        self.check()

    def check(self) -> None:
        """Make sure that the camera is still connected.

        Raises:
            SourceGoneError: ``missing``.
            CameraError: ``failed``.
        """
        if all(one.port != self._port for one in self._process.cameras()):
            raise SourceGoneError("missing")

    def listing(self) -> Listing:
        """Return every file, seen or refused; films and the like by what the camera calls them.

        Raises:
            SourceGoneError: The camera went away.
            CameraError: ``busy`` or ``failed``.
        """
        try:
            files = self._process.files(self._port, self._only)
        except CameraError as error:
            raise _explained(error) from error
        seen: list[Seen] = []
        turned: list[Turned] = []
        self._listed = {}
        for file in files:
            raw = _raw(file)
            reason = self._objection(file, raw)
            if reason is not None:
                turned.append(Turned(relative_name=shown(raw), raw=raw, reason=reason))
                continue
            self._listed[raw] = file
            seen.append(self._seen(file, raw))
        seen.sort(key=lambda one: (natural_key(one.raw), one.raw))
        turned.sort(key=lambda one: (natural_key(one.raw), one.raw))
        return Listing(seen=tuple(seen), refused=tuple(turned))

    def open(self, raw: bytes, *, expected: Identity | None = None) -> CameraFile:
        """Open one file for reading.

        Raises:
            SourceChangedError: ``vanished`` or ``changed`` since it was listed.
            SourceGoneError: The camera went away.
        """
        file = self._file(raw)
        identity = self._seen(file, raw).identity
        if expected is not None and expected != identity:
            raise SourceChangedError("changed")
        return CameraFile(self, file, raw=raw, identity=identity)

    def remove(self, raw: bytes, *, identity: Identity) -> None:
        """Delete one file, if it still is the file that was read.

        Raises:
            SourceChangedError: Another file has this name now (``changed``) or none (``vanished``).
            IntakeError: ``not_removed``: the camera does not let it be deleted.
            SourceGoneError: The camera went away.
        """
        file = self._file(raw)
        if self._seen(file, raw).identity != identity:
            raise SourceChangedError("changed")
        try:
            self._process.delete(self._port, file)
        except CameraError as error:
            raise _explained(error) from error
        self._listed.pop(raw, None)

    def read(self, file: OnCamera, *, afresh: bool) -> SealedMemory:
        """Return one file whole; the caller closes it.

        Raises:
            SourceChangedError: ``vanished``.
            SourceGoneError: The camera went away.
        """
        try:
            return self._process.read(self._port, file, afresh=afresh)
        except CameraError as error:
            raise _explained(error) from error

    def close(self) -> None:
        """Let go of it; the process keeps the camera for the next one who asks."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()

    def _file(self, raw: bytes) -> OnCamera:
        """Return a file as the camera lists it at this moment."""
        known = self._listed.get(raw)
        folder, name = place_of(raw) if known is None else (known.folder, known.name)
        try:
            found = self._process.files(self._port, ((folder, name),))
        except CameraError as error:
            raise _explained(error) from error
        if not found:
            raise SourceChangedError("vanished")
        return found[0]

    def _seen(self, file: OnCamera, raw: bytes) -> Seen:
        return Seen(
            relative_name=shown(raw),
            raw=raw,
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_s * _S,
            inode=0,
            device=self._device,
        )

    def _objection(self, file: OnCamera, raw: bytes) -> Refusal | None:
        try:
            parts_of(raw)
        except FileRefusedError:
            return Refusal.NAME
        ending = PurePosixPath(file.name).suffix.lower()
        if file.mime.startswith("video/") or ending in _FILMS:
            return Refusal.VIDEO_NOT_HANDLED
        if file.mime.startswith(("audio/", "text/")) or ending in _NO_PICTURES:
            return Refusal.NOT_AN_IMAGE
        if file.size_bytes == 0:
            return Refusal.EMPTY
        return Refusal.TOO_LARGE if file.size_bytes > self._limits.file_bytes else None


def _raw(file: OnCamera) -> bytes:
    return f"{file.folder.strip('/')}/{file.name}".encode("utf-8", "surrogateescape")


def place_of(raw: bytes) -> tuple[str, str]:
    """Return folder and name on the camera, from the name of a file as it is listed."""
    folder, _, name = raw.decode("utf-8", "surrogateescape").rpartition("/")
    return f"/{folder}", name


def _explained(error: CameraError) -> IntakeError:
    """Return what is raised of any source for what a camera says."""
    match error.reason:
        case "gone":
            return SourceGoneError("missing")
        case "missing":
            return SourceChangedError("vanished")
        case "changed":
            return SourceChangedError("changed")
        case "not_removed":
            return IntakeError("not_removed")
        case _:
            return error
