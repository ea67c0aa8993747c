"""Tools of the editor by pointer and by keys alone; the keeper is answered for by a fake lane."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPainter, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.editing import Bench
from support.editor_bed import ALT, CTRL, SHIFT, Bed, K
from support.rasters import plain

from desktop.records.alignment import Alignment
from desktop.records.draft import MarkState
from desktop.records.gate import Feature
from desktop.records.region import Shape, Style
from desktop.records.traced import Traced
from desktop.redact.mask import region_mask
from desktop.ui.editor.geometry import box_of
from desktop.ui.editor.hit import turn_spot
from desktop.ui.editor.keys import Command
from desktop.ui.editor.loupe import Loupe
from desktop.ui.editor.standing import Standing
from desktop.ui.editor.state import Tool
from desktop.ui.phrase import say
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.wording import Language


@pytest.fixture
def clean(qtbot: QtBot) -> Iterator[Bed]:
    made = Bed(qtbot, Bench())
    yield made
    made.screen.close_screen()


# ------------------------------------------------------------------------------------- brush


def test_a_brush_covers_what_it_was_drawn_over(clean: Bed) -> None:
    clean.key(K.Key_B)
    clean.click_on(clean.screen.stage.wider)
    wide = clean.state.brush_px
    clean.drag((200, 200), (500, 300))
    (mark,) = clean.marks
    assert mark.region.shape is Shape.STROKE
    assert mark.state is MarkState.ACCEPTED
    mask = region_mask(mark.region, width_px=1200, height_px=900)
    for x, y in ((200, 200), (350, 250), (500, 300), (350, 250 + wide // 2 - 2)):
        assert mask[y, x]
    assert not mask[250 + 2 * wide, 350]
    assert say(clean.state.history.undo_name, Language.EN) == "draw region 1"
    clean.click((800, 700))
    assert clean.marks[1].region.points == ((800, 700),), "a click makes a dot"
    clean.key(K.Key_V)
    clean.drag((350, 250), (450, 350))
    moved = clean.marks[0].region
    assert abs(moved.x - mark.region.x - 100) <= 2
    assert moved.brush_px == mark.region.brush_px
    clean.key(K.Key_BracketLeft)
    assert clean.marks[0].region.brush_px < mark.region.brush_px
    assert clean.marks[0].region.points == moved.points
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks[0].region == moved


def test_a_brush_is_drawn_with_keys_alone(clean: Bed) -> None:
    clean.key(K.Key_B, K.Key_BracketRight, K.Key_Insert)
    start = clean.state.pen
    clean.key(K.Key_Insert)
    clean.key(K.Key_Right, K.Key_Right)
    clean.key(K.Key_Down, held=SHIFT)
    assert clean.marks == ()
    assert clean.state.sketch is not None
    clean.key(K.Key_Return)
    (mark,) = clean.marks
    mask = region_mask(mark.region, width_px=1200, height_px=900)
    assert mask[round(start[1]), round(start[0])]
    assert mark.region.shape is Shape.STROKE
    assert len(mark.region.points) == 2
    assert clean.state.pen is None
    clean.key(K.Key_Insert, K.Key_Escape)
    assert clean.state.pen is None
    assert clean.state.tool is Tool.BRUSH
    assert len(clean.marks) == 1


def test_an_outline_is_drawn_with_keys_alone(clean: Bed) -> None:
    clean.key(K.Key_F, K.Key_Insert, K.Key_Insert)
    for arrow in (K.Key_Right, K.Key_Down):
        for _ in range(3):
            clean.key(arrow, held=SHIFT)
        clean.key(K.Key_Insert)
    clean.key(K.Key_Backspace)
    clean.key(K.Key_Insert, K.Key_Return)
    (mark,) = clean.marks
    assert mark.region.shape is Shape.POLYGON
    assert len(mark.region.points) >= 3


# ------------------------------------------------------------------------------------- several


def three(bed: Bed) -> None:
    """Draw three regions, and take the tool that selects."""
    bed.key(K.Key_R)
    bed.drag((100, 100), (200, 180))
    bed.drag((300, 100), (400, 180))
    bed.key(K.Key_E)
    bed.drag((100, 400), (220, 500))
    bed.key(K.Key_V)


def boxes(bed: Bed) -> list[tuple[int, int, int, int]]:
    return [(m.region.x, m.region.y, m.region.w, m.region.h) for m in bed.marks]


def chosen(bed: Bed) -> list[int]:
    return [mark.number for mark in bed.state.chosen]


def said(bed: Bed) -> str:
    """Return what the action bar says."""
    return " ".join(label.text() for label in bed.screen.bar.findChildren(QLabel))


def undo_name(bed: Bed) -> str:
    return say(bed.state.history.undo_name, Language.EN)


def test_several_are_chosen_with_the_mouse_moved_and_removed_together(clean: Bed) -> None:
    three(clean)
    clean.click((150, 140))
    clean.click((350, 140), SHIFT)
    assert chosen(clean) == [1, 2]
    assert all(clean.screen.panel.list.rows[n].is_chosen for n in (1, 2))
    assert not clean.screen.panel.form.fields["x"].isEnabled()
    before = boxes(clean)
    clean.drag((350, 140), (380, 200))
    after = boxes(clean)
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
    assert steps[0] == steps[1]
    assert abs(steps[0][0] - 30) <= 1
    assert steps[2] == (0, 0)
    assert undo_name(clean) == "move 2 regions"
    clean.drag((350, 200), (-400, 200))
    assert boxes(clean)[0][0] == 0
    assert boxes(clean)[1][0] - boxes(clean)[0][0] == before[1][0] - before[0][0]
    clean.key(K.Key_Z, held=CTRL)
    assert boxes(clean) == after
    assert chosen(clean) == [1, 2], "what was undone is chosen"
    clean.click((150, 200), SHIFT)
    assert chosen(clean) == [2]
    clean.drag((60, 60), (700, 600), shift=True)
    assert chosen(clean) == [1, 2, 3]
    clean.key(K.Key_Delete)
    assert clean.marks == ()
    clean.key(K.Key_Z, held=CTRL)
    assert len(clean.marks) == 3


def test_several_are_chosen_nudged_and_doubled_with_keys(clean: Bed) -> None:
    three(clean)
    clean.key(K.Key_Escape, K.Key_Tab, K.Key_S)
    assert chosen(clean) == [1, 2]
    before = boxes(clean)
    clean.key(K.Key_Right)
    clean.key(K.Key_Down, held=SHIFT)
    assert boxes(clean)[:2] == [(x + 1, y + 10, w, h) for x, y, w, h in before[:2]]
    clean.key(K.Key_Right, held=ALT)
    assert "one region at a time" in said(clean)
    clean.key(K.Key_A, held=CTRL)
    assert chosen(clean) == [1, 2, 3]
    clean.key(K.Key_D, held=CTRL)
    assert chosen(clean) == [4, 5, 6]
    assert undo_name(clean) == "duplicate 3 regions"
    assert [m.region.shape for m in clean.marks[3:]] == [m.region.shape for m in clean.marks[:3]]
    clean.screen.panel.form.style_choice.buttons[1].click()
    assert [m.region.style for m in clean.marks] == [Style.SOLID] * 3 + [Style.MOSAIC] * 3
    clean.canvas.setFocus()
    clean.key(K.Key_Z, K.Key_Z, held=CTRL)
    assert len(clean.marks) == 3


def test_a_region_is_turned_with_handle_button_and_keys(clean: Bed) -> None:
    clean.key(K.Key_R)
    clean.drag((400, 300), (700, 420))
    clean.key(K.Key_V)
    upright = clean.marks[0].region
    spot = turn_spot(clean.canvas.port.box_to_view(box_of(upright)), clean.canvas.port)
    middle = (upright.x + upright.w / 2, upright.y + upright.h / 2)
    clean.drag(clean.canvas.port.to_image(spot), (middle[0] - 300, middle[1]))
    aside = clean.marks[0].region
    assert aside.shape is Shape.RECTANGLE, "a quarter of a turn"
    assert abs(aside.w - upright.h) <= 2
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks[0].region == upright
    clean.click_on(clean.screen.tools.acts[Command.TURN_FAR])
    clean.key(K.Key_Period, K.Key_Comma, K.Key_Comma)
    assert clean.marks[0].region.shape is Shape.POLYGON
    assert undo_name(clean) == "turn region 1"
    clean.qtbot.keyClicks(clean.canvas, "<")
    clean.key(K.Key_Period)
    assert clean.marks[0].region == upright, "turned back, it is what it was"


# ------------------------------------------------------------------------------------- magic edge

OUTLINE = ((210, 190), (430, 205), (410, 390), (220, 380))
WIDER = ((200, 180), (440, 195), (420, 400), (210, 390))


@pytest.fixture
def edge(qtbot: QtBot) -> Iterator[Bed]:
    made = Bed(qtbot, Bench(traced={False: Traced(points=OUTLINE), True: Traced(points=WIDER)}))
    yield made
    made.screen.close_screen()


def test_an_outline_is_found_in_a_rough_frame_and_waits_for_a_decision(edge: Bed) -> None:
    edge.click_on(edge.screen.tools.tools[Tool.EDGE])
    edge.drag((180, 160), (480, 430))
    assert edge.marks == (), "the keeper is asked first"
    assert "Esc gives up" in said(edge)
    edge.settle()
    (mark,) = edge.marks
    assert mark.region.points == OUTLINE
    assert mark.feature is Feature.TATTOO
    assert mark.state is MarkState.PROPOSED
    assert undo_name(edge) == "outline region 1"
    edge.key(K.Key_Y)
    assert edge.marks[0].state is MarkState.ACCEPTED
    edge.key(K.Key_Z, K.Key_Z, held=CTRL)
    assert edge.marks == ()
    edge.click((300, 300))
    edge.settle()
    assert edge.marks[0].region.points == WIDER, "a click has no frame"


def test_a_region_is_snapped_to_the_edge_with_keys_alone(edge: Bed) -> None:
    edge.key(K.Key_R, K.Key_Insert, K.Key_W, K.Key_Insert)
    edge.settle()
    (mark,) = edge.marks
    assert mark.number == 1, "it is the same region"
    assert mark.region.points == OUTLINE
    assert mark.state is MarkState.PROPOSED
    edge.key(K.Key_Z, held=CTRL)
    assert edge.marks[0].region.shape is Shape.RECTANGLE


def test_looking_for_an_edge_is_given_up_and_nothing_found_is_said(clean: Bed) -> None:
    clean.key(K.Key_W, K.Key_Insert)
    clean.key(K.Key_Escape)
    assert "Given up" in said(clean)
    clean.settle()
    assert clean.marks == ()
    assert clean.state.tool is Tool.EDGE
    clean.key(K.Key_Insert)
    clean.settle()
    assert "Nothing stands out" in said(clean)


# ------------------------------------------------------------------------------------- the series

TWELVE = tuple(f"{number:04d}" for number in range(431, 443))


@pytest.fixture
def twelve(qtbot: QtBot) -> Iterator[Bed]:
    images = {name: plain(1200, 900) for name in TWELVE}
    aligned = {
        name: Alignment(right=4.0 * place, lower=2.0, slack=2.0, matched=90)
        for place, name in enumerate(TWELVE)
        if name != "0436"
    }
    made = Bed(qtbot, Bench(images=images, aligned=aligned))
    yield made
    made.screen.close_screen()


def test_regions_come_to_the_next_photograph_to_be_checked(twelve: Bed) -> None:
    twelve.key(K.Key_L)
    assert "No photograph before" in said(twelve)
    twelve.key(K.Key_R)
    twelve.drag((300, 300), (500, 420))
    first = twelve.marks[0].region
    twelve.key(K.Key_Return)
    twelve.settle()
    twelve.key(K.Key_L)
    twelve.settle()
    (mark,) = twelve.marks
    assert mark.state is MarkState.PROPOSED
    assert (mark.region.x, mark.region.w) == (first.x + 4 - 2, first.w + 4)
    assert "Copied to 1 photograph" in said(twelve)
    twelve.key(K.Key_L)
    twelve.settle()
    assert len(twelve.marks) == 1, "what is marked already is not marked twice"
    twelve.key(K.Key_Z, held=CTRL)
    assert twelve.marks == ()


def test_a_series_of_twelve_is_cleared_and_filed_without_leaving_the_keyboard(
    twelve: Bed,
) -> None:
    twelve.give_details()
    twelve.canvas.setFocus()
    twelve.key(K.Key_E, K.Key_Insert)
    twelve.key(K.Key_Right, K.Key_Down, held=SHIFT)
    twelve.key(K.Key_V, K.Key_C)
    twelve.settle()
    assert "Copied to 10 photographs" in said(twelve)
    assert "0436" in said(twelve), "the one that does not match is named"
    for _ in TWELVE[1:]:
        twelve.key(K.Key_Return)
        twelve.settle()
        if twelve.state.mark is None:
            assert twelve.state.at == "a-0436"
            twelve.key(K.Key_E, K.Key_Insert, K.Key_V)
        else:
            twelve.key(K.Key_Y)
        assert all(mark.state is MarkState.ACCEPTED for mark in twelve.marks)
    twelve.key(K.Key_1, K.Key_O)
    for digit in (K.Key_2, K.Key_3, K.Key_4, K.Key_5, K.Key_6):
        twelve.key(digit, K.Key_N)
    twelve.settle()
    standings = twelve.state.standings()
    assert set(standings.values()) == {Standing.READY}
    twelve.key(K.Key_Return, held=CTRL)
    question = twelve.dialog(ConfirmDialog)
    assert question.isVisible()
    twelve.qtbot.keyClick(question, K.Key_Escape)
    assert all(len(twelve.state.work.draft(one).marks) == 1 for one in twelve.bench.arrivals)
    assert twelve.bench.drafts.keys() == set(twelve.bench.arrivals), "all of it is kept"


# ------------------------------------------------------------------------------------- looking


def test_the_loupe_is_shown_while_its_key_is_held_or_its_button_down(clean: Bed) -> None:
    clean.key(K.Key_R, K.Key_Insert)
    clean.hover((200, 200))
    clean.qtbot.keyPress(clean.canvas, K.Key_Z)
    assert clean.canvas.has_loupe
    assert clean.screen.tools.loupe.isChecked()
    loupe = clean.canvas.findChild(Loupe)
    assert (loupe.geometry().center() - clean.view((200, 200))).manhattanLength() <= 2
    clean.hover((260, 240))
    gap = loupe.geometry().center() - clean.view((260, 240))
    assert gap.manhattanLength() <= 2, "it goes with the pointer"
    clean.qtbot.keyRelease(clean.canvas, K.Key_Z)
    assert not clean.canvas.has_loupe
    QApplication.sendEvent(clean.canvas, QEvent(QEvent.Type.Leave))
    clean.screen.tools.loupe.click()
    region = clean.marks[0].region
    middle = clean.view((region.x + region.w / 2, region.y + region.h / 2))
    gap = loupe.geometry().center() - middle
    assert gap.manhattanLength() <= 2, "without a pointer it is at the chosen region"
    clean.screen.tools.loupe.click()
    assert not clean.canvas.has_loupe


def test_rows_show_what_lies_under_their_regions(qtbot: QtBot) -> None:
    image = plain(1200, 900)
    painter = QPainter(image)
    painter.fillRect(300, 200, 200, 150, QColor("#20C040"))
    painter.end()
    bed = Bed(qtbot, Bench(images={"0431": image}))
    bed.key(K.Key_R)
    bed.drag((310, 210), (490, 340))
    (row,) = bed.screen.panel.list.rows.values()
    shown = row.grab().toImage()
    assert any(
        shown.pixelColor(x, shown.height() // 2).green() > 150
        and shown.pixelColor(x, shown.height() // 2).red() < 90
        for x in range(shown.width() // 3)
    )
    bed.screen.close_screen()


def _touch(bed: Bed, *steps: tuple[tuple[float, float], ...]) -> None:
    """Put one finger or two down, move them, and lift them; in image coordinates."""
    device = QTest.createTouchDevice()
    window = bed.canvas.viewport()
    for place, points in enumerate(steps):
        event = QTest.touchEvent(window, device)
        for finger, point in enumerate(points):
            at = bed.view(point)
            if place == 0:
                event.press(finger, at, window)
            elif place == len(steps) - 1:
                event.release(finger, at, window)
            else:
                event.move(finger, at, window)
        event.commit()
        QApplication.processEvents()


def test_a_finger_draws_and_two_enlarge(clean: Bed) -> None:
    clean.key(K.Key_R)
    _touch(clean, ((100, 100),), ((200, 180),), ((300, 260),), ((300, 260),))
    assert abs(clean.marks[0].region.w - 200) <= 4
    assert len(clean.marks) == 1
    before = clean.canvas.port.scale
    _touch(
        clean,
        ((500, 400), (600, 400)),
        ((480, 400), (620, 400)),
        ((400, 400), (700, 400)),
        ((400, 400), (700, 400)),
    )
    assert clean.canvas.port.scale > before * 1.5
    assert len(clean.marks) == 1, "two fingers draw nothing"


def test_a_pen_draws_as_the_mouse_does(clean: Bed) -> None:
    clean.key(K.Key_B)
    view = clean.canvas.viewport()
    pen = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position,
        1,
        1,
    )
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, point, button, held in (
        (QEvent.Type.TabletPress, (200, 200), left, left),
        (QEvent.Type.TabletMove, (300, 260), none, left),
        (QEvent.Type.TabletMove, (400, 300), none, left),
        (QEvent.Type.TabletRelease, (400, 300), left, none),
    ):
        at = QPointF(clean.view(point))
        on_screen = view.mapToGlobal(at)
        plain_keys = Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, pen, at, on_screen, 0.5, 0, 0, 0, 0, 0, plain_keys, button, held)
        QApplication.sendEvent(view, event)
    (mark,) = clean.marks
    assert mark.region.shape is Shape.STROKE
    assert abs(mark.region.points[-1][0] - 400) <= 2


# ------------------------------------------------------------------------------------- reasons


def test_why_a_region_is_covered_is_written_beside_it_and_undone_in_one_step(clean: Bed) -> None:
    why = clean.screen.panel.form.why
    assert not why.isVisible(), "no region is chosen"
    clean.key(K.Key_R)
    clean.drag((200, 200), (500, 300))
    assert why.isVisible()
    clean.click_on(why)
    QTest.keyClicks(why, "Her name is on it")
    (mark,) = clean.marks
    assert mark.reason == "Her name is on it"
    assert say(clean.state.history.undo_name, Language.EN) == "say why region 1 is covered"
    clean.key(K.Key_R)
    clean.drag((600, 200), (800, 300))
    assert why.text() == "", "another region has a reason of its own"
    assert clean.state.draft.reasons() == ("Her name is on it", "")
    clean.key(K.Key_Z, held=CTRL)
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks[0].reason == ""
