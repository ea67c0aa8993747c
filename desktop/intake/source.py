"""A card or a folder: what lies on it, reading it, and emptying it safely.

Invariants: no link is ever followed below the chosen folder; every file of the tree is either seen
or refused with a reason, never both and never neither; nothing is deleted that is not, at that
moment, the very file that was read. This module knows nothing of pictures.

Source: the import protocol of ``VAULT.md`` 4.4; STYLE 4.5 on who calls it.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from desktop.errors import FileRefusedError, IntakeError, SourceChangedError, SourceGoneError
from desktop.intake import _posix
from desktop.intake.entry import Identity, Listing, identity_of, objection
from desktop.intake.names import parts_of, shown
from desktop.intake.walk import walk
from desktop.records.arrival import Refusal
from desktop.settings import LIMITS, Limits

CHUNK_BYTES: Final = 1024 * 1024

_GONE: Final = frozenset(
    {errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ESTALE, errno.EHOSTDOWN, errno.ESHUTDOWN}
)


class OpenSource:
    """One file, open for reading; close it, or use it as a context manager.

    Attributes:
        relative_name: For display.
        identity: The file's as it was opened.
    """

    def __init__(self, source: "Source", *, raw: bytes, file_fd: int, identity: Identity) -> None:
        self._source = source
        self._raw = raw
        self._file_fd = file_fd
        self.relative_name = shown(raw)
        self.identity = identity

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield the file from its beginning, 1 MiB at a time.

        Args:
            afresh: Ask the system to read from the medium rather than from its memory.

        Raises:
            SourceChangedError: It is longer or shorter than when it was opened.
            SourceGoneError: The card went away.
            FileRefusedError: ``unreadable_source``: the medium cannot be read here; ``cut_off``:
                room was made for its end, and nothing was written there yet.
        """
        if afresh:
            _posix.forget_cached(self._file_fd)
        if _posix.ends_in_a_hole(self._file_fd):
            raise FileRefusedError(Refusal.CUT_OFF.value)
        at = 0
        while chunk := self._read_at(at):
            at += len(chunk)
            if at > self.identity.size_bytes:
                break
            yield chunk
        if at != self.identity.size_bytes:
            raise SourceChangedError("changed")

    def _read_at(self, offset: int, most_bytes: int = CHUNK_BYTES) -> bytes:
        try:
            return os.pread(self._file_fd, most_bytes, offset)
        except OSError as error:
            raise self._source.explain(error) from error

    def read_head(self, most_bytes: int) -> bytes:
        """Return the beginning of the file; all of a shorter one.

        Args:
            most_bytes: At most ``CHUNK_BYTES``.

        Raises:
            SourceGoneError: The card went away.
            FileRefusedError: ``unreadable_source``: the medium cannot be read here.
        """
        return self._read_at(0, most_bytes)

    def same_as_before(self) -> bool:
        """Return whether the open file is unchanged and its name still leads to it.

        Raises:
            SourceGoneError: The card went away.
        """
        try:
            status = os.fstat(self._file_fd)
        except OSError as error:
            raise self._source.explain(error) from error
        if identity_of(status) != self.identity:
            return False
        return self._source.leads_to(self._raw, identity=self.identity)

    def close(self) -> None:
        """Let go of the file; calling it again does nothing."""
        if self._file_fd >= 0:
            _let_go(self._file_fd)
            self._file_fd = -1

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()


