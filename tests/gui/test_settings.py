"""Settings: each choice is in force at once, and remembered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.seen import cut, settle
from support.waiting import desk_for

from desktop.keeper.calls import LookAtComputer
from desktop.records.computer import Encryption, ThisComputer
from desktop.ui.look.current import motion_ms, reduced_motion, text_scale, theme
from desktop.ui.look.tokens import Theme
from desktop.ui.place import SettingsPlace
from desktop.ui.preferences import PreferenceFile, Preferences
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.widgets.tick import RadioGroup
from desktop.ui.words import language
from desktop.wording import Language

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., SettingsScreen]


@pytest.fixture
def file(tmp_path: Path) -> PreferenceFile:
    return PreferenceFile(tmp_path / "window.ini")


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def screen(qtbot: QtBot, file: PreferenceFile, told: list[int]) -> Iterator[SettingsScreen]:
    made = SettingsScreen(
        SettingsPlace(), desk_for(FakeLane()), preferences=file, idle_chosen=told.append
    )
    qtbot.addWidget(made)
    made.resize(964, 640)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.first_focus().setFocus()
    yield made
    made.close_screen()


def choose(group: RadioGroup, at: int) -> None:
    settle()
    QTest.mouseClick(group.buttons[at], LEFT)


def test_what_is_in_force_is_chosen(screen: SettingsScreen) -> None:
    assert screen.language.value() is Language.EN
    assert screen.theme.value() == "system"
    assert screen.text_size.value() == 1.0
    assert screen.motion.value() is False
    assert screen.idle.value() == 5
    assert QApplication.focusWidget() is screen.language.buttons[0]


def test_the_language(screen: SettingsScreen, file: PreferenceFile) -> None:
    choose(screen.language, 1)
    assert language() is Language.CY
    assert file.read().language is Language.CY
    assert screen.theme.buttons[1].accessibleName() == "Golau"
    assert screen.language.buttons[0].accessibleName() == "English"


@pytest.mark.parametrize(("at", "chosen"), [(1, Theme.LIGHT), (2, Theme.DARK), (3, Theme.CONTRAST)])
def test_the_theme(screen: SettingsScreen, file: PreferenceFile, at: int, chosen: Theme) -> None:
    choose(screen.theme, at)
    assert theme() is chosen
    assert file.read().theme is chosen


def test_the_theme_can_follow_the_computer_again(
    screen: SettingsScreen, file: PreferenceFile
) -> None:
    choose(screen.theme, 3)
    choose(screen.theme, 0)
    assert theme() is Theme.LIGHT
    assert file.read().theme is None


def test_the_text_size(screen: SettingsScreen, file: PreferenceFile) -> None:
    high = screen.language.buttons[0].sizeHint().height()
    choose(screen.text_size, 3)
    assert text_scale() == 2.0
    assert file.read().text_scale == 2.0
    assert screen.language.buttons[0].sizeHint().height() > high


def test_reduced_motion(screen: SettingsScreen, file: PreferenceFile) -> None:
    assert motion_ms("panel") > 0
    choose(screen.motion, 1)
    assert reduced_motion()
    assert motion_ms("panel") == 0
    assert file.read().reduced_motion
    choose(screen.motion, 0)
    assert not reduced_motion()


def test_when_it_locks(screen: SettingsScreen, file: PreferenceFile, told: list[int]) -> None:
    choose(screen.idle, 2)
    assert told == [10]
    assert file.read().idle_minutes == 10


def test_keys_move_between_choices(screen: SettingsScreen, file: PreferenceFile) -> None:
    QTest.keyClick(screen.language.buttons[0], Qt.Key.Key_Down)
    assert file.read().language is Language.CY
    focus = QApplication.focusWidget()
    assert focus is screen.language.buttons[1]
    QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is screen.theme.buttons[0]


def test_one_choice_leaves_the_others(screen: SettingsScreen, file: PreferenceFile) -> None:
    file.write(Preferences(vault=Path("/srv/vault"), recent=("u-1",)))
    choose(screen.text_size, 1)
    kept = file.read()
    assert (kept.vault, kept.recent, kept.text_scale) == (Path("/srv/vault"), ("u-1",), 1.25)


def test_what_the_computer_protects_is_said_in_whole_sentences(
    qtbot: QtBot, file: PreferenceFile
) -> None:
    lane = FakeLane({LookAtComputer: ThisComputer(disk=Encryption.ON, swap=Encryption.OFF)})
    made = SettingsScreen(
        SettingsPlace(), desk_for(lane), preferences=file, idle_chosen=lambda _minutes: None
    )
    qtbot.addWidget(made)
    made.resize(964, 900)
    made.show()
    settle()
    assert made.computer.disk.text() == "Encrypted by the system."
    assert made.computer.swap.text().startswith("Not encrypted: what was shown may lie")
    assert cut(made) == []
    made.close_screen()


def test_what_cannot_be_seen_is_said_to_be_unknown(screen: SettingsScreen) -> None:
    """Nobody has answered: it says so, and claims nothing."""
    assert "cannot see" in screen.computer.disk.text()
    assert "cannot see" in screen.computer.swap.text()
