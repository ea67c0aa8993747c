"""Packets between the window and the keeper: what they say, and how they cross a socket.

One message is one packet of a ``SOCK_SEQPACKET`` socket pair: JSON of a fixed shape, with blocks of
sealed memory beside it. A message that is too long for a packet travels as sealed memory as well.
Nothing is ever unpickled. See ADR 0013.

::

    window   ask 7 ListInbox {}           cancel 7
    keeper   answered 7 {…} (+ a block)   failed 7 {"code": "not_permitted", …}
             progressed 7 3 95            changed ["inbox"] 7
             opened {…}                   ended "terminated"
"""

import array
import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NoReturn, TypeAlias

from desktop.errors import DecoderAnswerError, DeskError, MessageInvalidError
from desktop.keeper.calls import Me
from desktop.keeper.codec import from_plain, to_plain
from desktop.memory import SealedMemory
from desktop.records.outcome import Topic
from desktop.records.raster import BYTES_PER_PIXEL
from desktop.settings import LIMITS

MOST_PACKET_BYTES: Final = 64 * 1024
"""What fits the socket's buffer on every system."""
MOST_MESSAGE_BYTES: Final = 256 * 1024 * 1024
"""A trail of a million entries; more is a fault."""
MOST_BLOCK_BYTES: Final = LIMITS.pixels * BYTES_PER_PIXEL * 3 // 2
"""The largest picture with its smaller levels."""

_MOST_DESCRIPTORS: Final = 2
_PLAIN: Final = b"p"
_IN_MEMORY: Final = b"m"
_CUT_OFF: Final = socket.MSG_TRUNC | socket.MSG_CTRUNC


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Ask:
    """A question; its body may hold a passphrase, so it is never shown.

    Attributes:
        number: Chosen by who asks; the answer bears it.
        name: The class of the call.
        body: Its fields as plain data.
    """

    number: int
    name: str
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Stop this question after the present step."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answered:
    """The answer to a question, its body by the type of its call; a block may come beside it."""

    number: int
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The error that a question ended in."""

    number: int
    code: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """How far a question is, and where that is known how many bytes of how many."""

    number: int
    done: int
    total: int
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something is not as it was; ``initiator`` is the question that did it, if one did."""

    topics: frozenset[Topic]
    initiator: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody signed in at the door."""

    me: Me


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The keeper ends now, and why: a stable word."""

    reason: str


