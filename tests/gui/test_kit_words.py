"""Every page of the kit in both languages and at every text size: nothing is cut or nameless."""

import re
from collections.abc import Callable

import gallery
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from support.pages import OnPage

from desktop.ui.look.apply import set_text_scale, set_theme
from desktop.ui.look.current import TEXT_SCALES
from desktop.ui.look.tokens import Theme
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import Line
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import keep_said, language, name_said, said, set_language
from desktop.wording import Language

PAGES: tuple[Callable[[], QWidget], ...] = (gallery.kit_page, gallery.frame_page)


@pytest.fixture(params=PAGES, ids=lambda make: make.__name__)
def page(request: pytest.FixtureRequest, qtbot: QtBot) -> QWidget:
    made = request.param()
    qtbot.addWidget(made)
    made.resize(1180, 1300)
    made.show()
    return made


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def shown(page: QWidget) -> list[QWidget]:
    return [one for one in page.findChildren(QWidget) if one.isVisible()]


def cut(widget: QWidget) -> bool:
    """Return whether a widget has less room than its words need."""
    match widget:
        case Label() if widget.wordWrap():
            return widget.height() < widget.heightForWidth(widget.width())
        case Label():
            elided = widget.minimumSizeHint().width() < widget.sizeHint().width()
            wide = widget.minimumSizeHint().width() if elided else widget.sizeHint().width()
            return widget.width() < wide or widget.height() < widget.sizeHint().height()
        case QAbstractButton() | Badge() | Key() | Icon():
            hint = widget.sizeHint()
            return widget.width() < hint.width() or widget.height() < hint.height()
        case Line():
            return widget.width() < 1 or widget.height() < 1
    return False


@pytest.mark.parametrize("scale", TEXT_SCALES)
@pytest.mark.parametrize("chosen", Language)
def test_nothing_is_cut(page: QWidget, chosen: Language, scale: float) -> None:
    set_language(chosen)
    set_text_scale(scale)
    page.resize(1180, round(1300 * scale))
    settle()
    wrong = [(type(one).__name__, one.accessibleName()) for one in shown(page) if cut(one)]
    assert not wrong
    for one in shown(page):
        parent = one.parentWidget()
        if parent is not None and not one.isWindow():
            assert parent.rect().contains(one.geometry()), (one, one.geometry(), parent.rect())


def test_a_new_language_is_said_everywhere_without_building_again(page: QWidget) -> None:
    before = shown(page)
    english = [text_of(one) for one in before]
    set_language(Language.CY)
    settle()
    welsh = [text_of(one) for one in shown(page)]
    assert "Ffeilio 3 delwedd" in welsh
    assert "File 3 images" in english
    assert "File 3 images" not in welsh
    assert {id(one) for one in before} >= {id(one) for one in shown(page) if text_of(one)}
    set_language(Language.EN)
    settle()
    assert [text_of(one) for one in shown(page)] == english


def text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


@pytest.mark.parametrize("chosen", Theme)
def test_everything_can_be_painted_in_every_theme_and_switched_off(
    page: QWidget, chosen: Theme
) -> None:
    set_theme(chosen)
    rest = page.grab().toImage()
    for child in page.children():
        if isinstance(child, QWidget):
            child.setEnabled(False)
    assert page.grab().toImage() != rest


def test_whatever_takes_the_focus_has_a_name_and_a_target_that_can_be_hit(page: QWidget) -> None:
    for one in shown(page):
        if not isinstance(one, QAbstractButton | QLineEdit):
            continue
        heard = QAccessible.queryAccessibleInterface(one)
        assert heard.text(QAccessible.Text.Name), one
        assert min(one.width(), one.height()) >= 24, one


def test_no_name_is_a_code(page: QWidget) -> None:
    for chosen in Language:
        set_language(chosen)
        for one in shown(page):
            assert not re.search(r"\{|[a-z]_[a-z]", one.accessibleName() + text_of(one)) or (
                "gate_open" in text_of(one)
            )


def test_any_setter_can_be_said_again(qtbot: QtBot, on_page: OnPage) -> None:
    label = Label(verbatim("x"))
    page = on_page(label)
    keep_said(page, "setWindowTitle", phrase("inbox.title"))
    keep_said(label, "setToolTip", phrase("button.lock"))
    keep_said(label, "setToolTip", phrase("button.undo"))
    name_said(label, phrase("inbox.empty"))
    assert (page.windowTitle(), label.toolTip()) == ("Inbox", "Undo")
    set_language(Language.CY)
    assert language() is Language.CY
    assert (page.windowTitle(), label.toolTip()) == ("Mewnflwch", "Dadwneud")
    assert label.accessibleName() == said(phrase("inbox.empty"))
    assert label.text() == "x"


def test_a_label_that_is_too_long_says_all_in_its_tool_tip(on_page: OnPage) -> None:
    label = Label(phrase("inbox.flash_memory"), elide=True)
    page = on_page(label, width=200)
    assert label.toolTip() == said(phrase("inbox.flash_memory"))
    page.resize(1200, 300)
    assert label.toolTip() == ""
    label.setFixedWidth(60)
    set_language(Language.CY)
    assert label.toolTip() == said(phrase("inbox.flash_memory"))


def test_a_date_is_not_broken_at_its_hyphens(on_page: OnPage) -> None:
    label = Label(verbatim("Sealed until 20-Feb-2027."), wrap=True)
    on_page(label)
    assert label.text() == "Sealed until 20-Feb-2027."
    assert "20\u2011Feb\u20112027" in QLabel.text(label)
