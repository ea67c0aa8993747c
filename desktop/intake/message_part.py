"""One picture of a saved message as a file: taken from memory, and from the same message again."""

from collections.abc import Iterator
from typing import Self

from desktop.intake.digest import confirm
from desktop.intake.entry import Identity
from desktop.intake.reach import AnyFile
from desktop.intake.source import CHUNK_BYTES
from desktop.memory import SealedMemory


class MessagePart:
    """The picture, open for reading.

    Attributes:
        relative_name: For display.
        identity: The message's, which is what lies on the disk.

    Args:
        message: The open message; the caller closes it.
        digest: SHA-256 of the message as it was read.
        memory: The picture as a decoder took it out; the caller closes it.
        name: What the message calls it.
    """

    def __init__(self, message: AnyFile, *, digest: str, memory: SealedMemory, name: str) -> None:
        self.relative_name = name
        self.identity: Identity = message.identity
        self._message = message
        self._digest = digest
        self._memory = memory

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield it from its beginning; ``afresh`` once the message was read again as it was.

        Raises:
            FileRefusedError: ``source_unstable``: the message reads otherwise now.
            SourceChangedError: The message is longer or shorter than when it was opened.
            SourceGoneError: Where it lies went away.
        """
        if afresh:
            confirm(self._message.read_chunks(afresh=True), digest=self._digest)
        with self._memory.view() as view:
            for at in range(0, self._memory.size, CHUNK_BYTES):
                yield bytes(view[at : at + CHUNK_BYTES])

    def read_head(self, most_bytes: int) -> bytes:
        """Return its beginning."""
        with self._memory.view() as view:
            return bytes(view[:most_bytes])

    def close(self) -> None:
        """Let go of it; message and memory are the caller's."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        self.close()
