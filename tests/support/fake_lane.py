"""A lane without a keeper: it notes what was asked and answers from a table, at once or on demand."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from desktop.errors import DeskError
from desktop.keeper.calls import Call
from desktop.records.outcome import Topic
from desktop.ui.lane import Progress, Scope, Ticket

R = TypeVar("R")
C = TypeVar("C", bound=Call[Any])


@dataclass(frozen=True, kw_only=True)
class Open:
    """A question that was not answered yet."""

    ticket: Ticket
    call: Call[Any]
    scope: Scope
    done: Callable[[Any], None]
    failed: Callable[[DeskError], None]
    progress: Callable[[Progress], None] | None


class FakeLane:
    """Implements ``ui.lane.Lane``.

    Answers are values, errors, or functions of the call. A kind of call that the table does not
    have, or that is ``held``, waits for ``answer``. As with the real lane, nothing reaches a scope
    that is closed, and blocks that come too late are given back.

    Attributes:
        table: What to answer, by kind of call; may be changed at any time.
        held: Kinds of call that wait for ``answer`` although the table has them.
        asked: Every question, in order.
        open: Those without an answer.
        cancelled: Tickets that were asked to stop.
    """

    def __init__(self, table: Mapping[type[Call[Any]], Any] | None = None) -> None:
        self.table: dict[type[Call[Any]], Any] = dict(table or {})
        self.held: set[type[Call[Any]]] = set()
        self.asked: list[Call[Any]] = []
        self.open: list[Open] = []
        self.cancelled: list[Ticket] = []
        self._timers: list[tuple[int, Scope, Callable[[], None]]] = []
        self._listeners: list[tuple[Scope, Callable[[frozenset[Topic]], None]]] = []
        self._numbers = itertools.count(1)

    # ------------------------------------------------------------------------------ the lane

    def ask(
        self,
        call: Call[R],
        *,
        scope: Scope,
        done: Callable[[R], None],
        failed: Callable[[DeskError], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Ticket:
        question = Open(
            ticket=Ticket(next(self._numbers)),
            call=call,
            scope=scope,
            done=done,
            failed=failed,
            progress=progress,
        )
        self.asked.append(call)
        self.open.append(question)
        if type(call) in self.table and type(call) not in self.held:
            self._settle(question, self.table[type(call)])
        return question.ticket

    def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket)

    def on_changed(self, scope: Scope, heard: Callable[[frozenset[Topic]], None]) -> None:
        self._listeners.append((scope, heard))

    def later(self, delay_ms: int, scope: Scope, act: Callable[[], None]) -> None:
        self._timers.append((delay_ms, scope, act))

    # ------------------------------------------------------------------------------ for tests

    def answer(self, kind: type[Call[Any]], answer: Any = None) -> None:
        """Answer the oldest open question of a kind; from the table if nothing is given."""
        question = next(one for one in self.open if isinstance(one.call, kind))
        self._settle(question, self.table[kind] if answer is None else answer)

    def tell(self, kind: type[Call[Any]], done: int, total: int) -> None:
        """Report progress of the oldest open question of a kind."""
        question = next(one for one in self.open if isinstance(one.call, kind))
        if question.progress is not None and not question.scope.is_closed:
            question.progress(Progress(done=done, total=total))

    def announce(self, *topics: Topic) -> None:
        """Say that something changed."""
        for scope, heard in list(self._listeners):
            if not scope.is_closed:
                heard(frozenset(topics))

    def pass_time(self, most_ms: int = 1_000) -> None:
        """Let every wait of at most so long end, and those that begin meanwhile."""
        while due := [timer for timer in self._timers if timer[0] <= most_ms]:
            self._timers = [timer for timer in self._timers if timer[0] > most_ms]
            for _, scope, act in due:
                if not scope.is_closed:
                    act()

    def of(self, kind: type[C]) -> list[C]:
        """Return the questions of a kind, in order."""
        return [call for call in self.asked if isinstance(call, kind)]

    def last(self, kind: type[C]) -> C:
        """Return the latest question of a kind."""
        return self.of(kind)[-1]

    def _settle(self, question: Open, answer: Any) -> None:
        self.open.remove(question)
        value = answer(question.call) if callable(answer) else answer
        if question.scope.is_closed:
            block = getattr(value, "block", None)
            if block is not None:
                block.close()
        elif isinstance(value, DeskError):
            question.failed(value)
        else:
            question.done(value)
