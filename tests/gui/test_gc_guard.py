"""Cycles that hold Qt objects are collected, on the GUI thread and on no other."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.keeper import PATIENCE_S, unlock
from support.practice import CLARE, Practice, passphrase_of

from desktop.keeper import calls
from desktop.keeper.process import KeeperProcess
from desktop.ui.gc_guard import GcGuard
from desktop.ui.lane import Scope
from desktop.ui.tasks import Tasks

PATIENCE_MS = int(PATIENCE_S * 1000)


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[GcGuard]:
    made = GcGuard(qapp)
    yield made
    made.end()
    made.deleteLater()


def plant(died_on: list[int]) -> None:
    """Leave behind a cycle that holds a QObject, and note which thread it dies on."""
    planted = QObject()
    planted.itself = planted  # type: ignore[attr-defined]
    weakref.finalize(planted, lambda: died_on.append(threading.get_ident()))


def test_cycles_die_on_the_gui_thread_while_thousands_of_answers_arrive(
    guard: GcGuard, qtbot: QtBot, staffed: Practice
) -> None:
    died_on: list[int] = []
    answers = 0

    def answered(_me: object) -> None:
        nonlocal answers
        answers += 1
        plant(died_on)

    tasks, scope = Tasks(), Scope()
    with KeeperProcess() as keeper:
        tasks.connect_to(keeper.workspace)
        with qtbot.waitSignal(tasks.signed_in, timeout=PATIENCE_MS):
            unlock(keeper, staffed.vault, CLARE, passphrase_of(CLARE))
        for _ in range(3000):
            tasks.ask(calls.WhoAmI(), scope=scope, done=answered, failed=pytest.fail)
        qtbot.waitUntil(lambda: answers == 3000, timeout=PATIENCE_MS)
        tasks.close()
    qtbot.waitUntil(lambda: len(died_on) > 1000, timeout=PATIENCE_MS)
    assert set(died_on) == {threading.get_ident()}


def test_other_threads_never_collect(guard: GcGuard, qtbot: QtBot) -> None:
    died_on: list[int] = []
    for _ in range(100):
        plant(died_on)

    def allocates() -> None:
        kept = [[number] for number in range(100_000)]  # far beyond every threshold
        assert kept

    thread = threading.Thread(target=allocates)
    thread.start()
    thread.join()
    assert died_on == []
    qtbot.waitUntil(lambda: len(died_on) == 100, timeout=PATIENCE_MS)
    assert set(died_on) == {threading.get_ident()}


def test_older_generations_have_their_turn(guard: GcGuard) -> None:
    collected: list[int | None] = []
    kept = []
    for _ in range(200):
        kept += [[number] for number in range(3000)]
        collected.append(guard.collect())
    assert {0, 1, 2} <= set(collected)
    assert len(kept) == 600_000
    gc.collect()
    assert guard.collect() is None


def test_there_is_one_guard(guard: GcGuard) -> None:
    assert not gc.isenabled()
    with pytest.raises(RuntimeError):
        GcGuard()


def test_python_collects_by_itself_again_afterwards(qapp: QApplication) -> None:
    made = GcGuard(qapp)
    made.end()
    made.deleteLater()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
