"""When a file is whole enough to be read: it has stopped changing. Pure; time is given.

A card reader, a maker's transfer program or a network share shows a file long before its last byte
is there, and no operating system says reliably when it is finished. So a file is settled when two
looks, at least ``settle_ms`` apart, with none different between them, agree on what it is. Only
equality of the file's own time counts: a camera clock in the future, or in 1980, changes nothing.
Inode numbers do not: some card and network file systems make them up anew at every look.

Source: the watchdog row of STYLE section 6; ECOSYSTEM 2.5 (measured).
"""

from collections.abc import Collection
from dataclasses import dataclass

from desktop.intake.entry import Seen
from desktop.settings import TIMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A file that has stopped changing.

    Attributes:
        seen: It, as last looked at.
        unchanged_ms: How long it has looked the same; compare with ``Timing.patience_s``.
    """

    seen: Seen
    unchanged_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that may still be growing: look again.

    Attributes:
        seen: It, as last looked at.
        unchanged_ms: How long it has looked the same.
    """

    seen: Seen
    unchanged_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    size_bytes: int
    mtime_ns: int
    since_ms: int
    last_ms: int


class Settler:
    """Remembers the looks at each file of one source.

    Args:
        settle_ms: How long a file must have looked the same.
    """

    def __init__(self, *, settle_ms: int = TIMING.settle_ms) -> None:
        self._settle_ms = settle_ms
        self._looks: dict[bytes, _Look] = {}

    def offer(self, seen: Seen, now_ms: int) -> Settled | Waiting:
        """Record one look at a file and say whether it is settled.

        Args:
            seen: The file as just listed.
            now_ms: The moment of the look on a monotonic clock, milliseconds. Should it run
                backwards all the same, the wait begins again.
        """
        before = self._looks.get(seen.raw)
        unchanged = before is not None and _same(before, seen) and now_ms >= before.last_ms
        since_ms = before.since_ms if before is not None and unchanged else now_ms
        self._looks[seen.raw] = _Look(
            size_bytes=seen.size_bytes,
            mtime_ns=seen.mtime_ns,
            since_ms=since_ms,
            last_ms=now_ms,
        )
        unchanged_ms = now_ms - since_ms
        if unchanged and unchanged_ms >= self._settle_ms:
            return Settled(seen=seen, unchanged_ms=unchanged_ms)
        return Waiting(seen=seen, unchanged_ms=unchanged_ms)

    def keep_only(self, raw_names: Collection[bytes]) -> None:
        """Forget every file that is not among these: it has left the source.

        Args:
            raw_names: ``raw`` of every file of the present listing.
        """
        self._looks = {raw: look for raw, look in self._looks.items() if raw in raw_names}


def _same(look: _Look, seen: Seen) -> bool:
    return (look.size_bytes, look.mtime_ns) == (seen.size_bytes, seen.mtime_ns)
