"""The frame around every screen, by clicks and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.waiting import SIAN, card, desk_for, folder, inbox, shots

from desktop.errors import DamagedError, KeeperGoneError
from desktop.keeper.calls import CountImages, FindPatients, ListSources, Me, SeeFindings
from desktop.records.findings import Findings
from desktop.records.found import Found
from desktop.records.outcome import Topic
from desktop.records.problem import Problem
from desktop.records.role import Role
from desktop.records.source_state import Watching
from desktop.ui.desk import Desk
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.place import (
    AttachPlace,
    AuditPlace,
    EditorPlace,
    HelpPlace,
    Home,
    InboxPlace,
    PatientsPlace,
    Place,
    SettingsPlace,
    SourcesPlace,
)
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.shell.window import Screens, Window
from desktop.ui.widgets.key_sheet import KeyGroup, KeySheet
from desktop.wording import Language, explain

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
EDITOR = EditorPlace(arrivals=())


class Plain(Screen):
    """A screen that only says which place it is."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.field = QLineEdit(self)
        self.field.setAccessibleName("field")
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(type(place).__name__, self))
        layout.addWidget(self.field)
        self.dropped: list[tuple[str, ...]] = []
        self.changed = 0
        self.takes_files = False

    def first_focus(self) -> QWidget:
        return self.field

    def drop_files(self, paths: tuple[str, ...]) -> bool:
        self.dropped.append(paths)
        return self.takes_files

    def change_patient(self) -> None:
        self.changed += 1


