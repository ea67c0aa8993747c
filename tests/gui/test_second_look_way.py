"""An intimate area from the gate to the record, at a real keeper: filed, sent back, mended, agreed.

Two clinicians at one workstation, one after the other, by mouse and keys; between them, a nurse.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from support.practice import CLARE, ETHEL, NIA, Practice
from support.seconds import DELYTH, asking
from support.way import PersonsWay
from support.workplace import Workplace, at_workstation

from desktop.ids import ArrivalId, PatientId
from desktop.records.gate import Feature
from desktop.records.image import ImageState
from desktop.ui.editor.mend_screen import MendScreen
from desktop.ui.editor.screen import EditorScreen
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.home.screen import HomeScreen
from desktop.ui.place import EditorPlace, Home
from desktop.ui.second_look_dialogs import SendBackDialog
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.label import Label
from desktop.workflow.inbox import list_inbox
from desktop.workflow.viewing import list_images

K, LEFT = Qt.Key, Qt.MouseButton.LeftButton
WORDS = "Cover the ring at the left"


@pytest.fixture
def practice(working_once: Practice, tmp_path: Path) -> Practice:
    return asking(working_once, tmp_path)


@pytest.fixture
def place(practice: Practice, qtbot: QtBot, own_home: Path) -> Iterator[Workplace]:
    with at_workstation(practice.vault, qtbot, own_home, user=None) as running:
        running.until_out(1)
        yield running


class Way(PersonsWay):
    """What people do one after the other, each waiting for what the keeper says."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._doors = 1

    def come(self, user: str) -> None:
        self.place.door.come_in(user)
        self.place.until_in(self._doors)

    def leave(self) -> None:
        self._doors += 1
        self.place.station.lock()
        self.place.until_out(self._doors)

    # ------------------------------------------------------------------ clinicians

    def open_from_today(self, title: str) -> ViewerScreen:
        """Press Enter on a line of the list, and look at the image."""
        self.place.window.go(Home())
        home = self.shown(HomeScreen)
        self.until(lambda: any(_is(one, title) for one in home.looks.rows))
        row = next(one for one in home.looks.rows if _is(one, title))
        row.setFocus()
        QTest.keyClick(row, K.Key_Return)
        viewer = self.shown(ViewerScreen)
        self.until(lambda: viewer.pane.copy.sharpness == 1.0 and viewer.look.isVisible())
        return viewer

    def decide(self, editor: EditorScreen) -> None:
        """Answer the gate by keys, once it has been looked at."""
        self.until(
            lambda: (
                editor.presenter.is_open
                and editor.canvas.picture is not None
                and editor.presenter.state.draft.looked
                and editor.presenter.state.draft.seen
            )
        )
        covered = {mark.feature for mark in editor.presenter.state.draft.marks}
        for number, feature in enumerate(Feature, start=1):
            QTest.keyClick(editor.canvas, K(K.Key_0.value + number))
            QTest.keyClick(editor.canvas, K.Key_O if feature in covered else K.Key_N)

    def give_details(self, editor: EditorScreen) -> None:
        details = editor.panel.details
        for combo in (details.site, details.side, details.how):
            assert isinstance(combo, Combo)
            QTest.keyClick(combo, K.Key_Down)

    def file(self, editor: EditorScreen) -> None:
        self.until(editor.file.isEnabled)
        self.click(editor.file)
        QTest.keyClick(self.dialog(ConfirmDialog), K.Key_Return)


def _is(row: QWidget, title: str) -> bool:
    return row.accessibleName().startswith(title)


@pytest.mark.timeout(900)  # four people sign in, one after the other, on a machine that may be busy
def test_filed_sent_back_mended_and_agreed_by_two_clinicians(
    practice: Practice, place: Workplace
) -> None:
    arrival, patient = one_to_file(practice)
    way = Way(place)
    way.come(CLARE)
    file_intimate(way, arrival)
    way.leave()
    assert seen_by_the_nurse(practice) == []

    way.come(DELYTH)
    viewer = way.open_from_today("Take the second look")
    assert viewer.presenter.place.patient == patient
    QTest.keyClick(viewer.pane.stage, K.Key_N)
    asked = way.dialog(SendBackDialog)
    QTest.keyClicks(asked.words.edit, WORDS)
    way.click(asked.act)
    way.until(lambda: "You sent it back" in viewer.look.words.text())
    way.leave()

    way.come(CLARE)
    mend_it(way)
    way.leave()
    assert seen_by_the_nurse(practice) == []

    way.come(DELYTH)
    viewer = way.open_from_today("Take the second look")
    QTest.keyClick(viewer.pane.stage, K.Key_Y)
    QTest.keyClick(way.dialog(ConfirmDialog), K.Key_Return)
    way.until(lambda: not viewer.look.isVisible())
    way.leave()
    assert seen_by_the_nurse(practice) == [ImageState.FILED]


def one_to_file(practice: Practice) -> tuple[ArrivalId, PatientId]:
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = list_inbox(session).waiting
        first = next(one for one in waiting if one.patient is not None)
    assert first.patient is not None
    return first.arrival, first.patient


def seen_by_the_nurse(practice: Practice) -> list[ImageState]:
    session = practice.sign_in(NIA)
    with session.vault:
        return [one.state for one in list_images(session, ETHEL)[1]]


def file_intimate(way: Way, arrival: ArrivalId) -> None:
    """File it: without a note about the chaperone it stays where it is."""
    way.place.window.go(EditorPlace(arrivals=(arrival,)))
    editor = way.shown(EditorScreen)
    way.until(lambda: editor.presenter.is_open)
    way.give_details(editor)
    way.decide(editor)
    QTest.keyClick(editor.canvas, K.Key_I)
    assert not editor.file.isEnabled()
    QTest.keyClicks(editor.panel.gate.flags.chaperone.edit, "Nia Test, nurse")
    way.file(editor)
    way.until(lambda: editor._end is not None)
    words = [label.text() for label in editor.findChildren(Label)]
    assert any("waits for a second clinician" in one for one in words)


def mend_it(way: Way) -> None:
    """Read what the second one said, and cover more."""
    viewer = way.open_from_today("Sent back to you")
    assert viewer.look.said.text() == WORDS
    way.click(viewer.look.mend)
    editor = way.shown(MendScreen)
    asked = way.dialog(ReasonDialog)
    QTest.keyClicks(asked.reason.edit, "The ring was visible")
    way.click(asked.act)
    way.until(lambda: editor.presenter.is_open and editor.canvas.picture is not None)
    assert editor.panel.gate.flags.chaperone.value() == "Nia Test, nurse"
    editor.canvas.setFocus()
    QTest.keyClick(editor.canvas, K.Key_R)
    QTest.keyClick(editor.canvas, K.Key_Insert)
    way.decide(editor)
    way.file(editor)
    viewer = way.shown(ViewerScreen)
    way.until(lambda: "so the second look is a colleague" in viewer.look.words.text())
