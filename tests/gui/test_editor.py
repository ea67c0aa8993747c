"""The editor with real widgets, mouse and keys; the keeper is answered for by a fake lane."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.editing import Bench, face
from support.editor_bed import ALT, CTRL, SHIFT, Bed, K
from support.rasters import plain

from desktop.errors import DetectorMissingError, ProofFailedError
from desktop.keeper.calls import FileImage, KeepDraft, RejectArrivals
from desktop.records.draft import MarkState
from desktop.records.gate import Feature, Verdict
from desktop.records.region import Shape, Style
from desktop.records.role import Role
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.editor.standing import Standing
from desktop.ui.editor.state import Tool
from desktop.ui.place import EditorPlace, RecordPlace
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.key_sheet import KeySheet

SURE = face(200, 200, 300, 300)
CHECK = face(800, 500, 120, 120, sure=False)


@pytest.fixture
def bed(qtbot: QtBot) -> Iterator[Bed]:
    made = Bed(qtbot, Bench(faces={"0431": (SURE, CHECK)}))
    yield made
    made.screen.close_screen()


@pytest.fixture
def clean(qtbot: QtBot) -> Iterator[Bed]:
    made = Bed(qtbot, Bench())
    yield made
    made.screen.close_screen()


# ------------------------------------------------------------------------------------- drawing


def test_a_rectangle_is_drawn_moved_and_resized_with_the_mouse(clean: Bed) -> None:
    clean.key(K.Key_R)
    clean.drag((100, 100), (300, 260))
    (mark,) = clean.marks
    assert mark.state is MarkState.ACCEPTED
    assert abs(mark.region.x - 100) <= 2
    assert abs(mark.region.w - 200) <= 4
    clean.key(K.Key_V)
    clean.drag((200, 180), (300, 230))
    moved = clean.marks[0].region
    assert abs(moved.x - mark.region.x - 100) <= 2
    assert (moved.w, moved.h) == (mark.region.w, mark.region.h)
    corner = (moved.x + moved.w, moved.y + moved.h)
    clean.drag(corner, (corner[0] + 120, corner[1] + 60))
    grown = clean.marks[0].region
    assert (grown.x, grown.y) == (moved.x, moved.y)
    assert abs(grown.w - moved.w - 120) <= 3
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks[0].region == moved
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks[0].region == mark.region
    clean.key(K.Key_Z, held=CTRL)
    assert clean.marks == ()
    for _ in range(3):
        clean.key(K.Key_Y, held=CTRL)
    assert clean.marks[0].region == grown


def test_an_ellipse_and_a_circle(clean: Bed) -> None:
    clean.key(K.Key_E)
    clean.drag((100, 100), (400, 250))
    assert clean.marks[0].region.shape is Shape.ELLIPSE
    clean.drag((600, 400), (800, 450), shift=True)
    circle = clean.marks[1].region
    assert abs(circle.w - circle.h) <= 1


def test_a_polygon_by_clicks_and_an_outline_by_hand(clean: Bed) -> None:
    clean.key(K.Key_F)
    for corner in ((100, 100), (400, 120), (380, 400), (120, 380)):
        clean.click(corner)
    assert clean.marks == ()
    clean.click((100, 100))
    polygon = clean.marks[0].region
    assert polygon.shape is Shape.POLYGON
    assert len(polygon.points) == 4
    for corner in ((700, 100), (900, 120), (880, 300)):
        clean.click(corner)
    clean.key(K.Key_Return)
    assert len(clean.marks) == 2
    clean.click((500, 500))
    clean.key(K.Key_Backspace)
    clean.drag((600, 500), (800, 700))
    assert len(clean.marks) == 2, "a straight line has no area"


def test_escape_gives_a_polygon_up(clean: Bed) -> None:
    clean.key(K.Key_F)
    clean.click((100, 100))
    clean.click((300, 100))
    clean.key(K.Key_Escape)
    assert clean.state.sketch is None
    assert clean.state.tool is Tool.FREEHAND
    clean.key(K.Key_Escape)
    assert clean.state.tool is Tool.SELECT


def test_nudging_deleting_and_numbers(clean: Bed) -> None:
    clean.key(K.Key_R, K.Key_Insert)
    start = clean.marks[0].region
    clean.key(K.Key_Right)
    clean.key(K.Key_Down, held=SHIFT)
    clean.key(K.Key_Right, held=ALT)
    region = clean.marks[0].region
    assert (region.x, region.y, region.w) == (start.x + 1, start.y + 10, start.w + 1)
    fields = clean.screen.panel.form.fields
    assert fields["x"].text() == str(region.x)
    fields["w"].setFocus()
    fields["w"].selectAll()
    clean.qtbot.keyClicks(fields["w"], "321")
    clean.qtbot.keyClick(fields["w"], K.Key_Return)
    assert clean.marks[0].region.w == 321
    clean.canvas.setFocus()
    clean.key(K.Key_Delete)
    assert clean.marks == ()
    assert not fields["x"].isEnabled()


def test_the_wheel_keeps_the_point_under_the_pointer(bed: Bed) -> None:
    at = QPointF(300, 250)
    before = bed.canvas.port.to_image((300, 250))
    event = QWheelEvent(
        at,
        bed.canvas.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, 360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(bed.canvas.viewport(), event)
    assert bed.canvas.port.to_image((300, 250)) == pytest.approx(before)


# ------------------------------------------------------------------------------------- deciding


def test_regions_are_accepted_and_refused_by_click_and_by_key(bed: Bed) -> None:
    rows = bed.screen.panel.list.rows
    assert list(rows) == [1, 2]
    assert bed.state.selected == 1
    bed.qtbot.mouseClick(rows[1].accept, Qt.MouseButton.LeftButton)
    assert bed.marks[0].state is MarkState.ACCEPTED
    assert bed.state.selected == 2, "the next proposal is chosen"
    bed.canvas.setFocus()
    bed.key(K.Key_N)
    assert bed.marks[1].state is MarkState.REFUSED
    assert bed.canvas.region_item(2) is None, "gone from the picture"
    assert 2 in rows, "and still listed"
    bed.qtbot.mouseClick(rows[2].back, Qt.MouseButton.LeftButton)
    assert bed.marks[1].state is MarkState.PROPOSED
    bed.canvas.setFocus()
    bed.key(K.Key_A)
    assert bed.marks[1].state is MarkState.PROPOSED, "check is not sure"


def test_tab_goes_through_the_regions_and_on(bed: Bed) -> None:
    bed.key(K.Key_Escape)
    assert bed.state.selected is None
    bed.key(K.Key_Tab)
    assert bed.state.selected == 1
    bed.key(K.Key_Tab)
    assert bed.state.selected == 2
    bed.key(K.Key_Tab)
    assert bed.state.selected is None
    assert not bed.canvas.hasFocus()


def test_tab_first_goes_to_the_proposal_that_the_editor_chose(bed: Bed) -> None:
    assert bed.state.selected == 1
    bed.key(K.Key_Tab)
    assert bed.state.selected == 1
    bed.key(K.Key_Tab)
    assert bed.state.selected == 2


def test_a_click_on_the_picture_chooses_and_on_nothing_lets_go(bed: Bed) -> None:
    bed.click((860, 560))
    assert bed.state.selected == 2
    assert bed.screen.panel.list.rows[2].is_chosen
    bed.click((40, 850))
    assert bed.state.selected is None


def test_what_covers_and_what_it_covers_can_be_changed(bed: Bed) -> None:
    form = bed.screen.panel.form
    form.style_choice.buttons[1].click()
    assert bed.marks[0].region.style is Style.MOSAIC
    form.feature.chosen.emit(Feature.TATTOO)
    assert bed.marks[0].feature is Feature.TATTOO


def test_the_original_is_shown_while_its_key_is_held(bed: Bed) -> None:
    layer = bed.canvas.region_item(1).parentItem()
    assert layer.isVisible()
    bed.qtbot.keyPress(bed.canvas, K.Key_Backslash, Qt.KeyboardModifier.NoModifier)
    bed.qtbot.keyPress(bed.canvas, "\\")
    assert not layer.isVisible()
    bed.qtbot.keyRelease(bed.canvas, "\\")
    assert layer.isVisible()
    bed.screen.stage.original.click()
    assert not layer.isVisible()
    bed.screen.tools.original.click()
    assert layer.isVisible()


def test_the_gate_is_answered_by_keys_and_by_click(clean: Bed) -> None:
    clean.see_all()
    for digit in (K.Key_1, K.Key_2, K.Key_4, K.Key_5):
        clean.key(digit, K.Key_N)
    gate = clean.screen.panel.gate
    assert gate.lines[Feature.FACE].choice.value() is Verdict.ABSENT
    gate.lines[Feature.TEXT].choice.buttons[1].click()
    assert clean.state.work.answers[Feature.TEXT].verdict is Verdict.ABSENT
    clean.key(K.Key_3, K.Key_C)
    reason = gate.reasons[Feature.BIRTHMARK]
    assert reason.isVisible()
    assert reason.edit.hasFocus()
    clean.qtbot.keyClicks(reason.edit, "Yn cael ei ddilyn")
    assert clean.state.work.answers[Feature.BIRTHMARK].reason == "Yn cael ei ddilyn"
    assert clean.screen.file.text() == "File 0 images"
    clean.give_details()
    assert clean.screen.file.text() == "File 3 images"
    assert clean.screen.file.isEnabled()


def test_an_answer_that_cannot_be_given_is_not_shown_as_given(bed: Bed) -> None:
    bed.see_all()
    line = bed.screen.panel.gate.lines[Feature.FACE]
    line.choice.buttons[0].click()
    assert line.choice.value() is None
    assert line.choice.is_undecided()
    assert "accept or refuse every proposal" in bed.screen.bar._state.text()


def test_letters_are_written_where_somebody_writes(clean: Bed) -> None:
    clean.see_all()
    clean.key(K.Key_3, K.Key_C)
    edit = clean.screen.panel.gate.reasons[Feature.BIRTHMARK].edit
    clean.qtbot.keyClicks(edit, "rayn")
    assert clean.state.tool is Tool.SELECT
    assert edit.text() == "rayn"


# ------------------------------------------------------------------------------------- the series


def decided(bed: Bed) -> None:
    bed.see_all()
    for digit in (K.Key_1, K.Key_2, K.Key_3, K.Key_4, K.Key_5, K.Key_6):
        bed.key(digit, K.Key_N)
    bed.give_details()


def test_filing_asks_with_the_patient_and_then_files_one_by_one(clean: Bed) -> None:
    decided(clean)
    clean.key(K.Key_Return, held=CTRL)
    dialog = clean.dialog(ConfirmDialog)
    assert dialog.windowTitle() == "File 3 images to this patient?"
    clean.qtbot.keyClick(dialog, K.Key_Return)
    assert len(clean.bench.lane.calls(FileImage)) == 1
    assert clean.screen.film.cells["a-0432"].accessibleName().endswith("Being filed")
    clean.settle()
    assert len(clean.bench.lane.calls(FileImage)) == 3
    end = clean.screen._end
    assert end is not None
    assert end.isVisible()
    with clean.qtbot.waitSignal(clean.screen.go) as went:
        end.record.click()
    assert isinstance(went.args[0], RecordPlace)


def test_what_stays_says_why_on_the_picture(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench(refuses={"0431": ProofFailedError("regions")}))
    decided(bed)
    bed.screen.presenter.handing.file(bed.bench.arrivals)
    bed.settle()
    assert bed.screen.notice.isVisible()
    assert bed.state.at == "a-0431"
    bed.screen.notice.action.click()
    assert not bed.screen.notice.isVisible()
    assert bed.screen.file.text() == "File 1 image"
    bed.screen.close_screen()


def test_a_missing_detector_is_said_in_the_window(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench(faces={"0431": DetectorMissingError()}))
    assert bed.screen.notice.isVisible()
    assert bed.screen.stage.reminder.text == "Nobody has looked for faces yet."
    bed.screen.close_screen()


def test_a_suspected_face_is_amber_until_somebody_has_looked(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench(suspected={"0431"}))
    assert bed.screen.notice.isVisible()
    bed.screen.notice.action.click()
    assert not bed.screen.notice.isVisible()
    assert bed.state.draft.face_looked
    bed.screen.close_screen()


def test_rejecting_wants_a_reason(clean: Bed) -> None:
    clean.screen.reject.click()
    dialog = clean.dialog(ConfirmDialog)
    assert not dialog.act.isEnabled()
    from PySide6.QtWidgets import QPlainTextEdit

    clean.qtbot.keyClicks(dialog.findChild(QPlainTextEdit), "Blurred")
    assert dialog.act.isEnabled()
    dialog.act.click()
    clean.settle()
    assert clean.bench.lane.calls(RejectArrivals)[0].reason == "Blurred"
    assert "a-0431" not in clean.screen.film.cells


def test_the_filmstrip_goes_by_click_and_by_key(clean: Bed) -> None:
    clean.qtbot.mouseClick(clean.screen.film.cells["a-0433"], Qt.MouseButton.LeftButton)
    assert clean.state.at == "a-0433"
    clean.key(K.Key_Left, held=CTRL)
    assert clean.state.at == "a-0432"
    clean.settle()
    clean.key(K.Key_Return)
    assert clean.state.at in {"a-0433", "a-0431"}


def test_what_is_covered_is_covered_in_the_small_pictures_too(clean: Bed) -> None:
    """The filmstrip and the question before filing show what is filed, not what it hides."""
    film = clean.screen.film
    width, height = clean.state.picture
    cell = film.cells["a-0431"]
    assert cell.image is not None
    at = (round(cell.image.width() * 200 / width), round(cell.image.height() * 180 / height))
    bare = cell.image.pixelColor(*at)
    assert bare != QColor("black")
    clean.key(K.Key_R)
    clean.drag((50, 50), (350, 310))
    image = film.images()["a-0431"]
    assert image is not None
    assert image.pixelColor(*at) == QColor("black")
    assert image.pixelColor(image.width() - 1, image.height() - 1) == cell.image.pixelColor(
        image.width() - 1, image.height() - 1
    )
    clean.key(K.Key_Z, held=CTRL)
    after = film.images()["a-0431"]
    assert after is not None
    assert after.pixelColor(*at) == bare


def test_a_nurse_has_no_button_to_file(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench(), Role.NURSE)
    assert not bed.screen.file.isVisible()
    assert bed.screen.reject.isVisible()
    bed.screen.close_screen()


def test_leaving_keeps_the_work_first(clean: Bed) -> None:
    clean.key(K.Key_R, K.Key_Insert)
    left: list[bool] = []
    clean.screen.leave(lambda: left.append(True))
    assert not left
    clean.bench.lane.run()
    assert left
    kept = [c for c in clean.bench.lane.calls(KeepDraft) if c.draft.arrival == "a-0431"]
    assert len(kept[-1].draft.marks) == 1


def test_the_keys_are_listed_under_the_question_mark(clean: Bed) -> None:
    clean.qtbot.keyClicks(clean.canvas, "?")
    sheet = clean.dialog(KeySheet)
    assert sheet.isVisible()
    sheet.close()


def test_f6_goes_round_the_panes(clean: Bed) -> None:
    seen = []
    for _ in range(5):
        clean.qtbot.keyClick(QApplication.focusWidget(), K.Key_F6)
        focus = QApplication.focusWidget()
        panes = (clean.screen.stage, clean.screen.panel, clean.screen.film, clean.screen.bar)
        panes += (clean.screen.tools,)
        seen.append(next(i for i, pane in enumerate(panes) if pane.isAncestorOf(focus)))
    assert sorted(seen) == [0, 1, 2, 3, 4]


def test_the_picture_is_seen_only_after_a_moment(qtbot: QtBot) -> None:
    bed = Bed.__new__(Bed)
    bench = Bench()
    bed.qtbot, bed.bench, bed.desk = qtbot, bench, bench.desk()
    bed.screen = EditorScreen(EditorPlace(arrivals=bench.arrivals), bed.desk)
    qtbot.addWidget(bed.screen)
    bed.screen.resize(1440, 800)
    bed.screen.show()
    bench.lane.run()
    assert not bed.state.draft.seen
    bench.lane.pass_time(450)
    assert bed.state.draft.seen
    bed.screen.close_screen()


def test_memory_of_the_picture_is_given_back(qtbot: QtBot) -> None:
    bed = Bed(qtbot, Bench(images={"1": plain(3000, 2000)}))
    picture = bed.canvas.picture
    assert picture is not None
    assert picture.sharpness == 1.0
    bed.screen.close_screen()
    assert not picture.is_open
    assert bed.screen.presenter.state.standings()["a-1"] is Standing.TO_CHECK
