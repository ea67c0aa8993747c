"""What the keeper says, as the window hears it: answers to open questions, and news of its own."""

import itertools
import threading
from dataclasses import dataclass
from typing import Any, TypeAlias

from desktop.errors import DeskError, MessageInvalidError
from desktop.keeper import wire
from desktop.keeper.calls import Call, Me, WithBlock
from desktop.keeper.codec import answer_type, comes_with_block, from_plain, to_plain
from desktop.memory import SealedMemory
from desktop.records.outcome import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question brought: a value or an error. A ``WithBlock`` is the receiver's to close."""

    number: int
    value: Any = None
    error: DeskError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """How far a question is."""

    number: int
    done: int
    total: int
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something is not as it was; ``initiator`` is the question that did it, if one did."""

    topics: frozenset[Topic]
    initiator: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody is in, and from now on questions are answered."""

    me: Me


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The keeper has ended; every open question has been answered with an error before this."""

    reason: str


News: TypeAlias = Answer | Advance | Change | SignedIn | Gone


def give_back(news: object) -> None:
    """Close the block of an answer that nobody wants any more."""
    if isinstance(news, Answer) and isinstance(news.value, WithBlock):
        news.value.block.close()


class Questions:
    """The questions that wait for an answer; makes answers of messages.

    Thread: any.
    """

    def __init__(self, numbers: "itertools.count[int]") -> None:
        """Begin without any; ``numbers`` says how the next one is called."""
        self._numbers = numbers
        self._open: dict[int, type[Call[Any]]] = {}
        self._lock = threading.Lock()

    def open(self, call: Call[Any]) -> int:
        """Open a question and return its number."""
        with self._lock:
            number = next(self._numbers)
            self._open[number] = type(call)
        return number

    def refuse(self, number: int) -> Answer:
        """Close a question that cannot be put into words."""
        self._close(number)
        return Answer(number=number, error=MessageInvalidError("question"))

    def give_up(self, error: DeskError) -> list[Answer]:
        """Close every question with an error."""
        with self._lock:
            left, self._open = list(self._open), {}
        return [Answer(number=number, error=error) for number in left]

    def read(self, received: wire.Received) -> News:
        """Return what a message says.

        Raises:
            MessageInvalidError: It is none of the keeper's, or answers no question.
        """
        try:
            return self._read(received)
        except BaseException:
            if received.block is not None:
                received.block.close()
            raise

    def _read(self, received: wire.Received) -> News:
        match received.message:
            case wire.Answered(number=number) as answered:
                return _answer(self._close(number), answered, received.block)
            case wire.Failed(number=number) as failed:
                self._close(number)
                return Answer(number=number, error=wire.error_of(failed))
            case wire.Progressed() as far:
                return Advance(
                    number=far.number,
                    done=far.done,
                    total=far.total,
                    done_bytes=far.done_bytes,
                    total_bytes=far.total_bytes,
                )
            case wire.Changed(topics=topics, initiator=initiator):
                return Change(topics=topics, initiator=initiator)
            case wire.Opened(me=me):
                return SignedIn(me=me)
            case wire.Ended(reason=reason):
                return Gone(reason=reason)
            case _:
                raise MessageInvalidError("shape")

    def _close(self, number: int) -> type[Call[Any]]:
        with self._lock:
            kind = self._open.pop(number, None)
        if kind is None:
            raise MessageInvalidError("number")
        return kind


def put(number: int, call: Call[Any]) -> wire.Parcel:
    """Return a question as a packet.

    Raises:
        MessageInvalidError: ``question``: a value in it is not of the type that its class says.
    """
    kind = type(call)
    try:
        body = to_plain(call, kind)
        return wire.pack(wire.Ask(number=number, name=kind.__name__, body=body))
    except (AttributeError, TypeError, ValueError):
        raise MessageInvalidError("question") from None


def _answer(kind: type[Call[Any]], answered: wire.Answered, block: SealedMemory | None) -> Answer:
    """Return an answer; one that does not fit its question fails that question alone."""
    try:
        value: object = from_plain(answered.body, answer_type(kind))
        if (block is not None) is not comes_with_block(kind):
            return _misfit(answered.number, block)
    except DeskError:
        return _misfit(answered.number, block)
    if block is not None:
        value = WithBlock(value=value, block=block)
    return Answer(number=answered.number, value=value)


def _misfit(number: int, block: SealedMemory | None) -> Answer:
    if block is not None:
        block.close()
    return Answer(number=number, error=MessageInvalidError("answer"))
