"""Signing in, locking, coming back, ending: with a real keeper and everything it starts."""

import gc
import os
import signal
import subprocess
import threading
import weakref
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.keeper import children_of
from support.practice import CLARE, NIA, RHYS, Practice, passphrase_of
from support.workplace import PATIENCE_MS, Workplace, at_workstation, has_ended

from desktop.clock import SystemClock
from desktop.keeper.calls import ListInbox
from desktop.keeper.process import KeeperProcess
from desktop.records.patient import Patient
from desktop.ui.attach.screen import AttachScreen
from desktop.ui.door.brief import Brief
from desktop.ui.home.screen import HomeScreen
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.place import AttachPlace, Home, InboxPlace, PatientsPlace, SettingsPlace
from desktop.ui.preferences import PreferenceFile
from desktop.ui.screen import Screen
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.shell.window import Screens
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.workstation import Workstation, sign_in_process


@pytest.fixture
def place(working: Practice, qtbot: QtBot, own_home: Path) -> Iterator[Workplace]:
    with at_workstation(working.vault, qtbot, own_home) as running:
        yield running


def press(widget: QWidget, key: Qt.Key, *, control: bool = False) -> None:
    from PySide6.QtTest import QTest

    modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(widget, key, modifier)


def test_somebody_signs_in_and_sees_their_window(place: Workplace) -> None:
    window = place.window
    assert isinstance(window.screen_shown, HomeScreen)
    assert window.isVisible()
    assert "Test Surgery" in place.station.frame.windowTitle()
    assert place.station.frame.currentWidget() is window


def test_the_lock_key_ends_the_keeper_and_asks_who_is_next(place: Workplace) -> None:
    first = place.door.keepers[0].process_id
    helpers = [child.pid for child in children_of(place.door.keepers[0])]
    assert helpers
    place.door.user = None
    place.qtbot.waitUntil(lambda: place.station._waiting >= 0, timeout=PATIENCE_MS)
    press(place.window, Qt.Key.Key_L, control=True)
    place.until_out(2)
    assert has_ended(first)
    place.qtbot.waitUntil(lambda: all(map(has_ended, helpers)), timeout=PATIENCE_MS)
    assert place.station.frame.currentWidget() is place.station.frame.curtain
    assert place.station.frame.windowTitle() == "Diogel"
    brief = place.door.briefs[1]
    assert brief.reason == "locked"
    assert brief.chosen
    assert brief.waiting == 4


def test_the_same_person_comes_back_to_the_same_place(place: Workplace) -> None:
    place.window.go(SettingsPlace())
    before = place.window.way
    assert before == (Home(), SettingsPlace())
    place.window.app_bar.lock.click()
    window = place.until_in(2)
    assert window.way == before
    assert isinstance(window.screen_shown, SettingsScreen)
    assert place.door.briefs[1].kept == (window.desk.me.user_id,)
    window.back()
    assert window.way == (Home(),)


def test_another_person_begins_at_the_beginning(place: Workplace) -> None:
    place.window.go(SettingsPlace())
    place.door.user = RHYS
    place.station.lock()
    window = place.until_in(2)
    assert isinstance(window.screen_shown, AttachScreen)
    assert len(window.way) == 1
    place.door.user = CLARE
    place.station.lock()
    window = place.until_in(3)
    assert isinstance(window.screen_shown, SettingsScreen)


def test_it_locks_when_nobody_uses_it(place: Workplace) -> None:
    minutes = 5
    place.time.at_s += minutes * 60 - 1
    press(place.window, Qt.Key.Key_Shift)  # a use: the minutes begin anew
    place.time.at_s += minutes * 60 - 1
    place.qtbot.wait(20)
    assert place.station.window is not None
    place.time.at_s += 2
    place.door.user = None
    before = place.window.way
    press(place.window.side_bar.item("settings"), Qt.Key.Key_Space)
    place.until_out(2)
    assert place.door.briefs[1].reason == "idle"
    place.door.come_in(CLARE)
    place.qtbot.waitUntil(lambda: place.station.window is not None, timeout=PATIENCE_MS)
    assert place.window.way == before  # the touch that woke it did nothing else


