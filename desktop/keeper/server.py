"""The keeper: the one process that holds keys, and answers the window through the workflow.

Two connections. At the *door* the sign-in process asks who can sign in, and says a passphrase; the
*workspace* is answered once somebody is in. Everything runs in the hub of one thread; calls that
change something go one after the other, the others beside them. When the window closes its end, on
SIGTERM, or when sign-in is given up, the keeper closes the vault and ends: a lock is an end.
"""

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from desktop.clock import Clock
from desktop.errors import DeskError, KeeperFaultError, MessageInvalidError, VaultLockedError
from desktop.keeper import wire
from desktop.keeper.absorber import Absorber
from desktop.keeper.answering import Context, Stop
from desktop.keeper.answers import TABLE
from desktop.keeper.aside import Aside
from desktop.keeper.calls import Call, Me, WithBlock
from desktop.keeper.channel import Channel
from desktop.keeper.codec import answer_type, call_named, from_plain, to_plain
from desktop.keeper.comparer import Comparer
from desktop.keeper.daily_backups import DailyBackups
from desktop.keeper.door import DOOR_CALLS, Door
from desktop.keeper.door_watch import DoorWatch
from desktop.keeper.gauge import Telling
from desktop.keeper.hub import Hub, Task
from desktop.keeper.looker import Looker
from desktop.keeper.pools import Pool
from desktop.keeper.private_memory import keep_out_of_dumps
from desktop.keeper.process import DOOR_CLOSED
from desktop.keeper.scrubber import Scrubber
from desktop.keeper.sources import Sources
from desktop.keeper.turns import Turns
from desktop.keeper.waiting import Waker
from desktop.memory import SealedMemory
from desktop.records.outcome import Outcome, Topic
from desktop.settings import LIMITS
from desktop.workflow.pace import Pace
from desktop.workflow.session import Session
from desktop.workflow.signing_in import SignedIn

_PROGRAM: Final = Path(__file__).resolve().parents[2]


@dataclass(slots=True, kw_only=True)
class _Question:
    """One question under way."""

    call: Call[Any]
    stop: Stop
    task: Task | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """Somebody is in."""

    session: Session
    intake: Session
    sources: Sources
    absorber: Absorber
    comparer: Comparer
    daily: DailyBackups
    me: Me


