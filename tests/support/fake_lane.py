"""A lane without a keeper: records what is asked, answers from a table, at once or when told.

    lane = FakeLane({OpenRecord: record, Thumbnails: lambda call: drawn(call)})
    lane.answers[ListPeople] = NotPermittedError()      # an error is how a call fails
    lane.held = True                                    # from now on answers wait for release()
    lane.release()                                      # everything that waits, in order

``asked`` holds every call in order; ``changed(Topic.RECORD)`` announces a change; ``tick()`` does
what ``later`` put off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from desktop.errors import DeskError
from desktop.keeper.calls import Call, WithBlock
from desktop.records.outcome import Topic
from desktop.ui.lane import Progress, Scope, Ticket

R = TypeVar("R")
Answers = dict[type[Call[Any]], Any]


@dataclass(slots=True)
class _Open:
    """One question that is not answered yet."""

    ticket: Ticket
    call: Call[Any]
    scope: Scope
    done: Callable[[Any], None]
    failed: Callable[[DeskError], None]
    progress: Callable[[Progress], None] | None


class FakeLane:
    """Answers as a keeper would, from a table."""

    def __init__(self, answers: Answers | None = None, *, held: bool = False) -> None:
        self.answers: Answers = dict(answers or {})
        self.held = held
        self.asked: list[Call[Any]] = []
        self.cancelled: list[Ticket] = []
        self._open: list[_Open] = []
        self._heard: list[tuple[Scope, Callable[[frozenset[Topic]], None]]] = []
        self._later: list[tuple[Scope, Callable[[], None]]] = []
        self._last = 0

    # ------------------------------------------------------------------ as a lane

    def ask(
        self,
        call: Call[R],
        *,
        scope: Scope,
        done: Callable[[R], None],
        failed: Callable[[DeskError], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Ticket:
        self._last += 1
        asked = _Open(Ticket(self._last), call, scope, done, failed, progress)
        self.asked.append(call)
        self._open.append(asked)
        if not self.held:
            self._answer(asked)
        return asked.ticket

    def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket)

    def on_changed(self, scope: Scope, heard: Callable[[frozenset[Topic]], None]) -> None:
        self._heard.append((scope, heard))

    def later(self, delay_ms: int, scope: Scope, act: Callable[[], None]) -> None:
        del delay_ms
        self._later.append((scope, act))  # a test does not wait: see tick()

    # ------------------------------------------------------------------ as a test sees it

    def calls(self, kind: type[Call[R]]) -> list[Any]:
        """Return the calls of one kind, in order."""
        return [call for call in self.asked if isinstance(call, kind)]

    def waiting(self, kind: type[Call[R]] | None = None) -> int:
        """Return how many questions of a kind are not answered yet."""
        return sum(kind is None or isinstance(one.call, kind) for one in self._open)

    def release(self, kind: type[Call[R]] | None = None) -> None:
        """Answer what waits, all of it or one kind, in order."""
        for one in [one for one in self._open if kind is None or isinstance(one.call, kind)]:
            self._answer(one)

    def progress(self, done: int, total: int, kind: type[Call[R]] | None = None) -> None:
        """Say how far the questions that wait are."""
        for one in list(self._open):
            if one.progress is not None and (kind is None or isinstance(one.call, kind)):
                one.progress(Progress(done=done, total=total))

    def changed(self, *topics: Topic) -> None:
        """Announce a change to every screen that is open."""
        for scope, heard in list(self._heard):
            if not scope.is_closed:
                heard(frozenset(topics))

    def tick(self) -> None:
        """Do what was put off until now, once."""
        put_off, self._later = self._later, []
        for scope, act in put_off:
            if not scope.is_closed:
                act()

    def _answer(self, one: _Open) -> None:
        self._open.remove(one)
        answer = self._found(one.call)
        if one.scope.is_closed:
            if isinstance(answer, WithBlock):
                answer.block.close()
            return
        if isinstance(answer, DeskError):
            one.failed(answer)
        else:
            one.done(answer)

    def _found(self, call: Call[Any]) -> Any:
        if type(call) not in self.answers:
            raise AssertionError("nobody said what to answer to", type(call).__name__)
        answer = self.answers[type(call)]
        return answer(call) if callable(answer) else answer
