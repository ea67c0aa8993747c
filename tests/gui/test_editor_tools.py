"""Tools of the editor by pointer and by keys alone; the keeper is answered for by a fake lane."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from support.editing import Bench
from support.editor_bed import ALT, CTRL, SHIFT, Bed, K

from desktop.records.draft import MarkState
from desktop.records.region import Shape, Style
from desktop.redact.mask import region_mask
from desktop.ui.editor.geometry import box_of
from desktop.ui.editor.hit import turn_spot
from desktop.ui.editor.keys import Command
from desktop.ui.editor.state import Tool
from desktop.ui.phrase import say
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
