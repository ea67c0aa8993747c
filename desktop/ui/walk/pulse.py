"""How long the GUI thread is busy at a stretch: from waking up to waiting again.

Processor time of that thread is counted, not time on the wall: a machine that is busy with other
things is no fault of the window. One stretch may hold several events, so a short longest stretch
is more than the promise that no event takes long.
"""

import time
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractEventDispatcher, QObject

FRAME_MS: Final = 16.0
"""One frame of a screen that shows sixty a second: nothing may hold it up longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One stretch.

    Attributes:
        busy_ms: Processor time of the GUI thread.
        doing: What the hand was doing, as it said.
    """

    busy_ms: float
    doing: str


class Pulse(QObject):
    """Listens to the event loop of the thread that makes it; end it with ``stop``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.beats: list[Beat] = []
        self.doing = ""
        self._awake_s: float | None = None
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is None:
            raise RuntimeError("no event loop")
        self._dispatcher = dispatcher
        dispatcher.awake.connect(self._wake)
        dispatcher.aboutToBlock.connect(self._wait)

    def stop(self) -> None:
        """Listen no more."""
        self._dispatcher.awake.disconnect(self._wake)
        self._dispatcher.aboutToBlock.disconnect(self._wait)

    def longest(self, many: int = 10) -> list[Beat]:
        """Return the longest stretches, the longest first."""
        return sorted(self.beats, key=lambda beat: beat.busy_ms, reverse=True)[:many]

    def share_within(self, limit_ms: float = FRAME_MS) -> float:
        """Return which share of the stretches was within a limit, 0 to 1."""
        if not self.beats:
            return 1.0
        return sum(beat.busy_ms <= limit_ms for beat in self.beats) / len(self.beats)

    def _wake(self) -> None:
        self._awake_s = time.thread_time()

    def _wait(self) -> None:
        if self._awake_s is not None:
            busy_ms = (time.thread_time() - self._awake_s) * 1000
            self.beats.append(Beat(busy_ms=busy_ms, doing=self.doing))
            self._awake_s = None
