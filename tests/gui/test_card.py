"""Choosing from a card by mouse and by keys, in every look."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.seen import cut, dress, nameless, outside, settle
from support.waiting import card, contents, desk_for, plain_leaves

from desktop.keeper.calls import ListSources, TakeIn
from desktop.keeper.card_calls import LeafThrough, LookInto
from desktop.records.contents import Contents
from desktop.records.role import Role
from desktop.ui.card.screen import CardScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.place import CardPlace
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLACE = CardPlace(path="/media/Treatment room 2", label="Treatment room 2")

Opened = Callable[..., tuple[CardScreen, FakeLane]]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    def open_screen(
        lying: Contents | None = None, *, size: tuple[int, int] = (1100, 760)
    ) -> tuple[CardScreen, FakeLane]:
        lane = FakeLane(
            {
                LookInto: contents(14, known=2) if lying is None else lying,
                ListSources: (card(),),
                LeafThrough: plain_leaves(),
            }
        )
        screen = CardScreen(PLACE, desk_for(lane, Role.NURSE))
        qtbot.addWidget(screen)
        screen.resize(*size)
        with qtbot.waitActive(screen):
            screen.show()
            screen.activateWindow()
        screen.first_focus().setFocus()
        settle()
        return screen, lane

    return open_screen


def keys(screen: CardScreen) -> list[str]:
    return [one.key for one in screen.presenter.state.items]


def press(screen: CardScreen, row: int, modifier: Qt.KeyboardModifier | None = None) -> None:
    rect = screen.files.visualRect(screen.files.files.index(row))
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(screen.files.viewport(), LEFT, modifier or none, rect.center())


def test_the_small_pictures_of_what_is_seen_are_asked_for(opened: Opened, qtbot: QtBot) -> None:
    screen, lane = opened()
    qtbot.waitUntil(lambda: len(lane.calls(LeafThrough)) > 0)
    qtbot.waitUntil(lambda: screen.pictures.has(keys(screen)[0]))


def test_presses_choose_and_shift_chooses_a_stretch(opened: Opened) -> None:
    screen, _ = opened()
    screen.none.click()
    press(screen, 1)
    press(screen, 4, SHIFT)
    assert screen.presenter.state.ticked == set(keys(screen)[1:5])
    press(screen, 2)
    assert keys(screen)[2] not in screen.presenter.state.ticked


def test_keys_choose_and_take_in(opened: Opened, qtbot: QtBot) -> None:
    screen, lane = opened()
    view = screen.files
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL | SHIFT)
    assert screen.presenter.state.ticked == set()
    assert not screen.take_in.isEnabled()
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_X)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert screen.presenter.state.ticked == set(keys(screen)[:3])
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert screen.presenter.state.ticked == set(keys(screen))
    QTest.keyClick(view, Qt.Key.Key_N)
    assert screen.presenter.state.ticked == set(keys(screen)[2:])
    QTest.keyClick(screen, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(lane.calls(TakeIn)) > 0)
    (asked,) = lane.calls(TakeIn)
    assert list(asked.only) == keys(screen)[2:]
    lane.progress(TakeIn, 3, 12)
    assert screen.run.isVisible()
    screen.run.stop.click()
    assert lane.cancelled


def test_what_is_not_taken_in_is_listed_with_its_reason(opened: Opened) -> None:
    screen, _ = opened(contents(3, known=0, films=2))
    QTest.mouseClick(screen.tabs.buttons[1], LEFT, pos=QPoint(8, 8))
    settle()
    shown = " ".join(
        label.text() for label in screen.left_there.findChildren(type(screen.run.title))
    )
    assert "DSCN9000.MOV" in shown
    assert "DSCN9001.MOV" in shown


def test_an_empty_card_says_so(opened: Opened) -> None:
    screen, _ = opened(Contents(files=(), refused=()))
    assert screen.stack.currentWidget().isVisible()
    assert not screen.files.isVisible()


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_cut_or_nameless(
    opened: Opened, theme: Theme, language: Language, scale: float
) -> None:
    screen, lane = opened(size=(1024, 700))
    dress(theme=theme, language=language, size=scale)
    screen.presenter.take_in()
    lane.progress(TakeIn, 3, 12)
    settle()
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []
