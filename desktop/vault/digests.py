"""SHA-256 beside the work: on a thread of its own, because hashing lets other threads run.

Sealing an image costs three digests of it, more than its encryption and its writing together. Fed
here, they are made while the disk is waited for.
"""

import hashlib
from collections.abc import Callable
from queue import Queue
from threading import Thread
from typing import Final, Self, TypeAlias

WORTH_BYTES: Final = 1 << 20
"""Less than this is hashed at once: a thread costs as much."""
_WAITING: Final = 8

Piece: TypeAlias = bytes | memoryview


def _nothing() -> None:
    return


class Digest:
    """A SHA-256 that is fed; use as a context manager, and ask for the result inside."""

    def __init__(self, *, size_bytes: int) -> None:
        """Start; ``size_bytes`` is about how much will be fed."""
        self._digest = hashlib.sha256()
        self._waiting: Queue[tuple[Piece, Callable[[], None]] | None] = Queue(_WAITING)
        self._thread: Thread | None = None
        if size_bytes > WORTH_BYTES:
            self._thread = Thread(target=self._work, name="digest", daemon=True)
            self._thread.start()

    def feed(self, piece: Piece, done: Callable[[], None] = _nothing) -> None:
        """Take the next piece, which nobody may alter until ``done`` is called."""
        if self._thread is None:
            self._digest.update(piece)
            done()
        else:
            self._waiting.put((piece, done))

    def result(self) -> bytes:
        """Return the digest of all that was fed; waits for it; feed nothing afterwards."""
        self._end()
        return self._digest.digest()

    def _work(self) -> None:
        while (one := self._waiting.get()) is not None:
            piece, done = one
            self._digest.update(piece)
            done()

    def _end(self) -> None:
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()
