"""Anything that photographs are taken in from: a folder, a card, or a camera on a cable.

Taking in knows these two protocols and not what stands behind them, so that reading, comparing,
sealing and removing are the same for all. ``intake.source`` is the one for file systems.
"""

from collections.abc import Callable, Iterator
from typing import Protocol, Self, TypeAlias

from desktop.intake.entry import Identity, Listing


class AnyFile(Protocol):
    """One file, open for reading; used as a context manager."""

    relative_name: str
    identity: Identity

    def read_chunks(self, *, afresh: bool = False) -> Iterator[bytes]:
        """Yield the file from its beginning, in pieces; ``afresh`` from the medium itself."""
        ...

    def read_head(self, most_bytes: int) -> bytes:
        """Return the beginning of the file; all of a shorter one."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...

    def __enter__(self) -> Self:
        """Return itself."""
        ...

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        ...


class AnySource(Protocol):
    """A place that holds files; used as a context manager.

    Attributes:
        says_kinds: Whether its listing says by itself what announces no photograph, so that no
            file need be opened to be asked.
    """

    says_kinds: bool

    def check(self) -> None:
        """Make sure that it is still the one that was opened."""
        ...

    def listing(self) -> Listing:
        """Return every file, seen or refused."""
        ...

    def open(self, raw: bytes, *, expected: Identity | None = None) -> AnyFile:
        """Open one file for reading."""
        ...

    def remove(self, raw: bytes, *, identity: Identity) -> None:
        """Delete one file, if it still is the file that was read."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...

    def __enter__(self) -> Self:
        """Return itself."""
        ...

    def __exit__(self, *exc_info: object) -> None:
        """Close."""
        ...


Opener: TypeAlias = Callable[[], AnySource]
"""Opens a source; raises ``SourceGoneError`` where it is not there."""