class Task(Plain):
    """A piece of work on one patient."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=verbatim("Clear"),
                count=verbatim("6 images"),
                patient=SIAN,
                may_change_patient=True,
            )
        )

    def keys(self) -> tuple[KeyGroup, ...]:
        return (KeyGroup(verbatim("Here"), (("D", verbatim("look for faces")),)),)


KINDS = (Home, InboxPlace, PatientsPlace, AttachPlace, SourcesPlace, AuditPlace, SettingsPlace)
SCREENS: Screens = {**dict.fromkeys(KINDS, Plain), HelpPlace: Plain, EditorPlace: Task}

Opened = Callable[..., Window]


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    windows: list[Window] = []

    def open_window(
        role: Role = Role.NURSE,
        *,
        screens: Screens = SCREENS,
        way: tuple[Place, ...] = (),
        sources: Any = (),
        counts: Any = None,
        problems: tuple[str, ...] = (),
    ) -> Window:
        tally = inbox(shots(1, 14)).tally if counts is None else counts
        lane = FakeLane({CountImages: tally, ListSources: sources})
        desk = desk_for(lane, role)
        if problems:
            me = Me(
                **{name: getattr(desk.me, name) for name in Me.__slots__ if name != "problems"},
                problems=problems,
            )
            desk = Desk(lane=lane, me=me, jobs=desk.jobs, clock=desk.clock)
        window = Window(desk, screens, way=way)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1180, 720)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_window
    for window in windows:
        window.close_all()


def lane_of(window: Window) -> FakeLane:
    lane = window.desk.lane
    assert isinstance(lane, FakeLane)
    return lane


def shown(window: Window) -> Plain:
    screen = window.screen_shown
    assert isinstance(screen, Plain)
    return screen


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def facts(window: Window) -> str:
    labels = window.strip.findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisibleTo(window))


# ------------------------------------------------------------------------------ the way


def test_rows_lead_to_places_and_show_where_one_is(opened: Opened) -> None:
    window = opened()
    assert window.side_bar.item("home").isChecked()
    QTest.mouseClick(window.side_bar.item("inbox"), LEFT)
    assert isinstance(shown(window).place, InboxPlace)
    assert window.side_bar.item("inbox").isChecked()
    assert QApplication.focusWidget() is shown(window).field
    here = shown(window)
    QTest.mouseClick(window.side_bar.item("inbox"), LEFT)
    assert shown(window) is here
    assert window.side_bar.item("inbox").isChecked()


def test_a_task_has_the_way_back_and_the_banner_and_no_side_bar(
    opened: Opened, qtbot: QtBot
) -> None:
    window = opened()
    window.go(InboxPlace())
    shown(window).go.emit(EDITOR)
    assert not window.side_bar.isVisible()
    assert not window.strip.isVisible()
    assert window.banner.isVisible()
    assert window.banner.name.text() == "SMITH, Sian (Mrs)"
    assert window.app_bar.back.accessibleName() == "Inbox"
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(shown(window).place, InboxPlace))
    assert window.side_bar.isVisible()
    assert window.strip.isVisible()
    assert not window.banner.isVisible()


def test_esc_goes_back_in_tasks_only(opened: Opened, qtbot: QtBot) -> None:
    window = opened()
    window.go(InboxPlace())
    press(Qt.Key.Key_Escape)
    qtbot.wait(150)
    assert isinstance(shown(window).place, InboxPlace)


def test_change_patient_is_for_the_screen(opened: Opened) -> None:
    window = opened(way=(Home(), EDITOR))
    window.banner.change_asked.emit()
    assert shown(window).changed == 1


def test_it_opens_where_somebody_was(opened: Opened) -> None:
    window = opened(way=(Home(), InboxPlace(show="identified")))
    assert shown(window).place == InboxPlace(show="identified")
    window.back()
    assert shown(window).place == Home()
    window.back()
    assert shown(window).place == Home()


def test_the_way_knows_how_a_place_is_shown_now(opened: Opened) -> None:
    window = opened()
    window.go(InboxPlace())
    shown(window).set_place(InboxPlace(show="set_aside"))
    assert window.way == (Home(), InboxPlace(show="set_aside"))


def test_a_place_without_a_screen_is_refused_in_words(opened: Opened) -> None:
    window = opened(screens={Home: Plain})
    window.go(InboxPlace())
    assert isinstance(shown(window).place, Home)
    assert window.strip.message.isVisible()
    assert "not part of this version" in window.strip.message.text()


def test_a_beginning_without_a_screen_leads_to_the_first_row_that_has_one(opened: Opened) -> None:
    window = opened(screens={InboxPlace: Plain, SettingsPlace: Plain})
    assert isinstance(shown(window).place, InboxPlace)


# ------------------------------------------------------------------------------ roles, numbers


def test_the_front_desk_has_its_rows_and_no_search(opened: Opened) -> None:
    window = opened(Role.RECEPTIONIST)
    assert isinstance(shown(window).place, AttachPlace)
    assert not window.app_bar.search.isVisible()
    with pytest.raises(KeyError):
        window.side_bar.item("inbox")
    window.app_bar.search_entered.emit("smith")
    assert isinstance(shown(window).place, AttachPlace)


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN])
def test_the_search_leads_to_patients(opened: Opened, role: Role) -> None:
    window = opened(role)
    lane_of(window).answers[FindPatients] = Found(
        patients=(), similar=frozenset(), not_understood=(), listed=0
    )
    press(Qt.Key.Key_F, CONTROL)
    assert QApplication.focusWidget() is window.app_bar.search.edit
    QTest.keyClicks(window.app_bar.search.edit, " smith ")
    press(Qt.Key.Key_Return)
    assert shown(window).place == PatientsPlace(typed="smith")
    assert window.app_bar.search.value() == ""
    press(Qt.Key.Key_F, CONTROL)
    press(Qt.Key.Key_Return)
    assert shown(window).place == PatientsPlace(typed="smith")


def test_numbers_follow_what_changes(opened: Opened) -> None:
    window = opened()
    row = window.side_bar.item("inbox")
    assert row.accessibleName() == "Inbox, 14"
    lane_of(window).answers[CountImages] = inbox(shots(1, 3)).tally
    lane_of(window).tell(Topic.INBOX)
    assert row.accessibleName() == "Inbox, 3"
    lane_of(window).answers[ListSources] = (card(), card("B"), card("C", files=0), folder())
    lane_of(window).tell(Topic.SOURCES)
    assert window.side_bar.item("sources").accessibleName() == "Cards and folders, 2"


def test_what_is_not_known_is_not_said(opened: Opened) -> None:
    window = opened(counts=DamagedError(), sources=KeeperGoneError())
    assert window.side_bar.item("inbox").accessibleName() == "Inbox"
    assert "folder" not in facts(window)


# ------------------------------------------------------------------------------ the strip


def test_the_strip_says_what_is_so(opened: Opened) -> None:
    window = opened(sources=(folder(), folder("Letters"), card()))
    assert "Vault open" in facts(window)
    assert "No network in use" in facts(window)
    assert "2 folders watched" in facts(window)
    lane_of(window).answers[ListSources] = (folder(), folder("L", watching=Watching.STOPPED))
    lane_of(window).tell(Topic.SOURCES)
    assert "1 watched folder cannot be reached" in facts(window)


def test_what_was_found_wrong_at_the_start_is_said(opened: Opened) -> None:
    window = opened(problems=("filing: i-1", "filing: i-2"))
    assert "2 things in the vault need the manager" in facts(window)


def test_what_is_found_wrong_later_is_said_at_once(opened: Opened) -> None:
    window = opened()
    wrong = Problem(what="filing", where="i-1")
    lane_of(window).answer(SeeFindings, Findings())
    assert "need" not in facts(window)
    lane_of(window).tell(Topic.FOUND)
    lane_of(window).answer(SeeFindings, Findings(problems=(wrong,), is_whole=True))
    assert "1 thing in the vault needs the manager" in facts(window)
    assert window.desk.problems == (wrong,)
    assert window.desk.is_compared


def test_a_job_is_shown_cancelled_and_read(opened: Opened) -> None:
    window = opened()
    stopped: list[bool] = []
    job = window.desk.jobs.begin(verbatim("Copying"), cancel=lambda: stopped.append(True))
    job.progress(3, 14)
    line = window.strip.job_line
    assert line.isVisible()
    assert "3 of 14" in facts(window)
    QTest.mouseClick(line.cancel, LEFT)
    assert stopped == [True]
    job.end(verbatim("Copied 4"))
    assert "Copied 4" in facts(window)
    QTest.mouseClick(line.mark_read, LEFT)
    assert not line.isVisible()
    assert window.desk.jobs.facts == ()


def test_a_job_that_fails_is_explained_under_the_header_until_it_is_read(
    opened: Opened,
) -> None:
    window = opened()
    job = window.desk.jobs.begin(verbatim("Filing"))
    error = DamagedError("object")
    explained = explain(error, Language.EN)
    job.fail(explained, error.code)
    notice = window.failures.notice
    assert notice.isVisible()
    words = [label.text() for label in notice.findChildren(QLabel)]
    assert explained.happened in words
    assert any(explained.safe in one and explained.do in one for one in words)
    assert notice.mapTo(window, notice.rect().topLeft()).y() > window.app_bar.height()
    QTest.mouseClick(notice.action, LEFT)
    assert not window.failures.isVisible()


def test_a_fault_of_the_program_is_said_until_it_is_read(opened: Opened) -> None:
    window = opened(way=(Home(), EDITOR))
    window.tell_fault("desktop/ui/shell/way.py:40")
    assert window.strip.isVisible()
    assert "desktop/ui/shell/way.py:40" in window.strip.message.text()
    QTest.mouseClick(window.strip.message_read, LEFT)
    assert not window.strip.isVisible()


def test_a_job_in_a_task_brings_the_strip_back(opened: Opened) -> None:
    window = opened(way=(Home(), EDITOR))
    assert not window.strip.isVisible()
    job = window.desk.jobs.begin(verbatim("Filing"))
    assert window.strip.isVisible()
    job.end()
    assert not window.strip.isVisible()


# ------------------------------------------------------------------------------ dropping


def drop(window: Window, *urls: QUrl) -> QDropEvent:
    data = QMimeData()
    data.setUrls(list(urls))
    centre, copy = window.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(centre, copy, data, LEFT, NONE)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    dropped = QDropEvent(QPointF(centre), copy, data, LEFT, NONE)
    QApplication.sendEvent(window, dropped)
    return dropped


def test_files_go_to_the_screen(opened: Opened, tmp_path: Path) -> None:
    window = opened()
    shown(window).takes_files = True
    drop(window, QUrl.fromLocalFile(str(tmp_path / "a.jpg")))
    assert shown(window).dropped == [(str(tmp_path / "a.jpg"),)]
    assert not window.strip.message.isVisible()


def test_files_that_nothing_takes_are_refused_in_words(opened: Opened, tmp_path: Path) -> None:
    window = opened(way=(Home(), EDITOR))
    drop(window, QUrl.fromLocalFile(str(tmp_path / "a.jpg")))
    assert window.strip.isVisible()
    assert "Nothing was taken in" in window.strip.message.text()
    QTest.mouseClick(window.strip.message_read, LEFT)
    assert not window.strip.isVisible()


def test_what_is_no_file_of_this_computer_is_refused(opened: Opened) -> None:
    window = opened()
    shown(window).takes_files = True
    drop(window, QUrl("https://example.org/a.jpg"))
    assert shown(window).dropped == []
    assert window.strip.message.isVisible()


# ------------------------------------------------------------------------------ keys


def test_f1_opens_the_help_and_leads_back_to_a_task(opened: Opened) -> None:
    window = opened()
    press(Qt.Key.Key_F1)
    assert shown(window).place == HelpPlace()
    press(Qt.Key.Key_F1)
    assert window.way == (Home(), HelpPlace())
    window.go(EDITOR)
    press(Qt.Key.Key_F1)
    assert shown(window).place == HelpPlace(in_task=True)
    window.back()
    assert shown(window).place == EDITOR


def sheet_of(window: Window) -> KeySheet | None:
    return next((one for one in window.findChildren(KeySheet) if one.isVisible()), None)


def test_the_question_mark_shows_the_keys(opened: Opened) -> None:
    window = opened(way=(Home(), EDITOR))
    window.side_bar.setFocus()
    QTest.keyClick(window, "?")
    sheet = sheet_of(window)
    assert sheet is not None
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Everywhere", "lock", "Here", "look for faces", "find a patient"} <= words
    QTest.keyClick(sheet, "?")
    assert sheet_of(window) is None


def test_a_question_mark_can_be_written(opened: Opened) -> None:
    window = opened()
    QTest.keyClicks(shown(window).field, "why?")
    assert shown(window).field.text() == "why?"
    assert sheet_of(window) is None


def test_the_sheet_offers_the_front_desk_no_search(opened: Opened) -> None:
    window = opened(Role.RECEPTIONIST)
    QTest.keyClick(window, "?")
    sheet = sheet_of(window)
    assert sheet is not None
    assert "find a patient" not in {label.text() for label in sheet.findChildren(QLabel)}
    sheet.reject()


def test_the_lock_key_asks_for_the_lock_wherever_one_is(opened: Opened, qtbot: QtBot) -> None:
    window = opened(way=(Home(), EDITOR))
    with qtbot.waitSignal(window.lock_asked):
        press(Qt.Key.Key_L, CONTROL)


def test_words_change_with_the_language_and_names_do_not(opened: Opened) -> None:
    from desktop.ui.words import set_language

    window = opened()
    window.desk.jobs.begin(phrase("frame.inbox"))
    set_language(Language.CY)
    assert window.side_bar.item("inbox").accessibleName().startswith("Mewnflwch")
    assert "Meddygfa Bryn Celyn" in window.app_bar.detail.text()
