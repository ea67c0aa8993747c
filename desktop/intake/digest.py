"""SHA-256 of what is read, while it is read, and again to catch a bad reader."""

import hashlib
from collections.abc import Iterable, Iterator

from desktop.errors import FileRefusedError
from desktop.records.arrival import Refusal


def sha256(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 of all chunks together, as 64 hex digits."""
    running = hashlib.sha256()
    for chunk in chunks:
        running.update(chunk)
    return running.hexdigest()


class HashingTee:
    """Passes chunks on and hashes them on the way: encrypt and hash in one reading.

    Invariant: ``sha256`` and ``size_bytes`` exist only once every chunk has passed.

    Args:
        chunks: What is read; consumed once.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._running = hashlib.sha256()
        self._size_bytes = 0
        self._finished = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield every chunk unchanged."""
        for chunk in self._chunks:
            self._running.update(chunk)
            self._size_bytes += len(chunk)
            yield chunk
        self._finished = True

    @property
    def sha256(self) -> str:
        """The SHA-256 of everything that passed, as 64 hex digits.

        Raises:
            ValueError: Not everything has passed yet.
        """
        self._require_finished()
        return self._running.hexdigest()

    @property
    def size_bytes(self) -> int:
        """How many bytes passed.

        Raises:
            ValueError: Not everything has passed yet.
        """
        self._require_finished()
        return self._size_bytes

    def _require_finished(self) -> None:
        if not self._finished:
            raise ValueError("unfinished")


def confirm(second_reading: Iterable[bytes], *, digest: str) -> None:
    """Make sure that a second reading of the source gives the same bytes as the first.

    A worn card or a bad reader may answer differently each time; then neither reading is believed.

    Args:
        second_reading: ``OpenSource.read_chunks(afresh=True)``.
        digest: SHA-256 of the first reading.

    Raises:
        FileRefusedError: ``source_unstable``.
    """
    if sha256(second_reading) != digest:
        raise FileRefusedError(Refusal.SOURCE_UNSTABLE.value)
