"""How a call is answered: a table from each kind of call to the function that does it.

To answer a new call, write a function in ``keeper.answers`` and mark it with ``answers``. It gets
the session of whoever is signed in, the call, and a context; it returns the answer, an ``Outcome``
of it if it changed anything, or a ``WithBlock``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from desktop.keeper.absorber import Absorber
from desktop.keeper.calls import Call, Me
from desktop.keeper.comparer import Comparer
from desktop.keeper.daily_backups import DailyBackups
from desktop.keeper.gauge import Telling
from desktop.keeper.hub import Hub, Task
from desktop.keeper.sources import Sources
from desktop.keeper.turns import Urgency
from desktop.records.outcome import Topic
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session

C = TypeVar("C", bound=Call[Any])


class Stop:
    """Whether a call is to stop after its present step; as ``threading.Event``, for tasks."""

    def __init__(self, hub: Hub) -> None:
        """Make one that nobody has set."""
        self._hub = hub
        self._is_set = False
        self._waits: Task | None = None

    def is_set(self) -> bool:
        """Return whether somebody said stop."""
        return self._is_set

    def set(self) -> None:
        """Say stop."""
        self._is_set = True
        if self._waits is not None:
            self._hub.unpark(self._waits)

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until somebody says stop; return whether somebody has."""
        if not self._is_set:
            self._waits = self._hub.current()
            try:
                self._hub.park(seconds)
            finally:
                self._waits = None
        return self._is_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a call may use beside the session.

    Attributes:
        me: Who is signed in.
        hub: Waits without holding up others: ``hub.sleep``, ``hub.wait_readable``.
        stop: Set when the window cancels.
        progress: Tells the window how many of how many are done; never gives way.
        announce: Tells every screen that something changed, before the call has ended.
        intake: The same session with the decoders for what comes in.
        pace: How a use case that reads files waits.
        sources: Cards and watched folders.
        absorber: What came in while nobody was signed in.
        comparer: What was found when the vault was compared.
        daily: The backup that is made by itself.
    """

    me: Me
    hub: Hub
    stop: Stop
    progress: Telling
    announce: Callable[[frozenset[Topic]], None]
    intake: Session
    pace: Pace
    sources: Sources
    absorber: Absorber
    comparer: Comparer
    daily: DailyBackups


Work = Callable[[Session, Any, Context], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How one kind of call is answered.

    Attributes:
        work: Does it.
        urgency: Who goes first at the decoders.
    """

    work: Work
    urgency: Urgency


TABLE: Final[dict[type[Call[Any]], Entry]] = {}


def answers(
    kind: type[C], *, urgency: Urgency = Urgency.USUAL
) -> Callable[[Callable[[Session, C, Context], object]], Work]:
    """Enter a function into the table as the one that answers calls of ``kind``.

    Raises:
        KeyError: Another one does already.
    """

    def enter(work: Callable[[Session, C, Context], object]) -> Work:
        if kind in TABLE:
            raise KeyError(kind.__name__)
        TABLE[kind] = Entry(work=work, urgency=urgency)
        return work

    return enter