class Source:
    """A folder held open; close it, or use it as a context manager.

    Attributes:
        says_kinds: That its listing says nothing of what is in the files.

    Args:
        folder: The card or folder that a person chose. A link to it is followed, none inside is.
        limits: What one file may cost.

    Raises:
        SourceGoneError: It is not there (``missing``), not a folder (``not_a_folder``), may not be
            read (``not_permitted``), or cannot be used on this platform (``platform``).
    """

    says_kinds = False

    def __init__(self, folder: Path, *, limits: Limits = LIMITS) -> None:
        self.folder = folder
        self._limits = limits
        try:
            self._root_fd = _posix.open_folder(folder)
        except OSError as error:
            raise SourceGoneError(_why_not_opened(error)) from error
        status = os.fstat(self._root_fd)
        self._root = (status.st_dev, status.st_ino)

    def check(self) -> None:
        """Make sure that the folder is still the one that was opened.

        Raises:
            SourceGoneError: It was removed, replaced, unmounted or pulled out.
        """
        try:
            status = self.folder.stat()
            os.fstat(self._root_fd)
        except OSError as error:
            raise SourceGoneError("missing") from error
        if (status.st_dev, status.st_ino) != self._root:
            raise SourceGoneError("replaced")

    def listing(self) -> Listing:
        """Return every file of the tree, seen or refused; folders themselves are not listed.

        A folder that cannot be read, or lies deeper than ``walk.DEPTH_LIMIT``, is listed as refused
        (``unreadable_source``), so that nothing is left out silently.

        Raises:
            SourceGoneError: The source went away meanwhile.
            IntakeError: ``too_many_entries``: more than ``walk.ENTRY_LIMIT``; nothing is taken in.
        """
        self.check()
        try:
            found = walk(self._root_fd, limits=self._limits, explain=self.explain)
        except OSError as error:
            raise SourceGoneError("unreadable") from error
        self.check()
        return found

    def open(self, raw: bytes, *, expected: Identity | None = None) -> OpenSource:
        """Open one file of the source for reading.

        Args:
            raw: Its relative name as listed.
            expected: Its identity as listed; None to take it as it is.

        Raises:
            FileRefusedError: The name, a link, not a file, empty, too large or unreadable.
            SourceChangedError: ``vanished`` or ``changed`` since it was listed.
            SourceGoneError: The card went away.
        """
        parts = parts_of(raw)
        try:
            with _posix.parent_of(self._root_fd, parts) as folder_fd:
                file_fd = self._open_checked(folder_fd, parts[-1])
        except OSError as error:
            raise self.explain(error) from error
        opened = OpenSource(self, raw=raw, file_fd=file_fd, identity=identity_of(os.fstat(file_fd)))
        if expected is not None and expected != opened.identity:
            opened.close()
            raise SourceChangedError("changed")
        return opened

    def remove(self, raw: bytes, *, identity: Identity) -> None:
        """Delete one file from the source, if it still is the file that was read.

        Call this only once its copy is safe. Its identity is compared immediately before. Keep the
        ``OpenSource`` open until then: on a card (FAT) the system may otherwise number the file
        anew, and it is left alone as changed.

        Args:
            raw: Its relative name as listed.
            identity: Its identity as it was opened.

        Raises:
            SourceChangedError: Another file has this name now (``changed``) or none (``vanished``).
            IntakeError: The card is write-protected (``read_only``), this user may not delete
                there (``not_permitted``), or it failed otherwise (``not_removed``).
            FileRefusedError: The name is none.
            SourceGoneError: The card went away.
        """
        parts = parts_of(raw)
        try:
            with _posix.parent_of(self._root_fd, parts) as folder_fd:
                status = _posix.status(folder_fd, parts[-1])
                if isinstance(status, OSError):
                    raise status
                if not stat.S_ISREG(status.st_mode) or identity_of(status) != identity:
                    raise SourceChangedError("changed")
                _posix.remove(folder_fd, parts[-1])
        except OSError as error:
            raise self._explain_removal(error) from error

    def may_remove(self, raw: bytes) -> bool:
        """Return whether a file of the source could be deleted, as far as the system says.

        Raises:
            FileRefusedError: The name is none.
            SourceGoneError: The card went away.
        """
        try:
            with _posix.parent_of(self._root_fd, parts_of(raw)) as folder_fd:
                return _posix.is_writable(folder_fd)
        except OSError:
            self.check()
            return False

    def leads_to(self, raw: bytes, *, identity: Identity) -> bool:
        """Return whether a name of the source is, at this moment, a file with this identity.

        Raises:
            SourceGoneError: The card went away.
            FileRefusedError: The name is none.
        """
        parts = parts_of(raw)
        try:
            with _posix.parent_of(self._root_fd, parts) as folder_fd:
                status = _posix.status(folder_fd, parts[-1])
        except OSError as error:
            status = error
        if isinstance(status, OSError):
            self.check()
            return False
        return stat.S_ISREG(status.st_mode) and identity_of(status) == identity

    def explain(self, error: OSError) -> IntakeError:
        """Return our error for one of the system's, having looked whether the card is there."""
        if error.errno in _GONE:
            return SourceGoneError("missing")
        try:
            self.check()
        except SourceGoneError as gone:
            return gone
        match error.errno:
            case errno.ELOOP:
                return FileRefusedError(Refusal.LINK.value)
            case errno.ENOENT | errno.ENOTDIR:
                return SourceChangedError("vanished")
            case _:
                return FileRefusedError(Refusal.UNREADABLE_SOURCE.value)

    def close(self) -> None:
        """Let go of the folder; calling it again does nothing."""
        if self._root_fd >= 0:
            _let_go(self._root_fd)
            self._root_fd = -1

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()

    def _open_checked(self, folder_fd: int, name: bytes) -> int:
        before = _posix.status(folder_fd, name)
        if isinstance(before, OSError):
            raise before
        self._refuse_unless_fit(before)
        file_fd = _posix.open_file(folder_fd, name)
        try:
            self._refuse_unless_fit(os.fstat(file_fd))
        except FileRefusedError:
            os.close(file_fd)
            raise
        return file_fd

    def _refuse_unless_fit(self, status: os.stat_result) -> None:
        reason = objection(status, self._limits)
        if reason is not None:
            raise FileRefusedError(reason.value, size_bytes=status.st_size)

    def _explain_removal(self, error: OSError) -> IntakeError:
        explained = self.explain(error)
        if not isinstance(explained, FileRefusedError):
            return explained
        match error.errno:
            case errno.EROFS:
                return IntakeError("read_only")
            case errno.EACCES | errno.EPERM:
                return IntakeError("not_permitted")
            case errno.ELOOP:
                return SourceChangedError("changed")
            case _:
                return IntakeError("not_removed")


def _let_go(descriptor: int) -> None:
    """Close what was only read from; whoever serves a card that is gone may object even to that.

    The descriptor is free in any case (close(2)), and nothing was written through it.
    """
    with suppress(OSError):
        os.close(descriptor)


def _why_not_opened(error: OSError) -> str:
    match error.errno:
        case errno.ENOTDIR:
            return "not_a_folder"
        case errno.EACCES | errno.EPERM:
            return "not_permitted"
        case errno.ENOSYS:
            return "platform"
        case _:
            return "missing"
