"""The stage with a real pyramid: wheel, drags, keys; pixels without a copy; memory given back."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.rasters import plain, pyramid_of

from desktop.keeper.calls import WithBlock
from desktop.memory import SealedMemory
from desktop.records.raster import Pyramid, Raster
from desktop.ui.stage.picture import Picture
from desktop.ui.stage.stage_view import StageView
from desktop.ui.stage.viewport import XY, Insets


@pytest.fixture
def stage(qtbot: QtBot) -> StageView:
    view = StageView(insets=Insets(top=44, bottom=44))
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    view.show_picture(pyramid_of(plain(2400, 1600)))
    yield view
    view.clear_picture()


def wheel(stage: StageView, at: XY, notches: int, *, ctrl: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(*at),
        stage.viewport().mapToGlobal(QPointF(*at)),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(stage.viewport(), event)


def drag(stage: StageView, start: XY, end: XY, button: Qt.MouseButton) -> None:
    """Press, move in steps and release, with the button held: qtbot's moves hold none."""
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * 4]
    for step, kind in enumerate([*kinds, QEvent.Type.MouseButtonRelease]):
        part = min(step / 4, 1.0)
        at = QPointF(*(a + (b - a) * part for a, b in zip(start, end, strict=True)))
        pressed = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
        event = QMouseEvent(
            kind,
            at,
            stage.viewport().mapToGlobal(at),
            button if kind is not QEvent.Type.MouseMove else Qt.MouseButton.NoButton,
            pressed,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(stage.viewport(), event)


def test_a_picture_is_fitted_between_what_lies_on_the_stage(stage: StageView) -> None:
    x, y, w, h = stage.port.box_to_view((0, 0, 2400, 1600))
    assert (y, h) == (pytest.approx(44), pytest.approx(512))
    assert x + w / 2 == pytest.approx(450)


@pytest.mark.parametrize("ctrl", [False, True])
def test_the_wheel_zooms_at_the_pointer(stage: StageView, ctrl: bool) -> None:
    at = (300.0, 200.0)
    before = stage.port.to_image(at)
    wheel(stage, at, 3, ctrl=ctrl)
    assert stage.port.to_image(at) == pytest.approx(before)
    assert stage.port.scale == pytest.approx(0.32 * 1.2**3)
    wheel(stage, at, -9, ctrl=ctrl)
    assert stage.port.fits


def test_the_middle_button_and_space_move_the_picture(stage: StageView, qtbot: QtBot) -> None:
    stage.actual()
    before = stage.port.origin
    drag(stage, (400, 300), (360, 330), Qt.MouseButton.MiddleButton)
    assert stage.port.origin == pytest.approx((before[0] - 40, before[1] + 30))
    qtbot.keyPress(stage, Qt.Key.Key_Space)
    drag(stage, (360, 330), (400, 300), Qt.MouseButton.LeftButton)
    qtbot.keyRelease(stage, Qt.Key.Key_Space)
    assert stage.port.origin == pytest.approx(before)


def test_keys_zoom_and_move(stage: StageView, qtbot: QtBot) -> None:
    qtbot.keyClick(stage, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert stage.port.percent == 100
    qtbot.keyClick(stage, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert stage.port.percent == 150
    qtbot.keyClick(stage, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    before = stage.port.origin
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert stage.port.origin[0] < before[0]
    qtbot.keyClick(stage, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert stage.port.fits


def test_a_double_click_changes_between_fit_and_100_percent(stage: StageView, qtbot: QtBot) -> None:
    at = stage.port.to_image((300, 200))
    qtbot.mouseDClick(stage.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert stage.port.percent == 100
    assert stage.port.to_image((300, 200)) == pytest.approx(at)
    qtbot.mouseDClick(stage.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert stage.port.fits


def test_a_fitted_picture_stays_fitted_when_the_window_changes(stage: StageView) -> None:
    stage.resize(500, 700)
    assert stage.port.view == (500, 700)
    assert stage.port.fits
    assert stage.port.box_to_view((0, 0, 2400, 1600))[2] == pytest.approx(500)


def test_linked_stages_are_told_what_is_looked_at(stage: StageView, qtbot: QtBot) -> None:
    other = StageView()
    qtbot.addWidget(other)
    other.resize(700, 500)
    other.show()
    other.show_picture(pyramid_of(plain(1200, 900)))
    stage.look_changed.connect(other.follow)
    with qtbot.assertNotEmitted(other.look_changed):
        wheel(stage, (300, 200), 4)
    assert other.port.look().zoom == pytest.approx(stage.port.look().zoom)
    assert other.port.look().across == pytest.approx(stage.port.look().across)
    other.clear_picture()


def test_the_whole_picture_takes_the_place_of_the_preview_without_a_jump(
    stage: StageView,
) -> None:
    image = plain(3000, 2000, "#205080")
    stage.show_picture(pyramid_of(image, longest_px=400))
    wheel(stage, (300, 200), 2)
    before = stage.port
    assert stage.sharpness == pytest.approx(400 / 3000)
    preview = stage.picture
    stage.show_picture(pyramid_of(image), keep_view=True)
    assert stage.port == before
    assert stage.sharpness == 1.0
    assert preview is not None
    assert not preview.is_open


def test_what_is_painted_is_the_picture(stage: StageView) -> None:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill("#336699")
    for x in range(400, 800):
        for y in range(600):
            image.setPixel(x, y, 0xFFCC2200)
    stage.show_picture(pyramid_of(image))
    stage.actual((450, 300))
    shot = stage.viewport().grab().toImage()
    middle = round(stage.port.to_view((400, 300))[0])
    assert shot.pixelColor(middle - 3, 300).name() == "#336699"
    assert shot.pixelColor(middle + 3, 300).name() == "#cc2200"
    assert shot.pixelColor(5, 5).name() == "#2b2b2b"


def test_from_200_percent_on_every_pixel_is_shown_as_it_is(stage: StageView) -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill("#000000")
    image.setPixel(32, 32, 0xFFFFFFFF)
    stage.show_picture(pyramid_of(image))
    for _ in range(12):
        stage.zoom_step(1)
    shot = stage.viewport().grab().toImage()
    x, y, w, h = (round(n) for n in stage.port.box_to_view((32, 32, 1, 1)))
    colours = {
        shot.pixelColor(x + dx, y + dy).name() for dx in range(1, w - 1) for dy in range(1, h - 1)
    }
    assert colours == {"#ffffff"}


def test_pixels_are_not_copied_and_the_memory_is_given_back() -> None:
    answer = pyramid_of(plain(500, 400))
    picture = Picture(answer)
    first = bytes(answer.block.view()[:4])
    assert bytes(picture.level_for(1.0).constBits()[:4]) == first
    picture.close()
    with pytest.raises(ValueError, match="closed"):
        answer.block.view()
    picture.close()


def test_the_level_fits_the_scale() -> None:
    with Picture(pyramid_of(plain(1600, 1200))) as picture:
        assert picture.level_for(2.0).width() == 1600
        assert picture.level_for(1.0).width() == 1600
        assert picture.level_for(0.5).width() == 800
        assert picture.level_for(0.3).width() == 800
        assert picture.level_for(0.01).width() == 50


def test_levels_outside_of_their_block_are_refused_and_the_block_closed() -> None:
    from desktop.errors import DecoderAnswerError

    block = SealedMemory.from_bytes(bytes(16))
    level = Raster(offset=0, width_px=10, height_px=10)
    answer = WithBlock(value=Pyramid(width_px=10, height_px=10, levels=(level,)), block=block)
    with pytest.raises(DecoderAnswerError):
        Picture(answer)
    with pytest.raises(ValueError, match="closed"):
        block.view()


def test_what_is_moved_looks_as_if_it_were_drawn_anew(stage: StageView) -> None:
    image = QImage(1000, 700, QImage.Format.Format_RGB32)
    for x in range(1000):
        for y in range(700):
            image.setPixel(x, y, 0xFF000000 | (x * 17 % 256) << 16 | (y * 5 % 256) << 8 | x % 200)
    stage.show_picture(pyramid_of(image))
    stage.zoom_step(1)
    stage.viewport().grab()
    for dx, dy in ((40, 0), (0, -30), (-70, 55), (3, 3), (0, 0), (-2000, 0), (1900, 20)):
        stage.pan(dx, dy)
        moved = stage.viewport().grab().toImage()
        stage._item._backing.clear()
        anew = stage.viewport().grab().toImage()
        assert _furthest(moved, anew) <= 2, (dx, dy)


def _furthest(one: QImage, other: QImage) -> int:
    a, b = bytes(one.constBits()), bytes(other.constBits())
    return max(abs(x - y) for x, y in zip(a, b, strict=True))
