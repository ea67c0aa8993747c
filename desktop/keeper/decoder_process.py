"""One decoder process as the keeper sees it: started, asked, waited for, ended.

The process is a fresh interpreter. It gets one end of a socket pair, a few harmless environment
variables and nothing else; its output goes nowhere, because libraries may print what they see.
"""

import array
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from desktop.errors import (
    DecoderAnswerError,
    DecoderCrashedError,
    DecoderError,
    DecoderHungError,
)
from desktop.keeper.decoder_limits import (
    EXIT_MEMORY,
    EXIT_NOT_CONFINED,
    Measure,
    answer_bytes,
    resource_limits,
)
from desktop.keeper.decoder_memory import KEEPING
from desktop.keeper.decoder_messages import (
    MOST_MESSAGE_BYTES,
    Job,
    Reply,
    pack_request,
    unpack_ready,
    unpack_reply,
)
from desktop.keeper.waiting import BLOCKING, Waiting
from desktop.memory import SealedMemory
from desktop.settings import Limits

FROZEN_ARGUMENT: Final = "--decoder-child"
"""What a frozen program is started with to be a decoder; its start hands over to the child."""

_BOOT: Final = (
    "import sys; r = sys.argv[1]; r in sys.path or sys.path.insert(0, r); "
    "from desktop.keeper.decoder_child import main; main(sys.argv[2:])"
)
_MOST_DESCRIPTORS: Final = 4
_CUT_OFF: Final = socket.MSG_TRUNC | socket.MSG_CTRUNC


def child_command() -> tuple[str, ...]:
    """Return how to start the real decoder: installed, from a checkout, or frozen.

    ``-I`` keeps the working directory, the user's packages and Python's environment variables
    out; ``-B`` because nothing may be written.
    """
    if getattr(sys, "frozen", False):
        return (sys.executable, FROZEN_ARGUMENT)
    root = Path(__file__).resolve().parent.parent.parent
    return (sys.executable, "-I", "-B", "-c", _BOOT, str(root))


