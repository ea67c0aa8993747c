"""Two photographs compared, by mouse and by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.filed import EIRLYS, desk, pictures, record, thumbnails, ulcer
from support.hands import OnView
from support.seen import cut, dress, nameless, outside, settle

from desktop.errors import DamagedError
from desktop.ids import ImageId
from desktop.keeper.calls import OpenPicture, OpenRecord, Thumbnails, WithBlock
from desktop.records.raster import Pyramid
from desktop.ui.compare.divider import STEPS
from desktop.ui.compare.presenter import Mode, Side
from desktop.ui.compare.screen import CompareScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.place import ComparePlace
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
MAY, JUNE, NOVEMBER = ImageId("i-leg05-12"), ImageId("i-leg06-09"), ImageId("i-leg11-22")
RED, BLUE = "#e01010", "#1010e0"

Opened = Callable[..., CompareScreen]


def open_picture(call: OpenPicture) -> WithBlock[Pyramid]:
    """Answer with a red picture of 12 million pixels' shape for May, a blue one of 24 else."""
    if call.subject == MAY:
        return pictures(400, 300, b"\x10\x10\xe0\xff")(call)
    return pictures(600, 450, b"\xe0\x10\x10\xff")(call)


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(*, size: tuple[int, int] = (1180, 620)) -> CompareScreen:
        lane = FakeLane(
            {
                OpenRecord: record(*ulcer()),
                OpenPicture: open_picture,
                Thumbnails: thumbnails(),
            }
        )
        place = ComparePlace(patient=EIRLYS.id, before=MAY, after=NOVEMBER)
        screen = CompareScreen(place, desk(lane))
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


def wheel(widget: QWidget, notches: int) -> None:
    at = QPointF(widget.width() * 0.4, widget.height() * 0.6)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    settle()


def drag(widget: QWidget, start: QPoint, by: int) -> None:
    """Press, move and release with the button held."""
    steps = (
        (QEvent.Type.MouseButtonPress, 0.0, LEFT, LEFT),
        (QEvent.Type.MouseMove, 0.5, Qt.MouseButton.NoButton, LEFT),
        (QEvent.Type.MouseMove, 1.0, Qt.MouseButton.NoButton, LEFT),
        (QEvent.Type.MouseButtonRelease, 1.0, LEFT, Qt.MouseButton.NoButton),
    )
    begun = widget.mapToGlobal(QPointF(start))
    for kind, part, button, held in steps:
        there = begun + QPointF(by * part, 0)
        at = widget.mapFromGlobal(there)
        event = QMouseEvent(kind, at, there, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)
    settle()


def colours(screen: CompareScreen) -> tuple[str, str]:
    """Return what is seen at the left and at the right of the middle."""
    shot = screen.pane.grab().toImage()
    middle = shot.height() // 2
    return tuple(  # type: ignore[return-value]
        shot.pixelColor(round(shot.width() * part), middle).name() for part in (0.35, 0.65)
    )


def test_each_picture_stands_on_its_side_with_its_date(opened: Opened) -> None:
    screen = opened()
    assert colours(screen) == (RED, BLUE)
    assert screen.pane.stages[Side.A].accessibleName() == "12-May-2026, Lower leg, left, Close-up"
    plates = screen.pane.plates
    assert plates[Side.A].geometry().right() < screen.pane.width() // 2
    assert plates[Side.B].geometry().left() > screen.pane.width() // 2
    assert screen.chrome.patient == EIRLYS


def test_zoom_and_place_are_linked_in_proportion_to_each_picture(opened: Opened) -> None:
    screen = opened()
    a, b = (screen.pane.stages[side] for side in Side)
    wheel(a.viewport(), 5)
    assert a.port.look().zoom > 1
    for name in ("zoom", "across", "down"):
        assert getattr(b.port.look(), name) == pytest.approx(getattr(a.port.look(), name))
    assert b.port.scale != a.port.scale
    drag(b.viewport(), QPoint(200, 150), 40)
    assert a.port.look().across == pytest.approx(b.port.look().across)


def test_the_link_is_loosed_and_joined_by_its_key(opened: Opened) -> None:
    screen = opened()
    a, b = (screen.pane.stages[side] for side in Side)
    press(Qt.Key.Key_L)
    assert not screen.link.isChecked()
    wheel(a.viewport(), 5)
    assert b.port.fits
    click(screen.link)
    assert screen.link.isChecked()
    assert b.port.look().zoom == pytest.approx(a.port.look().zoom)


def test_zoom_is_told_of_the_side_that_is_worked_on(opened: Opened) -> None:
    screen = opened()
    press(Qt.Key.Key_L)
    screen.pane.stages[Side.B].setFocus()
    click(screen.zoom.actual)
    assert screen.zoom.percent.text() == "100 %"
    assert screen.pane.stages[Side.A].port.fits
    screen.pane.stages[Side.A].setFocus()
    settle()
    assert screen.zoom.percent.text() != "100 %"
    click(screen.zoom.into)
    click(screen.zoom.fit)
    assert screen.pane.stages[Side.A].port.fits


def test_a_date_of_the_strip_is_put_on_a_side_by_key(opened: Opened) -> None:
    screen = opened()
    tile = screen.strip.tiles[NOVEMBER]
    assert tile.facts.mark == "B"
    click(tile)
    for _ in range(4):
        press(Qt.Key.Key_Left)
    assert screen.strip.tiles[JUNE].hasFocus()
    press(Qt.Key.Key_A)
    assert screen.place == ComparePlace(patient=EIRLYS.id, before=JUNE, after=NOVEMBER)
    assert screen.strip.tiles[JUNE].facts.mark == "A"
    assert screen.strip.tiles[JUNE].accessibleName().endswith(", A")
    assert screen.strip.tiles[MAY].facts.mark == ""
    assert colours(screen) == (BLUE, BLUE)


