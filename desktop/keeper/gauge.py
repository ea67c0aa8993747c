"""How far a run is, in files and in bytes, for whoever waits for it."""

from collections.abc import Callable
from typing import Protocol

from desktop.intake.entry import Seen
from desktop.records.intake_report import IntakeReport


class Telling(Protocol):
    """Tells the window how far a call is."""

    def __call__(
        self, done: int, total: int, /, *, done_bytes: int = 0, total_bytes: int = 0
    ) -> None:
        """Tell it that so many of so many are done; never gives way."""
        ...


class Gauge:
    """Puts files and bytes, which are told one after the other, into one word to the window.

    Args:
        tell: Tells the window.
    """

    def __init__(self, tell: Telling) -> None:
        self._tell = tell
        self._bytes = (0, 0)

    def bytes(self, done: int, total: int) -> None:
        """Remember how many of how many bytes are done."""
        self._bytes = (done, total)

    def files(self, done: int, total: int) -> None:
        """Tell how many of how many files are done, with the bytes as they are known."""
        done_bytes, total_bytes = self._bytes
        self._tell(done, total, done_bytes=done_bytes, total_bytes=total_bytes)


class Scales:
    """Weighs the files of a run: all of them when it begins, each when it has ended.

    Args:
        weighed: Told how many of how many bytes are done.
        ended: Told of each file as well.
    """

    def __init__(
        self, weighed: Callable[[int, int], None], ended: Callable[[Seen, IntakeReport], None]
    ) -> None:
        self._weighed = weighed
        self._ended = ended
        self._done = 0
        self._total = 0

    def begun(self, files: tuple[Seen, ...]) -> None:
        """Weigh what is about to be taken in."""
        self._total = sum(seen.size_bytes for seen in files)
        self._weighed(0, self._total)

    def ended(self, seen: Seen, one: IntakeReport) -> None:
        """One file has ended somewhere."""
        self._done += seen.size_bytes
        self._weighed(self._done, self._total)
        self._ended(seen, one)
