"""How a use case waits, and has work done that blocks, without knowing who runs it.

A command has its process to itself: it sleeps, and reads where it stands. In the keeper other calls
want their turn meanwhile, so there the same two things give way (``keeper.aside``).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

T = TypeVar("T")


class Stop(Protocol):
    """Says whether a run is to end after the present file; a ``threading.Event`` will do."""

    def is_set(self) -> bool:
        """Return whether somebody asked."""
        ...


class Aside(Protocol):
    """Has something done that blocks."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Return what ``work`` returns, or raise what it raises, once it is done.

        ``work`` may run in another thread: it reads and writes files, and never the catalogue.
        """
        ...


def at_once(work: Callable[[], T], /) -> T:
    """Do it here and now."""
    return work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a run waits.

    Attributes:
        pause: Waits so many seconds; 0 only lets others have a turn.
        aside: Has reading and writing of whole files done.
    """

    pause: Callable[[float], object] = time.sleep
    aside: Aside = at_once


BLOCKING: Final = Pace()
"""For whoever has the process to itself."""


def at_once_on() -> None:
    """Go on at once: whoever has the process to itself keeps nobody waiting."""