def test_the_idle_time_that_is_chosen_is_in_force_and_remembered(place: Workplace) -> None:
    place.station.set_idle_minutes(15)
    place.time.at_s += 14 * 60
    press(place.window, Qt.Key.Key_Shift)
    assert place.station.window is not None
    place.time.at_s += 16 * 60
    press(place.window, Qt.Key.Key_Shift)
    place.until_in(2)
    assert place.door.briefs[1].reason == "idle"


def test_a_keeper_that_is_killed_is_told_of_and_comes_back(place: Workplace) -> None:
    place.window.go(InboxPlace())
    first = place.door.keepers[0]
    helpers = [child.pid for child in children_of(first)]
    place.door.user = None
    os.kill(first.process_id, signal.SIGKILL)
    place.until_out(2)
    assert has_ended(first.process_id)
    place.qtbot.waitUntil(lambda: all(map(has_ended, helpers)), timeout=PATIENCE_MS)
    curtain = place.station.frame.curtain
    assert curtain.title.text() == "The part of Diogel that holds the keys has stopped"
    assert place.door.briefs[1].reason == "gone"
    place.door.come_in(CLARE)
    place.qtbot.waitUntil(lambda: place.station.window is not None, timeout=PATIENCE_MS)
    assert isinstance(place.window.screen_shown, InboxScreen)
    assert [type(one) for one in place.window.way] == [Home, InboxPlace]


