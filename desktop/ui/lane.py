"""How a presenter asks the keeper for something, without Qt.

``Lane`` is what a presenter sees; ``ui.tasks.Tasks`` is the one that runs in the window. A *scope*
belongs to one screen: when it is closed, answers that are still on their way are dropped, and
blocks that came with them are given back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType, Protocol, TypeVar

from desktop.errors import DeskError
from desktop.keeper.calls import Call
from desktop.records.outcome import Topic

R = TypeVar("R")

Ticket = NewType("Ticket", int)
"""One question under way, for ``cancel``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a call is: ``done`` of ``total`` files; and of bytes, 0 where they are not known."""

    done: int
    total: int
    done_bytes: int = 0
    total_bytes: int = 0


class Scope:
    """The life of one screen."""

    def __init__(self) -> None:
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether late answers are to be dropped."""
        return self._closed

    def close(self) -> None:
        """Drop everything that is still under way for this screen. Twice is harmless."""
        self._closed = True


class Lane(Protocol):
    """Questions to the keeper; everything comes back on the thread that asked (the GUI thread)."""

    def ask(
        self,
        call: Call[R],
        *,
        scope: Scope,
        done: Callable[[R], None],
        failed: Callable[[DeskError], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Ticket:
        """Ask; exactly one of ``done`` and ``failed`` is called later, unless the scope closes."""
        ...

    def cancel(self, ticket: Ticket) -> None:
        """Ask the keeper to stop after the present step; the answer still comes."""
        ...

    def on_changed(self, scope: Scope, heard: Callable[[frozenset[Topic]], None]) -> None:
        """Call ``heard`` whenever somebody's call changed something, once a change."""
        ...

    def later(self, delay_ms: int, scope: Scope, act: Callable[[], None]) -> None:
        """Call ``act`` once after a delay, unless the scope closes."""
        ...
