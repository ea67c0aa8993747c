"""A nurse with a real keeper looks into a card, takes in two photographs of it, and sees them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from support.hands import button, click, words_on
from support.practice import NIA, Practice, fill_card
from support.seen import settle
from support.sources import film, photographs_on
from support.workplace import PATIENCE_MS, Workplace, at_workstation

from desktop.keeper.workstation import WorkstationFile
from desktop.records.workstation import CardRemoval, Workstation
from desktop.ui.card.screen import CardScreen
from desktop.ui.inbox.rows import Tile
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.place import InboxPlace, SourcesPlace
from desktop.ui.runs import RunState
from desktop.ui.shell.window import Window
from desktop.ui.sources.screen import SourcesScreen
from desktop.ui.truth_dialog import TruthDialog

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    fill_card(folder / "DCIM" / "100TEST", range(50, 54))
    film(folder / "DCIM" / "100TEST" / "MVI_0001.MOV")
    return folder


@pytest.fixture
def place(working: Practice, card: Path, qtbot: QtBot, own_home: Path) -> Iterator[Workplace]:
    settings = Workstation(card_folders=(card,), card_removal=CardRemoval.VERIFIED)
    session = working.sign_in(NIA)
    WorkstationFile(session.vault.header.vault_id).write(settings)
    session.vault.close()
    with at_workstation(working.vault, qtbot, own_home, user=NIA) as running:
        yield running


def test_two_photographs_are_chosen_by_keys_and_only_they_come_in(
    place: Workplace, card: Path
) -> None:
    window, qtbot = place.window, place.qtbot
    qtbot.waitUntil(lambda: window.screen_shown is not None, timeout=PATIENCE_MS)
    assert window.screen_shown is not None
    window.screen_shown.go.emit(InboxPlace())
    inbox = window.screen_shown
    assert isinstance(inbox, InboxScreen)
    qtbot.waitUntil(lambda: bool(inbox.page.notices.strips), timeout=PATIENCE_MS)
    QTest.keyClick(inbox.rows, Qt.Key.Key_I, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    screen = window.screen_shown
    assert isinstance(screen, CardScreen)
    qtbot.waitUntil(lambda: len(screen.presenter.state.items) == 4, timeout=PATIENCE_MS)
    keys = [one.key for one in screen.presenter.state.items]
    qtbot.waitUntil(lambda: all(map(screen.pictures.has, keys)), timeout=PATIENCE_MS)
    assert not any(map(screen.pictures.is_missing, keys))
    assert [one.reason for one in screen.presenter.state.refused] == ["video_not_handled"]
    QTest.keyClick(screen.files, Qt.Key.Key_A, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(screen.files, Qt.Key.Key_Home)
    for key in (Qt.Key.Key_X, Qt.Key.Key_Right, Qt.Key.Key_X):
        QTest.keyClick(screen.files, key)
    assert screen.presenter.state.ticked == set(keys[:2])
    QTest.keyClick(screen.files, Qt.Key.Key_Return, CONTROL)

    def is_done() -> bool:
        run = screen.presenter.state.run
        return run is not None and run.state is RunState.DONE

    qtbot.waitUntil(is_done, timeout=PATIENCE_MS)
    assert len(photographs_on(card)) == 2, "what was chosen is removed, the rest lies there"
    screen.presenter.to_inbox()
    shown = window.screen_shown
    assert isinstance(shown, InboxScreen)
    qtbot.waitUntil(
        lambda: sum(isinstance(row, Tile) for row in shown.model.rows) >= 2, timeout=PATIENCE_MS
    )
    the_ledger_knows(window, qtbot, shown)


def the_ledger_knows(window: Window, qtbot: QtBot, shown: InboxScreen) -> None:
    """Go to the sources: what is left on the card is in the ledger, with who took in what."""
    shown.go.emit(SourcesPlace())
    sources = window.screen_shown
    assert isinstance(sources, SourcesScreen)
    lies = "2 photographs lie on it, 2 of them not in the vault"
    qtbot.waitUntil(lambda: lies in words_on(sources.ledger), timeout=PATIENCE_MS)
    click(button(sources.ledger, "Details"))

    def sheet() -> str:
        sheets = sources.window().findChildren(TruthDialog)
        return " ".join(words_on(one) for one in sheets if one.isVisible())

    qtbot.waitUntil(lambda: "2 came in · 2 removed" in sheet(), timeout=PATIENCE_MS)
    assert "Nia Test · Practice device" in sheet()
