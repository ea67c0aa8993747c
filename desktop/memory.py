"""Anonymous sealed memory: how whole files travel between processes without touching a disk.

On Linux a :class:`SealedMemory` is a ``memfd``: it has no path, and once filled it is sealed, so
that nobody who holds its descriptor, the maker included, can shrink, grow or write it any more.
A reader can therefore map it without fearing that the other side changes it under way.
On Windows it is an unnamed mapping of this process; that branch is written and untested, and such
memory cannot be handed to another process yet.

Must not know: what the bytes mean, and any path of any file system.
"""

import mmap
import os
import sys
import weakref
from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self

from desktop.errors import DecoderAnswerError

if sys.platform != "win32":
    import fcntl

    _DEMANDED: Final = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    """What makes a foreign mapping safe to read (memfd_create(2), "File sealing")."""
    _ALL_SEALS: Final = _DEMANDED | fcntl.F_SEAL_SEAL

_NONE: Final = -1
"""Where a descriptor would be."""


class SealedMemory:
    """A block of bytes without a name that nobody can change.

    Invariant: from construction to :meth:`close` the bytes and the size stay the same. The
    descriptor is owned by this object and is not inherited by child processes; it reaches one
    only when it is passed explicitly.

    Thread: any, as long as nobody closes it meanwhile.
    """

    __slots__ = ("__weakref__", "_closed", "_fd", "_mapping", "_size", "_views")

    def __init__(self, fd: int, mapping: mmap.mmap | None, size: int) -> None:
        """Keep what a class method below has filled, sealed and mapped."""
        self._fd = fd
        self._mapping = mapping
        self._size = size
        self._views: list[weakref.ref[memoryview]] = []
        self._closed = False

    @classmethod
    def from_bytes(cls, data: bytes | bytearray | memoryview) -> Self:
        """Return sealed memory that holds a copy of ``data``.

        Raises:
            OSError: The system has no memory or descriptor left.
        """
        return cls.from_chunks((data,), size_hint=len(data))

    @classmethod
    def from_chunks(
        cls, chunks: Iterable[bytes | bytearray | memoryview], size_hint: int = 0
    ) -> Self:
        """Return sealed memory that holds ``chunks`` one after the other.

        Args:
            chunks: Taken one at a time, so that a large file is never held twice.
            size_hint: Bytes expected. They are reserved first, so that a shortage of memory shows
                before anything is read; the memory is as large as what came.

        Raises:
            OSError: The system has no memory or descriptor left.
        """
        if sys.platform == "win32":
            data = b"".join(chunks)
            unnamed = mmap.mmap(-1, len(data)) if data else None
            if unnamed is not None:
                unnamed.write(data)
            return cls(_NONE, unnamed, len(data))
        fd = os.memfd_create("diogel", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            size = _fill(fd, chunks, size_hint)
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _ALL_SEALS)
            return cls(fd, _map(fd, size), size)
        except BaseException:
            os.close(fd)
            raise

    @classmethod
    def adopt(cls, fd: int, max_bytes: int) -> Self:
        """Take over a descriptor that came from another process.

        The descriptor is owned from the call on: it is closed when it is not accepted.

        Raises:
            DecoderAnswerError: It is not sealed memory, not readable, or larger than ``max_bytes``.
        """
        if sys.platform == "win32":
            raise DecoderAnswerError("not_sealed")
        try:
            fcntl.fcntl(fd, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
            size = _sealed_size(fd, max_bytes)
            return cls(fd, _map(fd, size), size)
        except OSError as error:
            os.close(fd)
            raise DecoderAnswerError("not_readable") from error
        except BaseException:
            os.close(fd)
            raise

    @property
    def fd(self) -> int:
        """The descriptor, for passing over a socket; still owned by this object.

        Raises:
            ValueError: The memory is closed, or has no descriptor on this system.
        """
        if self._fd == _NONE:
            raise ValueError("no descriptor")
        return self._fd

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self._size

    def view(self) -> memoryview:
        """Return the bytes without copying them, read-only; it ends with :meth:`close`.

        Raises:
            ValueError: The memory is closed.
        """
        if self._closed:
            raise ValueError("the memory is closed")
        if self._mapping is None:
            return memoryview(b"")
        view = memoryview(self._mapping).toreadonly()
        self._views = [known for known in self._views if known() is not None]
        self._views.append(weakref.ref(view))
        return view

    def read(self) -> bytes:
        """Return a copy of the bytes.

        Raises:
            ValueError: The memory is closed.
        """
        with self.view() as view:
            return bytes(view)

    def close(self) -> None:
        """Give the memory back now; views handed out end with it. May be called again.

        Raises:
            BufferError: Something made from a view, such as an array, is still in use.
        """
        self._closed = True
        self._drop_descriptor()
        for known in self._views:
            view = known()
            if view is not None:
                view.release()
        self._views.clear()
        if self._mapping is not None:
            self._mapping.close()

    def _drop_descriptor(self) -> None:
        fd, self._fd = self._fd, _NONE
        if fd != _NONE:
            os.close(fd)

    def __del__(self) -> None:
        """Close what was forgotten; the rule is to close."""
        self._drop_descriptor()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SealedMemory(size={self._size})"


def _fill(fd: int, chunks: Iterable[bytes | bytearray | memoryview], reserved_bytes: int) -> int:
    """Write every chunk and return how many bytes that were."""
    if reserved_bytes:
        os.posix_fallocate(fd, 0, reserved_bytes)
    size = 0
    for chunk in chunks:
        rest = memoryview(chunk).cast("B")
        while rest:
            written = os.write(fd, rest)
            rest = rest[written:]
            size += written
    if size < reserved_bytes:
        os.ftruncate(fd, size)
    return size


def _map(fd: int, size: int) -> mmap.mmap | None:
    """Map the whole block for reading; nothing at all cannot be mapped."""
    return mmap.mmap(fd, size, access=mmap.ACCESS_READ) if size else None


def _sealed_size(fd: int, max_bytes: int) -> int:
    """Return the size of a foreign block once it can no longer change.

    Raises:
        DecoderAnswerError: A seal is missing, or the block is too large.
    """
    try:
        seals = fcntl.fcntl(fd, fcntl.F_GET_SEALS)
    except OSError as error:
        raise DecoderAnswerError("not_sealed") from error
    if seals & _DEMANDED != _DEMANDED:
        raise DecoderAnswerError("not_sealed")
    size = os.fstat(fd).st_size
    if size > max_bytes:
        raise DecoderAnswerError("too_large", size=size)
    return size
