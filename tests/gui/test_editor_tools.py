"""Tools of the editor by pointer and by keys alone; the keeper is answered for by a fake lane."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from support.editing import Bench
from support.editor_bed import CTRL, SHIFT, Bed, K

from desktop.records.draft import MarkState
from desktop.records.region import Shape
from desktop.redact.mask import region_mask
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
