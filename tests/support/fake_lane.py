"""A lane for tests of screens and presenters: a double of the protocol, not of the keeper.

Answers are given at once, or when the test says so, so that every order can be tried:

    lane = FakeLane({OpenRecord: record, Thumbnails: lambda call: drawn(call)})   # at once
    lane.answers[ListPeople] = NotPermittedError()       # an error is how a call fails
    lane.held = True                                     # from now on answers wait for release()
    lane.release(OpenRecord)

    lane = FakeLane(rules={OpenRecord: lambda call: record})                      # at run()
    lane.run()
    lane.answer(OpenRecord, record)                      # the first that waits, by hand
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from desktop.errors import DeskError
from desktop.keeper.calls import Call
from desktop.records.outcome import Topic
from desktop.ui.lane import Progress, Scope, Ticket

Kind = type[Call[Any]]


@dataclass
class Asked:
    """One question under way."""

    ticket: Ticket
    call: Call[Any]
    scope: Scope
    done: Callable[[Any], None]
    failed: Callable[[DeskError], None]
    progress: Callable[[Progress], None] | None = None
    cancelled: bool = False


@dataclass
class FakeLane:
    """Remembers what is asked, and answers.

    Attributes:
        answers: By type of call, a value or a function of the call: given as soon as it is asked.
        rules: By type of call, a function of the call: given by :meth:`run`.
        held: Nothing is answered at once; :meth:`release` does.
        waiting: Questions without an answer yet.
        asked: Every call, in order.
        cancelled: Tickets of what was cancelled.
        timers: What waits for :meth:`pass_time`.
    """

    answers: dict[Kind, Any] = field(default_factory=dict)
    rules: dict[Kind, Callable[[Any], Any]] = field(default_factory=dict)
    held: bool = False
    waiting: list[Asked] = field(default_factory=list)
    asked: list[Call[Any]] = field(default_factory=list)
    cancelled: list[Ticket] = field(default_factory=list)
    timers: list[tuple[int, Scope, Callable[[], None]]] = field(default_factory=list)
    heard: list[tuple[Scope, Callable[[frozenset[Topic]], None]]] = field(default_factory=list)
    now_ms: int = 0

    # ------------------------------------------------------------------ as a lane

    def ask(
        self,
        call: Call[Any],
        *,
        scope: Scope,
        done: Callable[[Any], None],
        failed: Callable[[DeskError], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Ticket:
        self.asked.append(call)
        ticket = Ticket(len(self.asked))
        one = Asked(ticket, call, scope, done, failed, progress)
        self.waiting.append(one)
        if not self.held and type(call) in self.answers:
            self._answer(one)
        return ticket

    def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket)
        for one in self.waiting:
            one.cancelled = one.cancelled or one.ticket == ticket

    def on_changed(self, scope: Scope, heard: Callable[[frozenset[Topic]], None]) -> None:
        self.heard.append((scope, heard))

    def later(self, delay_ms: int, scope: Scope, act: Callable[[], None]) -> None:
        self.timers.append((self.now_ms + delay_ms, scope, act))

    # ------------------------------------------------------------------ for the test

    def release(self, kind: Kind | None = None) -> None:
        """Answer by the table what waits, all of it or one kind, in order."""
        for one in tuple(self.waiting):
            if type(one.call) in self.answers and (kind is None or isinstance(one.call, kind)):
                self._answer(one)

    def run(self) -> None:
        """Answer everything that there is a rule for, until nothing is left to answer."""
        while one := next((w for w in self.waiting if type(w.call) in self.rules), None):
            self.waiting.remove(one)
            self._give(one, self.rules[type(one.call)](one.call))

    def answer(self, kind: Kind, value: Any) -> None:
        """Answer the first waiting question of a kind."""
        one = next(w for w in self.waiting if isinstance(w.call, kind))
        self.waiting.remove(one)
        self._give(one, value)

    def progress(self, kind: Kind, done: int, total: int) -> None:
        """Say how far the waiting questions of a kind are."""
        for one in self.waiting:
            if isinstance(one.call, kind) and one.progress is not None:
                one.progress(Progress(done=done, total=total))

    def pass_time(self, ms: int) -> None:
        """Let time pass; what becomes due is done in order, and answered by the rules."""
        end = self.now_ms + ms
        while due := [timer for timer in self.timers if timer[0] <= end]:
            first = min(due, key=lambda timer: timer[0])
            self.timers.remove(first)
            self.now_ms = max(self.now_ms, first[0])
            if not first[1].is_closed:
                first[2]()
            self.run()
        self.now_ms = end

    def tell(self, *topics: Topic) -> None:
        """Announce a change."""
        for scope, heard in tuple(self.heard):
            if not scope.is_closed:
                heard(frozenset(topics))

    def calls(self, kind: Kind) -> list[Any]:
        """Return every call of a kind that was asked."""
        return [call for call in self.asked if isinstance(call, kind)]

    def give_back(self, answers: Iterable[Any]) -> None:
        """Close the blocks of answers that nobody took."""
        for answer in answers:
            if hasattr(answer, "block"):
                answer.block.close()

    def _answer(self, one: Asked) -> None:
        self.waiting.remove(one)
        answer = self.answers[type(one.call)]
        self._give(one, answer(one.call) if callable(answer) else answer)

    def _give(self, one: Asked, answer: Any) -> None:
        if one.scope.is_closed:
            self.give_back([answer])
        elif isinstance(answer, DeskError):
            one.failed(answer)
        else:
            one.done(answer)