def test_a_date_of_the_strip_is_put_on_a_side_by_mouse(opened: Opened) -> None:
    screen = opened()
    click(screen.strip.tiles[JUNE])
    click(screen.strip.buttons[Side.B])
    assert screen.place == ComparePlace(patient=EIRLYS.id, before=MAY, after=JUNE)
    click(screen.strip.tiles[NOVEMBER])
    click(screen.strip.buttons[Side.A])
    assert screen.place == ComparePlace(patient=EIRLYS.id, before=NOVEMBER, after=JUNE)


def test_swapping_moves_pictures_and_plates_and_opens_nothing_again(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    before = len(lane.calls(OpenPicture))
    press(Qt.Key.Key_S)
    assert colours(screen) == (BLUE, RED)
    assert len(lane.calls(OpenPicture)) == before
    assert screen.pane.stages[Side.A].accessibleName().startswith("22-Nov-2026")
    wheel(screen.pane.stages[Side.A].viewport(), 3)
    assert screen.pane.stages[Side.B].port.look().zoom > 1
    click(screen.swap)
    assert colours(screen) == (RED, BLUE)


def test_swipe_shows_both_in_one_place_parted_by_a_divider(opened: Opened) -> None:
    screen = opened()
    assert not screen.pane.divider.isVisible()
    click(screen.modes.buttons[1])
    assert screen.presenter.mode is Mode.SWIPE
    divider = screen.pane.divider
    assert divider.isVisible()
    assert divider.accessibleName() == "Divider"
    assert colours(screen) == (RED, BLUE)
    assert not screen.link.isEnabled()
    divider.setFocus()
    before = divider.value()
    press(Qt.Key.Key_Right)
    assert divider.value() > before
    press(Qt.Key.Key_End)
    assert divider.value() == STEPS
    assert colours(screen) == (RED, RED)
    press(Qt.Key.Key_Home)
    assert colours(screen) == (BLUE, BLUE)
    click(screen.modes.buttons[0])
    assert not divider.isVisible()
    assert colours(screen) == (RED, BLUE)


def test_the_divider_is_dragged_and_moved_from_the_photograph(opened: Opened) -> None:
    screen = opened()
    click(screen.modes.buttons[1])
    divider = screen.pane.divider
    drag(divider, divider.rect().center(), -200)
    wanted = (screen.pane.width() / 2 - 200) / screen.pane.width() * STEPS
    assert divider.value() == pytest.approx(wanted, abs=3)
    screen.pane.stages[Side.B].setFocus()
    press(Qt.Key.Key_Left)
    assert divider.value() < wanted


def test_in_swipe_both_move_as_one(opened: Opened) -> None:
    screen = opened()
    click(screen.modes.buttons[1])
    a, b = (screen.pane.stages[side] for side in Side)
    wheel(b.viewport(), 4)
    assert a.port.look() == b.port.look()
    box = a.port.box_to_view((0, 0, 400, 300))
    assert b.port.box_to_view((0, 0, 600, 450)) == pytest.approx(box)


def test_full_screen_shows_both_alone(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    press(Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: screen.full.is_on)
    assert screen.pane.window() is screen.full
    qtbot.waitUntil(screen.pane.stages[Side.A].hasFocus)
    press(Qt.Key.Key_S)
    assert screen.place == ComparePlace(patient=EIRLYS.id, before=NOVEMBER, after=MAY)
    press(Qt.Key.Key_Escape)
    assert not screen.full.is_on
    click(screen.full_button)
    screen.close_screen()
    assert not screen.full.isVisible()


def test_a_picture_that_does_not_come_says_so(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.answers[OpenPicture] = DamagedError("object")
    click(screen.strip.tiles[JUNE])
    press(Qt.Key.Key_A)
    assert screen.notice.isVisible()
    assert screen.pane.stages[Side.A].picture is None
    lane.answers[OpenPicture] = open_picture
    click(screen.notice.action)
    assert not screen.notice.isVisible()
    assert screen.pane.stages[Side.A].picture is not None


def test_what_a_side_waits_for_is_said_on_it(opened: Opened) -> None:
    screen = opened()
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    lane.held = True
    click(screen.strip.tiles[JUNE])
    press(Qt.Key.Key_B)
    assert screen.pane.news[Side.B].isVisible()
    assert not screen.pane.news[Side.A].isVisible()
    assert screen.pane.stages[Side.B].picture is None
    lane.release()
    assert not screen.pane.news[Side.B].isVisible()


def test_a_new_picture_is_looked_at_as_the_other_is(opened: Opened) -> None:
    screen = opened()
    wheel(screen.pane.stages[Side.A].viewport(), 5)
    click(screen.strip.tiles[JUNE])
    press(Qt.Key.Key_B)
    looks = [screen.pane.stages[side].port.look() for side in Side]
    assert looks[0].zoom == pytest.approx(looks[1].zoom)


def test_closing_gives_all_memory_back(opened: Opened) -> None:
    screen = opened()
    screen.close_screen()
    assert all(stage.picture is None for stage in screen.pane.stages.values())


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize(
    ("language", "size"), [(Language.EN, 1.0), (Language.CY, 1.0), (Language.CY, 2.0)]
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, mode: int, language: Language, size: float
) -> None:
    screen = opened(size=(1180, 620) if size == 1 else (1440, 760))
    click(screen.modes.buttons[mode])
    dress(theme=Theme.DARK, language=language, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []
