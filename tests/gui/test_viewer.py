"""One image large, by mouse and by keys; its original; full screen."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.filed import EIRLYS, PEOPLE, desk, listed, pictures, record, ulcer
from support.hands import OnView
from support.seen import cut, dress, nameless, outside, settle

from desktop.errors import DamagedError, WrongStateError
from desktop.ids import ImageId
from desktop.keeper.calls import (
    CountImages,
    ListPeople,
    ListSources,
    OpenOriginal,
    OpenPicture,
    OpenRecord,
)
from desktop.keeper.destroying_calls import DestroyImage
from desktop.records.destruction import Because, Destroyed
from desktop.records.outcome import Topic
from desktop.records.record import Record
from desktop.records.role import Domain, Role
from desktop.records.tally import Tally
from desktop.ui.destroy_dialog import DestroyDialog
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.look.tokens import Theme
from desktop.ui.place import AuditPlace, ComparePlace, PatientsPlace, ViewerPlace
from desktop.ui.screen import Screen
from desktop.ui.shell.window import Window
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.words import said
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
MAY, JUNE = ImageId("i-leg05-12"), ImageId("i-leg06-09")
NOTHING = Tally(received=0, unidentified=0, identified=0, set_aside=0, filed=0, rejected=0)

Opened = Callable[..., ViewerScreen]


def lane(held: Record | None = None) -> FakeLane:
    return FakeLane(
        {
            OpenRecord: held if held is not None else record(*ulcer()),
            ListPeople: PEOPLE,
            OpenPicture: pictures(2000, 1500),
            OpenOriginal: pictures(2000, 1500, b"\x10\x10\xf0\xff"),
            CountImages: NOTHING,
            ListSources: (),
        }
    )


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        image: ImageId = JUNE,
        *,
        held: Record | None = None,
        role: Role = Role.CLINICIAN,
        keys: frozenset[Domain] = frozenset(),
        size: tuple[int, int] = (1180, 620),
    ) -> ViewerScreen:
        place = ViewerPlace(patient=EIRLYS.id, image=image)
        screen = ViewerScreen(place, desk(lane(held), role, keys=keys))
        screen.went = []  # type: ignore[attr-defined]
        screen.go.connect(screen.went.append)  # type: ignore[attr-defined]
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


def focused_is(widget: QWidget) -> bool:
    return QApplication.focusWidget() is widget


def colour_of(screen: ViewerScreen) -> str:
    grabbed = screen.pane.grab().toImage()
    return grabbed.pixelColor(grabbed.width() // 2, grabbed.height() // 2).name()


def ask_original(screen: ViewerScreen, reason: str = "To judge the edge") -> None:
    click(screen.panel.original)
    dialog = screen.window().findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.act.isEnabled()
    QTest.keyClicks(dialog.reason.edit, reason)
    click(dialog.act)


def test_the_image_is_there_with_its_date_and_its_place_among_others(opened: Opened) -> None:
    screen = opened()
    assert screen.pane.copy.sharpness == 1.0
    assert screen.position.text() == "2 of 6: Lower leg, left"
    assert screen.panel.title.text() == "09-Jun-2026, 10:44"
    assert screen.pane.copy.accessibleName() == "09-Jun-2026, Lower leg, left, Close-up"
    assert screen.chrome.patient == EIRLYS
    assert not screen.pane.news.isVisible()


def test_one_moves_on_by_buttons_and_by_keys(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    click(screen.back)
    assert screen.place == ViewerPlace(patient=EIRLYS.id, image=MAY)
    assert not screen.back.isEnabled()
    screen.pane.stage.setFocus()
    press(Qt.Key.Key_Right)
    assert screen.presenter.image == JUNE
    press(Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: screen.presenter.image == "i-leg07-14")
    press(Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: screen.presenter.image == JUNE)
    press(Qt.Key.Key_Left)
    assert screen.presenter.image == MAY


def test_arrows_move_an_enlarged_picture_and_not_the_image(opened: Opened) -> None:
    screen = opened()
    click(screen.zoom.actual)
    assert screen.zoom.percent.text() == "100 %"
    screen.pane.stage.setFocus()
    before = screen.pane.stage.port.origin
    press(Qt.Key.Key_Right)
    assert screen.presenter.image == JUNE
    assert screen.pane.stage.port.origin != before
    click(screen.zoom.fit)
    assert screen.pane.stage.port.fits
    click(screen.zoom.into)
    assert not screen.pane.stage.port.fits
    click(screen.zoom.out)
    assert screen.pane.stage.port.fits


def test_the_facts_can_be_put_away(opened: Opened) -> None:
    screen = opened()
    press(Qt.Key.Key_I)
    assert not screen.panel.isVisible()
    assert screen.pane.width() == screen.width()
    click(screen.facts_button)
    assert screen.panel.isVisible()


def test_it_is_compared_with_the_one_before(opened: Opened) -> None:
    screen = opened()
    click(screen.panel.compare)
    screen.pane.stage.setFocus()
    press(Qt.Key.Key_C)
    assert screen.went == [ComparePlace(patient=EIRLYS.id, before=MAY, after=JUNE)] * 2


def test_a_lone_image_offers_no_comparison(opened: Opened) -> None:
    screen = opened(ImageId("i-a"), held=record(listed("a", "2026-05-12T10:00:00")))
    assert not screen.panel.compare.isVisible()
    press(Qt.Key.Key_C)
    assert screen.went == []


def test_the_original_needs_a_reason_and_stands_in_a_frame(opened: Opened) -> None:
    screen = opened()
    assert colour_of(screen) == "#b08060"
    ask_original(screen)
    fake = screen.desk.lane
    assert isinstance(fake, FakeLane)
    assert [call.reason for call in fake.calls(OpenOriginal)] == ["To judge the edge"]
    assert colour_of(screen) == "#f01010"
    assert screen.pane.frame.isVisible()
    assert screen.pane.warning.isVisible()
    assert screen.pane.original.accessibleName().startswith("Original, not obscured")
    assert not screen.panel.original.isEnabled()
    click(screen.pane.warning.hide_button)
    assert colour_of(screen) == "#b08060"
    assert screen.pane.original.picture is None
    assert not screen.pane.frame.isVisible()


def test_the_original_is_seen_where_the_copy_was(opened: Opened) -> None:
    screen = opened()
    click(screen.zoom.actual)
    ask_original(screen)
    assert screen.pane.original.port.look() == screen.pane.copy.port.look()


def test_going_on_takes_the_original_out_of_memory(opened: Opened) -> None:
    screen = opened()
    ask_original(screen)
    click(screen.on)
    assert screen.pane.original.picture is None
    assert not screen.pane.is_original


def test_closing_gives_all_memory_back(opened: Opened) -> None:
    screen = opened()
    ask_original(screen)
    screen.close_screen()
    assert screen.pane.copy.picture is None
    assert screen.pane.original.picture is None


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN])
def test_only_who_may_is_offered_the_original(opened: Opened, role: Role) -> None:
    assert opened(role=role).panel.original.isVisible() is (role is Role.CLINICIAN)


def test_who_holds_the_key_can_see_who_saw_it(opened: Opened) -> None:
    assert not opened().panel.audit.isVisible()
    screen = opened(keys=frozenset({Domain.GOVERNANCE}))
    click(screen.panel.audit)
    assert screen.went == [AuditPlace(subject=JUNE)]


def test_full_screen_shows_the_picture_alone_and_esc_leaves_it(
    opened: Opened, qtbot: QtBot
) -> None:
    screen = opened()
    press(Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: screen.full.is_on)
    assert screen.full.isVisible()
    assert screen.pane.window() is screen.full
    assert screen.pane.plate.isVisible()
    qtbot.waitUntil(screen.pane.stage.hasFocus)
    press(Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: screen.presenter.image == "i-leg07-14")
    press(Qt.Key.Key_Escape)
    assert not screen.full.is_on
    assert screen.pane.window() is screen
    assert screen.pane.isVisible()


def test_esc_hides_the_original_before_it_leaves_full_screen(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    ask_original(screen)
    click(screen.full_button)
    qtbot.waitUntil(screen.pane.stage.hasFocus)
    press(Qt.Key.Key_Escape)
    assert screen.full.is_on
    assert not screen.pane.is_original
    press(Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not screen.full.is_on)


def test_closing_leaves_full_screen(opened: Opened) -> None:
    screen = opened()
    click(screen.full_button)
    screen.close_screen()
    assert not screen.full.isVisible()


def test_a_picture_that_does_not_come_says_so(opened: Opened) -> None:
    screen = opened()
    fake = screen.desk.lane
    assert isinstance(fake, FakeLane)
    fake.answers[OpenPicture] = DamagedError("object")
    click(screen.on)
    assert screen.notice.isVisible()
    assert screen.pane.copy.picture is None
    assert screen.zoom.percent.text() == ""
    fake.answers[OpenPicture] = pictures(2000, 1500)
    click(screen.notice.action)
    assert not screen.notice.isVisible()
    assert screen.pane.copy.picture is not None


def test_what_is_waited_for_is_said_on_the_picture(opened: Opened) -> None:
    screen = opened()
    fake = screen.desk.lane
    assert isinstance(fake, FakeLane)
    fake.held = True
    click(screen.on)
    assert screen.pane.news.isVisible()
    assert screen.pane.copy.picture is None
    fake.release()
    assert screen.pane.news.isVisible()
    fake.release()
    assert not screen.pane.news.isVisible()


class Elsewhere(Screen):
    """A place to come from."""


def test_esc_in_the_window_hides_the_original_first_and_then_leads_back(qtbot: QtBot) -> None:
    place = ViewerPlace(patient=EIRLYS.id, image=JUNE)
    screens = {ViewerPlace: ViewerScreen, PatientsPlace: Elsewhere}
    window = Window(desk(lane()), screens, way=(PatientsPlace(), place))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle()
    screen = window.screen_shown
    assert isinstance(screen, ViewerScreen)
    screen.first_focus().setFocus()
    ask_original(screen)
    window.activateWindow()
    screen.pane.stage.setFocus()
    settle()
    press(Qt.Key.Key_Escape)
    assert window.screen_shown is screen
    assert not screen.pane.is_original
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(window.screen_shown, Elsewhere))
    window.close_all()


@pytest.mark.parametrize(
    ("language", "size"), [(Language.EN, 1.0), (Language.CY, 1.0), (Language.CY, 2.0)]
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, language: Language, size: float
) -> None:
    screen = opened(
        keys=frozenset({Domain.GOVERNANCE}), size=(1180, 620) if size == 1 else (1440, 760)
    )
    ask_original(screen)
    dress(theme=Theme.DARK, language=language, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []


# ------------------------------------------------------------------------------ destroying


def begin_to_destroy(screen: ViewerScreen) -> DestroyDialog:
    click(screen.panel.destruction)
    dialog = screen.window().findChild(DestroyDialog)
    assert dialog is not None
    return dialog


def test_an_image_is_destroyed_after_a_second_look_and_the_viewer_leaves(
    opened: Opened, qtbot: QtBot
) -> None:
    screen = opened()
    ask_original(screen)
    assert screen.presenter.original_shown
    held = screen.desk.lane
    assert isinstance(held, FakeLane)
    dialog = begin_to_destroy(screen)
    assert not screen.presenter.original_shown
    assert dialog.banner is not None
    assert focused_is(dialog.because)
    QTest.keyClick(dialog.because, Qt.Key.Key_Down)
    QTest.keyClick(dialog.because, Qt.Key.Key_Down)
    QTest.keyClicks(dialog.reason.edit, "She withdrew her consent")
    assert not dialog.act.isEnabled(), "nobody has looked a second time"
    QTest.keyClicks(dialog.second.edit, EIRLYS.family_name.lower())
    assert dialog.act.isEnabled()
    held.answers[DestroyImage] = Destroyed(
        subject=JUNE, objects=2, finished=True, backups_until=date(2027, 12, 24)
    )
    click(dialog.act)
    assert held.calls(DestroyImage)[0].because is Because.CONSENT
    rest = tuple(one for one in ulcer() if one.image != JUNE)
    held.answers[OpenRecord] = record(*rest)
    with qtbot.waitSignal(screen.left):
        held.tell(Topic.RECORD)
    assert screen.pane.copy.picture is None
    (job,) = screen.desk.jobs.facts
    assert said(job.summary).startswith("Destroyed: 2 sealed files")


def test_a_destruction_that_is_refused_is_explained_and_nothing_is_gone(opened: Opened) -> None:
    screen = opened()
    held = screen.desk.lane
    assert isinstance(held, FakeLane)
    held.answers[DestroyImage] = WrongStateError("destroy_image", state="held")
    dialog = begin_to_destroy(screen)
    QTest.keyClick(dialog.because, Qt.Key.Key_Down)
    QTest.keyClicks(dialog.reason.edit, "old")
    QTest.keyClicks(dialog.second.edit, EIRLYS.family_name)
    click(dialog.act)
    assert screen.notice.isVisible()
    assert screen.pane.copy.sharpness == 1.0


def test_a_nurse_is_not_offered_to_destroy(opened: Opened) -> None:
    assert not opened(role=Role.NURSE).panel.destruction.isVisible()
