"""Fields, choices, ticks and segments as a person uses them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop.ui.look.current import colour
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.field import Field, TextArea
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.labelled import Labelled
from desktop.ui.widgets.segments import Segments
from desktop.ui.widgets.tick import RadioGroup, Tick
from desktop.ui.words import set_language
from desktop.wording import Language

VERDICTS = [(name, phrase(f"verdict.{name}")) for name in ("obscured", "absent", "needed")]


def heard(widget: QWidget) -> QAccessible:
    return QAccessible.queryAccessibleInterface(widget)


def test_what_is_typed_is_told(qtbot: QtBot, on_page: OnPage) -> None:
    field = Field(phrase("column.nhs_number"), placeholder=phrase("inbox.title"), icon="search")
    on_page(field)
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(field.edit, "999")
    assert field.value() == "999"
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert entered.args == ["999"]


def test_a_field_has_its_name_in_both_languages(on_page: OnPage) -> None:
    field = Field(phrase("column.nhs_number"), placeholder=phrase("inbox.title"))
    page = on_page(field)
    assert heard(field.edit).text(QAccessible.Text.Name) == "NHS number"
    set_language(Language.CY)
    assert heard(field.edit).text(QAccessible.Text.Name) == "Rhif GIG"
    assert field.edit.placeholderText() == "Mewnflwch"
    assert "Rhif GIG" in {label.text() for label in page.findChildren(Label)}


def test_what_is_wrong_is_said_under_the_field_and_to_a_screen_reader(on_page: OnPage) -> None:
    field = Field(verbatim("Number"), hint=phrase("inbox.title"))
    on_page(field)
    before = field.edit.grab().toImage()
    field.set_error(phrase("inbox.empty"))
    assert heard(field.edit).text(QAccessible.Text.Description) == "No images waiting"
    image = field.edit.grab().toImage()
    assert image != before
    assert image.pixelColor(image.width() // 2, 0).name() == colour("err").name()
    field.set_error(None)
    assert heard(field.edit).text(QAccessible.Text.Description) == "Inbox"
    assert field.edit.grab().toImage() == before


def test_focus_and_error_make_no_field_jump(on_page: OnPage) -> None:
    field, combo = Field(verbatim("Number")), Combo(verbatim("Basis"), VERDICTS)
    page = on_page(field, Labelled(verbatim("Basis"), combo))
    for control in (field.edit, combo):
        page.setFocus()
        rest = (control.sizeHint(), control.y())
        control.setFocus()
        assert (control.sizeHint(), control.y()) == rest
        control.setProperty("wrong", True)
        control.style().polish(control)
        assert (control.sizeHint(), control.y()) == rest


def test_an_error_with_much_to_say_wraps_and_is_not_cut(qtbot: QtBot, on_page: OnPage) -> None:
    field = Field(verbatim("Number"))
    on_page(field)
    field.set_error(phrase("inbox.flash_memory"))
    below = next(one for one in field.findChildren(Label) if "flash" in one.text())
    qtbot.waitUntil(lambda: below.height() >= below.heightForWidth(below.width()))
    assert below.height() > field.fontMetrics().height() * 1.5


def test_a_field_can_be_emptied_by_its_button(qtbot: QtBot, on_page: OnPage) -> None:
    field = Field(verbatim("Site"), clear=True)
    on_page(field)
    button = next(one for one in field.edit.children() if one.metaObject().className() == "Button")
    assert not button.isVisible()
    qtbot.keyClicks(field.edit, "leg")
    assert button.isVisible()
    assert button.accessibleName() == "Clear"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.value() == ""
    assert not button.isVisible()


def test_a_secret_is_not_shown_and_can_be_pasted(qtbot: QtBot, on_page: OnPage) -> None:
    field = Field(verbatim("Passphrase"), secret=True)
    on_page(field)
    QApplication.clipboard().setText("correct horse")
    qtbot.keyClick(field.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == "correct horse"
    assert "horse" not in field.edit.displayText()


def test_enter_in_a_text_area_is_a_new_line_and_tab_leaves_it(
    qtbot: QtBot, on_page: OnPage
) -> None:
    area, field = TextArea(verbatim("Reason"), lines=2), Field(verbatim("Next"))
    on_page(area, field)
    area.edit.setFocus()
    qtbot.keyClicks(area.edit, "one")
    qtbot.keyClick(area.edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(area.changed):
        qtbot.keyClicks(area.edit, "two")
    assert area.value() == "one\ntwo"
    qtbot.keyClick(area.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(field.edit.hasFocus)
    area.set_value("three")
    assert area.value() == "three"


def test_any_control_can_have_a_name_above_it(on_page: OnPage) -> None:
    combo = Combo(verbatim("x"), VERDICTS)
    labelled = Labelled(phrase("inbox.title"), combo)
    on_page(labelled)
    assert combo.accessibleName() == "Inbox"
    labelled.set_error(phrase("inbox.empty"))
    assert combo.accessibleDescription() == "No images waiting"


def test_a_choice_is_made_with_the_keys(qtbot: QtBot, on_page: OnPage) -> None:
    combo = Combo(phrase("feature.face"), VERDICTS)
    on_page(combo)
    assert combo.value() == "obscured"
    combo.setFocus()
    with qtbot.waitSignal(combo.chosen) as chosen:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert chosen.args == ["absent"]
    set_language(Language.CY)
    assert combo.currentText() == "Ddim yno"
    assert combo.value() == "absent"


def test_the_program_choosing_is_no_choice_of_a_person(qtbot: QtBot, on_page: OnPage) -> None:
    combo = Combo(phrase("feature.face"), VERDICTS)
    on_page(combo)
    with qtbot.assertNotEmitted(combo.chosen):
        combo.set_value("needed")
        combo.set_choices(VERDICTS[1:])
    assert combo.value() == "needed"
    combo.set_value("nonsense")
    assert combo.value() == "absent"
    combo.set_choices([])
    assert combo.value() is None


def test_scrolling_past_a_choice_does_not_change_it(on_page: OnPage) -> None:
    combo = Combo(phrase("feature.face"), VERDICTS)
    on_page(combo)
    event = QWheelEvent(
        QPointF(5, 5),
        combo.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, event)
    assert combo.value() == "obscured"


def test_a_tick_is_ticked_anywhere_on_it_and_with_space(qtbot: QtBot, on_page: OnPage) -> None:
    tick = Tick(phrase("feature.face"))
    on_page(tick)
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 3, 4))
    assert tick.isChecked()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert not tick.isChecked()
    assert heard(tick).text(QAccessible.Text.Name) == "Face"
    assert heard(tick).role() == QAccessible.Role.CheckBox


def test_a_person_can_only_tick_or_untick_what_is_partly_ticked(on_page: OnPage) -> None:
    tick = Tick(phrase("feature.face"), tri_state=True, words_shown=False)
    on_page(tick)
    looks = []
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked):
        tick.setCheckState(state)
        looks.append(tick.grab().toImage())
    assert looks[0] != looks[1] != looks[2]
    tick.setCheckState(Qt.CheckState.PartiallyChecked)
    assert heard(tick).state().checkStateMixed
    tick.click()
    assert tick.checkState() is Qt.CheckState.Checked
    tick.click()
    assert tick.checkState() is Qt.CheckState.Unchecked
    assert min(tick.width(), tick.height()) >= 24


@pytest.mark.parametrize("upright", [True, False])
def test_one_radio_button_is_chosen_with_mouse_and_arrows(
    qtbot: QtBot, on_page: OnPage, upright: bool
) -> None:
    group = RadioGroup(phrase("feature.face"), VERDICTS, upright=upright)
    on_page(group)
    assert group.value() is None
    with qtbot.waitSignal(group.chosen) as chosen:
        qtbot.mouseClick(group.buttons[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["obscured"]
    group.buttons[0].setFocus()
    qtbot.keyClick(group.buttons[0], Qt.Key.Key_Down if upright else Qt.Key.Key_Right)
    assert group.value() == "absent"
    group.set_value("needed")
    assert group.value() == "needed"
    group.set_value(None)
    assert group.value() is None
    assert heard(group.buttons[0]).role() == QAccessible.Role.RadioButton
    set_language(Language.CY)
    assert group.buttons[1].accessibleName() == "Ddim yno"


def test_segments_are_chosen_with_mouse_and_arrows(qtbot: QtBot, on_page: OnPage) -> None:
    segments = Segments(phrase("feature.face"), VERDICTS)
    on_page(segments)
    segments.set_value("obscured")
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.mouseClick(segments.buttons[2], Qt.MouseButton.LeftButton)
    assert chosen.args == ["needed"]
    segments.buttons[2].setFocus()
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.keyClick(segments.buttons[2], Qt.Key.Key_Left)
    assert chosen.args == ["absent"]
    assert segments.buttons[1].hasFocus()
    assert [button.isChecked() for button in segments.buttons] == [False, True, False]


def test_what_is_undecided_is_amber_with_a_warning_until_somebody_decides(
    qtbot: QtBot, on_page: OnPage
) -> None:
    segments = Segments(phrase("feature.face"), VERDICTS, small=True, must_decide=True)
    on_page(segments)
    assert segments.is_undecided()
    assert segments.value() is None
    image = segments.grab().toImage()
    middle = image.pixelColor(segments.buttons[0].x() + 2, image.height() // 2)
    assert middle.name() == colour("warnSoft").name()
    qtbot.mouseClick(segments.buttons[0], Qt.MouseButton.LeftButton)
    assert not segments.is_undecided()
    width = segments.sizeHint().width()
    segments.set_value(None)
    assert segments.is_undecided()
    assert segments.sizeHint().width() == width


def test_counts_and_what_is_not_offered(qtbot: QtBot, on_page: OnPage) -> None:
    segments = Segments(phrase("feature.face"), VERDICTS)
    on_page(segments)
    segments.set_count("absent", 14)
    assert segments.buttons[1].accessibleName() == "Not present, 14"
    segments.set_offered("obscured", offered=False)
    with qtbot.assertNotEmitted(segments.chosen):
        qtbot.mouseClick(segments.buttons[0], Qt.MouseButton.LeftButton)
    set_language(Language.CY)
    assert segments.buttons[1].accessibleName() == "Ddim yno, 14"
    segments.set_count("absent", None)
    assert segments.buttons[1].accessibleName() == "Ddim yno"
    segments.buttons[1].set_icon("check")
    assert heard(segments.buttons[1]).role() == QAccessible.Role.RadioButton
