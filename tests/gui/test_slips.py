"""A session slip from a patient's page: asked for, shown, printed, withdrawn."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.answers import practice_lane
from support.fake_lane import FakeLane
from support.filed import EIRLYS
from support.seen import cut, dress, outside, settle
from support.waiting import GWYN, NOW, desk_for

from desktop.clock import stamp
from desktop.errors import WrongStateError
from desktop.ids import SlipId
from desktop.keeper.calls import LayOutSlip, ListSlips, MakeSlip, SaveSlip, WithdrawSlip
from desktop.records.outcome import Nothing
from desktop.records.role import Role
from desktop.records.slip import NewSlip, OpenSlip
from desktop.records.slip_token import check_code, new_token
from desktop.redact.detect.slips import find_slips
from desktop.share.paper import squares_of
from desktop.share.slip_sheet import draw_slip
from desktop.ui.look.tokens import Theme
from desktop.ui.place import RecordPlace
from desktop.ui.record.screen import RecordScreen
from desktop.wording import Language

TOKEN = new_token()
SLIP = NewSlip(
    id=SlipId("q-one"),
    patient=EIRLYS,
    squares=squares_of(TOKEN, sturdy=True),
    code=check_code(TOKEN),
    made_at=stamp(NOW),
    expires_at=stamp(NOW + timedelta(hours=4)),
)
UNUSED = OpenSlip(
    id=SlipId("q-two"),
    patient=GWYN,
    code="K7QF",
    made_at=stamp(NOW - timedelta(minutes=20)),
    expires_at=stamp(NOW + timedelta(hours=3)),
)
PICTURES = os.environ.get("DIOGEL_PICTURES", "")
"""Where pictures of what is shown go, for whoever wants to look at them."""


def answers() -> dict[Any, Any]:
    known: dict[Any, Any] = {
        ListSlips: (UNUSED,),
        MakeSlip: SLIP,
        WithdrawSlip: Nothing(),
        SaveSlip: Nothing(),
        LayOutSlip: lambda call: draw_slip(
            call.slip.squares, code=call.slip.code, expires_at=call.slip.expires_at
        ),
    }
    return dict(practice_lane().answers) | known


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[RecordScreen]:
    made = RecordScreen(
        RecordPlace(patient=EIRLYS.id), desk_for(FakeLane(answers()), Role.CLINICIAN)
    )
    qtbot.addWidget(made)
    made.resize(1440, 860)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    settle()
    yield made
    made.close_screen()


def lane_of(screen: RecordScreen) -> FakeLane:
    lane = screen.desk.lane
    assert isinstance(lane, FakeLane)
    return lane


def show(screen: RecordScreen, qtbot: QtBot) -> Any:
    """Make a slip with keys alone and return what shows it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(
        focus,
        Qt.Key.Key_S,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    qtbot.waitUntil(lambda: screen.slips.question is not None)
    question = screen.slips.question
    assert question is not None
    assert question.isVisible()
    QTest.keyClick(question, Qt.Key.Key_Return)
    settle()
    assert screen.slips.sheet is not None
    return screen.slips.sheet


def grabbed(widget: Any) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)


def test_keys_alone_make_a_slip_that_a_camera_reads(screen: RecordScreen, qtbot: QtBot) -> None:
    sheet = show(screen, qtbot)
    assert [call.patient for call in lane_of(screen).calls(MakeSlip)] == [EIRLYS.id]
    assert find_slips(grabbed(sheet)) == (TOKEN,)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    settle()
    assert lane_of(screen).calls(WithdrawSlip) == []


def test_nothing_that_a_camera_sees_says_whose_it_is(screen: RecordScreen, qtbot: QtBot) -> None:
    sheet = show(screen, qtbot)
    said = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for part in (EIRLYS.family_name, EIRLYS.given_name, EIRLYS.nhs_number[-4:], EIRLYS.id):
        assert part.casefold() not in said.casefold()
    assert SLIP.code in said
    assert sheet.geometry() == screen.window().geometry(), "it covers whose page lies behind"


def test_who_it_is_for_is_told_before_it_is_made(screen: RecordScreen) -> None:
    QTest.mouseClick(screen.slip, Qt.MouseButton.LeftButton)
    settle()
    question = screen.slips.question
    assert question is not None
    assert question.banner is not None
    assert question.banner.born.isVisible()
    assert EIRLYS.family_name.upper() in question.banner.name.text()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    settle()
    assert lane_of(screen).calls(MakeSlip) == []


def test_slip_that_was_not_used_is_withdrawn(screen: RecordScreen) -> None:
    QTest.mouseClick(screen.slip, Qt.MouseButton.LeftButton)
    settle()
    question = screen.slips.question
    assert question is not None
    question.withdraw_asked.emit(UNUSED.id)
    settle()
    assert question.rows == {}
    QTest.keyClick(question, Qt.Key.Key_Return)
    settle()
    sheet = screen.slips.sheet
    assert sheet is not None
    QTest.mouseClick(sheet.not_used, Qt.MouseButton.LeftButton)
    settle()
    assert [call.slip for call in lane_of(screen).calls(WithdrawSlip)] == [UNUSED.id, SLIP.id]


def test_what_fails_is_told(screen: RecordScreen) -> None:
    lane_of(screen).answers[MakeSlip] = WrongStateError("slip_used")
    QTest.mouseClick(screen.slip, Qt.MouseButton.LeftButton)
    settle()
    question = screen.slips.question
    assert question is not None
    QTest.keyClick(question, Qt.Key.Key_Return)
    settle()
    assert screen.notice.isVisible()


def test_slip_is_printed_and_saved(screen: RecordScreen, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = show(screen, qtbot)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    screen.slips.choose_printer = lambda _parent: printer
    screen.slips.choose_file = lambda _parent, name: tmp_path / name
    QTest.mouseClick(sheet.to_printer, Qt.MouseButton.LeftButton)
    settle()
    assert (tmp_path / "printed.pdf").stat().st_size > 1000
    QTest.mouseClick(sheet.to_file, Qt.MouseButton.LeftButton)
    settle()
    (call,) = lane_of(screen).calls(SaveSlip)
    assert call.to == tmp_path / f"session-slip-{SLIP.code}.pdf"
    assert str(call.to) in sheet.note.text()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECEPTIONIST])
def test_roles_that_do_not_photograph_are_not_offered_it(qtbot: QtBot, role: Role) -> None:
    made = RecordScreen(RecordPlace(patient=EIRLYS.id), desk_for(FakeLane(answers()), role))
    qtbot.addWidget(made)
    made.show()
    assert not made.slip.isVisible()
    made.close_screen()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [1.0, 2.0])
def test_nothing_is_cut_in_any_look(
    screen: RecordScreen, theme: Theme, language: Language, size: float
) -> None:
    dress(theme=theme, language=language, size=size)
    QTest.mouseClick(screen.slip, Qt.MouseButton.LeftButton)
    settle()
    question = screen.slips.question
    assert question is not None
    assert cut(question) == []
    look = f"{theme.value}-{language.value}-{size:.0f}"
    _keep(question, f"question-{look}")
    QTest.keyClick(question, Qt.Key.Key_Return)
    settle()
    sheet = screen.slips.sheet
    assert sheet is not None
    assert cut(sheet) == []
    assert outside(sheet) == []
    assert find_slips(grabbed(sheet)) == (TOKEN,)
    _keep(sheet, f"sheet-{look}")


def _keep(widget: Any, name: str) -> None:
    if PICTURES:
        QApplication.processEvents()
        widget.grab().save(f"{PICTURES}/{name}.png")
