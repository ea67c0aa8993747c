"""A nurse with a real keeper: a card is taken in, given to a patient, emptied; then undone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.practice import NIA, Practice, fill_card
from support.seen import settle
from support.workplace import PATIENCE_MS, Workplace, at_workstation

from desktop.keeper.workstation import WorkstationFile
from desktop.records.workstation import CardRemoval, Workstation
from desktop.ui.home.screen import HomeScreen
from desktop.ui.identify.screen import IdentifyScreen
from desktop.ui.inbox.rows import Header, Standing
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.inbox.state import StripKind
from desktop.ui.look.tokens import Tone
from desktop.ui.place import IdentifyPlace
from desktop.ui.screen import Screen
from desktop.ui.second_dialog import SecondDialog
from desktop.ui.widgets.confirm_dialog import ConfirmDialog

NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    fill_card(folder / "DCIM" / "100TEST", range(50, 53))
    return folder


@pytest.fixture
def place(working: Practice, card: Path, qtbot: QtBot, own_home: Path) -> Iterator[Workplace]:
    settings = Workstation(card_folders=(card,), card_removal=CardRemoval.VERIFIED)
    session = working.sign_in(NIA)
    WorkstationFile(session.vault.header.vault_id).write(settings)
    session.vault.close()
    with at_workstation(working.vault, qtbot, own_home, user=NIA) as running:
        yield running


def shown(place: Workplace, kind: type[Screen]) -> Screen:
    place.qtbot.waitUntil(lambda: isinstance(place.window.screen_shown, kind), timeout=PATIENCE_MS)
    screen = place.window.screen_shown
    assert screen is not None
    return screen


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(widget, key, modifiers)
    settle()


class Way:
    """The steps of a nurse, each waiting for what the keeper says."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def until(self, what: Callable[[], bool]) -> None:
        self.place.qtbot.waitUntil(what, timeout=PATIENCE_MS)

    def begins(self) -> InboxScreen:
        """Go from the first page to the card in the reader."""
        home = shown(self.place, HomeScreen)
        assert isinstance(home, HomeScreen)
        self.until(
            lambda: (
                bool(home.pieces) and home.pieces[0].accessibleName().startswith("Import 3 images")
            )
        )
        press(home.pieces[0], Qt.Key.Key_Return)
        inbox = shown(self.place, InboxScreen)
        assert isinstance(inbox, InboxScreen)
        self.until(lambda: bool(inbox.page.notices.strips))
        return inbox

    def takes_the_card_in(self, inbox: InboxScreen) -> Header:
        """Import, and return the series that came."""
        press(inbox.rows, Qt.Key.Key_I, CONTROL)
        self.until(lambda: _kind(inbox) is StripKind.DONE)
        self.until(lambda: bool(_series_of(inbox, 3)))
        new = _series_of(inbox, 3)[-1]
        inbox.rows.focus_on(new.arrivals[0])
        self.until(lambda: inbox.pictures.has(new.arrivals[0]))
        assert not inbox.pictures.is_missing(new.arrivals[0])
        return new

    def says_whose_they_are(self, inbox: InboxScreen, new: Header) -> IdentifyScreen:
        """Choose the patient; the consent on record is found."""
        press(inbox.rows, Qt.Key.Key_P)
        identify = shown(self.place, IdentifyScreen)
        assert isinstance(identify, IdentifyScreen)
        assert identify.place == IdentifyPlace(arrivals=new.arrivals)
        QTest.keyClicks(identify.chooser.search.edit, "canary")
        self.until(lambda: identify.chooser.results.model().rowCount() == 1)
        press(identify.chooser.search.edit, Qt.Key.Key_Return)
        self.until(lambda: identify.presenter.state.on_record is not None)
        return identify

    def gives(self, identify: IdentifyScreen) -> InboxScreen:
        """Confirm who it is; back in the inbox it can be undone."""
        press(identify.give, Qt.Key.Key_Return, CONTROL)
        self.until(lambda: bool(_dialogs()))
        asked = _dialogs()[0]
        assert isinstance(asked, SecondDialog)
        press(asked.second.edit, Qt.Key.Key_Return)
        assert _dialogs(), "a blind Enter gives nothing"
        QTest.keyClicks(asked.second.edit, "14071945")
        press(asked.second.edit, Qt.Key.Key_Return)
        back = shown(self.place, InboxScreen)
        assert isinstance(back, InboxScreen)
        self.until(back.page.undo.isVisible)
        return back


def test_a_card_is_taken_in_given_emptied_and_taken_back(place: Workplace, card: Path) -> None:
    way = Way(place)
    inbox = way.begins()
    new = way.takes_the_card_in(inbox)
    assert list(card.rglob("*.JPG")) == [], "what is verified goes from the card"
    identify = way.says_whose_they_are(inbox, new)
    assert identify.presenter.state.using is not None, "nothing is typed twice"
    back = way.gives(identify)
    way.until(lambda: _standing(back, new.arrivals[0]) is Standing.IDENTIFIED)
    assert back.presenter.state.account is not None
    assert back.presenter.state.account.tone is Tone.OK
    QTest.mouseClick(back.page.undo.undo, Qt.MouseButton.LeftButton)
    way.until(lambda: _standing(back, new.arrivals[0]) is Standing.UNIDENTIFIED)


def _kind(screen: InboxScreen) -> StripKind | None:
    strips = screen.presenter.state.strips
    return strips[0].kind if strips else None


def _headers(screen: InboxScreen) -> list[Header]:
    return [row for row in screen.model.rows if isinstance(row, Header)]


def _series_of(screen: InboxScreen, count: int) -> list[Header]:
    return [
        one
        for one in _headers(screen)
        if one.standing is Standing.UNIDENTIFIED and len(one.arrivals) == count
    ]


def _standing(screen: InboxScreen, arrival: str) -> Standing | None:
    return next((one.standing for one in _headers(screen) if arrival in one.arrivals), None)


def _dialogs() -> list[ConfirmDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, ConfirmDialog)]
