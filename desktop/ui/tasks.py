"""The one object that brings the keeper's answers back to the GUI thread.

Everything arrives through one signal at one slot (STYLE 4.5): no other class of the window knows
of a thread. A keeper ends at every lock, so ``Tasks`` outlives many; ``connect_to`` joins each.
"""

import itertools
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimerEvent, Signal, Slot

from desktop.errors import DeskError, KeeperGoneError
from desktop.keeper.calls import Call
from desktop.keeper.client import KeeperClient
from desktop.keeper.news import Advance, Answer, Change, Gone, News, SignedIn, give_back
from desktop.records.outcome import Topic
from desktop.ui.lane import Progress, Scope, Ticket

R = TypeVar("R")

A_MOMENT_MS = 5_000
"""What is put off for less is part of what somebody just did."""

Heard = Callable[[frozenset[Topic]], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Question:
    """Who waits for one answer."""

    scope: Scope
    done: Callable[[Any], None]
    failed: Callable[[DeskError], None]
    progress: Callable[[Progress], None] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Delivery:
    """What one keeper sent; ``client`` tells late news of a keeper that was left already."""

    client: int
    news: News


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Announcement:
    """One listener's share of a change: an error of one does not reach the others."""

    scope: Scope
    heard: Heard
    topics: frozenset[Topic]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Later:
    delay_ms: int
    scope: Scope
    act: Callable[[], None]


class Tasks(QObject):
    """Implements ``ui.lane.Lane`` over a connection to the keeper.

    Thread: the GUI thread only; the client's thread does nothing but emit the one signal.

    Signals:
        keeper_gone: The keeper has ended by itself, with the reason; every open question has
            failed with ``KeeperGoneError`` before.
        signed_in: Somebody is in (a ``keeper.calls.Me``); from now on questions are answered.
    """

    keeper_gone = Signal(str)
    signed_in = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make it without a keeper: until ``connect_to`` every question fails."""
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._clients = itertools.count(1)
        self._client: KeeperClient | None = None
        self._client_number = 0
        self._questions: dict[int, _Question] = {}
        self._listeners: list[tuple[Scope, Heard]] = []
        self._timers: dict[int, _Later] = {}
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # ------------------------------------------------------------------------------ the keeper

    def connect_to(self, connection: socket.socket) -> None:
        """Take over the workspace of a keeper that was just started; an earlier one is left."""
        self.disconnect_keeper()
        number = self._client_number = next(self._clients)
        arrived = self._arrived

        def deliver(news: News) -> None:
            arrived.emit(_Delivery(client=number, news=news))

        self._client = KeeperClient(connection, deliver, numbers=self._numbers)

    def disconnect_keeper(self) -> None:
        """Hang up, so that the keeper ends; open questions fail with ``KeeperGoneError``."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
            self._client_number = 0
        for number in list(self._questions):
            self._arrived.emit(_gone_answer(number))
        self._forget_closed()

    def close(self) -> None:
        """Hang up, wait for the client's thread, and drop everything under way; before windows."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
        self._client_number = 0
        self._questions.clear()
        self._listeners.clear()
        for timer in list(self._timers):
            self.killTimer(timer)
        self._timers.clear()
        QCoreApplication.sendPostedEvents(self)  # late answers: their blocks are given back

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked or put off for a moment: what is on the screen is all there is.

        What is put off for longer, such as telling ages anew every minute, does not count.
        """
        soon = any(later.delay_ms < A_MOMENT_MS for later in self._timers.values())
        return not self._questions and not soon

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
        """Ask; exactly one of ``done`` and ``failed`` is called later, unless the scope closes."""
        question = _Question(scope=scope, done=done, failed=failed, progress=progress)
        if self._client is not None:
            number = self._client.ask(call)
            self._questions[number] = question
        else:
            number = next(self._numbers)
            self._questions[number] = question
            self._arrived.emit(_gone_answer(number))
        return Ticket(number)

    def cancel(self, ticket: Ticket) -> None:
        """Ask the keeper to stop after the present step; the answer still comes."""
        if self._client is not None and ticket in self._questions:
            self._client.cancel(ticket)

    def on_changed(self, scope: Scope, heard: Heard) -> None:
        """Call ``heard`` whenever somebody's call changed something, once a change."""
        self._forget_closed()
        self._listeners.append((scope, heard))

    def later(self, delay_ms: int, scope: Scope, act: Callable[[], None]) -> None:
        """Call ``act`` once after a delay, unless the scope closes."""
        self._timers[self.startTimer(delay_ms)] = _Later(delay_ms=delay_ms, scope=scope, act=act)

    # ------------------------------------------------------------------------------ deliveries

    def timerEvent(self, event: QTimerEvent) -> None:
        """Do what was put off."""
        later = self._timers.pop(event.timerId(), None)
        if later is not None:
            self.killTimer(event.timerId())
            if not later.scope.is_closed:
                later.act()

    @Slot(object)
    def _deliver(self, delivery: object) -> None:
        match delivery:
            case _Announcement(scope=scope, heard=heard, topics=topics):
                if not scope.is_closed:
                    heard(topics)
            case _Delivery(client=client, news=Answer() as answer) if client in (
                0,
                self._client_number,
            ):
                self._answer(answer)
            case _Delivery(client=client, news=news) if client == self._client_number:
                self._hear(news)
            case _Delivery(news=news):
                give_back(news)
            case _:
                raise TypeError

    def _answer(self, answer: Answer) -> None:
        question = self._questions.pop(answer.number, None)
        if question is None or question.scope.is_closed:
            give_back(answer)
        elif answer.error is not None:
            question.failed(answer.error)
        else:
            question.done(answer.value)

    def _hear(self, news: News) -> None:
        match news:
            case Advance() as far:
                question = self._questions.get(far.number)
                if question and question.progress and not question.scope.is_closed:
                    question.progress(
                        Progress(
                            done=far.done,
                            total=far.total,
                            done_bytes=far.done_bytes,
                            total_bytes=far.total_bytes,
                        )
                    )
            case Change(topics=topics):
                self._forget_closed()
                for scope, heard in self._listeners:
                    self._arrived.emit(_Announcement(scope=scope, heard=heard, topics=topics))
            case SignedIn(me=me):
                self.signed_in.emit(me)
            case Gone(reason=reason):
                self.keeper_gone.emit(reason)
            case Answer():  # goes to ``_answer``
                give_back(news)

    def _forget_closed(self) -> None:
        """Let go of closed screens: what calls one back holds it, and whom it shows."""
        self._listeners = [known for known in self._listeners if not known[0].is_closed]
        for timer in [one for one, later in self._timers.items() if later.scope.is_closed]:
            self.killTimer(timer)
            del self._timers[timer]


def _gone_answer(number: int) -> _Delivery:
    """Return the answer of a question that no keeper will answer."""
    return _Delivery(client=0, news=Answer(number=number, error=KeeperGoneError()))
