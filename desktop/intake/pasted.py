"""A picture that never was a file: what somebody pasted, as a source of one file in memory.

Nothing of it is on a disk, and there is nothing to remove: whoever pasted it has it elsewhere.
"""

from typing import Final, Self

from desktop.errors import IntakeError, SourceChangedError
from desktop.intake.entry import Identity, Listing, Seen
from desktop.intake.memory_file import MemoryFile
from desktop.memory import SealedMemory

_NAME: Final = b"pasted.png"


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

    def open(self, raw: bytes, *, expected: Identity | None = None) -> MemoryFile:
        """Open the one file.

        Raises:
            SourceChangedError: ``vanished``: it is another name.
        """
        if raw != _NAME or (expected is not None and expected != self._seen.identity):
            raise SourceChangedError("vanished")
        return MemoryFile(self._memory, name=self._seen.relative_name, identity=self._seen.identity)

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