Message: TypeAlias = Ask | Cancel | Answered | Failed | Progressed | Changed | Opened | Ended
_KINDS: Final[Mapping[str, type[Message]]] = {
    kind.__name__.lower(): kind
    for kind in (Ask, Cancel, Answered, Failed, Progressed, Changed, Opened, Ended)
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Parcel:
    """One packet ready to be sent, with the blocks that go beside it; close it when it is sent."""

    data: bytes
    memories: tuple[SealedMemory, ...]

    def close(self) -> None:
        """Give the blocks back; the packet on its way keeps its own hold on them."""
        for memory in self.memories:
            memory.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One message that came, and the block beside it, which the receiver closes."""

    message: Message
    block: SealedMemory | None


def pack(message: Message, block: SealedMemory | None = None) -> Parcel:
    """Return a message as a packet; it owns the block from now on, also where this fails.

    Raises:
        TypeError: A value is none that JSON knows.
        ValueError: A number is not finite.
        OSError: No memory is left for a long message.
    """
    blocks = () if block is None else (block,)
    try:
        kind = type(message)
        plain = [kind.__name__.lower(), to_plain(message, kind)]
        data = json.dumps(plain, allow_nan=False, separators=(",", ":")).encode()
        if len(data) < MOST_PACKET_BYTES:
            return Parcel(data=_PLAIN + data, memories=blocks)
        return Parcel(data=_IN_MEMORY, memories=(SealedMemory.from_bytes(data), *blocks))
    except BaseException:
        for owned in blocks:
            owned.close()
        raise


def send(connection: socket.socket, parcel: Parcel) -> None:
    """Send a packet; it stays the caller's.

    Raises:
        BlockingIOError: The connection does not block, and has no room at the moment.
        ConnectionError: The other side is gone.
    """
    packed = array.array("i", [memory.fd for memory in parcel.memories])
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)] if packed else []
    connection.sendmsg([parcel.data], beside, socket.MSG_NOSIGNAL)


def receive(connection: socket.socket) -> Received | None:
    """Return the next message, or None when the other side has closed.

    Raises:
        BlockingIOError: The connection does not block, and there is none at the moment.
        MessageInvalidError: It is not of the agreed shape; blocks that came with it are closed.
    """
    room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize)
    try:
        data, ancillary, flags, _ = connection.recvmsg(
            MOST_PACKET_BYTES + 1, room, socket.MSG_CMSG_CLOEXEC
        )
    except ConnectionResetError:
        return None
    memories = _adopted(ancillary)
    try:
        if not data and not memories:
            return None
        if flags & _CUT_OFF:
            _refuse("cut_off")
        return _unpacked(data, memories)
    except BaseException:
        for memory in memories:
            memory.close()
        raise


def _refuse(reason: str) -> NoReturn:
    raise MessageInvalidError(reason)


def _adopted(ancillary: Sequence[tuple[int, int, bytes]]) -> list[SealedMemory]:
    """Take over every descriptor that came, or none of them.

    Raises:
        MessageInvalidError: ``block``: one is not sealed memory, or too large.
    """
    memories: list[SealedMemory] = []
    wrong = False
    for descriptor in _descriptors(ancillary):
        try:
            memories.append(SealedMemory.adopt(descriptor, MOST_BLOCK_BYTES))
        except DecoderAnswerError:
            wrong = True
    if wrong:
        for memory in memories:
            memory.close()
        raise MessageInvalidError("block")
    return memories


def _descriptors(ancillary: Sequence[tuple[int, int, bytes]]) -> Iterator[int]:
    for level, kind, packed in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found = array.array("i")
            found.frombytes(packed[: len(packed) - len(packed) % found.itemsize])
            yield from found


def _unpacked(data: bytes, memories: list[SealedMemory]) -> Received:
    blocks = list(memories)
    mark, text = data[:1], data[1:]
    if mark == _IN_MEMORY and blocks:
        with blocks.pop(0) as long:
            if long.size > MOST_MESSAGE_BYTES:
                raise MessageInvalidError("too_long")
            text = long.read()
    elif mark != _PLAIN:
        raise MessageInvalidError("shape")
    if len(blocks) > 1:
        raise MessageInvalidError("block")
    message = _message(text)
    if blocks and not isinstance(message, Answered):
        raise MessageInvalidError("block")
    return Received(message=message, block=blocks[0] if blocks else None)


def _message(text: bytes) -> Message:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise MessageInvalidError("not_json") from None
    match plain:
        case [str(name), body] if name in _KINDS:
            message: Message = from_plain(body, _KINDS[name])
            return message
        case _:
            raise MessageInvalidError("shape")


@cache
def _error_kinds() -> Mapping[str, type[DeskError]]:
    found: dict[str, type[DeskError]] = {}
    kinds = [DeskError]
    while kinds:
        kind = kinds.pop()
        found[kind.code] = kind
        kinds += kind.__subclasses__()
    return found


def failed(number: int, error: DeskError) -> Failed:
    """Return what says that a question ended in an error."""
    return Failed(number=number, code=error.code, reason=error.reason, facts=error.facts)


def error_of(message: Failed) -> DeskError:
    """Return the error that the other side raised, as the same class.

    Raises:
        MessageInvalidError: There is no such error, or a fact is neither text nor number.
    """
    kind = _error_kinds().get(message.code)
    if kind is None or not all(type(fact) in (str, int) for fact in message.facts.values()):
        raise MessageInvalidError("error")
    return kind(message.reason, **message.facts)