def child_environment() -> dict[str, str]:
    """Return all that a decoder knows of the keeper's environment: nothing.

    One thread for each linear algebra library, which would otherwise reserve address space for
    every processor core; and how the C library keeps memory.
    """
    return {
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **KEEPING,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a decoder said and the block that came beside it.

    Attributes:
        reply: Its outer shape is right, its value unchecked.
        memory: Sealed and within the limits; its contents are untrusted.
    """

    reply: Reply
    memory: SealedMemory | None

    def facts(self) -> object:
        """Return the unchecked value of an answer that comes without a block.

        Raises:
            DecoderAnswerError: A block came.
        """
        if self.memory is not None:
            raise DecoderAnswerError("descriptors")
        return self.reply.value

    def block(self) -> SealedMemory:
        """Return the block of an answer that comes with one.

        Raises:
            DecoderAnswerError: None came.
        """
        if self.memory is None:
            raise DecoderAnswerError("descriptors")
        return self.memory


class DecoderProcess:
    """A decoder from its start to its end.

    Invariant: after :meth:`ask` has raised anything the process is gone. The kernel also ends it
    together with the thread that started it.

    Thread: one at a time.
    """

    def __init__(
        self, command: Sequence[str], limits: Limits, *, waiting: Waiting = BLOCKING
    ) -> None:
        """Start the process; it gets ready while the caller does something else.

        Args:
            command: How; the socket's number, ours and the limits are added.
            limits: What one file may cost.
            waiting: How to wait for it.

        Raises:
            DecoderCrashedError: ``start``: the system starts no process.
        """
        self._limits = limits
        self._waiting = waiting
        self._jobs = 0
        self._measures: frozenset[Measure] | None = None
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(limits.decoder_wall_s)
        told = (str(theirs.fileno()), str(os.getpid()), json.dumps(asdict(limits)))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                (*command, *told),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=child_environment(),
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            self._socket.close()
            raise DecoderCrashedError("start") from error
        finally:
            theirs.close()
        self._limit_from_outside()

    @property
    def process_id(self) -> int:
        """The system's number for it."""
        return self._process.pid

    @property
    def jobs(self) -> int:
        """How many jobs it was given."""
        return self._jobs

    def measures(self) -> frozenset[Measure]:
        """Wait until it is ready and return what it says is in force beyond the limits.

        Raises:
            DecoderCrashedError: ``start``: it did not get ready.
        """
        if self._measures is None:
            try:
                data, descriptors = self._receive()
                _close(descriptors)
                self._measures = unpack_ready(data)
            except DecoderError as error:
                self.end()
                raise DecoderCrashedError("start") from error
        return self._measures

    def is_fit(self) -> bool:
        """Return whether it waits for a job: alive, ready and with nothing to say unasked.

        Raises:
            DecoderCrashedError: ``start``: it did not get ready.
        """
        if self._process.poll() is not None:
            return False
        self.measures()
        return not BLOCKING.wait_readable(self._socket.fileno(), 0)

    def ask(self, job: Job, memories: Sequence[SealedMemory]) -> Answer:
        """Give it one job and wait for the answer.

        Returns:
            The answer, its outer shape checked; the caller closes the memory that came with it.

        Raises:
            DecoderCrashedError: It died: ``start``, ``memory`` or ``died``.
            DecoderHungError: It used up its processor time (``cpu``) or waiting time (``wall``).
            DecoderAnswerError: The answer is not of the agreed shape.
        """
        self.measures()
        self._jobs += 1
        try:
            self._send(pack_request(self._jobs, job), [memory.fd for memory in memories])
            data, descriptors = self._receive()
            memory = self._adopt(descriptors)
            return self._answer(data, memory)
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End it now: it has nothing that is worth a farewell. May be called again."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def _limit_from_outside(self) -> None:
        """Set the limits a second time, so that they hold even if the child never came to it."""
        try:
            for kind, pair in resource_limits(self._limits):
                resource.prlimit(self._process.pid, kind, pair)
        except OSError as error:
            self.end()
            raise DecoderCrashedError("start") from error

    def _send(self, data: bytes, descriptors: list[int]) -> None:
        packed = array.array("i", descriptors)
        try:
            self._socket.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, packed)])
        except TimeoutError as error:
            raise DecoderHungError("wall") from error
        except (BrokenPipeError, ConnectionResetError) as error:
            raise self._death() from error

    def _receive(self) -> tuple[bytes, list[int]]:
        """Wait for one packet and return it with its descriptors, which the caller owns."""
        room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * array.array("i").itemsize)
        if not self._waiting.wait_readable(self._socket.fileno(), self._limits.decoder_wall_s):
            raise DecoderHungError("wall")
        try:
            data, ancillary, flags, _ = self._socket.recvmsg(
                MOST_MESSAGE_BYTES, room, socket.MSG_CMSG_CLOEXEC
            )
        except TimeoutError as error:
            raise DecoderHungError("wall") from error
        except ConnectionResetError as error:
            raise self._death() from error
        descriptors = _descriptors(ancillary)
        if flags & _CUT_OFF:
            _close(descriptors)
            raise DecoderAnswerError("too_long")
        if not data:
            _close(descriptors)
            raise self._death()
        return data, descriptors

    def _adopt(self, descriptors: list[int]) -> SealedMemory | None:
        """Return the one block that may come with an answer."""
        if not descriptors:
            return None
        if len(descriptors) > 1:
            _close(descriptors)
            raise DecoderAnswerError("descriptors")
        return SealedMemory.adopt(descriptors[0], answer_bytes(self._limits))

    def _answer(self, data: bytes, memory: SealedMemory | None) -> Answer:
        """Return the answer; what came with one of the wrong shape is closed."""
        try:
            return Answer(reply=unpack_reply(data, number=self._jobs), memory=memory)
        except DecoderAnswerError:
            if memory is not None:
                memory.close()
            raise

    def _death(self) -> DecoderError:
        """Return what to raise for a process that has closed its end."""
        self.end()
        status = self._process.returncode
        if status == -signal.SIGXCPU:
            return DecoderHungError("cpu")
        if status == EXIT_MEMORY:
            return DecoderCrashedError("memory")
        reason = "start" if status == EXIT_NOT_CONFINED else "died"
        return DecoderCrashedError(reason, status=status)


def _descriptors(ancillary: Sequence[tuple[int, int, bytes]]) -> list[int]:
    """Return the descriptors that came with a packet."""
    found = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return found.tolist()


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
