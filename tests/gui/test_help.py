"""Help: only keys that exist, only of screens that a person has; and the way back to a task."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.waiting import desk_for

import desktop.ui
from desktop.records.role import Role
from desktop.ui.editor.keys import ANSWERS, ANYWHERE, FEATURES, LETTERS, WALK, Command
from desktop.ui.help.screen import HelpScreen
from desktop.ui.phrase import say
from desktop.ui.place import HelpPlace
from desktop.ui.screen import Frame
from desktop.ui.screen_keys import GROUPS
from desktop.ui.shell.keys import everywhere
from desktop.wording import Language

UI = Path(desktop.ui.__file__).parent
PACKAGES = {
    "everywhere": ("shell", "widgets"),
    "attach": ("attach", "finder"),
    "inbox": ("inbox",),
    "card": ("card",),
    "identify": ("finder", "identify", "slips"),
    "record": ("record", "slips"),
    "viewer": ("viewer",),
    "compare": ("compare",),
    "picture": ("stage", "filed", "viewer"),
}
"""Where the keys of a group are answered."""
BY_QT = {("everywhere", "Tab"), ("inbox", "Up"), ("inbox", "Down")}
"""What Qt's own widgets do."""
CLASSES = {"attach": {"Ctrl+V": "StandardKey.Paste"}}
NAMES = {
    "Del": "Delete",
    "Esc": "Escape",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "+": "Plus",
    "-": "Minus",
}


def listed() -> list[tuple[str, str]]:
    me = desk_for(FakeLane()).me
    groups = {"everywhere": everywhere(me).keys, **GROUPS}
    return [
        (name, key)
        for name, keys in groups.items()
        for printed, _ in keys
        for key in printed.split(" ")
    ]


def source(packages: tuple[str, ...]) -> str:
    files = (file for package in packages for file in sorted((UI / package).rglob("*.py")))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize(("group", "key"), listed())
def test_every_key_that_is_listed_is_answered_where_it_is_said(group: str, key: str) -> None:
    if (group, key) in BY_QT:
        return
    last = key.removesuffix("+").rsplit("+", 1)[-1] if key != "+" else key
    last = "+" if key.endswith("++") else last
    name = re.escape(NAMES.get(last, last))
    patterns = (
        rf"Key_{name}\b",
        rf'key="{re.escape(key)}"',
        rf'"{re.escape(key)}"\s*[,)]',
        rf'= "{re.escape(key)}"',
        rf'text\(\) == "{re.escape(key)}"',
        re.escape(CLASSES.get(group, {}).get(key, "never")),
    )
    text = source(PACKAGES[group]).replace("KEYS: Final = (", "")
    handled = re.sub(r'\("[^"]+", "[a-z_]+"\)', "", text)  # the lists of keys themselves
    assert any(re.search(pattern, handled) for pattern in patterns), (group, key)


@pytest.mark.parametrize(("group", "key"), listed())
def test_every_key_is_one_that_a_keyboard_has(group: str, key: str) -> None:
    assert QKeySequence(key).toString() != "", (group, key)


def test_the_walk_through_a_series_names_keys_that_the_editor_answers() -> None:
    """Each key of each step, as it is bound; none is left to the sheet alone."""
    bound = {*LETTERS, *ANYWHERE, *FEATURES, *ANSWERS, "Ctrl+Return", "F6"}
    screen = source(("editor",))
    assert 'key="Ctrl+Return"' in screen
    assert "Key_F6" in screen
    walked = {key for printed, _ in WALK for key in printed.split(" ") if key != "…"}
    assert walked <= bound
    assert {"Tab", "Y", "N", "Return", "P", "1", "6", "O", "C"} <= walked
    answered = {LETTERS[key] for key in walked & LETTERS.keys()}
    assert {Command.ACCEPT, Command.REFUSE, Command.PROTECT, Command.COPY_ON} <= answered


Opened = Callable[..., HelpScreen]


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    def open_screen(role: Role, *, in_task: bool = False) -> HelpScreen:
        made = HelpScreen(HelpPlace(in_task=in_task), desk_for(FakeLane(), role))
        qtbot.addWidget(made)
        made.resize(964, 640)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.first_focus().setFocus()
        return made

    return open_screen


def titles(screen: HelpScreen) -> list[str]:
    return [say(group.words, Language.EN) for group in screen.groups]


def test_each_role_reads_of_its_own_screens(opened: Opened) -> None:
    assert titles(opened(Role.RECEPTIONIST)) == ["Everywhere", "Attaching"]
    assert titles(opened(Role.MANAGER)) == ["Everywhere"]
    nurse = titles(opened(Role.NURSE))
    assert {"Inbox", "Attaching", "Comparing", "One image"} <= set(nurse)
    desk = opened(Role.RECEPTIONIST)
    words = {label.text() for label in desk.findChildren(QLabel)}
    assert "find a patient" not in words
    assert "reject, with a reason" not in words


def test_what_is_so_is_said(opened: Opened) -> None:
    screen = opened(Role.NURSE)
    words = " ".join(label.text() for label in screen.findChildren(QLabel))
    for said in ("Faces can be missed", "Deleting is not erasing", "opens no network connection"):
        assert said in words


def test_it_is_read_with_the_arrow_keys(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN)
    scroll = QApplication.focusWidget()
    assert scroll is screen.first_focus()
    assert scroll is not None
    QTest.keyClick(scroll, Qt.Key.Key_PageDown)
    assert screen._scroll.verticalScrollBar().value() > 0


def test_from_a_task_it_leads_back_there(opened: Opened) -> None:
    assert opened(Role.NURSE).chrome.frame is Frame.LIST
    assert opened(Role.NURSE, in_task=True).chrome.frame is Frame.TASK
