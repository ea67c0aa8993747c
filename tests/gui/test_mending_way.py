"""A wrong box over a lesion is mended: viewer, reason, editor, filed again; at a real keeper."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from journey.test_role_table import with_a_record
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from support.practice import CLARE, ETHEL, Practice
from support.way import PersonsWay
from support.workplace import Workplace, at_workstation

from desktop.ids import ImageId
from desktop.records.draft import Draft, MarkState
from desktop.records.gate import Feature
from desktop.records.region import Region
from desktop.ui.editor.mend_screen import MendScreen
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.place import ViewerPlace
from desktop.ui.stage.viewport import XY
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.words import said
from desktop.workflow.viewing import list_images

LEFT = Qt.MouseButton.LeftButton
FILED = Region.rectangle(10, 10, 20, 20)
WHY = "The box lay over the lesion"


@pytest.fixture
def image(working_once: Practice, tmp_path: Path) -> tuple[Practice, ViewerPlace]:
    practice, one, _ = with_a_record(working_once, tmp_path)
    session = practice.sign_in(CLARE)
    with session.vault:
        patient = list_images(session, ETHEL)[0].id
    return practice, ViewerPlace(patient=patient, image=ImageId(one))


@pytest.fixture
def place(image: tuple[Practice, ViewerPlace], qtbot: QtBot, own_home: Path) -> Iterator[Workplace]:
    with at_workstation(image[0].vault, qtbot, own_home, user=CLARE) as running:
        yield running


class Way(PersonsWay):
    """What a clinician does with mouse and keys."""

    def viewer(self, where: ViewerPlace) -> ViewerScreen:
        self.place.window.go(where)
        viewer = self.shown(ViewerScreen)
        self.until(lambda: viewer.pane.copy.sharpness == 1.0 and viewer.presenter.entry is not None)
        return viewer

    def give_reason(self) -> None:
        asked = self.dialog(ReasonDialog)
        assert not asked.act.isEnabled(), "without a reason no original is opened"
        self.place.qtbot.waitUntil(asked.reason.edit.hasFocus)
        QTest.keyClicks(asked.reason.edit, WHY)
        self.click(asked.act)

    def editor(self) -> MendScreen:
        return self.shown(MendScreen)

    def ready(self, editor: MendScreen) -> None:
        self.until(
            lambda: (
                editor.presenter.is_open
                and editor.canvas.picture is not None
                and editor.presenter.state.draft.looked
                and editor.presenter.state.draft.seen
            )
        )

    def mended_lines(self, viewer: ViewerScreen) -> list[str]:
        facts = (one for one in viewer.presenter.facts if one.icon == "square-pen")
        return [said(one.value) for one in facts]

    def at(self, editor: MendScreen, point: XY) -> QPoint:
        x, y = editor.canvas.port.to_view(point)
        return QPoint(round(x), round(y))


def test_a_wrong_box_is_mended_from_the_original(
    place: Workplace, image: tuple[Practice, ViewerPlace]
) -> None:
    way = Way(place)
    viewer = way.viewer(image[1])
    before = looks(viewer)
    assert way.mended_lines(viewer) == []
    way.click(viewer.panel.mend)
    editor = way.editor()
    way.give_reason()
    way.ready(editor)
    assert editor.file.text() == "File the revised copy"
    assert not editor.reject.isVisible(), "a filed image is not turned away"
    (mark,) = editor.presenter.state.draft.marks
    assert mark.region == FILED
    assert not editor.presenter.state.work.answers, "the gate is decided anew"
    assert not editor.file.isEnabled()

    move_the_box(way, editor)
    assert editor.panel.form.why.isVisible(), "the moved region is chosen"
    way.click(editor.panel.form.why)
    QTest.keyClicks(editor.panel.form.why, "Her name is on the wall")
    way.until(editor.file.isEnabled)
    way.click(editor.file)
    way.click(way.dialog(ConfirmDialog).act)

    viewer = way.shown(ViewerScreen)  # type: ignore[assignment]
    way.until(lambda: bool(way.mended_lines(viewer)))
    way.until(lambda: viewer.pane.copy.sharpness == 1.0)
    assert looks(viewer) != before
    (line,) = way.mended_lines(viewer)
    assert WHY in line
    assert "areas covered: 1, now 1" in line
    assert "Her name is on the wall" in {said(one.value) for one in viewer.presenter.facts}


def test_what_was_changed_outlives_a_killed_keeper_and_is_looked_at_before_it_is_filed(
    place: Workplace, image: tuple[Practice, ViewerPlace]
) -> None:
    """The magic edge works on the original too; nothing can be pressed before that is open."""
    way = Way(place)
    way.click(way.viewer(image[1]).panel.mend)
    editor = way.editor()
    asked = way.dialog(ReasonDialog)
    buttons = editor.findChildren(QAbstractButton)
    assert not [one for one in buttons if one.isVisible()], "the original is not open yet"
    assert not editor.bar.isVisible()
    assert asked.isVisible()
    way.give_reason()
    way.ready(editor)
    assert editor.file.isVisible()
    find_an_edge(way, editor)
    move_the_box(way, editor)
    way.until(editor.file.isEnabled)
    changed = editor.presenter.state.work.kept(editor.presenter.state.at)
    way.until(lambda: kept_in(editor) == changed)
    os.kill(place.door.keepers[-1].process_id, signal.SIGKILL)
    place.until_in(2)
    go_on(way, changed)


def go_on(way: Way, changed: Draft) -> None:
    """Come back after the keeper was killed: what was changed goes on, and can be begun anew."""
    editor = way.editor()
    way.give_reason()
    way.until(lambda: editor.presenter.is_open and editor.canvas.picture is not None)
    state = editor.presenter.state
    assert state.draft.marks == changed.marks
    assert state.work.answers == changed.decisions
    alert = editor.presenter.alert()
    assert alert is not None
    assert "goes on" in said(alert.title)
    way.click(editor.notice.action)
    assert [m.region for m in state.draft.marks if m.state is MarkState.ACCEPTED] == [FILED]
    way.until(lambda: state.draft.looked)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert state.work.answers == changed.decisions
    way.until(editor.file.isEnabled)
    way.click(editor.file)
    way.click(way.dialog(ConfirmDialog).act)
    viewer = way.shown(ViewerScreen)
    way.until(lambda: bool(way.mended_lines(viewer)))


def find_an_edge(way: Way, editor: MendScreen) -> None:
    """Have an outline found in the middle of the original, then take it back."""
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_W, Qt.Key.Key_Insert):
        QTest.keyClick(editor.canvas, key)
    way.until(lambda: not editor.presenter.state.is_waiting)
    assert any(mark.region.points for mark in editor.presenter.state.draft.marks)
    QTest.keyClick(editor.canvas, Qt.Key.Key_V)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def kept_in(editor: MendScreen) -> Draft:
    """Return what the editor knows to be in the vault."""
    keeping = editor.presenter._opened_now().keeping
    return keeping._in_vault[editor.presenter.state.at]


def move_the_box(way: Way, editor: MendScreen) -> None:
    """Delete the wrong box, draw another, and answer the gate, by mouse and keys."""
    canvas = editor.canvas
    QTest.mouseClick(canvas.viewport(), LEFT, pos=way.at(editor, (20, 20)))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert editor.presenter.state.draft.marks == ()
    QTest.keyClick(canvas, Qt.Key.Key_R)
    start, end = way.at(editor, (50, 30)), way.at(editor, (70, 50))
    QTest.mousePress(canvas.viewport(), LEFT, pos=start)
    QTest.mouseMove(canvas.viewport(), end)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=end)
    assert len(editor.presenter.state.draft.marks) == 1
    for number, feature in enumerate(Feature, start=1):
        QTest.keyClick(canvas, Qt.Key(Qt.Key.Key_0.value + number))
        covered = feature is Feature.FACE
        QTest.keyClick(canvas, Qt.Key.Key_O if covered else Qt.Key.Key_N)


def test_whoever_gives_no_reason_is_back_in_the_record(
    place: Workplace, image: tuple[Practice, ViewerPlace]
) -> None:
    way = Way(place)
    way.click(way.viewer(image[1]).panel.mend)
    way.editor()
    QTest.keyClick(way.dialog(ReasonDialog), Qt.Key.Key_Escape)
    assert way.shown(ViewerScreen).place == image[1]


def looks(viewer: ViewerScreen) -> bytes:
    return bytes(viewer.pane.copy.grab().toImage().constBits())
