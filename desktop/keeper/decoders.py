"""The keeper's decoders: a small pool of processes that look at untrusted files.

A file that kills, stalls or takes over its decoder costs that one process. What a decoder says is
checked before it is believed; what it made is a block of sealed memory.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Self, TypeVar

from desktop.errors import DecoderAnswerError, DecoderCrashedError
from desktop.keeper.decoder_answers import (
    check_made,
    detection_from_plain,
    examined_from_plain,
    message_from_plain,
    raise_refusal,
    rendered_from_plain,
)
from desktop.keeper.decoder_limits import JOBS_PER_CHILD
from desktop.keeper.decoder_messages import Job
from desktop.keeper.decoder_process import Answer, DecoderProcess, child_command
from desktop.keeper.waiting import BLOCKING, Waiting
from desktop.memory import SealedMemory
from desktop.records.alignment import Alignment
from desktop.records.arrival import Examined
from desktop.records.detection import Detection
from desktop.records.message import SavedMessage
from desktop.records.proof import Proof
from desktop.records.raster import Pyramid
from desktop.records.redaction import Redaction
from desktop.records.traced import Rough, Traced
from desktop.settings import Limits

_Read = TypeVar("_Read")


class Decoders:
    """Decoder processes on demand: one at work, one spare that has seen nothing.

    ``fresh`` jobs (every file that a patient sent, every proof) get a process that has never
    handled anything and is ended afterwards; the others share one that is replaced after
    ``JOBS_PER_CHILD`` files. A process that crashed, hung or answered nonsense is gone before the
    error is raised, and the next job gets another one.

    Invariant: a proof never runs in the process that burned.

    Thread: one caller at a time; where several tasks of one thread share it, ``turn`` sees to that.
    Processes end with the thread that started them, so the calls
    come from one thread that lives as long as this object, or from several that do.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        command: Sequence[str] | None = None,
        waiting: Waiting = BLOCKING,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Start the first spare.

        Args:
            limits: What one file may cost.
            command: How a decoder is started; the real one unless a test says otherwise. The
                socket number, this process's number and the limits are added to it.
            waiting: How to wait for an answer.
            turn: Entered around every job, so that there is one at a time.

        Raises:
            DecoderCrashedError: ``start``: the system starts no process.
        """
        self._limits = limits
        self._waiting = waiting
        self._turn = turn
        self._command = tuple(command) if command is not None else child_command()
        self._worker: DecoderProcess | None = None
        self._spare: DecoderProcess | None = self._start()

    def examine(self, untrusted: SealedMemory, *, fresh: bool) -> Examined:
        """Return the facts of a file that can be taken in; every pixel was decoded once.

        Raises:
            FileRefusedError: It is not taken in; ``reason`` is a ``Refusal``.
            DecoderCrashedError: The decoder died on it, or none starts (``start``).
            DecoderHungError: The decoder used up its time on it.
            DecoderAnswerError: The answer is not to be believed.
        """

        def read(answer: Answer) -> Examined:
            return examined_from_plain(answer.facts(), self._limits)

        return self._ask(Job.EXAMINE, (untrusted,), read, fresh=fresh)

    def detect(self, untrusted: SealedMemory, *, fresh: bool) -> Detection:
        """Return where faces may be, in pixels of the upright picture.

        Raises:
            ImageUnreadableError: It cannot be decoded; ``reason`` is a ``Refusal``.
            DetectorMissingError: A model is missing or not the one it should be.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """

        def read(answer: Answer) -> Detection:
            return detection_from_plain(answer.facts(), self._limits)

        return self._ask(Job.DETECT, (untrusted,), read, fresh=fresh)

    def trace(self, untrusted: SealedMemory, rough: Rough, *, fresh: bool) -> Traced:
        """Return the outline of what lies in a frame, in pixels of the upright picture.

        Raises:
            ImageUnreadableError: It cannot be decoded; ``reason`` is a ``Refusal``.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        with _sealed_json(rough.to_json()) as frame:
            return self._ask(Job.TRACE, (untrusted, frame), _read_traced, fresh=fresh)

    def align(self, first: SealedMemory, second: SealedMemory, *, fresh: bool) -> Alignment:
        """Return how the first photograph lies over the second; one process sees both.

        Raises:
            ImageUnreadableError: As for :meth:`trace`; so for the others.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        return self._ask(Job.ALIGN, (first, second), _read_alignment, fresh=fresh)

    def burn(self, untrusted: SealedMemory, redaction: Redaction, *, fresh: bool) -> SealedMemory:
        """Return the file with the regions burned in; the caller closes it.

        Raises:
            ImageUnreadableError: It cannot be decoded; ``reason`` is a ``Refusal``.
            RegionInvalidError: A region lies outside the picture.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        with _sealed(redaction) as sealed:
            return self._ask(Job.BURN, (untrusted, sealed), _read_derivative, fresh=fresh)

    def prove(
        self, original: SealedMemory, derivative: SealedMemory, redaction: Redaction
    ) -> Proof:
        """Check a derivative against its original, always in a process that has seen nothing.

        Raises:
            ImageUnreadableError: The original cannot be decoded.
            RegionInvalidError: A region lies outside the picture.
            DetectorMissingError: A model is missing or not the one it should be.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        with _sealed(redaction) as sealed:
            memories = (original, derivative, sealed)
            return self._ask(Job.PROVE, memories, _read_proof, fresh=True)

    def render(
        self, untrusted: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        """Return the upright sRGB picture ready to be painted; the caller closes the block.

        Args:
            untrusted: The photograph.
            longest_px: One size, its longer side at most this and never enlarged; or 0 for every
                pixel and then halves down to 512 pixels.
            fresh: Whether a process that has seen nothing must do it.

        Raises:
            ImageUnreadableError: It cannot be decoded; ``reason`` is a ``Refusal``.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        return self._paint(Job.RENDER, untrusted, longest_px=longest_px, fresh=fresh)

    def message(self, untrusted: SealedMemory) -> SavedMessage:
        """Return which pictures are in a saved e-mail, in a process that has seen nothing.

        Raises:
            FileRefusedError: ``message_empty`` or ``message_bounds``.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """

        def read(answer: Answer) -> SavedMessage:
            return message_from_plain(answer.facts(), self._limits)

        return self._ask(Job.MESSAGE, (untrusted,), read, fresh=True)

    def message_part(self, untrusted: SealedMemory, part: int) -> SealedMemory:
        """Return one picture of a saved e-mail; the caller closes it. Its process ends with it.

        Args:
            untrusted: The message.
            part: As :meth:`message` named it.

        Raises:
            FileRefusedError: It is no picture.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        with _sealed_json({"part": part}) as wanted:
            return self._ask(Job.MESSAGE_PART, (untrusted, wanted), _read_derivative, fresh=True)

    def preview(
        self, head: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        """Return the small copy in a file's head ready to be painted; the caller closes the block.

        Args:
            head: The beginning of the file (``intake.preview.HEAD_BYTES``).
            longest_px: The longer side at most, never enlarged; at least 1.
            fresh: Whether a process that has seen nothing must do it.

        Raises:
            ImageUnreadableError: There is no small copy, or it shows something else.
            DecoderCrashedError: As for :meth:`examine`.
            DecoderHungError: As for :meth:`examine`.
            DecoderAnswerError: As for :meth:`examine`.
        """
        return self._paint(Job.PREVIEW, head, longest_px=longest_px, fresh=fresh)

    def _paint(
        self, job: Job, untrusted: SealedMemory, *, longest_px: int, fresh: bool
    ) -> tuple[Pyramid, SealedMemory]:
        def read(answer: Answer) -> tuple[Pyramid, SealedMemory]:
            block, value = answer.block(), answer.reply.value
            pyramid = rendered_from_plain(
                value, block.size, longest_px=longest_px, limits=self._limits
            )
            return pyramid, block

        with _sealed_json({"longest_px": longest_px}) as wanted:
            return self._ask(job, (untrusted, wanted), read, fresh=fresh)

    def close(self) -> None:
        """End every process now. May be called again; a later job starts new ones."""
        for process in (self._worker, self._spare):
            if process is not None:
                process.end()
        self._worker = self._spare = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(
        self,
        job: Job,
        memories: Sequence[SealedMemory],
        read: Callable[[Answer], _Read],
        *,
        fresh: bool,
    ) -> _Read:
        """Do one job in a suitable process and return what ``read`` makes of the answer."""
        with self._turn():
            process = self._take_spare() if fresh else self._take_worker()
            try:
                return _believe(process.ask(job, memories), read)
            except DecoderAnswerError:
                process.end()
                raise
            finally:
                if fresh:
                    process.end()

    def _take_worker(self) -> DecoderProcess:
        """Return the shared process, replaced when it is used up, dead or talks unasked."""
        worker = self._worker
        if worker is not None and (worker.jobs >= JOBS_PER_CHILD or not worker.is_fit()):
            worker.end()
            worker = None
        self._worker = worker if worker is not None else self._take_spare()
        return self._worker

    def _take_spare(self) -> DecoderProcess:
        """Return a process that has seen nothing, and start the next one meanwhile."""
        spare, self._spare = self._spare, None
        if spare is not None and not spare.is_fit():
            spare.end()
            spare = None
        taken = spare if spare is not None else self._start()
        try:
            self._spare = self._start()
        except DecoderCrashedError:
            taken.end()
            raise
        return taken

    def _start(self) -> DecoderProcess:
        return DecoderProcess(self._command, self._limits, waiting=self._waiting)


def _believe(answer: Answer, read: Callable[[Answer], _Read]) -> _Read:
    """Return what an answer says once it is checked; a block that is not wanted is closed."""
    try:
        if answer.reply.error is not None:
            answer.facts()
            raise_refusal(*answer.reply.error)
        return read(answer)
    except BaseException:
        if answer.memory is not None:
            answer.memory.close()
        raise


def _read_derivative(answer: Answer) -> SealedMemory:
    derivative = answer.block()
    check_made(answer.reply.value, derivative.size)
    return derivative


def _read_traced(answer: Answer) -> Traced:
    return Traced.from_json(answer.facts())


def _read_alignment(answer: Answer) -> Alignment:
    return Alignment.from_json(answer.facts())


def _read_proof(answer: Answer) -> Proof:
    return Proof.from_json(answer.facts())


def _sealed(redaction: Redaction) -> SealedMemory:
    """Return a redaction as plain data in sealed memory: outlines may be long."""
    return _sealed_json(redaction.to_json())


def _sealed_json(value: object) -> SealedMemory:
    return SealedMemory.from_bytes(json.dumps(value).encode())
