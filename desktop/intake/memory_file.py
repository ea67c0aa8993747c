"""A picture in sealed memory that is read as a file would be."""

from collections.abc import Iterator
from typing import Self

from desktop.intake.entry import Identity
from desktop.intake.source import CHUNK_BYTES
from desktop.memory import SealedMemory


class MemoryFile:
    """The picture, open for reading.

    Attributes:
        relative_name: For display.
        identity: What is compared before something is removed; nothing of this is on a disk.

    Args:
        memory: The picture; the caller closes it.
        name: For display.
        identity: As above.
    """

    def __init__(self, memory: SealedMemory, *, name: str, identity: Identity) -> None:
        self.relative_name = name
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
        """Let go of it; the memory is the caller's."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()
