"""Guards around every test of the window: it is dressed, and nothing of it is left behind."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.hands import OnView
from support.pages import OnPage
from support.seen import settle

from desktop.ui.look.apply import install, set_look
from desktop.ui.look.current import set_reduced_motion
from desktop.ui.look.tokens import Theme
from desktop.ui.screen import Screen
from desktop.ui.widgets.boxes import Pane, column
from desktop.ui.words import set_language
from desktop.wording import Language


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> None:
    install(qapp, chosen=Theme.LIGHT)


@pytest.fixture
def on_page(qtbot: QtBot) -> OnPage:
    """Puts widgets under each other on a page that is shown, and keeps it alive."""
    pages: list[Pane] = []

    def put(*widgets: QWidget, width: int = 480, height: int = 320) -> Pane:
        page = Pane()
        pages.append(page)
        page.setLayout(column(*widgets, None, margins=(8, 8, 8, 8)))
        page.resize(width, height)
        qtbot.addWidget(page)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        return page

    return put


@pytest.fixture
def on_view(qtbot: QtBot) -> Iterator[OnView]:
    """Shows a screen at a size, with the focus where it begins, and closes it at the end."""
    screens: list[Screen] = []

    def show(screen: Screen, size: tuple[int, int]) -> Screen:
        qtbot.addWidget(screen)
        screen.resize(*size)
        with qtbot.waitActive(screen):
            screen.show()
            screen.activateWindow()
        screen.first_focus().setFocus()
        settle()
        screens.append(screen)
        return screen

    yield show
    for screen in screens:
        screen.close_screen()


@pytest.fixture(autouse=True)
def nothing_left_of_the_window(dressed: None, qtbot: QtBot) -> Iterator[None]:
    """Runs its second half after pytest-qt has closed the widgets that were given to qtbot."""
    before = set(QApplication.topLevelWidgets())
    gc.freeze()  # what was there before is not looked through again after every test
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    set_language(Language.EN)
    set_look(Theme.LIGHT, 1.0)
    set_reduced_motion(False)
    left = set(QApplication.topLevelWidgets()) - before
    running = [timer for one in left for timer in one.findChildren(QTimer) if timer.isActive()]
    assert not left, f"left behind: {left}"
    assert not running, "a timer is still running"
