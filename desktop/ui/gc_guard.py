"""Cyclic garbage collection on the GUI thread, and nowhere else.

Python collects cycles in whichever thread happens to allocate; a cycle that holds a QObject would
then be destroyed there, and the program would crash (STYLE 0.2, measured: 8 of 12 runs). So
automatic collection is off, and a timer of the GUI thread collects by the same thresholds.

What is there at the start (modules, classes) is set aside and never looked at again, so that a
collection stays short.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimerEvent

_OLDER: Final = 10
"""Collections of a generation before the next older one, where this Python names no number."""
LOOK_EVERY_MS: Final = 250
"""A generation is not collected more often; a thousand small objects a second are no burden."""


class GcGuard(QObject):
    """Collects on a timer of the thread that made it; one for an application."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Turn automatic collection off and begin.

        Raises:
            RuntimeError: It is off already: there is another guard.
        """
        super().__init__(parent)
        if not gc.isenabled():
            raise RuntimeError("automatic collection is off already")
        gc.disable()
        gc.collect()
        gc.freeze()
        self._thresholds = tuple(limit or _OLDER for limit in gc.get_threshold())
        self._timer = self.startTimer(LOOK_EVERY_MS)

    def collect(self) -> int | None:
        """Collect the oldest generation that is due; return which, or None where none is."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return generation
        return None

    def end(self) -> None:
        """Turn automatic collection on again: for tests; a program keeps its guard to the end."""
        self.killTimer(self._timer)
        gc.unfreeze()
        gc.enable()

    def timerEvent(self, _event: QTimerEvent) -> None:
        """Collect what is due."""
        self.collect()
