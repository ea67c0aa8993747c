"""Cards and watched folders, by mouse and by keys; and once with a real keeper."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.devices import CAMERA, LOST, register
from support.fake_lane import FakeLane
from support.hands import OnView, button, click, lane_of, words_on
from support.ledger import OWN, RUN, SEEN_AT, STUCK, ledger_card
from support.practice import NIA, Practice, fill_card
from support.seen import settle
from support.waiting import card, desk_for, folder
from support.workplace import PATIENCE_MS, at_workstation

from desktop.errors import SourceGoneError
from desktop.keeper.calls import (
    CountCards,
    ListSources,
    StopWatching,
    TakeIn,
    WatchFolder,
)
from desktop.keeper.device_calls import SeeDevices
from desktop.keeper.ledger_calls import AttestBackup, CardCleared, ListCards, OpenCard
from desktop.records.arrival import Origin
from desktop.records.outcome import Nothing, Topic
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.source_state import CardsNotCleared, Watching
from desktop.ui.place import InboxPlace, SourcesPlace
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.sources.attesting import AttestDialog
from desktop.ui.sources.ledger_presenter import CALM_MS
from desktop.ui.sources.screen import SourcesScreen
from desktop.ui.truth_dialog import TruthDialog
from desktop.ui.widgets.dialog_box import DialogBox
from desktop.wording import Language, text

Opened = Callable[..., SourcesScreen]
Dialog = TypeVar("Dialog", bound=DialogBox)


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        *sources: Any,
        role: Role = Role.NURSE,
        chosen: str = "/srv/in",
        failed: int = 0,
        cards: Any = (),
    ) -> SourcesScreen:
        lane = FakeLane(
            {
                ListSources: sources,
                CountCards: CardsNotCleared(failed=failed),
                WatchFolder: Nothing(),
                StopWatching: Nothing(),
                ListCards: cards,
                OpenCard: lambda call: replace(STUCK, id=call.card, runs=(RUN,)),
                AttestBackup: OWN,
                CardCleared: 5,
                SeeDevices: register(),
            }
        )
        screen = SourcesScreen(SourcesPlace(), desk_for(lane, role), choose=lambda _parent: chosen)
        return on_view(screen, (964, 640))

    return open_screen


def test_nothing_there_is_said(opened: Opened) -> None:
    screen = opened()
    assert text("cards.none", Language.EN) in words_on(screen.cards)
    assert text("cards.no_watchers", Language.EN) in words_on(screen.folders)
    assert not screen.failed.isVisible()


def test_a_card_is_listed_and_taken_in(opened: Opened, qtbot: QtBot) -> None:
    screen = opened(card(), folder())
    assert "Treatment room 2" in words_on(screen.cards)
    take = button(screen.cards, "Take in")
    assert take is not None
    assert take.accessibleDescription() == "Treatment room 2"
    with qtbot.waitSignal(screen.go) as went:
        click(take)
    assert went.args == [InboxPlace()]
    call = lane_of(screen).calls(TakeIn)[0]
    assert call.folder == Path("/media/Treatment room 2")
    assert len(screen.desk.jobs.facts) == 1


def test_a_card_that_is_being_taken_in_offers_nothing(opened: Opened) -> None:
    assert button(opened(card(busy=True)).cards, "Take in") is None


def test_the_manager_watches_and_takes_nothing_in(opened: Opened) -> None:
    screen = opened(card(), folder(), role=Role.MANAGER)
    assert button(screen.cards, "Take in") is None
    assert button(screen.folders, "Stop watching") is not None
    assert screen.add.isVisible()


def test_a_folder_is_watched_as_it_was_chosen(opened: Opened) -> None:
    screen = opened()
    screen.add.setFocus()
    QTest.keyClick(screen.add, Qt.Key.Key_Space)
    assert screen.form.isVisible()
    assert "/srv/in" in words_on(screen.form)
    assert QApplication.focusWidget() is screen.form.origin.buttons[0]
    assert screen.form.removal.value() is Removal.NEVER
    click(screen.form.origin.buttons[1])
    click(screen.form.removal.buttons[list(Removal).index(Removal.VERIFIED)])
    lane_of(screen).answers[ListSources] = (folder("in"),)
    click(screen.form.watch)
    call = lane_of(screen).calls(WatchFolder)[0]
    assert (call.folder, call.origin, call.removal) == (
        Path("/srv/in"),
        Origin.PATIENT,
        Removal.VERIFIED,
    )
    assert not screen.form.isVisible()
    assert "/srv/in" in words_on(screen.folders)


def test_what_was_chosen_for_one_folder_does_not_count_for_the_next(opened: Opened) -> None:
    screen = opened()
    click(screen.add)
    click(screen.form.removal.buttons[list(Removal).index(Removal.VERIFIED)])
    click(screen.form.cancel)
    assert not screen.form.isVisible()
    assert lane_of(screen).calls(WatchFolder) == []
    click(screen.add)
    assert screen.form.removal.value() is Removal.NEVER


def test_the_device_that_writes_into_a_folder_is_chosen_and_shown(opened: Opened) -> None:
    screen = opened()
    click(screen.add)
    device = screen.form.device
    offered = [device.itemText(at) for at in range(device.count())]
    assert offered[0] == "None that is named"
    assert CAMERA.name in offered
    assert LOST.name not in offered
    device.setFocus()
    while device.currentText() != CAMERA.name:
        QTest.keyClick(device, Qt.Key.Key_Down)
    lane_of(screen).answers[ListSources] = (folder("in", device=CAMERA.id),)
    click(screen.form.watch)
    assert lane_of(screen).calls(WatchFolder)[0].device == CAMERA.id
    assert CAMERA.name in words_on(screen.folders)
    click(screen.add)
    assert device.value() == ""
    device.set_value(CAMERA.id)
    click(screen.form.origin.buttons[1])  # a patient's photographs are compared with nothing
    assert not device.isVisible()
    click(screen.form.watch)
    assert lane_of(screen).calls(WatchFolder)[1].device == ""


def test_choosing_no_folder_asks_nothing(opened: Opened) -> None:
    screen = opened(chosen="")
    click(screen.add)
    assert not screen.form.isVisible()


def test_a_folder_that_cannot_be_watched_is_explained_and_can_be_tried_again(
    opened: Opened,
) -> None:
    screen = opened()
    lane_of(screen).answers[WatchFolder] = SourceGoneError()
    click(screen.add)
    click(screen.form.watch)
    assert screen.notice.isVisible()
    assert screen.form.isVisible()
    lane_of(screen).answers[WatchFolder] = Nothing()
    click(screen.form.watch)
    assert not screen.notice.isVisible()
    assert not screen.form.isVisible()


def test_watching_is_stopped(opened: Opened) -> None:
    screen = opened(folder())
    stop = button(screen.folders, "Stop watching")
    assert stop is not None
    assert stop.accessibleDescription() == "/srv/Scans"
    lane_of(screen).answers[ListSources] = ()
    click(stop)
    assert lane_of(screen).calls(StopWatching)[0].folder == Path("/srv/Scans")
    assert text("cards.no_watchers", Language.EN) in words_on(screen.folders)


def test_a_watcher_that_stopped_says_so(opened: Opened) -> None:
    screen = opened(folder(watching=Watching.STOPPED))
    assert text("cards.watch_stopped", Language.EN) in words_on(screen.folders)


def test_files_that_could_not_be_removed_are_counted(opened: Opened) -> None:
    screen = opened(failed=3)
    assert "3 files could not be removed from their card" in words_on(screen.failed)
    lane_of(screen).answers[CountCards] = CardsNotCleared()
    lane_of(screen).tell(Topic.SOURCES)
    assert not screen.failed.isVisible()


def test_it_follows_what_changes(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[ListSources] = (card("B"),)
    lane_of(screen).tell(Topic.SOURCES)
    assert "B" in words_on(screen.cards)


def over(screen: SourcesScreen, kind: type[Dialog]) -> Dialog:
    settle()
    return next(one for one in screen.window().findChildren(kind) if one.isVisible())


def test_the_ledger_says_what_lies_on_each_card_and_what_was_attested(opened: Opened) -> None:
    attested = replace(
        ledger_card(4, origin=Origin.OWN), attested_at=SEEN_AT, attested_name="Nia Evans"
    )
    screen = opened(cards=(STUCK, OWN, attested))
    words = words_on(screen.ledger)
    assert "5 photographs lie on it, 3 of them not in the vault, 2 could not be removed" in words
    assert "Nia Evans said on 21-Nov-2026 that" in words
    assert text("ledger.asks", Language.EN) in words
    assert text("ledger.flash", Language.EN) in words
    assert text("ledger.format_camera", Language.EN) in words
    assert "3 cards · 1 not cleared" in words


def test_the_ledger_keeps_the_focus_where_nothing_is_otherwise(opened: Opened) -> None:
    screen = opened(cards=(STUCK, OWN))
    look = button(screen.ledger, "Details")
    assert look is not None
    look.setFocus()
    lane_of(screen).tell(Topic.SOURCES)
    lane_of(screen).pass_time(CALM_MS)
    assert len(lane_of(screen).calls(ListCards)) == 2
    assert look.hasFocus()


def test_a_card_is_looked_at_with_its_runs(opened: Opened) -> None:
    screen = opened(cards=(STUCK,))
    look = button(screen.ledger, "Details")
    assert look is not None
    assert look.accessibleDescription() == "EOS_DIGITAL"
    look.setFocus()
    QTest.keyClick(look, Qt.Key.Key_Space)
    sheet = over(screen, TruthDialog)
    assert "11 removed · 2 not removed: write-protected" in words_on(sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert lane_of(screen).calls(OpenCard)[0].card == STUCK.id


def test_a_card_cleared_otherwise_is_said_with_a_reason(opened: Opened) -> None:
    screen = opened(cards=(STUCK,))
    click(button(screen.ledger, "Cleared otherwise…"))
    dialog = over(screen, ReasonDialog)
    assert "3 photographs on it are not in the vault" in words_on(dialog)
    assert not dialog.act.isEnabled()
    click(dialog.reasons.buttons[0])
    lane_of(screen).answers[ListCards] = (ledger_card(),)
    click(dialog.act)
    (call,) = lane_of(screen).calls(CardCleared)
    assert (call.card, call.reason) == (STUCK.id, "Formatted in the camera")
    assert "Nothing on it" in words_on(screen.ledger)
    assert button(screen.ledger, "Cleared otherwise…") is None


def test_the_own_backup_is_attested_only_when_both_were_looked_at(opened: Opened) -> None:
    screen = opened(cards=(OWN,))
    click(button(screen.ledger, "Backup is clean…"))
    dialog = over(screen, AttestDialog)
    assert QApplication.focusWidget() is dialog.cloud
    QTest.keyClick(dialog.cloud, Qt.Key.Key_Space)
    assert not dialog.act.isEnabled()
    click(dialog.gallery)
    click(dialog.act)
    (call,) = lane_of(screen).calls(AttestBackup)
    assert (call.card, call.not_synchronised, call.not_kept) == (OWN.id, True, True)


def test_the_manager_reads_the_ledger_only(opened: Opened) -> None:
    screen = opened(cards=(STUCK, OWN), role=Role.MANAGER)
    assert button(screen.ledger, "Details") is not None
    for name in ("Cleared otherwise…", "Backup is clean…"):
        assert button(screen.ledger, name) is None


def test_a_real_keeper_watches_takes_in_and_stops(
    working: Practice, qtbot: QtBot, own_home: Path, tmp_path: Path
) -> None:
    watched = tmp_path / "Scans"
    fill_card(watched, range(50, 52))
    with at_workstation(working.vault, qtbot, own_home, user=NIA) as place:
        inbox = place.window.side_bar.item("inbox")
        qtbot.waitUntil(lambda: ", " in inbox.accessibleName(), timeout=PATIENCE_MS)
        before = int(inbox.accessibleName().rsplit(", ", 1)[-1])
        place.window.go(SourcesPlace())
        screen = place.window.screen_shown
        assert isinstance(screen, SourcesScreen)
        screen._choose = lambda _parent: str(watched)
        click(screen.add)
        click(screen.form.watch)

        def listed() -> bool:
            return button(screen.folders, "Stop watching") is not None

        qtbot.waitUntil(listed, timeout=PATIENCE_MS)
        row = place.window.side_bar.item("inbox")
        wanted = f"Inbox, {before + 2}"
        qtbot.waitUntil(lambda: row.accessibleName() == wanted, timeout=PATIENCE_MS)
        facts = " ".join(label.text() for label in place.window.strip.findChildren(QLabel))
        assert "1 folder watched" in facts
        click(button(screen.folders, "Stop watching"))
        qtbot.waitUntil(lambda: not listed(), timeout=PATIENCE_MS)
        assert len(list(watched.iterdir())) == 2
