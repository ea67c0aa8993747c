"""The window's end of a connection to the keeper. No engine, no key, no Qt.

``KeeperClient`` is for a window: one thread of its own sends and receives, so that no other ever
waits; what comes is handed to a callback *on that thread*. ``DoorClient`` asks and waits.
"""

import itertools
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Self, TypeVar

from desktop.errors import DeskError, KeeperGoneError, MessageInvalidError
from desktop.keeper import wire
from desktop.keeper.calls import Call, Me
from desktop.keeper.news import (
    Advance,
    Answer,
    Change,
    Gone,
    News,
    Questions,
    SignedIn,
    give_back,
    put,
)
from desktop.keeper.waiting import BLOCKING, Waker
from desktop.records.outcome import Topic

R = TypeVar("R")

CRASHED: Final = "crashed"
"""Why a keeper is gone that said nothing before."""

_THREAD_NAME: Final = "keeper-client"


def _taken_over(connection: socket.socket) -> socket.socket:
    """Return a socket that nobody else holds: whoever had it may close theirs without harm."""
    return socket.socket(fileno=connection.detach())


class KeeperClient:
    """Asks the keeper, and hands over what comes.

    Invariant: every question is answered once, by the keeper or with ``KeeperGoneError``; ``Gone``
    comes last. After :meth:`close` nothing comes any more.

    Thread: any may ask and cancel; one closes. ``deliver`` is called on the client's own thread.
    """

    def __init__(
        self,
        connection: socket.socket,
        deliver: Callable[[News], None],
        *,
        numbers: "itertools.count[int] | None" = None,
    ) -> None:
        """Take over a connected socket and start the thread.

        Args:
            connection: ``KeeperProcess.workspace``, or a door.
            deliver: Told everything, in order; must return soon.
            numbers: Where the numbers of questions come from.
        """
        self._socket = _taken_over(connection)
        self._socket.setblocking(False)  # noqa: FBT003 - as the library has it
        self._deliver = deliver
        self._questions = Questions(numbers or itertools.count(1))
        self._outbox: deque[tuple[int, Call[Any] | None]] = deque()
        self._parcel: wire.Parcel | None = None
        self._waker = Waker()
        self._is_closed = False
        self._reason = ""
        self._thread = threading.Thread(target=self._work, name=_THREAD_NAME, daemon=True)
        self._thread.start()

    def ask(self, call: Call[Any]) -> int:
        """Put a question on its way and return its number; never waits."""
        number = self._questions.open(call)
        self._post(number, call)
        return number

    def cancel(self, number: int) -> None:
        """Ask the keeper to stop a question after its present step; it is still answered."""
        self._post(number, None)

    def close(self) -> None:
        """Hang up and wait until nothing comes any more; twice is harmless."""
        if self._is_closed:
            return
        self._is_closed = True
        self._waker.wake()
        self._thread.join()
        self._waker.close()

    def _post(self, number: int, call: Call[Any] | None) -> None:
        self._outbox.append((number, call))
        if not self._is_closed:
            self._waker.wake()

    # ------------------------------------------------------------------------------ its thread

    def _work(self) -> None:
        try:
            self._exchange()
        except DeskError as error:
            self._reason = error.code
        except OSError:
            self._reason = self._reason or CRASHED
        finally:
            self._socket.close()
            self._say_gone()

    def _exchange(self) -> None:
        poll = select.poll()
        poll.register(self._waker.fd, select.POLLIN)
        while not self._is_closed:
            wanted = select.POLLIN | (select.POLLOUT if self._outbox or self._parcel else 0)
            poll.register(self._socket.fileno(), wanted)
            poll.poll()
            self._waker.drain()
            if not self._receive_all():
                return
            self._send_all()

    def _receive_all(self) -> bool:
        """Hand over what has come; return whether the keeper is still there."""
        while not self._is_closed:
            try:
                received = wire.receive(self._socket)
            except BlockingIOError:
                return True
            if received is None:
                self._reason = self._reason or CRASHED
                return False
            news = self._questions.read(received)
            if isinstance(news, Gone):
                self._reason = news.reason
            else:
                self._hand_over(news)
        return True

    def _send_all(self) -> None:
        while self._parcel is not None or self._outbox:
            if self._parcel is None:
                self._parcel = self._packed(*self._outbox.popleft())
                continue
            try:
                wire.send(self._socket, self._parcel)
            except BlockingIOError:
                return
            self._drop_parcel()

    def _packed(self, number: int, call: Call[Any] | None) -> wire.Parcel | None:
        """Return what to send; a question that cannot be put into words is answered here."""
        if call is None:
            return wire.pack(wire.Cancel(number=number))
        try:
            return put(number, call)
        except MessageInvalidError:
            self._hand_over(self._questions.refuse(number))
            return None

    def _drop_parcel(self) -> None:
        if self._parcel is not None:
            self._parcel.close()
            self._parcel = None

    def _hand_over(self, news: News) -> None:
        if self._is_closed:
            give_back(news)
        else:
            self._deliver(news)

    def _say_gone(self) -> None:
        """Answer whatever is asked from now on, too, until somebody closes this client."""
        gone = False
        self._drop_parcel()
        while not self._is_closed:
            self._outbox.clear()
            for answer in self._questions.give_up(KeeperGoneError()):
                self._hand_over(answer)
            if not gone:
                gone = True
                self._hand_over(Gone(reason=self._reason))
            self._waker.wait(BLOCKING)
        self._outbox.clear()


class DoorClient:
    """Asks the keeper and waits for the answer: for the door, commands and tests.

    Attributes:
        changes: Topics that were announced so far, in order.
    """

    def __init__(self, connection: socket.socket) -> None:
        """Take over a connected socket."""
        self._socket = _taken_over(connection)
        self._socket.setblocking(True)  # noqa: FBT003 - as the library has it
        self._questions = Questions(itertools.count(1))
        self.changes: list[frozenset[Topic]] = []
        self.me: Me | None = None

    def ask(
        self,
        call: Call[R],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> R:
        """Ask and wait.

        Raises:
            DeskError: The one that the keeper raised.
            KeeperGoneError: The keeper has ended before it answered.
            MessageInvalidError: The answer is not of the agreed shape.
        """
        number = self.put(call)
        while True:
            news = self.next()
            if isinstance(news, Advance) and progress is not None:
                progress(news.done, news.total)
            if isinstance(news, Answer) and news.number == number:
                if news.error is not None:
                    raise news.error
                value: R = news.value
                return value

    def put(self, call: Call[Any]) -> int:
        """Put a question on its way and return its number.

        Raises:
            KeeperGoneError: The keeper has ended.
        """
        number = self._questions.open(call)
        self._send(put(number, call))
        return number

    def cancel(self, number: int) -> None:
        """Ask the keeper to stop a question after its present step."""
        self._send(wire.pack(wire.Cancel(number=number)))

    def next(self) -> News:
        """Wait for whatever comes next.

        Raises:
            KeeperGoneError: The keeper has ended.
            MessageInvalidError: It is not of the agreed shape.
        """
        received = wire.receive(self._socket)
        if received is None:
            raise KeeperGoneError
        news = self._questions.read(received)
        match news:
            case Gone():
                raise KeeperGoneError
            case Change(topics=topics):
                self.changes.append(topics)
            case SignedIn(me=me):
                self.me = me
            case Answer() | Advance():
                pass
        return news

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _send(self, parcel: wire.Parcel) -> None:
        try:
            wire.send(self._socket, parcel)
        except ConnectionError as error:
            raise KeeperGoneError from error
        finally:
            parcel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
