"""How long the window is held up: the time that each event takes to be dealt with.

Processor time of the GUI thread is counted, not time on the wall: a machine that is busy with other
things is no fault of the window. What an event causes at once counts with it; what it puts off is
an event of its own.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

FRAME_MS: Final = 16.0
"""One frame of a screen that shows sixty a second: nothing may hold it up longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One event.

    Attributes:
        busy_ms: Processor time of the GUI thread.
        event: Its kind, as Qt names it.
        receiver: Class of the object that it was for.
        doing: What the hand was doing, as it said.
    """

    busy_ms: float
    event: str
    receiver: str
    doing: str


class PulseApp(QApplication):
    """An application that notes how long each of its events takes."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.beats: list[Beat] = []
        self.doing = ""
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Deal with an event, and note what it took; events within events count with them."""
        if self._depth:
            return super().notify(receiver, event)
        kind, name = event.type(), type(receiver).__name__
        self._depth = 1
        began_s = time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth = 0
            busy_ms = (time.thread_time() - began_s) * 1000
            self.beats.append(
                Beat(busy_ms=busy_ms, event=kind.name, receiver=name, doing=self.doing)
            )

    def longest(self, many: int = 10) -> list[Beat]:
        """Return the events that took longest, the longest first."""
        return sorted(self.beats, key=lambda beat: beat.busy_ms, reverse=True)[:many]

    def share_within(self, limit_ms: float = FRAME_MS) -> float:
        """Return which share of the events took no longer than a limit, 0 to 1."""
        if not self.beats:
            return 1.0
        return sum(beat.busy_ms <= limit_ms for beat in self.beats) / len(self.beats)
