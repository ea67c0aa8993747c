"""One picture of a saved message as a file: taken from memory, and from the same message again."""

from collections.abc import Iterator

from desktop.intake.digest import confirm
from desktop.intake.memory_file import MemoryFile
from desktop.intake.reach import AnyFile
from desktop.memory import SealedMemory


class MessagePart(MemoryFile):
    """The picture, open for reading; its identity is the message's, which lies on the disk.

    Args:
        message: The open message; the caller closes it.
        digest: SHA-256 of the message as it was read.
        memory: The picture as a decoder took it out; the caller closes it.
        name: What the message calls it.
    """

    def __init__(self, message: AnyFile, *, digest: str, memory: SealedMemory, name: str) -> None:
        super().__init__(memory, name=name, identity=message.identity)
        self._message = message
        self._digest = digest

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield it from its beginning; ``afresh`` once the message was read again as it was.

        Raises:
            FileRefusedError: ``source_unstable``: the message reads otherwise now.
            SourceChangedError: The message is longer or shorter than when it was opened.
            SourceGoneError: Where it lies went away.
        """
        if afresh:
            confirm(self._message.read_chunks(afresh=True), digest=self._digest)
        yield from super().read_chunks()
