"""Memory for one frame at a time, used again: asking the system for it anew costs more than AES."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

ROOM_BYTES: Final = (1 << 20) + 16
"""A frame of the usual size and its tag."""
_MOST_KEPT: Final = 12
_ZEROS: Final = bytes(ROOM_BYTES)
_kept: list[bytearray] = []


def borrow(size_bytes: int) -> bytearray:
    """Return a room of that size; what is in it is left over."""
    if size_bytes == ROOM_BYTES:
        with suppress(IndexError):  # two threads may ask at once
            return _kept.pop()
    return bytearray(size_bytes)


def give_back(room: bytearray) -> None:
    """Keep ``room`` for the next who borrows; nothing secret may be in it."""
    if len(room) == ROOM_BYTES and len(_kept) < _MOST_KEPT:
        _kept.append(room)


@contextmanager
def lent(size_bytes: int) -> Iterator[bytearray]:
    """Lend a room for what is sealed."""
    room = borrow(size_bytes)
    try:
        yield room
    finally:
        give_back(room)


@contextmanager
def wiped(size_bytes: int) -> Iterator[bytearray]:
    """Lend a room for a photograph, and overwrite it afterwards."""
    room = borrow(size_bytes)
    try:
        yield room
    finally:
        room[:] = _ZEROS if size_bytes == ROOM_BYTES else bytes(size_bytes)
        give_back(room)
