"""Who saw what, by mouse and by keys; nothing clinical is on the screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from support.fake_lane import FakeLane
from support.filed import CLARE, NIA, PEOPLE, TODAY, desk
from support.hands import OnView
from support.seen import cut, dress, nameless, outside, settle

from desktop.errors import NotPermittedError
from desktop.keeper.audit_calls import CheckTrail, SaveTrail
from desktop.keeper.calls import ListPeople, ReadAudit
from desktop.records.audit_line import AuditLine
from desktop.records.findings import Findings
from desktop.records.problem import Problem
from desktop.records.role import Role
from desktop.records.trail_check import TrailCheck
from desktop.ui.audit.acts import Kind
from desktop.ui.audit.presenter import Period
from desktop.ui.audit.screen import AuditScreen
from desktop.ui.lane import Progress
from desktop.ui.look.tokens import Theme
from desktop.ui.place import AuditPlace
from desktop.ui.screen import Frame
from desktop.ui.words import set_language
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
IMAGE = "i-7c41hq2v9k3m5n7p"

Opened = Callable[..., AuditScreen]


def line(seq: int, act: str, *, user: str = CLARE, subject: str = "", **body: Any) -> AuditLine:
    at = TODAY - timedelta(days=2) + timedelta(minutes=seq)
    return AuditLine(
        seq=seq,
        at=at.isoformat(timespec="milliseconds"),
        user=user,
        name=user[2:],
        act=act,
        subject=subject,
        body=body,
    )


TRAIL = (
    line(1, "sign_in", subject=CLARE),
    line(2, "find_patients", search="REES Eirlys", found=2),
    line(3, "view_image", user=NIA, subject=IMAGE, longest_px=1600),
    line(4, "save_image", subject=IMAGE, reason="Letter to dermatology"),
    line(5, "image_saved", subject=IMAGE, bytes=1),
    line(6, "file_image", subject=IMAGE, patient="p-1"),
)


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        place: AuditPlace | None = None,
        *,
        trail: tuple[AuditLine, ...] = TRAIL,
        size: tuple[int, int] = (964, 640),
        paged: bool = False,
        held_after: int = 0,
        problems: tuple[str, ...] = (),
    ) -> AuditScreen:
        def answer(call: ReadAudit) -> tuple[AuditLine, ...]:
            lines = tuple(one for one in trail if call.subject in ("", one.subject))
            if paged:
                lines = tuple(one for one in lines if not call.before or one.seq < call.before)
                lines = lines[-call.most :]
            lane.held = bool(held_after)
            return lines

        lane = FakeLane({ListPeople: PEOPLE, ReadAudit: answer})
        surroundings = desk(lane, Role.MANAGER)
        surroundings = replace(surroundings, me=replace(surroundings.me, problems=problems))
        screen = AuditScreen(place or AuditPlace(), surroundings)
        on_view(screen, size)
        return screen

    return open_screen


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    settle()


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)
    settle()


def texts(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def rows(screen: AuditScreen) -> list[list[str]]:
    model = screen.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def type_in(screen: AuditScreen, text: str) -> None:
    screen.search.edit.setFocus()
    screen.search.edit.selectAll()
    QTest.keyClicks(screen.search.edit, text)
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.pass_time(1000)
    settle()


def test_the_newest_entry_is_at_the_top_in_words(opened: Opened) -> None:
    screen = opened()
    assert screen.chrome.frame is Frame.LIST
    told = rows(screen)
    assert len(told) == 6
    assert told[0][1:] == ["Dr Clare Test, Clinician", "Image filed", "Image 7C41-HQ2V", ""]
    assert told[2][4] == "Letter to dermatology"
    assert [screen.rows.headerData(at, Qt.Orientation.Horizontal) for at in range(5)] == [
        "When",
        "Who",
        "What",
        "On what",
        "Why, or what was recorded",
    ]


def test_nothing_clinical_and_no_name_of_a_patient_is_on_it(opened: Opened) -> None:
    screen = opened()
    assert screen.chrome.patient is None
    assert "Eirlys" not in str(rows(screen))
    assert "p-1" not in str(rows(screen))
    for row in range(6):
        screen.table.selectRow(row)
        settle()
        words = [label.text() for label in screen.entry.findChildren(QLabel)]
        assert "Eirlys" not in str(words)


def test_kinds_are_chosen_with_their_numbers(opened: Opened) -> None:
    screen = opened()
    names = [button.accessibleName() for button in screen.kinds.buttons]
    assert names == ["Everything, 6", "Seen, 1", "Copies, 2", "Changes, 1", "Refused, 0"]
    click(screen.kinds.buttons[2])
    assert [row[2] for row in rows(screen)] == ["Copy saved outside", "Copy asked for"]
    click(screen.kinds.buttons[4])
    assert screen.nothing.isVisible()
    click(screen.again)
    assert len(rows(screen)) == 6
    assert screen.presenter.kind is Kind.ALL


def test_a_person_and_a_time_are_chosen(opened: Opened) -> None:
    screen = opened()
    assert [screen.person.itemText(at) for at in range(3)] == [
        "Any person",
        "Dr Clare Test",
        "Nia Test",
    ]
    screen.person.setFocus()
    press(Qt.Key.Key_End)
    assert [row[2] for row in rows(screen)] == ["Image opened"]
    press(Qt.Key.Key_Home)
    screen.period.setFocus()
    press(Qt.Key.Key_End)
    assert screen.presenter.period is Period.TODAY
    assert screen.nothing.isVisible()


def test_what_is_typed_is_found(opened: Opened) -> None:
    screen = opened()
    type_in(screen, "nia opened")
    assert [row[2] for row in rows(screen)] == ["Image opened"]
    type_in(screen, "eirlys")
    assert screen.nothing.isVisible()
    click(screen.again)
    assert screen.search.value() == ""
    assert len(rows(screen)) == 6


def test_an_entry_is_seen_whole_and_its_identifier_is_copied(opened: Opened) -> None:
    screen = opened()
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert screen.entry.code.text() == IMAGE
    click(screen.entry.copy)
    assert QGuiApplication.clipboard().text() == IMAGE


def test_enter_reads_what_happened_to_one_image(opened: Opened) -> None:
    screen = opened()
    assert not screen.summary.isVisible()
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert screen.place == AuditPlace(subject=IMAGE)
    assert screen.summary.isVisible()
    assert [label.text() for label in screen.summary.numbers] == ["1", "1", "1", "0"]
    assert len(rows(screen)) == 4
    click(screen.summary.copy)
    assert QGuiApplication.clipboard().text() == IMAGE
    click(screen.everything)
    assert screen.place == AuditPlace()
    assert len(rows(screen)) == 6


def test_only_this_is_not_offered_twice(opened: Opened) -> None:
    screen = opened()
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    click(screen.entry.only)
    assert screen.place == AuditPlace(subject=IMAGE)
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    assert screen.entry.copy.isVisible()
    assert not screen.entry.only.isVisible()


def test_coming_from_an_image_it_is_a_task_with_a_way_back(opened: Opened) -> None:
    screen = opened(AuditPlace(subject=IMAGE))
    assert screen.chrome.frame is Frame.TASK
    assert len(rows(screen)) == 4


def test_the_chosen_entry_stays_chosen_while_it_is_there(opened: Opened) -> None:
    screen = opened()
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    assert screen.presenter.chosen is not None
    seq = screen.presenter.chosen.seq
    click(screen.kinds.buttons[2])
    assert screen.presenter.chosen is not None
    assert screen.presenter.chosen.seq == seq
    assert screen.table.currentIndex().row() == 0


def test_tens_of_thousands_of_entries_are_shown_without_saying_them_all(opened: Opened) -> None:
    trail = tuple(line(at, "view_image", subject=IMAGE) for at in range(1, 30_001))
    screen = opened(trail=trail, paged=True)
    assert screen.table.model().rowCount() == 30_000
    said: list[int] = []
    cell = screen.rows.cell

    def counted(row: int, column: int) -> Any:
        said.append(row)
        return cell(row, column)

    screen.rows.cell = counted  # type: ignore[method-assign]
    screen.table.verticalScrollBar().setValue(200_000)
    screen.table.viewport().repaint()
    assert said
    assert len(set(said)) < 100


def test_who_may_not_read_it_is_told(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[ReadAudit] = NotPermittedError()
    screen.presenter.ask_again()
    assert screen.notice.isVisible()
    lane.answers[ReadAudit] = TRAIL
    click(screen.notice.action)
    assert not screen.notice.isVisible()


def test_words_are_found_in_the_language_that_is_read(opened: Opened) -> None:
    screen = opened()
    set_language(Language.CY)
    settle()
    assert rows(screen)[0][2] == "Ffeiliwyd delwedd"
    type_in(screen, "ffeiliwyd")
    assert len(rows(screen)) == 1


@pytest.mark.parametrize("subject", ["", IMAGE])
@pytest.mark.parametrize(
    ("language", "size"), [(Language.EN, 1.0), (Language.CY, 1.0), (Language.CY, 2.0)]
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, subject: str, language: Language, size: float
) -> None:
    screen = opened(AuditPlace(subject=subject), size=(964, 640) if size == 1 else (1440, 760))
    screen.table.setFocus()
    press(Qt.Key.Key_Down)
    dress(theme=Theme.DARK, language=language, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []


# ------------------------------------------------------------------------------ check and save


def answered(screen: AuditScreen, kind: type, value: Any) -> None:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answer(kind, value)
    settle()


def test_the_trail_is_checked_by_its_button_with_progress_and_a_result(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    click(screen.check)
    assert isinstance(lane.asked[-1], CheckTrail)
    assert screen.work_view.line.isVisible()
    assert not screen.check.isEnabled()
    assert not screen.save.isEnabled()
    waiting = lane.waiting[-1]
    assert waiting.progress is not None
    waiting.progress(Progress(done=200, total=100_000))
    settle()
    assert "200" in texts(screen.work_view.line)
    whole = TrailCheck(entries=100_000, heads=3, is_whole=True, problems=())
    answered(screen, CheckTrail, whole)
    assert not screen.work_view.line.isVisible()
    assert "The trail is whole" in texts(screen.work_view.result)
    assert screen.check.isEnabled()
    click(screen.work_view.result.action)
    assert not screen.work_view.isVisible()


def test_a_check_is_stopped_by_its_button(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    click(screen.check)
    click(screen.work_view.line.cancel)
    assert lane.cancelled
    answered(screen, CheckTrail, TrailCheck(entries=200, heads=1, is_whole=False, problems=()))
    assert "Stopped before the end" in texts(screen.work_view.result)


@pytest.mark.parametrize("spoken", list(Language))
def test_what_does_not_hold_is_said_in_plain_words(opened: Opened, spoken: Language) -> None:
    set_language(spoken)
    try:
        screen = opened()
        click(screen.check)
        wrong = (
            Problem(what="audit_cut_off", where="812"),
            Problem(what="filing", where="i-1"),
            Problem(what="filing", where="i-2"),
        )
        checked = TrailCheck(entries=700, heads=4, is_whole=True, problems=wrong)
        answered(screen, CheckTrail, checked)
        cut, images = screen.work_view.found.notices
        assert "812" in texts(cut)
        assert "2" in texts(images)
        assert "audit_cut_off" not in texts(images)
        assert not outside(screen)
    finally:
        set_language(Language.EN)


def test_entries_are_saved_as_they_are_filtered(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    screen.save_to(tmp_path / "all.csv")
    asked = lane.asked[-1]
    assert isinstance(asked, SaveTrail)
    assert asked.numbers == ()
    answered(screen, SaveTrail, 6)
    assert "6 entries saved" in texts(screen.work_view.result)
    screen.presenter.set_kind(Kind.COPIES)
    settle()
    screen.save_to(tmp_path / "some.csv")
    asked = lane.asked[-1]
    assert isinstance(asked, SaveTrail)
    assert asked.numbers == (5, 4)
    answered(screen, SaveTrail, 0)
    assert "Nothing was saved" in texts(screen.work_view.result)


def test_an_error_of_a_check_is_explained(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[CheckTrail] = NotPermittedError(role="nurse", act="check_trail")
    click(screen.check)
    assert screen.work_view.result.isVisible()
    assert screen.check.isEnabled()


def test_check_and_save_are_reached_by_keys(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    screen.check.setFocus()
    press(Qt.Key.Key_Space)
    assert isinstance(lane.asked[-1], CheckTrail)
    screen.work_view.line.cancel.setFocus()
    press(Qt.Key.Key_Space)
    assert lane.cancelled


def test_a_long_trail_comes_in_pages_the_newest_first(opened: Opened) -> None:
    trail = tuple(line(seq, "list_inbox", waiting=1) for seq in range(1, 1301))
    screen = opened(trail=trail, paged=True)
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    assert [call.before for call in lane.asked if isinstance(call, ReadAudit)] == [0, 801]
    assert screen.presenter.lines is not None
    assert [one.seq for one in screen.presenter.lines] == list(range(1300, 0, -1))
    assert not screen.presenter.is_reading
    assert screen.save.isEnabled()


def test_nothing_is_saved_before_all_was_read(opened: Opened) -> None:
    trail = tuple(line(seq, "list_inbox", waiting=1) for seq in range(1, 1301))
    screen = opened(trail=trail, paged=True, held_after=1)
    assert len(rows(screen)) == 500
    assert screen.presenter.is_reading
    assert not screen.save.isEnabled()


def test_what_is_found_later_is_said_above_the_trail(opened: Opened) -> None:
    screen = opened(problems=("heads_unreachable: folder",))
    at_door = Problem(what="heads_unreachable", where="folder")
    later = Problem(what="audit_rewritten", where="7")
    screen.desk.found.take(Findings(problems=(at_door, later), is_whole=True))
    first, second = screen.found.notices
    assert "cannot be reached" in texts(first)
    assert "Entries of the trail are not as they were signed" in texts(second)


def test_problems_of_the_start_are_said_above_the_trail(opened: Opened) -> None:
    screen = opened(problems=("audit_cut_off: 90", "heads_unreachable: folder"))
    first, second = screen.found.notices
    assert "The trail is shorter than it was" in texts(first)
    assert "cannot be reached" in texts(second)