def test_closing_the_window_ends_everything(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    threads = threading.active_count()
    with at_workstation(working.vault, qtbot, own_home) as place:
        helpers = [one.pid for one in children_of(place.door.keepers[0])]
        place.station.frame.close()
        place.until_ended()
        assert has_ended(place.door.keepers[0].process_id)
        qtbot.waitUntil(lambda: all(map(has_ended, helpers)), timeout=PATIENCE_MS)
        assert threading.active_count() == threads
        assert not psutil.Process().children(recursive=True)


def values_held() -> dict[int, object]:
    """Return every value of the vocabulary that this process holds: patients, images, counts."""
    return {
        id(one): one
        for one in gc.get_objects()
        if str(type(one).__module__).startswith("desktop.records")
        and not isinstance(one, Enum | type)
    }


def test_nothing_of_a_person_is_left_in_the_window_after_a_lock(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=None) as place:
        gc.collect()
        before = values_held()
        place.door.come_in(CLARE)
        place.until_in()
        for somewhere in (PatientsPlace(typed="canary"), AttachPlace(), InboxPlace()):
            place.window.go(somewhere)
            qtbot.waitUntil(lambda: not place.station.tasks._questions, timeout=PATIENCE_MS)
        assert [one for one in values_held().values() if isinstance(one, Patient)]
        window = place.window
        screen = window.screen_shown
        assert screen is not None
        presenter: Any = screen.presenter
        held = [weakref.ref(one) for one in (window, screen, presenter, window.desk.jobs)]
        del window, screen, presenter
        place.station.lock()
        place.until_out(2)
        assert [one() for one in held] == [None] * len(held)
        assert not [one for one in gc.get_objects() if isinstance(one, Screen)]
        left = [one for key, one in values_held().items() if key not in before]
        assert left == []


class Stubborn(Screen):
    """Never finishes keeping its work."""

    def leave(self, then: Callable[[], None]) -> None:
        del then


def stubborn_home(known: Screens) -> Screens:
    return {**known, Home: Stubborn}


def test_a_screen_that_does_not_finish_is_locked_all_the_same(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(
        working.vault, qtbot, own_home, keeping_ms=50, change=stubborn_home
    ) as place:
        assert isinstance(place.window.screen_shown, Stubborn)
        window = place.window
        place.station.lock()
        curtain = place.station.frame.curtain
        assert place.station.frame.currentWidget() is curtain
        assert curtain.title.text() == "Keeping your work"
        assert not window.isVisible()
        place.until_in(2)


def test_closing_while_a_screen_does_not_finish_ends_the_program(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(
        working.vault, qtbot, own_home, keeping_ms=50, change=stubborn_home
    ) as place:
        place.station.lock()
        place.station.quit()
        place.until_ended()
        assert len(place.door.keepers) == 1


class Slow(Screen):
    """Finishes keeping its work when a test says so."""

    finish: Callable[[], None]

    def leave(self, then: Callable[[], None]) -> None:
        self.finish = then


def test_a_lock_goes_before_where_somebody_was_going(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(
        working.vault, qtbot, own_home, change=lambda known: {**known, Home: Slow}
    ) as place:
        screen = place.window.screen_shown
        assert isinstance(screen, Slow)
        place.window.go(SettingsPlace())
        place.door.user = None
        place.station.lock()
        assert place.station.window is not None
        screen.finish()
        screen.finish()
        place.until_out(2)
        assert len(place.door.briefs) == 2


def test_answers_that_come_after_the_lock_are_dropped(place: Workplace) -> None:
    heard: list[object] = []
    window = place.window
    scope = window.screen_shown.scope if window.screen_shown else Scope()
    window.desk.lane.ask(ListInbox(), scope=scope, done=heard.append, failed=heard.append)
    place.door.user = None
    place.station.lock()
    place.until_out(2)
    place.qtbot.wait(50)
    assert heard == []


def test_a_question_that_is_open_goes_with_the_lock(place: Workplace) -> None:
    dialog = ConfirmDialog(place.window, verbatim("?"), phrase("button.undo"))
    answers: list[str] = []
    dialog.confirmed.connect(lambda: answers.append("yes"))
    dialog.open()
    place.qtbot.waitExposed(dialog)
    place.door.user = None
    place.station.lock()
    assert not place.station.frame.findChildren(ConfirmDialog) or not dialog.isVisible()
    place.until_out(2)
    assert answers == []


def test_a_window_of_its_own_is_closed_with_the_lock(place: Workplace) -> None:
    tool = QWidget(place.window, Qt.WindowType.Tool)
    tool.show()
    place.station.lock()
    assert not tool.isVisible()
    place.until_in(2)


def test_somebody_else_may_be_a_nurse_with_her_own_rows(place: Workplace) -> None:
    place.door.user = NIA
    place.station.lock()
    window = place.until_in(2)
    assert window.desk.me.name == NIA


def test_a_closed_sign_in_window_ends_the_program(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=None) as place:
        place.door.keepers[0].door.close()
        place.until_ended()


def test_it_says_so_when_keepers_stop_again_and_again(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=None) as place:
        for n in range(1, 4):
            qtbot.waitUntil(lambda n=n: len(place.door.keepers) == n, timeout=PATIENCE_MS)
            os.kill(place.door.keepers[-1].process_id, signal.SIGKILL)
        frame = place.station.frame
        qtbot.waitUntil(frame.isVisible, timeout=PATIENCE_MS)
        assert frame.curtain.title.text() == "Diogel cannot be opened now"
        assert len(place.door.keepers) == 3


def test_a_sign_in_window_that_breaks_is_replaced_and_reaped(
    working: Practice, qtbot: QtBot, qapp: QApplication, own_home: Path
) -> None:
    doors: list[subprocess.Popen[bytes]] = []

    def start(keeper: KeeperProcess, brief: Brief) -> subprocess.Popen[bytes]:
        doors.append(sign_in_process(keeper, brief))
        return doors[-1]

    preferences = PreferenceFile(own_home / "window.ini")
    station = Workstation(
        qapp,
        screens=lambda _idle: {},
        preferences=preferences,
        clock=SystemClock(),
        start_door=start,
        vault=working.vault,
    )
    with qtbot.waitSignal(station.ended, timeout=PATIENCE_MS):
        station.begin()
        assert passphrase_of(CLARE) not in " ".join(psutil.Process(doors[0].pid).cmdline())
        doors[0].kill()
        qtbot.waitUntil(lambda: len(doors) == 2, timeout=PATIENCE_MS)
        assert has_ended(doors[0].pid)
        station.quit()
    qtbot.waitUntil(lambda: has_ended(doors[1].pid), timeout=PATIENCE_MS)
    station.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_file_dialog_that_is_open_goes_with_the_lock(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=RHYS) as place:
        screen = place.window.screen_shown
        assert isinstance(screen, AttachScreen)
        seen: list[QWidget] = []

        def lock_meanwhile() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(10, lock_meanwhile)
                return
            seen.append(dialog)
            place.station.lock("idle")

        place.door.user = None
        QTimer.singleShot(0, lock_meanwhile)
        screen.drop_zone.choose.click()
        assert len(seen) == 1
        del screen
        place.until_out(2)
        assert QApplication.activeModalWidget() is None
