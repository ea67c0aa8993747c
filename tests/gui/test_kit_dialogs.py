"""Questions, the sheet of keys, popovers: they block nothing and close as people expect."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop.ids import PatientId
from desktop.records.patient import Patient
from desktop.ui.look.apply import set_text_scale
from desktop.ui.look.current import size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.confirm_dialog import ConfirmDialog, Truth
from desktop.ui.widgets.field import TextArea
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.key_sheet import KeyGroup, KeySheet
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.popover import Popover
from desktop.ui.widgets.scrim import Scrim
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import set_language
from desktop.wording import Language

TODAY = date(2026, 11, 22)
SIAN = Patient(
    id=PatientId("p1"),
    nhs_number="9991287655",
    family_name="Smith",
    given_name="Sian",
    date_of_birth=date(1945, 7, 14),
)
TRUTHS = (
    Truth(verbatim("Consent covers care and advice")),
    Truth(phrase("inbox.flash_memory"), Tone.MUTE, "clock"),
)


def asked(page: QWidget, qtbot: QtBot, *, destroys: bool = False) -> ConfirmDialog:
    dialog = ConfirmDialog(
        page,
        verbatim("File 3 images to this patient?"),
        phrase("button.file", count=3),
        icon="file-check",
        destroys=destroys,
        patient=(SIAN, TODAY),
        truths=TRUTHS,
    )
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    return dialog


def scrim_of(page: QWidget) -> Scrim | None:
    return next((one for one in page.findChildren(Scrim) if one.isVisible()), None)


def test_enter_confirms_and_the_window_behind_is_dimmed_meanwhile(
    qtbot: QtBot, on_page: OnPage
) -> None:
    page = on_page(width=900, height=600)
    bright = page.grab().toImage().pixelColor(5, 5).redF()
    dialog = asked(page, qtbot)
    scrim = scrim_of(page)
    assert scrim is not None
    assert scrim.geometry() == page.rect()
    dim = page.grab().toImage().pixelColor(5, 5).redF()
    assert dim == pytest.approx(0.49 * bright, abs=0.01)
    page.resize(1000, 700)
    assert scrim.geometry() == page.rect()
    qtbot.waitUntil(dialog.act.hasFocus)
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert scrim_of(page) is None


def test_esc_and_the_left_button_go_back(qtbot: QtBot, on_page: OnPage) -> None:
    page = on_page(width=900, height=600)
    dialog = asked(page, qtbot)
    with qtbot.waitSignal(dialog.cancelled), qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog = asked(page, qtbot)
    with qtbot.waitSignal(dialog.cancelled):
        qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert scrim_of(page) is None


def test_nothing_is_the_default_where_something_is_destroyed(qtbot: QtBot, on_page: OnPage) -> None:
    dialog = asked(on_page(width=900, height=600), qtbot, destroys=True)
    qtbot.waitUntil(dialog.back.hasFocus)
    assert not dialog.act.isDefault()
    with qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(dialog.title, Qt.Key.Key_Return)
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)


def test_the_question_repeats_whose_it_is_with_the_same_banner(
    qtbot: QtBot, on_page: OnPage
) -> None:
    dialog = asked(on_page(width=900, height=600), qtbot)
    assert dialog.banner is not None
    assert dialog.banner.name.text() == "SMITH, Sian"
    assert dialog.banner.nhs_number.text() == "999 128 7655"
    assert dialog.width() == size("dialog")
    dialog.reject()


def test_it_cannot_be_confirmed_until_what_is_missing_is_there(
    qtbot: QtBot, on_page: OnPage
) -> None:
    dialog = asked(on_page(width=900, height=600), qtbot)
    reason = TextArea(verbatim("Reason"), lines=2)
    dialog.add(reason)
    dialog.refuse(phrase("inbox.empty"))
    assert dialog.act.toolTip() == "No images waiting"
    with qtbot.assertNotEmitted(dialog.confirmed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    dialog.refuse(None)
    with qtbot.waitSignal(dialog.confirmed):
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)


def test_what_must_be_written_first_has_the_focus(qtbot: QtBot, on_page: OnPage) -> None:
    dialog = ConfirmDialog(
        on_page(width=900, height=600), verbatim("Reject this image?"), verbatim("Reject image")
    )
    reason = TextArea(verbatim("Reason"), lines=2)
    dialog.add(reason)
    dialog.refuse(phrase("inbox.empty"))
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    qtbot.waitUntil(reason.edit.hasFocus)
    dialog.reject()


def test_a_question_too_high_for_the_window_scrolls_and_keeps_its_buttons(
    qtbot: QtBot, on_page: OnPage
) -> None:
    set_text_scale(2.0)
    page = on_page(width=1180, height=500)
    dialog = asked(page, qtbot)
    dialog.add(TextArea(verbatim("Reason"), lines=8))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert dialog.height() <= page.height()
    for button in (dialog.back, dialog.act):
        assert dialog.rect().contains(button.geometry())
        assert button.width() >= button.sizeHint().width()
    assert dialog.findChild(Scroll).verticalScrollBar().maximum() > 0
    dialog.reject()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_question_is_as_high_as_what_it_says(qtbot: QtBot, on_page: OnPage, scale: float) -> None:
    dialog = asked(on_page(width=1300, height=1200), qtbot)
    set_language(Language.CY)
    set_text_scale(scale)
    dialog.add(TextArea(verbatim("Reason"), lines=2))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    for label in dialog.findChildren(Label):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        if label.isVisible():
            assert label.parentWidget().rect().contains(label.geometry())
            assert dialog.rect().contains(label.mapTo(dialog, label.rect().bottomRight()))
    assert dialog.windowTitle() == "File 3 images to this patient?"
    dialog.reject()


def test_the_sheet_of_keys_lists_them_and_closes_on_its_own_key(
    qtbot: QtBot, on_page: OnPage
) -> None:
    page = on_page(width=900, height=600)
    groups = (
        KeyGroup(phrase("inbox.title"), (("Ctrl+F", phrase("shell.find_patient")),)),
        KeyGroup(verbatim("Editor"), (("1 2 3", verbatim("Choose a feature")),)),
    )
    for close in (Qt.Key.Key_Question, Qt.Key.Key_Escape):
        sheet = KeySheet(page, groups)
        sheet.open()
        assert [key.text() for key in sheet.findChildren(Key)] == ["Ctrl F", "1", "2", "3"]
        set_language(Language.CY)
        assert "Canfod claf" in {label.text() for label in sheet.findChildren(Label)}
        assert scrim_of(page) is not None
        with qtbot.waitSignal(sheet.rejected):
            qtbot.keyClick(sheet, close)
        assert scrim_of(page) is None


def test_a_popover_opens_at_its_anchor_and_closes_on_esc(qtbot: QtBot, on_page: OnPage) -> None:
    anchor = Button(verbatim("More"))
    page = on_page(anchor, width=600, height=400)
    inside = Button(verbatim("Inside"))
    popover = Popover(page, column(inside))
    popover.show_at(anchor)
    assert popover.y() >= anchor.mapToGlobal(anchor.rect().bottomLeft()).y()
    assert inside.hasFocus() or popover.focusWidget() is inside
    qtbot.keyClick(popover, Qt.Key.Key_A)
    assert popover.isVisible()
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()


def test_a_popover_stays_on_the_screen(on_page: OnPage) -> None:
    anchor = Button(verbatim("More"))
    page = on_page(anchor, width=600, height=400)
    page.move(-200, -200)
    popover = Popover(page, column(Label(verbatim("Inside"))))
    popover.show_at(anchor, above=True)
    room = anchor.screen().availableGeometry()
    assert room.contains(popover.geometry())
    popover.close()
