"""The decoder process itself: confined first, libraries second, files last.

Started with the number of its socket, its parent's process number and the limits. It serves one
job after the other until the keeper ends it. An error of ours crosses the socket as a code; any
other error ends the process, which the keeper takes as a crash on that file.
"""

import array
import contextlib
import json
import os
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop.errors import DeskError
from desktop.keeper.decoder_limits import (
    EXIT_MEMORY,
    EXIT_NOT_CONFINED,
    allow_processor_time,
    answer_bytes,
    confine,
)
from desktop.keeper.decoder_memory import hand_back
from desktop.keeper.decoder_messages import (
    MEMORIES,
    MOST_MESSAGE_BYTES,
    Job,
    pack_ready,
    pack_refusal,
    pack_reply,
    unpack_request,
)
from desktop.memory import SealedMemory
from desktop.settings import Limits

if TYPE_CHECKING:
    from desktop.keeper.decoder_work import Work

_MOST_DESCRIPTORS: Final = max(MEMORIES.values())


def main(arguments: Sequence[str]) -> None:
    """Be a decoder until the keeper goes away.

    Args:
        arguments: Socket number, parent's process number, limits as JSON.
    """
    descriptor, parent_id = int(arguments[0]), int(arguments[1])
    limits = Limits(**json.loads(arguments[2]))
    try:
        measures = confine(limits, keep_fd=descriptor, parent_id=parent_id)
    except OSError:
        sys.exit(EXIT_NOT_CONFINED)
    # After the limits, because loading the libraries is already more than is needed to be misused.
    from desktop.keeper.decoder_work import Work  # noqa: PLC0415

    with socket.socket(fileno=descriptor) as connection:
        connection.send(pack_ready(measures))
        work = Work(limits)
        while _serve(connection, work, limits):
            pass


def _serve(connection: socket.socket, work: "Work", limits: Limits) -> bool:
    """Do one job; return false when the keeper is gone."""
    data, ancillary, _, _ = connection.recvmsg(
        MOST_MESSAGE_BYTES,
        socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize),
        socket.MSG_CMSG_CLOEXEC,
    )
    if not data:
        return False
    allow_processor_time(limits.decoder_cpu_s)
    number, job = unpack_request(data)
    with contextlib.ExitStack() as stack:
        memories = [
            stack.enter_context(SealedMemory.adopt(fd, answer_bytes(limits)))
            for _, _, packed in ancillary
            for fd in array.array("i", packed)
        ]
        reply, memory = _answer(work, number, job, memories)
    _send(connection, reply, memory)
    hand_back()
    return True


def _answer(
    work: "Work", number: int, job: Job, memories: Sequence[SealedMemory]
) -> tuple[bytes, SealedMemory | None]:
    """Return the packet for one job and the block that goes with it."""
    try:
        value, memory = work.do(job, memories)
        return pack_reply(number, value=value), memory
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except DeskError as error:
        return pack_refusal(number, code=error.code, reason=error.reason), None


def _send(connection: socket.socket, reply: bytes, memory: SealedMemory | None) -> None:
    if memory is None:
        connection.send(reply)
        return
    with memory:
        packed = array.array("i", [memory.fd])
        connection.sendmsg([reply], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
