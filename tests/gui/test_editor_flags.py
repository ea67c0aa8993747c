"""What is delicate about a series: two ticks and a note at the gate, and what is filed of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from support.editing import EIRLYS, Bench
from support.editor_bed import CTRL, Bed, K

from desktop.errors import DeskError
from desktop.keeper.calls import FileImage
from desktop.records.draft_json import from_json, to_json
from desktop.records.filed import Filed
from desktop.records.flags import Flag, Flags
from desktop.records.inbox import Inbox
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.label import Label
from desktop.ui.words import said

NOTE = "Nia Test, practice nurse"
INTIMATE = Flags(marked=frozenset({Flag.INTIMATE}), chaperone=NOTE)
BORN = date(2012, 3, 4)


@dataclass
class ChildBench(Bench):
    """A series of somebody born in 2012; what is filed waits for a second clinician."""

    born: date = EIRLYS.date_of_birth

    def inbox(self) -> Inbox:
        patient = replace(EIRLYS, date_of_birth=self.born)
        return replace(super().inbox(), patients=(patient,))

    def _file(self, call: FileImage) -> Filed | DeskError:
        filed = super()._file(call)
        return filed if isinstance(filed, DeskError) else replace(filed, is_awaiting=True)


@pytest.fixture
def bed(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Bed]:
    made = Bed(qtbot, ChildBench(born=getattr(request, "param", EIRLYS.date_of_birth)))
    yield made
    made.screen.close_screen()


def decide(bed: Bed) -> None:
    bed.see_all()
    for digit in (K.Key_1, K.Key_2, K.Key_3, K.Key_4, K.Key_5, K.Key_6):
        bed.key(digit, K.Key_N)
    bed.give_details()


def test_an_intimate_area_is_filed_only_with_a_note_about_the_chaperone(bed: Bed) -> None:
    decide(bed)
    flags = bed.screen.panel.gate.flags
    assert bed.screen.file.isEnabled()
    assert not flags.chaperone.isVisible()
    bed.key(K.Key_I)
    assert flags.ticks[Flag.INTIMATE].isChecked()
    assert flags.chaperone.edit.hasFocus(), "the note that is missing is the next thing to do"
    assert not bed.screen.file.isEnabled()
    assert "only with a note about the chaperone" in bed.screen.bar._state.text()

    bed.qtbot.keyClicks(flags.chaperone.edit, NOTE)
    assert bed.screen.file.isEnabled()
    bed.settle()
    kept = bed.bench.drafts[bed.bench.arrivals[0]]
    assert kept.jotted.flags == INTIMATE
    assert from_json(to_json(kept)) == kept
    bed.key(K.Key_Z, held=CTRL)
    assert flags.chaperone.value() == "", "the whole note is one step"
    bed.key(K.Key_Y, held=CTRL)
    file_it(bed)


def file_it(bed: Bed) -> None:
    """File it; what is said before and afterwards speaks of a second clinician."""
    bed.click_on(bed.screen.file)
    dialog = bed.dialog(ConfirmDialog)
    words = {label.text() for label in dialog.findChildren(Label)}
    assert any("nobody else sees it until a second clinician agrees" in one for one in words)
    bed.qtbot.keyClick(dialog, K.Key_Return)
    bed.settle()
    filed = bed.bench.lane.calls(FileImage)
    assert [one.filing.flags for one in filed] == [INTIMATE] * 3
    end = bed.screen._end
    assert end is not None
    assert any("wait for a second clinician" in one.text() for one in end.findChildren(Label))
    assert "3 wait for a second clinician" in said(bed.desk.jobs.facts[-1].summary)


@pytest.mark.parametrize("bed", [BORN], indirect=True)
def test_under_18_by_the_date_of_birth_cannot_be_taken_off(bed: Bed) -> None:
    flags = bed.screen.panel.gate.flags
    child = flags.ticks[Flag.UNDER_18]
    assert child.isChecked()
    bed.qtbot.mouseClick(child, Qt.MouseButton.LeftButton)
    assert child.isChecked()
    assert flags.why.isVisible()
    assert "date of birth" in flags.why.text()
    bed.key(K.Key_U)
    assert child.isChecked()
    assert "cannot be taken off" in bed.screen.bar._state.text(), "no key is silent"


def test_both_are_ticked_by_hand_and_taken_off_again(bed: Bed) -> None:
    ticks = bed.screen.panel.gate.flags.ticks
    for flag in Flag:
        bed.click_on(ticks[flag])
        assert flag in bed.state.work.jotted.flags.marked
    bed.key(K.Key_U, K.Key_I)
    assert bed.state.work.jotted.flags.marked == frozenset()
    assert not any(tick.isChecked() for tick in ticks.values())
