"""A picture that never was a file: what somebody pasted, as a source of one file in memory.

Nothing of it is on a disk, and there is nothing to remove: whoever pasted it has it elsewhere.
"""

from collections.abc import Iterator
from typing import Final, Self

from desktop.errors import IntakeError, SourceChangedError
from desktop.intake.entry import Identity, Listing, Seen
from desktop.intake.source import CHUNK_BYTES
from desktop.memory import SealedMemory

_NAME: Final = b"pasted.png"


class PastedFile:
    """The one file, open for reading.

    Attributes:
        relative_name: For display.
        identity: Of nothing on a disk.
    """

    def __init__(self, memory: SealedMemory, identity: Identity) -> None:
        self.relative_name = _NAME.decode("ascii")
        self.identity = identity
        self._memory = memory

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield it from its beginning; sealed memory reads the same every time."""
        del afresh
        with self._memory.view() as view:
            for at in range(0, self._memory.size, CHUNK_BYTES):
                yield bytes(view[at : at + CHUNK_BYTES])

    def read_head(self, most_bytes: int) -> bytes:
        """Return its beginning."""
        with self._memory.view() as view:
            return bytes(view[:most_bytes])

    def close(self) -> None:
        """Let go of it; the memory is the source's."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()


class Pasted:
    """A source that holds what was pasted.

    Attributes:
        says_kinds: That it is one picture, whatever it turns out to be.

    Args:
        memory: The picture; the caller closes it.
        at_ns: When it was pasted, nanoseconds since 1970 UTC.
    """

    says_kinds = True

    def __init__(self, memory: SealedMemory, *, at_ns: int) -> None:
        self._memory = memory
        self._seen = Seen(
            relative_name=_NAME.decode("ascii"),
            raw=_NAME,
            size_bytes=memory.size,
            mtime_ns=at_ns,
            inode=0,
            device=0,
        )

    def check(self) -> None:
        """It cannot go away."""

    def listing(self) -> Listing:
        """Return the one file."""
        return Listing(seen=(self._seen,), refused=())

    def open(self, raw: bytes, *, expected: Identity | None = None) -> PastedFile:
        """Open the one file.

        Raises:
            SourceChangedError: ``vanished``: it is another name.
        """
        if raw != _NAME or (expected is not None and expected != self._seen.identity):
            raise SourceChangedError("vanished")
        return PastedFile(self._memory, self._seen.identity)

    def remove(self, raw: bytes, *, identity: Identity) -> None:
        """There is nothing to remove.

        Raises:
            IntakeError: ``not_removed``.
        """
        del raw, identity
        raise IntakeError("not_removed")

    def close(self) -> None:
        """Let go of it; the memory is the caller's."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()
