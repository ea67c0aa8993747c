"""Answers of a real keeper reach the GUI thread, in order, once, and only those who still care."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot
from support.descriptors import open_descriptors
from support.keeper import PATIENCE_S, unlock
from support.practice import CLARE, NIA, Practice, agreed, fill_card, passphrase_of

from desktop.errors import (
    DeskError,
    KeeperGoneError,
    MessageInvalidError,
    UnknownRecordError,
    VaultLockedError,
)
from desktop.keeper import calls
from desktop.keeper.calls import Call, Me, WithBlock
from desktop.keeper.process import KeeperProcess
from desktop.records.arrival import Origin
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.ui.lane import Progress, Scope, Ticket
from desktop.ui.tasks import Tasks

PATIENCE_MS = int(PATIENCE_S * 1000)


class Bench:
    """A window's side of things: asks, and notes what comes back and where."""

    def __init__(self, qtbot: QtBot) -> None:
        self.tasks = Tasks()
        self.scope = Scope()
        self.done: list[Any] = []
        self.failed: list[DeskError] = []
        self.progress: list[Progress] = []
        self.gone: list[str] = []
        self.me: list[Me] = []
        self._qtbot = qtbot
        self.tasks.keeper_gone.connect(self.gone.append)
        self.tasks.signed_in.connect(self.me.append)

    def ask(self, call: Call[Any], scope: Scope | None = None) -> Ticket:
        return self.tasks.ask(
            call,
            scope=scope or self.scope,
            done=self._done,
            failed=self._failed,
            progress=self.progress.append,
        )

    def _done(self, value: object) -> None:
        assert QThread.currentThread() is self.tasks.thread()
        self.done.append(value)

    def _failed(self, error: DeskError) -> None:
        assert QThread.currentThread() is self.tasks.thread()
        self.failed.append(error)

    def wait(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=PATIENCE_MS)

    def answer(self, call: Call[Any]) -> Any:
        told: list[Any] = []
        self.tasks.ask(call, scope=self.scope, done=told.append, failed=told.append)
        self.wait(lambda: bool(told))
        assert not isinstance(told[0], DeskError)
        return told[0]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.tasks.close()


@pytest.fixture
def keeper() -> Iterator[KeeperProcess]:
    with KeeperProcess() as process:
        yield process


@pytest.fixture
def at_work(bench: Bench, keeper: KeeperProcess, working: Practice) -> Bench:
    """Clare is in."""
    bench.tasks.connect_to(keeper.workspace)
    unlock(keeper, working.vault, CLARE, passphrase_of(CLARE))
    bench.wait(lambda: bool(bench.me))
    return bench


def first_arrival(bench: Bench) -> str:
    return str(bench.answer(calls.ListInbox()).waiting[0].arrival)


# ------------------------------------------------------------------------------------- delivery


def test_two_thousand_answers_arrive_in_order_on_the_gui_thread(at_work: Bench) -> None:
    order: list[int] = []
    for number in range(2000):
        at_work.tasks.ask(
            calls.WhoAmI(),
            scope=at_work.scope,
            done=lambda _me, number=number: order.append(number),
            failed=at_work.failed.append,
        )
    assert order == []  # never before the one who asked has finished asking
    at_work.wait(lambda: len(order) == 2000)
    assert order == list(range(2000))
    assert at_work.failed == []


def test_an_error_comes_back_as_itself(at_work: Bench) -> None:
    at_work.ask(calls.FindFaces(arrival="a-0000000000000000"))
    at_work.wait(lambda: bool(at_work.failed))
    assert isinstance(at_work.failed[0], UnknownRecordError)
    assert at_work.done == []


def test_a_question_that_cannot_be_put_fails_alone(at_work: Bench) -> None:
    at_work.ask(calls.FindPatients(typed=object()))  # type: ignore[arg-type]
    at_work.answer(calls.WhoAmI())
    assert [type(error) for error in at_work.failed] == [MessageInvalidError]


