"""The patient page, by mouse and by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.filed import EIRLYS, PEOPLE, desk, listed, record, thumbnails, ulcer
from support.hands import OnView
from support.seen import cut, dress, nameless, outside, settle

from desktop.errors import DamagedError
from desktop.ids import ImageId
from desktop.keeper.calls import ListPeople, OpenRecord, SaveImage, Thumbnails
from desktop.records.record import Record
from desktop.records.role import Domain, Role
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.filed.tile import ImageTile
from desktop.ui.jobs import JobState
from desktop.ui.look.tokens import Theme
from desktop.ui.place import AuditPlace, ComparePlace, InboxPlace, RecordPlace, ViewerPlace
from desktop.ui.record.presenter import Mode
from desktop.ui.record.screen import RecordScreen
from desktop.ui.screen import Frame
from desktop.ui.words import set_language
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
MAY, JUNE, NOVEMBER = ImageId("i-leg05-12"), ImageId("i-leg06-09"), ImageId("i-leg11-22")
MOLE = ImageId("i-cheek11-22")

Opened = Callable[..., RecordScreen]


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        held: Record | None = None,
        *,
        role: Role = Role.CLINICIAN,
        keys: frozenset[Domain] = frozenset(),
        size: tuple[int, int] = (1180, 640),
        answers_held: bool = False,
    ) -> RecordScreen:
        lane = FakeLane(
            {
                OpenRecord: held if held is not None else record(*ulcer()),
                ListPeople: PEOPLE,
                Thumbnails: thumbnails(),
            },
            held=answers_held,
        )
        place = RecordPlace(patient=EIRLYS.id, focus=MAY)
        screen = RecordScreen(place, desk(lane, role, keys=keys))
        screen.went = []  # type: ignore[attr-defined]
        screen.go.connect(screen.went.append)  # type: ignore[attr-defined]
        on_view(screen, size)
        return screen

    return open_screen


def tile(screen: RecordScreen, image: ImageId) -> ImageTile:
    found = screen.view.timeline.canvas.tile_of(image)
    assert found is not None
    return found


def press(screen: RecordScreen, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)
    settle()
    del screen


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())
    settle()


def test_the_frame_shows_whose_record_it_is(opened: Opened) -> None:
    screen = opened()
    assert screen.chrome.frame is Frame.TASK
    assert screen.chrome.patient == EIRLYS
    assert screen.chrome.consent_tone == "ok"
    assert screen.place == RecordPlace(patient=EIRLYS.id, focus=MAY)


def test_the_focus_is_on_the_image_once_the_record_has_come(opened: Opened) -> None:
    screen = opened(answers_held=True)
    assert screen.chrome.patient is None
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.release(OpenRecord)
    settle()
    assert tile(screen, MAY).hasFocus()


def test_a_press_shows_the_details_of_an_image(opened: Opened) -> None:
    screen = opened()
    click(tile(screen, NOVEMBER))
    assert screen.view.detail.title.text() == "22-Nov-2026, 10:44"
    assert screen.place == RecordPlace(patient=EIRLYS.id, focus=NOVEMBER)


def test_two_presses_open_it_large(opened: Opened) -> None:
    screen = opened()
    QTest.mouseDClick(tile(screen, NOVEMBER), LEFT)
    assert screen.went == [ViewerPlace(patient=EIRLYS.id, image=NOVEMBER)]


def test_two_ticks_by_mouse_lead_to_the_comparison(opened: Opened) -> None:
    screen = opened()
    assert not screen.view.choice.isVisible()
    for image in (NOVEMBER, MAY):
        one = tile(screen, image)
        click(one, one.tick_rect().center())
    assert tile(screen, MAY).isChecked()
    assert screen.view.choice.isVisible()
    click(screen.view.choice.compare)
    assert screen.went == [ComparePlace(patient=EIRLYS.id, before=MAY, after=NOVEMBER)]


def test_everything_is_done_by_keys(opened: Opened) -> None:
    screen = opened()
    assert tile(screen, MAY).hasFocus()
    press(screen, Qt.Key.Key_X)
    press(screen, Qt.Key.Key_Right)
    assert tile(screen, JUNE).hasFocus()
    press(screen, Qt.Key.Key_End)
    assert tile(screen, NOVEMBER).hasFocus()
    press(screen, Qt.Key.Key_Up)
    assert tile(screen, MOLE).hasFocus()
    press(screen, Qt.Key.Key_Down)
    press(screen, Qt.Key.Key_Space)
    press(screen, Qt.Key.Key_C)
    press(screen, Qt.Key.Key_Home)
    press(screen, Qt.Key.Key_Return)
    assert screen.went == [
        ComparePlace(patient=EIRLYS.id, before=MAY, after=NOVEMBER),
        ViewerPlace(patient=EIRLYS.id, image=MAY),
    ]


def test_a_key_that_cannot_work_says_why(opened: Opened) -> None:
    screen = opened()
    press(screen, Qt.Key.Key_C)
    assert screen.went == []
    (job,) = screen.desk.jobs.facts
    assert job.state is JobState.DONE


def test_ticks_are_taken_back_together(opened: Opened) -> None:
    screen = opened()
    press(screen, Qt.Key.Key_X)
    assert not screen.view.choice.compare.isVisible()
    click(screen.view.choice.untick)
    assert not screen.view.choice.isVisible()


def test_a_site_of_the_list_shows_its_lanes_only(opened: Opened) -> None:
    screen = opened()
    names = [button.accessibleName() for button in screen.view.sites.buttons]
    assert names == ["All sites, 8", "Cheek, left, 2", "Lower leg, left, 6"]
    click(screen.view.sites.buttons[1])
    assert screen.view.timeline.canvas.tile_of(MAY) is None
    press(screen, Qt.Key.Key_Down)
    assert screen.view.timeline.canvas.tile_of(MAY) is not None


def test_the_grid_shows_every_image_and_moves_by_rows(opened: Opened) -> None:
    screen = opened()
    click(screen.view.modes.buttons[1])
    grid = screen.view.grid
    assert screen.presenter.mode is Mode.GRID
    assert [one.facts.entry.image for one in grid.tiles][:2] == [MOLE, NOVEMBER]
    across = grid.row_length()
    assert 1 < across < len(grid.tiles)
    click(grid.tiles[0])
    press(screen, Qt.Key.Key_Down)
    assert grid.tiles[across].hasFocus()
    press(screen, Qt.Key.Key_Right)
    assert grid.tiles[across + 1].hasFocus()
    press(screen, Qt.Key.Key_Home)
    QTest.mouseDClick(grid.tiles[0], LEFT)
    assert screen.went == [ViewerPlace(patient=EIRLYS.id, image=MOLE)]


def test_the_table_says_everything_in_words(opened: Opened) -> None:
    screen = opened()
    click(screen.view.modes.buttons[2])
    table = screen.view.table
    said = [str(table.model().index(1, at).data()) for at in range(5)]
    assert said[0] == "22-Nov-2026, 10:44"
    assert said[1] == "Lower leg, left, Close-up"
    assert said[4].endswith("Dr Clare Test")
    table.setFocus()
    press(screen, Qt.Key.Key_Down)
    press(screen, Qt.Key.Key_X)
    assert len(screen.presenter.ticked) == 1
    press(screen, Qt.Key.Key_Return)
    assert isinstance(screen.went[0], ViewerPlace)


def test_the_table_is_ticked_by_mouse(opened: Opened) -> None:
    screen = opened()
    click(screen.view.modes.buttons[2])
    table = screen.view.table
    rect = table.visualRect(table.model().index(0, 0))
    click(table.viewport(), QPoint(rect.left() + 20, rect.center().y()))
    assert screen.presenter.ticked == {MOLE}
    state = table.model().index(0, 0).data(Qt.ItemDataRole.CheckStateRole)
    assert state is Qt.CheckState.Checked
    QTest.mouseDClick(table.viewport(), LEFT, pos=rect.center())
    assert screen.went == [ViewerPlace(patient=EIRLYS.id, image=MOLE)]


def test_a_stack_is_gone_through_one_by_one(opened: Opened) -> None:
    day = "2026-05-12T10:0"
    held = record(*(listed(f"s{at}", f"{day}{at}:00") for at in range(3)))
    screen = opened(held)
    detail = screen.view.detail
    assert detail.place_in_stack.text() == "3 of 3 in this stack"
    assert not detail.on.isEnabled()
    click(detail.back)
    assert detail.place_in_stack.text() == "2 of 3 in this stack"
    (stack,) = screen.view.timeline.canvas.tiles
    assert stack.accessibleName() == "2 of 3, 12-May-2026, Lower leg, left, Close-up"
    click(detail.on)
    assert screen.presenter.focus == "i-s2"
    click(screen.view.modes.buttons[1])
    assert not detail.place_in_stack.isVisible()


def test_a_wider_axis_keeps_the_focus_and_can_be_taken_back(opened: Opened) -> None:
    screen = opened()
    timeline = screen.view.timeline
    before = timeline.canvas.width()
    assert not timeline.zoom_out.isEnabled()
    click(timeline.zoom_in)
    assert timeline.canvas.width() > before
    assert timeline.canvas.tile_of(MAY) is not None
    click(timeline.zoom_out)
    assert timeline.canvas.width() == before


def test_the_axis_is_widened_by_the_wheel_and_by_keys(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    timeline = screen.view.timeline
    before = timeline.canvas.width()
    canvas = timeline.canvas
    at = QPointF(20, 20)
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
    settle()
    wider = timeline.canvas.width()
    assert wider > before
    QTest.keyClick(tile(screen, MAY), Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: timeline.canvas.width() > wider)


def test_what_is_seen_is_asked_for_first_and_only_once(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    subjects = [one for call in lane.calls(Thumbnails) for one in call.subjects]
    assert sorted(subjects) == sorted({one.image for one in ulcer()})
    assert screen.pictures.has(MAY)
    screen.close_screen()
    assert not screen.pictures.has(MAY)


def asked_for(screen: RecordScreen) -> set[str]:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    return {one for call in lane.calls(Thumbnails) for one in call.subjects}


@pytest.mark.parametrize("mode", [0, 1, 2])
def test_of_a_long_record_only_what_is_nearly_seen_is_asked_for(opened: Opened, mode: int) -> None:
    sites = ("scalp", "ear", "cheek", "neck", "hand", "knee", "foot", "toe")
    held = record(
        *(
            listed(f"{site}{month}", f"2026-{month:02d}-10T10:00:00", site=site)
            for site in sites
            for month in range(1, 11)
        )
    )
    screen = opened(held)
    screen.pictures.forget()
    before = asked_for(screen)
    assert 0 < len(before) < 80
    click(screen.view.modes.buttons[mode])
    first = asked_for(screen)
    assert len(first) < 80
    area = (screen.view.timeline.area, screen.view.grid, screen.view.table)[mode]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    settle()
    assert len(asked_for(screen)) > len(first)


def test_a_copy_is_saved_with_a_reason_where_somebody_chooses(
    opened: Opened, tmp_path: Path
) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[SaveImage] = lambda call: call.to
    proposed: list[str] = []

    def choose(_: QWidget, name: str, chosen: Callable[[Path], None]) -> None:
        proposed.append(name)
        chosen(tmp_path / name)

    screen.choose_destination = choose
    click(screen.view.detail.save)
    dialog = screen.window().findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.act.isEnabled()
    QTest.keyClicks(dialog.reason.edit, "Letter to dermatology")
    click(dialog.act)
    assert proposed == ["i-leg05-12.jpg"]
    (call,) = lane.calls(SaveImage)
    assert (call.image, call.reason) == (MAY, "Letter to dermatology")


def test_the_dialog_for_the_destination_is_qts_own_and_leaves_no_trace(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[SaveImage] = lambda call: call.to
    click(screen.view.detail.save)
    dialog = screen.window().findChild(ReasonDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.reason.edit, "Letter")
    click(dialog.act)
    asking = screen.findChild(QFileDialog)
    assert asking is not None
    name = asking.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    assert name.text() == "i-leg05-12.jpg"
    name.selectAll()
    QTest.keyClicks(name, str(tmp_path / "copy.jpg"))
    buttons = asking.findChild(QDialogButtonBox)
    assert buttons is not None
    click(buttons.button(QDialogButtonBox.StandardButton.Save))
    qtbot.waitUntil(lambda: bool(lane.calls(SaveImage)))
    assert lane.calls(SaveImage)[0].to == tmp_path / "copy.jpg"
    qtbot.waitUntil(lambda: screen.findChild(QFileDialog) is None)
    kept = Path(QSettings(QSettings.Scope.UserScope, "QtProject").fileName())
    assert kept.exists()
    text = kept.read_text()
    assert "history=" not in text
    assert "lastVisited=" not in text
    assert str(tmp_path) not in text


@pytest.mark.parametrize(
    ("role", "keys", "save", "audit"),
    [
        (Role.NURSE, frozenset(), False, False),
        (Role.CLINICIAN, frozenset(), True, False),
        (Role.CLINICIAN, frozenset({Domain.GOVERNANCE}), True, True),
    ],
)
def test_what_a_role_may_not_do_is_absent(
    opened: Opened, role: Role, keys: frozenset[Domain], save: bool, audit: bool
) -> None:
    screen = opened(role=role, keys=keys)
    assert screen.view.detail.save.isVisible() is save
    assert screen.view.detail.audit.isVisible() is audit
    if audit:
        click(screen.view.detail.audit)
        assert screen.went == [AuditPlace(subject=MAY)]


def test_an_empty_record_says_what_this_place_is_for(opened: Opened) -> None:
    screen = opened(record(consents=()))
    assert screen.empty.isVisible()
    assert screen.chrome.consent_tone == "warn"
    click(screen.empty.findChildren(type(screen.view.choice.compare))[0])
    assert screen.went == [InboxPlace()]


def test_a_record_that_does_not_come_says_so_in_the_page(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[OpenRecord] = DamagedError("object")
    screen.presenter.ask_again()
    assert screen.notice.isVisible()
    lane.answers[OpenRecord] = record(*ulcer())
    click(screen.notice.action)
    assert not screen.notice.isVisible()


def test_the_language_changes_while_it_is_shown(opened: Opened) -> None:
    screen = opened()
    set_language(Language.CY)
    settle()
    assert screen.view.sites.buttons[1].accessibleName() == "Boch, chwith, 2"
    assert tile(screen, MAY).accessibleName() == "12-May-2026, Rhan isaf y goes, chwith, Agos"


@pytest.mark.parametrize("mode", [0, 1, 2])
@pytest.mark.parametrize(
    ("language", "size"), [(Language.EN, 1.0), (Language.CY, 1.0), (Language.CY, 2.0)]
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, mode: int, language: Language, size: float
) -> None:
    screen = opened(size=(1180, 640) if size == 1 else (1440, 760))
    press(screen, Qt.Key.Key_X)
    dress(theme=Theme.DARK, language=language, size=size)
    click(screen.view.modes.buttons[mode])
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []
