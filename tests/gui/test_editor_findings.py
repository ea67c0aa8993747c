"""The clinical finding that must stay visible: marked by hand and keys, warned of, asked about."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from support.editing import Bench, face
from support.editor_bed import CTRL, SHIFT, Bed, K

from desktop.keeper.calls import FileImage
from desktop.records.alignment import Alignment
from desktop.records.draft import MarkOrigin, MarkState
from desktop.records.region import Shape
from desktop.records.traced import Traced
from desktop.ui.editor.keys import Command
from desktop.ui.editor.state import Tool
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.field import TextArea

FACE = face(400, 200, 300, 300)
EDGE = Traced(points=((800, 500), (900, 510), (880, 600), (790, 580)))


@pytest.fixture
def bed(qtbot: QtBot) -> Iterator[Bed]:
    aligned = {name: Alignment(right=4.0, lower=2.0, slack=2.0, matched=90) for name in ("0432",)}
    made = Bed(qtbot, Bench(faces={"0431": (FACE,)}, aligned=aligned, traced={False: EDGE}))
    yield made
    made.screen.close_screen()


def test_a_finding_is_drawn_and_every_cover_that_touches_it_is_warned_of(bed: Bed) -> None:
    bed.key(K.Key_P)
    assert bed.state.tool is Tool.RECTANGLE
    assert bed.screen.tools.acts[Command.PROTECT].isChecked()
    bed.drag((600, 350), (760, 460))
    face_mark, finding = bed.marks
    assert finding.state is MarkState.PROTECTED
    assert not bed.screen.tools.acts[Command.PROTECT].isChecked(), "one shape, then covers again"
    assert (face_mark.state, face_mark.origin) == (MarkState.PROPOSED, MarkOrigin.SURE)
    rows = bed.screen.panel.list.rows
    assert rows[1].state.text() == "touches 2"
    assert rows[2].state.text() == "touched by 1"
    assert rows[1].accessibleName() == "Region 1, Face, touches finding 2"
    assert rows[2].accessibleName() == "Region 2, Finding, touched by region 1"
    assert "Region 1 touches the finding" in bed.screen.stage.reminder.text
    assert "touches 2" in bed.canvas._tags[1]._text
    assert not bed.screen.panel.form.feature.isVisible(), "it covers nothing"
    region = face_mark.region
    bed.key(K.Key_V)
    for _ in range(12):
        bed.key(K.Key_Right, held=SHIFT)
    assert rows[1].state.text() == "Covered, sure", "said at once, and no longer than it is so"
    assert bed.marks[0].region == region, "never made smaller because of it"
    assert "Check each face" in bed.screen.stage.reminder.text
    bed.key(K.Key_Z, K.Key_Z, held=CTRL)
    assert [mark.number for mark in bed.marks] == [1]
    bed.key(K.Key_Y, held=CTRL)
    assert bed.marks[1].state is MarkState.PROTECTED
    assert bed.screen.tools.acts[Command.UNDO].toolTip() == "Undo: protect finding 2"


def test_chosen_regions_become_findings_and_covers_again(bed: Bed) -> None:
    bed.key(K.Key_Tab, K.Key_P)
    assert bed.marks[0].state is MarkState.PROPOSED, "what a detector is sure of is refused first"
    bed.key(K.Key_Escape, K.Key_E)
    bed.drag((900, 600), (1000, 700))
    bed.key(K.Key_P)
    assert bed.marks[1].state is MarkState.PROTECTED
    assert bed.state.draft.redaction().regions == (bed.marks[0].region,), "the sure one alone"
    bed.key(K.Key_Y)
    assert bed.marks[1].state is MarkState.PROTECTED, "it is no proposal"
    bed.key(K.Key_D, held=CTRL)
    assert bed.marks[2].state is MarkState.PROTECTED, "and a second one is one too"
    bed.key(K.Key_Delete)
    bed.key(K.Key_Escape)
    bed.click((950, 650))
    bed.key(K.Key_P)
    assert bed.marks[1].state is MarkState.ACCEPTED
    assert len(bed.marks) == 2
    bed.key(K.Key_Escape, K.Key_P)
    assert bed.state.protecting
    bed.key(K.Key_Escape)
    assert not bed.state.protecting
    bed.key(K.Key_Z, held=CTRL)
    bed.settle()
    assert bed.bench.drafts[bed.bench.arrivals[0]].marks[1].state is MarkState.PROTECTED


def test_an_outline_that_was_found_protects_and_is_copied_on(bed: Bed) -> None:
    bed.key(K.Key_Escape, K.Key_P, K.Key_W)
    bed.drag((700, 450), (950, 650))
    bed.settle()
    finding = bed.marks[1]
    assert (finding.state, finding.region.shape) == (MarkState.PROTECTED, Shape.POLYGON)
    bed.key(K.Key_V, K.Key_C)
    bed.settle()
    (copied,) = bed.state.work.draft(bed.bench.arrivals[1]).marks
    assert copied.state is MarkState.PROTECTED
    bed.click((850, 550))
    bed.key(K.Key_W, K.Key_Insert)
    bed.settle()
    assert bed.marks[1].state is MarkState.PROTECTED, "snapped to its edge it is still one"


def clear(bed: Bed) -> None:
    """Protect a finding, cover part of it, and answer the gate."""
    bed.see_all()
    bed.give_details()
    bed.canvas.setFocus()
    bed.key(K.Key_P, K.Key_E)
    bed.drag((300, 300), (400, 400))
    bed.key(K.Key_R)
    bed.drag((350, 350), (600, 600))
    bed.key(K.Key_Escape, K.Key_Escape)
    bed.key(K.Key_1, K.Key_O)
    for digit in (K.Key_2, K.Key_3, K.Key_4, K.Key_5, K.Key_6):
        bed.key(digit, K.Key_N)


def test_filing_asks_why_or_leads_back_to_what_touches(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench())
    clear(bed)
    bed.key(K.Key_Return, held=CTRL)
    asked = bed.dialog(ConfirmDialog)
    assert asked.act.text() == "Cover it and file"
    assert not asked.act.isEnabled()
    assert bed.state.selected is None
    qtbot.keyClick(asked, K.Key_Escape)
    assert bed.state.selected == 2, "the cover that touches it, to be changed"
    qtbot.waitUntil(lambda: not isValid(asked))
    bed.click_on(bed.screen.file)
    again = bed.dialog(ConfirmDialog)
    reason = again.findChild(TextArea)
    qtbot.waitUntil(reason.edit.hasFocus)
    qtbot.keyClicks(reason.edit, "The whole face would be known")
    assert again.act.isEnabled()
    qtbot.mouseClick(again.act, Qt.MouseButton.LeftButton)
    bed.settle()
    first, *others = [c.filing for c in bed.bench.lane.asked if isinstance(c, FileImage)]
    assert first.protection.reason == "The whole face would be known"
    assert len(first.protection.findings) == 1
    assert len(first.redaction.regions) == 1
    assert all(one.protection.reason == "" for one in others)
    bed.screen.close_screen()
