"""Buttons as a person uses them: mouse, keys, reasons, words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop.ui.look.current import colour
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.key import Key, key_text
from desktop.ui.widgets.tool_button import ToolButton
from desktop.ui.words import set_language
from desktop.wording import Language, text


@pytest.mark.parametrize("kind", Kind)
def test_a_press_and_the_space_key_do_the_act(qtbot: QtBot, on_page: OnPage, kind: Kind) -> None:
    button = Button(phrase("button.lock"), kind=kind, icon="lock")
    on_page(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_key_that_is_printed_works(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.lock"), key="Ctrl+L")
    page = on_page(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_the_key_still_works_in_another_language(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.lock"), key="Ctrl+L")
    page = on_page(button)
    set_language(Language.CY)
    assert button.text() == "Cloi"
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_a_key_that_belongs_to_the_stage_is_only_printed(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.lock"), key="A", key_works=False)
    page = on_page(button)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.keyClick(page, Qt.Key.Key_A)
    assert button.sizeHint().width() > Button(phrase("button.lock"), parent=page).sizeHint().width()


def test_a_button_that_is_off_says_why_and_does_nothing(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.file", count=3), key="Ctrl+Return")
    page = on_page(button)
    button.refuse(phrase("inbox.empty"))
    assert not button.isEnabled()
    assert button.toolTip() == "No images waiting"
    assert button.accessibleDescription() == "No images waiting"
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    set_language(Language.CY)
    assert button.toolTip() == text("inbox.empty", Language.CY)
    button.refuse(None)
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_a_busy_button_does_not_act_twice(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.lock"), key="Ctrl+L")
    page = on_page(button)
    button.set_busy(True)
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    button.set_busy(False)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_button_without_words_says_them_in_its_tool_tip(on_page: OnPage) -> None:
    button = Button(phrase("button.redo"), icon="redo-2", key="Ctrl+Y", icon_only=True)
    on_page(button)
    assert button.toolTip() == "Redo Ctrl Y"
    assert button.accessibleName() == "Redo"
    assert min(button.width(), button.height()) >= 24


def test_a_toggle_stays(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.fit"), icon="maximize")
    button.setCheckable(True)
    on_page(button)
    rest = button.grab().toImage()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    assert button.grab().toImage() != rest


def test_the_focus_is_a_ring(qtbot: QtBot, on_page: OnPage) -> None:
    first, second = Button(verbatim("One")), Button(verbatim("Two"))
    page = on_page(first, second)
    first.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    image = second.grab().toImage()
    middle = image.pixelColor(image.width() // 2, 1)
    assert middle.name() == colour("focus").name()


def test_an_ampersand_is_shown_and_makes_no_shortcut(on_page: OnPage) -> None:
    button = Button(verbatim("Fish & chips"))
    on_page(button)
    assert button.accessibleName() == "Fish & chips"
    assert button.shortcut().isEmpty()


def test_a_screen_reader_hears_a_button_with_name_and_reason(on_page: OnPage) -> None:
    button = Button(phrase("button.lock"), icon="lock")
    on_page(button)
    button.refuse(phrase("inbox.empty"))
    heard = QAccessible.queryAccessibleInterface(button)
    assert heard.role() == QAccessible.Role.Button
    assert heard.text(QAccessible.Text.Name) == "Lock"
    assert heard.text(QAccessible.Text.Description) == "No images waiting"
    assert heard.state().disabled


def test_words_and_key_can_change(qtbot: QtBot, on_page: OnPage) -> None:
    button = Button(phrase("button.file", count=1), kind=Kind.PRIMARY)
    on_page(button)
    before = button.sizeHint().width()
    button.say(phrase("button.file", count=12))
    button.set_key("F5")
    button.set_icon("refresh-cw")
    assert button.accessibleName() == "File 12 images"
    assert button.sizeHint().width() > before
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_F5)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Ctrl+Return", "Ctrl Enter"), ("Ctrl+Shift+Z", "Ctrl Shift Z"), ("Ctrl++", "Ctrl +")],
)
def test_keys_are_named_as_on_the_keyboard(
    monkeypatch: pytest.MonkeyPatch, keys: str, shown: str
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert key_text(keys) == shown


def test_keys_have_their_signs_on_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    assert key_text("Ctrl+Return") == "⌘ ⏎"


def test_a_key_cap_holds_its_key(on_page: OnPage) -> None:
    key = Key("Ctrl+F")
    on_page(key)
    assert key.width() >= key.sizeHint().width()
    assert key.text() == "Ctrl F"


def test_a_tool_says_what_it_does_and_its_key(qtbot: QtBot, on_page: OnPage) -> None:
    tool = ToolButton(phrase("editor.rectangle"), icon="square", key="R")
    on_page(tool)
    assert tool.accessibleName() == "Rectangle"
    assert tool.toolTip().split() == ["Rectangle", "R"]
    qtbot.mouseClick(tool, Qt.MouseButton.LeftButton)
    assert tool.isChecked()
    set_language(Language.CY)
    assert tool.accessibleName() == "Petryal"