class Keeper:
    """One keeper from its start to its end."""

    def __init__(self, *, hub: Hub, workspace: Channel, door: Channel, clock: Clock) -> None:
        """Start the decoders, so that they are warm when somebody is in.

        Raises:
            DecoderCrashedError: ``start``: the system starts no process.
        """
        self._hub = hub
        self._workspace = workspace
        self._door_channel = door
        self._looking = Pool(hub, LIMITS)
        self._coming_in = Pool(hub, LIMITS)
        self._changing = Turns(hub)
        self._at_door = Turns(hub)
        self._aside = Aside(hub)
        self._questions: dict[int, _Question] = {}
        self._open: _Open | None = None
        self._ended = ""
        self._door = Door(
            hub,
            decoding=self._looking.decoders,
            clock=clock,
            opened=self._somebody_is_in,
            watch=DoorWatch(hub, decoding=self._coming_in.decoders, clock=clock),
        )

    def run(self, terminated: Waker) -> None:
        """Answer until it is time to end; then close the vault and end the decoders.

        Args:
            terminated: Woken when the system asks this process to end.
        """
        self._hub.spawn(self._serve_workspace, failed=self._broken)
        self._hub.spawn(self._serve_door, failed=self._broken)
        self._hub.spawn(lambda: self._wait_for(terminated))
        try:
            self._hub.run()
        finally:
            self._close()

    def _wait_for(self, terminated: Waker) -> None:
        terminated.wait(self._hub)
        self._end("terminated")

    def _end(self, reason: str) -> None:
        self._ended = self._ended or reason
        self._hub.stop()

    def _broken(self, error: Exception) -> None:
        """End because a connection cannot be read any further."""
        self._end(error.reason if isinstance(error, DeskError) else "fault")

    def _close(self) -> None:
        try:
            if self._open is not None:
                self._open.session.vault.close()
        finally:
            self._looking.close()
            self._coming_in.close()
            self._workspace.send(wire.Ended(reason=self._ended))
            self._workspace.close()
            self._door_channel.close()

    # ------------------------------------------------------------------------------ the door

    def _serve_door(self) -> None:
        for received in self._door_channel.received():
            if not isinstance(received.message, wire.Ask):
                raise MessageInvalidError("shape")
            self._ask_at_door(received.message)
        if self._open is None:
            self._end(DOOR_CLOSED)

    def _ask_at_door(self, asked: wire.Ask) -> None:
        def failed(error: Exception) -> None:
            self._door_channel.send(wire.failed(asked.number, _told(error)))

        self._hub.spawn(lambda: self._answer_at_door(asked), failed=failed)

    def _answer_at_door(self, asked: wire.Ask) -> None:
        """One at a time: whoever guesses waits for the guess before."""
        with self._at_door.turn():
            call = _call_of(asked)
            body = to_plain(self._door.answer(call), answer_type(type(call)))
            self._door_channel.send(wire.Answered(number=asked.number, body=body))
            if self._open is not None:
                self._door_channel.hang_up()

    def _somebody_is_in(self, signed: SignedIn, me: Me) -> None:
        session = signed.session
        vault = session.vault
        keep_out_of_dumps()
        self._hub.may_pause = lambda: not vault.is_changing
        intake = replace(session, decoding=self._coming_in.decoders)
        sources = Sources(intake, self._hub, self.announcing(None))
        absorber = Absorber(intake, self._hub, self.announcing(None))
        comparer = Comparer(
            self._hub,
            self.announcing(None),
            signed=signed,
            is_quiet=lambda: not self._questions,
        )
        daily = DailyBackups(
            session,
            self._hub,
            place=lambda: sources.settings().backup_to,
            announce=self.announcing(None),
        )
        self._open = _Open(
            session=session,
            intake=intake,
            sources=sources,
            absorber=absorber,
            comparer=comparer,
            daily=daily,
            me=me,
        )
        self._workspace.send(wire.Opened(me=me))
        self._hub.spawn(absorber.run)
        self._hub.spawn(comparer.run, failed=comparer.fail)
        self._hub.spawn(daily.run)
        sources.start()
        scrubber = Scrubber(session, self._hub, is_quiet=lambda: not self._questions)
        self._hub.spawn(scrubber.run)
        looker = Looker(intake, self._hub, is_quiet=lambda: not self._questions)
        self._hub.spawn(looker.run)

    # ------------------------------------------------------------------------------ the workspace

    def _serve_workspace(self) -> None:
        for received in self._workspace.received():
            match received.message:
                case wire.Ask() as asked:
                    self._begin(asked)
                case wire.Cancel(number=number):
                    self._cancel(number)
                case _:
                    raise MessageInvalidError("shape")
        self._end("window_gone")

    def _begin(self, asked: wire.Ask) -> None:
        try:
            if self._open is None:
                raise VaultLockedError
            call = _call_of(asked)
            if isinstance(call, DOOR_CALLS) or type(call) not in TABLE:
                raise MessageInvalidError("call")
        except DeskError as error:
            self._workspace.send(wire.failed(asked.number, error))
            return
        question = _Question(call=call, stop=Stop(self._hub))
        self._questions[asked.number] = question
        opened = self._open
        question.task = self._hub.spawn(
            lambda: self._answer(asked.number, question, opened),
            failed=lambda error: self._fail(asked.number, error),
        )

    def _cancel(self, number: int) -> None:
        question = self._questions.get(number)
        if question is not None and question.task is not None:
            question.stop.set()
            for queue in (self._changing, self._looking):
                queue.give_up(question.task)

    def _answer(self, number: int, question: _Question, opened: _Open) -> None:
        entry = TABLE[type(question.call)]
        context = self._context(number, question, opened)
        try:
            with (
                self._in_order(question.call),
                self._looking.looking_for(entry.urgency, question.stop),
            ):
                answer = entry.work(opened.session, question.call, context)
        finally:
            self._questions.pop(number, None)
        self._send_answer(number, type(question.call), answer)

    def _in_order(self, call: Call[Any]) -> AbstractContextManager[None]:
        return self._changing.turn(may_give_up=True) if call.changes else nullcontext()

    def _context(self, number: int, question: _Question, opened: _Open) -> Context:
        return Context(
            me=opened.me,
            hub=self._hub,
            stop=question.stop,
            progress=self._telling(number),
            announce=self.announcing(number),
            intake=opened.intake,
            pace=Pace(pause=question.stop.wait, aside=self._aside),
            sources=opened.sources,
            absorber=opened.absorber,
            comparer=opened.comparer,
            daily=opened.daily,
        )

    def _telling(self, number: int) -> Telling:
        def tell(done: int, total: int, /, *, done_bytes: int = 0, total_bytes: int = 0) -> None:
            self._workspace.send(
                wire.Progressed(
                    number=number,
                    done=done,
                    total=total,
                    done_bytes=done_bytes,
                    total_bytes=total_bytes,
                )
            )

        return tell

    def announcing(self, initiator: int | None) -> Callable[[frozenset[Topic]], None]:
        """Return what tells every screen that something changed."""

        def announce(topics: frozenset[Topic]) -> None:
            self._workspace.send(wire.Changed(topics=topics, initiator=initiator))

        return announce

    def _send_answer(self, number: int, kind: type[Call[Any]], answer: object) -> None:
        changed: frozenset[Topic] = frozenset()
        block: SealedMemory | None = None
        value: Any = answer
        if isinstance(value, Outcome):
            value, changed = value.value, value.changed
        if isinstance(value, WithBlock):
            value, block = value.value, value.block
        try:
            body = to_plain(value, answer_type(kind))
        except BaseException:
            if block is not None:
                block.close()
            raise
        self._workspace.send(wire.Answered(number=number, body=body), block)
        if changed:
            self.announcing(number)(changed)

    def _fail(self, number: int, error: Exception) -> None:
        self._workspace.send(wire.failed(number, _told(error)))


def _call_of(asked: wire.Ask) -> Call[Any]:
    call: Call[Any] = from_plain(asked.body, call_named(asked.name))
    return call


def _told(error: Exception) -> DeskError:
    """Return what may be told of an error; of a mistake of ours its class and where it was made.

    The message of a foreign error may quote a value, and a value may be a name.
    """
    if isinstance(error, DeskError):
        return error
    where = "?"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_PROGRAM) and "site-packages" not in path.parts:
            where = f"{path.relative_to(_PROGRAM).as_posix()}:{frame.lineno}"
    return KeeperFaultError(what=type(error).__name__, where=where)