def test_a_closed_screen_hears_nothing_and_its_blocks_are_given_back(at_work: Bench) -> None:
    arrival = first_arrival(at_work)
    at_work.answer(calls.OpenPicture(subject=arrival)).block.close()
    before = open_descriptors()
    screen = Scope()
    for _ in range(20):
        at_work.ask(calls.OpenPicture(subject=arrival), screen)
    screen.close()
    screen.close()
    at_work.answer(calls.OpenPicture(subject=arrival)).block.close()  # asked last, answered last
    assert at_work.done == []
    assert at_work.failed == []
    assert open_descriptors() == before


def test_what_is_on_its_way_at_the_end_is_given_back(
    bench: Bench, keeper: KeeperProcess, working: Practice
) -> None:
    before = open_descriptors()
    bench.tasks.connect_to(keeper.workspace)
    unlock(keeper, working.vault, CLARE, passphrase_of(CLARE))
    bench.wait(lambda: bool(bench.me))
    arrival = first_arrival(bench)
    for _ in range(20):
        bench.ask(calls.OpenPicture(subject=arrival))
    bench.wait(lambda: bool(bench.done))
    for one in bench.done:
        assert isinstance(one, WithBlock)
        one.block.close()
    heard = len(bench.done)
    bench.tasks.close()
    bench.tasks.close()
    QCoreApplication.processEvents()
    assert len(bench.done) == heard
    assert bench.failed == []
    assert "keeper-client" not in {thread.name for thread in threading.enumerate()}
    assert open_descriptors() == before - 2  # the two ends that the keeper was started with


def test_an_error_in_one_screen_does_not_reach_the_next(at_work: Bench, qtbot: QtBot) -> None:
    def fails(_value: object) -> None:
        raise KeyError("a screen's own mistake")

    with qtbot.captureExceptions() as caught:
        at_work.tasks.ask(
            calls.WhoAmI(), scope=at_work.scope, done=fails, failed=at_work.failed.append
        )
        at_work.answer(calls.WhoAmI())
    assert [kind for kind, _, _ in caught] == [KeyError]


# -------------------------------------------------------------------------------------- changes


def test_a_change_is_heard_once_by_every_open_screen(at_work: Bench, qtbot: QtBot) -> None:
    heard: list[tuple[str, frozenset[Topic]]] = []
    closed = Scope()

    def fails(_topics: frozenset[Topic]) -> None:
        raise KeyError("a screen's own mistake")

    tasks = at_work.tasks
    tasks.on_changed(closed, lambda topics: heard.append(("closed", topics)))
    tasks.on_changed(at_work.scope, fails)
    tasks.on_changed(at_work.scope, lambda topics: heard.append(("open", topics)))
    closed.close()
    ethel = at_work.answer(calls.FindPatients(typed="Canary")).patients[0]
    with qtbot.captureExceptions() as caught:
        at_work.answer(calls.RecordConsent(patient=ethel.id, given=agreed()))
        at_work.answer(calls.WhoAmI())
        at_work.wait(lambda: bool(heard))
    assert heard == [("open", frozenset({Topic.RECORD}))]
    assert len(caught) == 1


# --------------------------------------------------------------------------- progress and cancel


def test_a_card_reports_and_can_be_cancelled(at_work: Bench, working: Practice) -> None:
    fill_card(working.card, range(20, 32))
    ticket = at_work.ask(
        calls.TakeIn(folder=working.card, origin=Origin.PRACTICE, removal=Removal.NEVER)
    )
    at_work.wait(lambda: any(one.done for one in at_work.progress))
    at_work.tasks.cancel(ticket)
    at_work.wait(lambda: bool(at_work.done))
    taken = at_work.done[0]
    assert taken.arrived
    assert taken.pending
    assert {one.total for one in at_work.progress} == {12}
    at_work.tasks.cancel(ticket)  # long answered: nothing happens
    assert at_work.answer(calls.WhoAmI()).name == CLARE


# ------------------------------------------------------------------------------------ the keeper


def test_without_a_keeper_every_question_fails_later(bench: Bench) -> None:
    bench.ask(calls.WhoAmI())
    assert bench.failed == []
    bench.wait(lambda: bool(bench.failed))
    assert isinstance(bench.failed[0], KeeperGoneError)


def test_before_somebody_is_in_every_question_fails(bench: Bench, keeper: KeeperProcess) -> None:
    bench.tasks.connect_to(keeper.workspace)
    bench.ask(calls.WhoAmI())
    bench.wait(lambda: bool(bench.failed))
    assert isinstance(bench.failed[0], VaultLockedError)


def test_a_killed_keeper_fails_every_question_and_says_so_last(
    at_work: Bench, keeper: KeeperProcess
) -> None:
    told: list[str] = []
    at_work.tasks.keeper_gone.connect(lambda reason: told.append(f"{len(at_work.failed)} {reason}"))
    os.kill(keeper.process_id, signal.SIGSTOP)
    for _ in range(5):
        at_work.ask(calls.WhoAmI())
    os.kill(keeper.process_id, signal.SIGKILL)
    at_work.wait(lambda: bool(told))
    assert told == ["5 crashed"]
    assert {type(error) for error in at_work.failed} == {KeeperGoneError}
    at_work.ask(calls.WhoAmI())
    at_work.wait(lambda: len(at_work.failed) == 6)
    assert at_work.done == []


def test_a_keeper_that_ends_in_order_says_why(at_work: Bench, keeper: KeeperProcess) -> None:
    os.kill(keeper.process_id, signal.SIGTERM)
    at_work.wait(lambda: bool(at_work.gone))
    assert at_work.gone == ["terminated"]


def test_after_a_lock_the_next_keeper_answers(
    at_work: Bench, keeper: KeeperProcess, working: Practice
) -> None:
    os.kill(keeper.process_id, signal.SIGSTOP)
    at_work.ask(calls.WhoAmI())
    at_work.tasks.disconnect_keeper()
    os.kill(keeper.process_id, signal.SIGCONT)
    keeper.end()
    at_work.wait(lambda: bool(at_work.failed))
    assert isinstance(at_work.failed[0], KeeperGoneError)
    with KeeperProcess() as second:
        at_work.tasks.connect_to(second.workspace)
        unlock(second, working.vault, NIA, passphrase_of(NIA))
        at_work.wait(lambda: len(at_work.me) == 2)
        assert at_work.answer(calls.WhoAmI()).name == NIA
        at_work.tasks.disconnect_keeper()
    assert at_work.gone == []  # asked for, and so no news
    assert len(at_work.failed) == 1


def test_the_door_can_be_asked_the_same_way(
    bench: Bench, keeper: KeeperProcess, staffed: Practice
) -> None:
    bench.tasks.connect_to(keeper.door)
    assert bench.answer(calls.LookAtDoor(folder=staffed.vault)).practice == "Test Surgery"
    me = bench.answer(calls.Unlock(folder=staffed.vault, name=NIA, passphrase=passphrase_of(NIA)))
    assert me.name == NIA


# ----------------------------------------------------------------------------------------- later


def test_later_is_once_and_not_for_a_closed_screen(bench: Bench) -> None:
    told: list[str] = []
    closed = Scope()
    bench.tasks.later(0, closed, lambda: told.append("closed"))
    bench.tasks.later(5, bench.scope, lambda: told.append("second"))
    bench.tasks.later(0, bench.scope, lambda: told.append("first"))
    closed.close()
    bench.wait(lambda: len(told) == 2)
    bench.tasks.later(0, bench.scope, lambda: told.append("last"))
    bench.wait(lambda: len(told) == 3)
    assert told == ["first", "second", "last"]


def test_nothing_is_later_than_the_end(bench: Bench, qtbot: QtBot) -> None:
    told: list[str] = []
    bench.tasks.later(0, bench.scope, lambda: told.append("too late"))
    bench.tasks.close()
    other = Tasks()
    other.later(10, bench.scope, lambda: told.append("after"))
    bench.wait(lambda: bool(told))
    other.close()
    assert told == ["after"]
