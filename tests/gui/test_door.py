"""The sign-in window, by clicks and keys, against a real keeper."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from support.guessing import already_failed, at_door
from support.practice import CLARE, MONA, NIA, Practice, passphrase_of
from support.sheets import example_sheets
from support.workplace import PATIENCE_MS, has_ended

from desktop.clock import SystemClock
from desktop.errors import UnlockFailedError
from desktop.ids import VaultId
from desktop.keeper.calls import NewVault
from desktop.keeper.process import KeeperProcess
from desktop.records.entry import PassphraseEntry
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import KEYS, Domain, Role
from desktop.share.paper import to_pdf
from desktop.share.recovery_sheet import draw_sheet
from desktop.ui.door.brief import Brief
from desktop.ui.door.door_view import Page
from desktop.ui.door.spooled import SpooledLine
from desktop.ui.door.window import DoorWindow
from desktop.ui.look.current import text_scale, theme
from desktop.ui.look.tokens import Theme
from desktop.ui.preferences import PreferenceFile
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.widgets.label import Label
from desktop.ui.words import language
from desktop.vault import header
from desktop.vault.admission import unlock_recovery
from desktop.vault.guesses import FREE_TRIES, LONGEST_FOR_ALL_S
from desktop.wording import Language
from desktop.workflow.signing_in import held_keys

LEFT = Qt.MouseButton.LeftButton
NEWER = "seven green kettles sang at dawn"


class Door:
    """A keeper, its door, and the window at it."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self.qtbot = qtbot
        self.home = home
        self.preferences = PreferenceFile(home / "window.ini")
        self.keeper = KeeperProcess()
        self.tasks = Tasks()
        self.tasks.connect_to(self.keeper.door)
        self.folder: Path | None = None
        self.file: Path | None = None
        self.proposed = ""
        self.printer: QPrinter | None = None
        self.windows: list[DoorWindow] = []

    def choose_file(self, _parent: QWidget, name: str) -> Path | None:
        self.proposed = name
        return self.file

    def open(self, brief: Brief | None = None) -> DoorWindow:
        window = DoorWindow(
            self.tasks,
            brief or Brief(),
            preferences=self.preferences,
            clock=SystemClock(),
            new_vault=self.home / "new-vault",
            demonstration=self.home / "data" / "demonstration",
            choose=lambda _parent: self.folder,
            choose_printer=lambda _parent: self.printer,
            choose_file=self.choose_file,
        )
        self.windows.append(window)
        self.qtbot.addWidget(window)
        with self.qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    def at(self, vault: Path, **told: object) -> DoorWindow:
        window = self.open(Brief(vault=str(vault), **told))  # type: ignore[arg-type]
        self.until(lambda: bool(window.sign_in.people.tiles))
        return window

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS)

    @property
    def asking(self) -> list[object]:
        """What waits for an answer, but for the count of what is sealed, asked now and then."""
        return [
            one
            for one in self.tasks._questions.values()
            if not isinstance(getattr(one.done, "__self__", None), SpooledLine)
        ]

    def end(self) -> None:
        for window in self.windows:
            window.close_at_once()
        self.tasks.close()
        self.keeper.end()


@pytest.fixture
def door(qtbot: QtBot, own_home: Path) -> Iterator[Door]:
    made = Door(qtbot, own_home)
    yield made
    made.end()


def write(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def chosen(window: DoorWindow) -> str:
    person = window.sign_in.people.chosen_person
    return person.name if person else ""


# ------------------------------------------------------------------------------ people


def test_a_click_and_a_passphrase_let_in(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    assert window.side.practice[0].text() == "Test Surgery"
    tile = next(one for one in window.sign_in.people.tiles if one.person.name == NIA)
    click(tile)
    assert focus() is window.sign_in.passphrase.edit
    assert window.sign_in.name.text() == "Passphrase for Nia Test"
    write(window.sign_in.passphrase.edit, passphrase_of(NIA))
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(window.sign_in.passphrase.edit, Qt.Key.Key_Return)
    assert door.preferences.read().vault == staffed.vault


def test_what_is_typed_before_the_door_is_read_stands_in_the_field(
    door: Door, staffed: Practice
) -> None:
    """Whoever begins to type at once presses no button of the bar by the blanks between words."""
    window = door.open(Brief(vault=str(staffed.vault)))
    assert not window.sign_in.people.tiles
    field = window.sign_in.passphrase.edit
    assert focus() is field
    assert window.sign_in.name.text() == "Opening the vault. You can type already."
    write(field, passphrase_of(NIA))
    press(field, Qt.Key.Key_Return)
    door.until(lambda: bool(window.sign_in.people.tiles))
    assert window.windowTitle() == "Diogel: sign in"
    assert window.sign_in.passphrase.value() == passphrase_of(NIA)
    click(next(one for one in window.sign_in.people.tiles if one.person.name == NIA))
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(field, Qt.Key.Key_Return)


def test_arrow_keys_and_letters_move_between_people(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    tiles = window.sign_in.people.tiles
    assert [tile.person.name for tile in tiles] == [CLARE, MONA, NIA, "rhys"]
    assert chosen(window) == CLARE
    tiles[0].setFocus()
    for key, name in (
        (Qt.Key.Key_Right, MONA),
        (Qt.Key.Key_Right, NIA),
        (Qt.Key.Key_Left, MONA),
        (Qt.Key.Key_R, "rhys"),
        (Qt.Key.Key_N, NIA),
        (Qt.Key.Key_C, CLARE),
        (Qt.Key.Key_Left, CLARE),
    ):
        press(focus() or window, key)
        assert chosen(window) == name
        assert focus() in window.sign_in.people.tiles
    in_a_row = sum(1 for tile in tiles if tile.y() == tiles[0].y())
    press(focus() or window, Qt.Key.Key_Down)
    assert chosen(window) == tiles[in_a_row].person.name
    press(focus() or window, Qt.Key.Key_Up)
    assert chosen(window) == CLARE
    press(focus() or window, Qt.Key.Key_Return)
    assert focus() is window.sign_in.passphrase.edit


def test_whoever_locked_is_chosen_and_their_place_is_known(door: Door, staffed: Practice) -> None:
    first = door.at(staffed.vault)
    people = {tile.person.name: tile.person.user_id for tile in first.sign_in.people.tiles}
    window = door.at(staffed.vault, chosen=people[MONA], kept=(people[MONA],))
    assert chosen(window) == MONA
    tile = next(one for one in window.sign_in.people.tiles if one.person.name == MONA)
    assert "Comes back to their place" in tile.accessibleName()
    assert window.sign_in.name.text() == "Passphrase for Mona Test"


def test_a_wrong_passphrase_is_told_and_counted(door: Door, staffed: Practice) -> None:
    already_failed(staffed, CLARE, FREE_TRIES - 1)
    window = door.at(staffed.vault)
    page = window.sign_in
    assert page.note.text().startswith("After a wrong try")
    write(page.passphrase.edit, "not this one")
    click(page.unlock)
    assert page.passphrase.edit.isReadOnly()
    door.until(page.notice.isVisible)
    assert page.passphrase.value() == ""
    assert focus() is page.passphrase.edit
    assert not page.passphrase.edit.isReadOnly()
    assert page.note.text().startswith("The next try is looked at in ")
    door.until(lambda: page.note.text().startswith("After a wrong try"))
    write(page.passphrase.edit, passphrase_of(CLARE))
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(page.passphrase.edit, Qt.Key.Key_Return)


def test_a_wait_that_still_runs_is_told_before_anything_is_typed(
    door: Door, staffed: Practice
) -> None:
    already_failed(staffed, CLARE, FREE_TRIES + 5)
    page = door.at(staffed.vault).sign_in
    assert page.note.text().startswith("The next try is looked at in ")
    assert int(page.note.text().split()[-2]) > LONGEST_FOR_ALL_S
    page.people.chosen.emit(at_door(staffed, NIA).user_id)  # who made no mistake waits less
    assert 0 < int(page.note.text().split()[-2]) <= LONGEST_FOR_ALL_S


def test_unlock_cannot_be_pressed_twice(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    page = window.sign_in
    write(page.passphrase.edit, "not this one")
    QTest.mouseDClick(page.unlock, LEFT)
    click(page.unlock)
    press(page.passphrase.edit, Qt.Key.Key_Return)
    assert len(door.asking) == 1
    door.until(page.notice.isVisible)
    assert door.asking == []


def test_a_letter_in_the_wrong_case_hints_at_caps_lock(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    note, edit = window.sign_in.note, window.sign_in.passphrase.edit
    QTest.keyClick(edit, "A")
    assert note.text() == "Caps Lock may be on."
    QTest.keyClick(edit, "b")
    assert note.text().startswith("After a wrong try")
    QTest.keyClick(edit, "c", Qt.KeyboardModifier.ShiftModifier)
    assert note.text() == "Caps Lock may be on."
    press(edit, Qt.Key.Key_CapsLock)
    assert note.text().startswith("After a wrong try")
    QTest.keyClick(edit, "D", Qt.KeyboardModifier.ShiftModifier)
    assert note.text().startswith("After a wrong try")


def test_what_is_written_can_be_shown_and_is_hidden_again(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    edit = window.sign_in.passphrase.edit
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    write(edit, "lantern")
    press(edit, Qt.Key.Key_Tab)
    eye = focus()
    assert isinstance(eye, QWidget)
    assert eye.accessibleName() == "Show what is written"
    press(eye, Qt.Key.Key_Space)
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    edit.clear()
    assert edit.echoMode() is QLineEdit.EchoMode.Password


def test_many_people_are_shown_when_somebody_else_is_wanted(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    page = window.sign_in
    everybody = tuple(tile.person for tile in page.people.tiles) * 2
    page.show_people(everybody, chosen=None)
    assert len(page.people.tiles) == 6
    assert page.others.isVisible()
    click(page.others)
    assert len(page.people.tiles) == 8
    assert not page.others.isVisible()
    page.show_people(everybody, chosen=everybody[0].user_id)
    page.people.focus_chosen()
    press(focus() or window, Qt.Key.Key_X)  # begins nobody's name
    assert len(page.people.tiles) == 8


# ------------------------------------------------------------------------------ what is told


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("locked", "Locked at "),
        ("idle", "after a while without use"),
        ("gone", "the part that holds the keys ended"),
    ],
)
def test_the_column_says_what_is_so(door: Door, staffed: Practice, reason: str, said: str) -> None:
    window = door.at(
        staffed.vault, reason=reason, at="2026-11-25T11:12:00+00:00", waiting=14, kept=("u-1",)
    )
    words = " ".join(label.text() for label in window.side.findChildren(type(window.sign_in.note)))
    assert said in words
    assert "14 images are waiting, encrypted" in words
    assert "place is kept" in words
    assert len(window.side.facts) == 3


def test_at_the_first_start_the_column_says_nothing_of_a_lock(door: Door) -> None:
    window = door.open()
    assert window.side.facts == []
    assert window.page is Page.WELCOME


def test_the_look_is_chosen_before_signing_in_and_remembered(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    click(window.look.language)
    assert language() is Language.CY
    assert window.sign_in.unlock.accessibleName() == "Datgloi"
    click(window.look.text_size)
    assert text_scale() == 1.25
    click(window.look.theme)
    assert theme() is Theme.DARK
    click(window.look.theme)
    assert theme() is Theme.CONTRAST
    kept = door.preferences.read()
    assert (kept.language, kept.text_scale, kept.theme) == (Language.CY, 1.25, Theme.CONTRAST)
    assert kept.vault == staffed.vault


def test_help_for_who_cannot_sign_in_leads_back_with_esc(door: Door, staffed: Practice) -> None:
    window = door.at(staffed.vault)
    click(window.sign_in.cannot)
    assert window.page is Page.CANNOT
    assert window.cannot.isVisible()
    press(focus() or window, Qt.Key.Key_Escape)
    door.until(lambda: window.page is Page.PEOPLE)
    assert focus() is window.sign_in.passphrase.edit


# ------------------------------------------------------------------------------ another passphrase


def at_change(door: Door, vault: Path) -> DoorWindow:
    window = door.at(vault)
    click(next(one for one in window.sign_in.people.tiles if one.person.name == NIA))
    click(window.sign_in.change)
    assert window.page is Page.CHANGE
    assert focus() is window.change.old.edit
    assert window.change.title.text() == "Change the passphrase of Nia Test"
    return window


def test_a_passphrase_is_changed_and_lets_in(door: Door, staffed: Practice) -> None:
    staffed.sign_in(CLARE).vault.close()
    window = at_change(door, staffed.vault)
    page = window.change
    write(page.old.edit, passphrase_of(NIA))
    write(page.new.edit, "nia test")
    door.until(lambda: page.meter.words.text().endswith("the name of the practice or your own."))
    page.new.set_value("")
    write(page.new.edit, NEWER)
    door.until(lambda: page.meter.words.text().startswith("Very strong"))
    write(page.again.edit, NEWER)
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(page.again.edit, Qt.Key.Key_Return)
    door.keeper.end()
    with pytest.raises(UnlockFailedError):
        staffed.sign_in(NIA)
    entry = PassphraseEntry(name=NIA, passphrase=NEWER)
    staffed._sign_in(entry).vault.close()


def test_what_is_wrong_with_another_passphrase_is_told(door: Door, staffed: Practice) -> None:
    window = at_change(door, staffed.vault)
    page = window.change
    click(page.change)
    assert page.old.edit.accessibleDescription() == "Enter this passphrase."
    write(page.old.edit, "not this one")
    write(page.new.edit, NEWER)
    click(page.change)
    assert page.again.edit.accessibleDescription() == "The two are not the same."
    write(page.again.edit, NEWER)
    click(page.change)
    door.until(window.notice.isVisible)
    assert window.page is Page.CHANGE
    press(focus() or window, Qt.Key.Key_Escape)
    door.until(lambda: window.page is Page.PEOPLE)
    assert page.old.value() == page.new.value() == page.again.value() == ""


# ------------------------------------------------------------------------------ helping another


def test_a_manager_admits_somebody_who_types_their_own_passphrase(
    door: Door, staffed: Practice
) -> None:
    staffed.sign_in(CLARE).vault.close()
    mona = next(one for one in header.read(staffed.vault).people if one.person.name == MONA)
    window = door.at(staffed.vault, chosen=mona.person.user_id, help="admit")
    door.until(lambda: window.page is Page.ADMIT)
    page = window.help.admit
    assert focus() is page.full_name.edit
    assert page.by.currentText() == "Mona Test"
    click(page.act)
    assert page.full_name.edit.accessibleDescription() == (
        "Enter their name, as colleagues know it."
    )
    write(page.full_name.edit, "Dewi Newydd")
    write(page.name.edit, NIA)
    page.role.set_value(Role.CLINICIAN)
    write(page.passphrase.edit, NEWER)
    door.until(lambda: page.meter.words.text().startswith("Very strong"))
    write(page.again.edit, NEWER)
    write(page.own.edit, passphrase_of(MONA))
    press(page.own.edit, Qt.Key.Key_Return)
    door.until(lambda: "Somebody signs in" in page.name.edit.accessibleDescription())
    page.name.set_value("")
    write(page.name.edit, "dewi")
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(page.own.edit, Qt.Key.Key_Return)
    door.keeper.end()
    entry = PassphraseEntry(name="dewi", passphrase=NEWER)
    session = staffed._sign_in(entry)
    with session.vault:
        assert held_keys(session) == {Domain.CATALOGUE}


def test_who_forgot_is_given_another_passphrase_beside_a_colleague(
    door: Door, staffed: Practice
) -> None:
    staffed.sign_in(CLARE).vault.close()
    window = door.at(staffed.vault)
    click(next(one for one in window.sign_in.people.tiles if one.person.name == NIA))
    click(window.sign_in.cannot)
    assert focus() is window.cannot.colleague
    press(window.cannot.colleague, Qt.Key.Key_Space)
    page = window.help.renew
    assert window.page is Page.RENEW
    assert page.other.currentText() == "Nia Test"
    assert [page.by.itemText(at) for at in range(page.by.count())] == ["Clare Test", "Mona Test"]
    write(page.passphrase.edit, NEWER)
    write(page.again.edit, NEWER)
    write(page.own.edit, "not hers")
    click(page.act)
    door.until(window.notice.isVisible)
    assert page.own.value() == ""
    write(page.own.edit, passphrase_of(CLARE))
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        click(page.act)
    door.keeper.end()
    with pytest.raises(UnlockFailedError):
        staffed.sign_in(NIA)
    session = staffed._sign_in(PassphraseEntry(name=NIA, passphrase=NEWER))
    with session.vault:
        assert held_keys(session) == KEYS[Role.NURSE]


# ------------------------------------------------------------------------------ beginning


def test_another_vault_can_be_opened_and_left_again(
    door: Door, staffed: Practice, founded_once: Practice, tmp_path: Path
) -> None:
    window = door.at(staffed.vault)
    click(window.sign_in.other_vault)
    assert window.page is Page.WELCOME
    assert window.side.practice[0].text() == "Diogel"
    click(window.welcome.back)
    assert window.page is Page.PEOPLE
    click(window.sign_in.other_vault)
    door.folder = founded_once.copied(tmp_path / "other").vault
    click(window.welcome.open_vault)
    door.until(lambda: len(window.sign_in.people.tiles) == 1)
    assert window.page is Page.PEOPLE


def test_a_folder_without_a_vault_is_told_of(door: Door, tmp_path: Path) -> None:
    window = door.open()
    assert not window.welcome.back.isVisible()
    door.folder = tmp_path
    click(window.welcome.open_vault)
    door.until(window.notice.isVisible)
    assert window.page is Page.WELCOME
    click(window.welcome.create_vault)
    assert not window.notice.isVisible()


SECRET = "lantern copper thistle bridge"


def filled_in(door: Door, vault: Path) -> DoorWindow:
    """Open the form with the key that has the focus, and fill it in."""
    window = door.open()
    press(focus() or window, Qt.Key.Key_Space)
    assert window.page is Page.FOUND
    form = window.found
    write(form.practice.edit, "Meddygfa Bryn Celyn")
    write(form.full_name.edit, "Dr Dafydd Hughes")
    write(form.name.edit, "dafydd")
    door.folder = vault
    click(form.browse)
    assert form.folder.value() == str(vault)
    write(form.passphrase.edit, SECRET)
    write(form.again.edit, SECRET)
    return window


def test_what_is_missing_is_said_at_its_field(door: Door) -> None:
    window = door.open()
    click(window.welcome.create_vault)
    form = window.found
    click(form.make)
    assert form.practice.edit.accessibleDescription() == "Enter the name of the practice."
    assert focus() is form.practice.edit
    write(form.practice.edit, "Meddygfa Bryn Celyn")
    click(form.make)
    assert form.practice.edit.accessibleDescription() == ""
    assert focus() is form.full_name.edit


def test_two_passphrases_that_differ_make_nothing(door: Door, tmp_path: Path) -> None:
    window = filled_in(door, tmp_path / "vault")
    form = window.found
    write(form.again.edit, "s")
    press(form.again.edit, Qt.Key.Key_Return)
    assert form.again.edit.accessibleDescription() == "The two are not the same."
    assert not (tmp_path / "vault").exists()


def test_a_folder_with_something_in_it_is_refused(door: Door, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("", encoding="utf-8")
    window = filled_in(door, tmp_path)
    form = window.found
    press(form.again.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    door.until(window.notice.isVisible)
    assert form.folder.edit.accessibleDescription() == "Choose another folder."
    assert focus() is form.folder.edit
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_passphrase_that_is_too_weak_is_refused(door: Door, tmp_path: Path) -> None:
    window = filled_in(door, tmp_path / "vault")
    form = window.found
    for field in (form.passphrase, form.again):
        field.set_value("short")
    click(form.make)
    door.until(window.notice.isVisible)
    assert form.passphrase.edit.accessibleDescription() == "Choose a stronger passphrase."


def test_how_strong_a_passphrase_is_shows_while_it_is_typed(door: Door) -> None:
    window = door.open()
    click(window.welcome.create_vault)
    form = window.found
    meter = form.meter
    assert meter.words.text() == "How strong it is shows here while you type."
    write(form.full_name.edit, "Dr Dafydd Hughes")
    write(form.passphrase.edit, "dafydd")
    door.until(lambda: meter.words.text().startswith("Very weak: a thief would guess it within a"))
    door.until(lambda: meter.words.text().endswith("the name of the practice or your own."))
    assert meter.bar.value() == 1
    assert meter.bar.accessibleDescription() == meter.words.text()
    write(form.passphrase.edit, " kettle slate")
    door.until(lambda: "a thief would guess it within a" in meter.words.text())
    assert meter.bar.value() < 4
    write(form.passphrase.edit, " harbour meadow")
    door.until(lambda: meter.words.text().startswith("Very strong: "))
    assert meter.bar.value() == 5
    click(window.look.language)
    assert meter.words.text().startswith("Cryf iawn: ")
    form.passphrase.edit.clear()
    assert meter.bar.value() == 0
    assert meter.words.text().startswith("Bydd ei gryfder")


def test_a_vault_is_made_its_sheets_handed_out_and_its_founder_let_in(
    door: Door, tmp_path: Path
) -> None:
    QApplication.clipboard().setText("of before")
    window = filled_in(door, tmp_path / "vault")
    form = window.found
    assert form.recovery.value() is RecoveryPlan.TWO_OF_THREE
    click(form.make)
    click(form.make)
    door.until(lambda: window.page is Page.SHEET)
    assert form.passphrase.value() == form.again.value() == ""
    keys = []
    for index in (1, 2, 3):
        assert f"Recovery sheet {index} of 3" in labels(window.sheet)
        keys.append("-".join(window.sheet.shown))
        type_back(window, last=index == 3)
    door.until(lambda: window.page is Page.PEOPLE)
    assert window.sheet.shown == ()
    assert not window.sheet.holds_key
    assert all(field.value() == "" for field in (*window.sheet.typed, window.sheet.holder))
    assert chosen(window) == "dafydd"
    write(window.sign_in.passphrase.edit, SECRET)
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        click(window.sign_in.unlock)
    assert door.preferences.read().vault == tmp_path / "vault"
    assert QApplication.clipboard().text() == "of before"
    unlocked = unlock_recovery(header.read(tmp_path / "vault"), "\n".join(keys[1:]))
    assert unlocked.role is Role.RECOVERY


def labels(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(Label) if label.isVisible()]


def type_back(window: DoorWindow, *, last: bool) -> None:
    """Type the two groups as a person does: a name, Enter, a slip, then right."""
    sheet = window.sheet
    key, (first, second) = sheet.shown, sheet.asked
    assert [len(group) for group in key] == [4] * 8
    assert not sheet.done.isEnabled()
    assert focus() is sheet.holder.edit
    write(sheet.holder.edit, f"Keeper {key[0]}")
    press(sheet.holder.edit, Qt.Key.Key_Return)
    assert focus() is sheet.typed[0].edit
    write(sheet.typed[0].edit, key[first - 1].lower())
    press(sheet.typed[0].edit, Qt.Key.Key_Return)
    assert focus() is sheet.typed[1].edit
    write(sheet.typed[1].edit, "UUUU")
    assert sheet.wrong.text().startswith("Not as it stands above")
    assert not sheet.done.isEnabled()
    press(sheet.typed[1].edit, Qt.Key.Key_Return)
    assert window.page is Page.SHEET
    assert sheet.shown == key
    sheet.typed[1].set_value(key[second - 1])
    assert sheet.done.accessibleName() == ("On paper and locked away" if last else "Next sheet")
    press(sheet.typed[1].edit, Qt.Key.Key_Return)


def with_sheets(door: Door, plan: RecoveryPlan = RecoveryPlan.TWO_OF_THREE) -> DoorWindow:
    window = door.open()
    window.presenter._made(
        door.home / "new-vault",
        "Meddygfa Bryn Celyn",
        NewVault(vault_id=VaultId("v"), sheets=example_sheets(plan)),
    )
    return window


def test_one_can_go_back_to_a_sheet_and_forward_again(door: Door) -> None:
    window = with_sheets(door)
    sheet = window.sheet
    assert not sheet.back.isVisible()
    first = sheet.shown
    type_back(window, last=False)
    assert sheet.shown != first
    assert sheet.typed[0].value() == ""
    press(focus() or window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    door.until(lambda: sheet.shown == first)
    assert sheet.holder.value() == "Keeper 1ABC"
    assert sheet.done.isEnabled()
    click(sheet.done)
    sheet.holder.set_value("keeper 1abc")
    assert "Nobody should hold two." in sheet.holder.edit.accessibleDescription()


def test_one_person_alone_is_told_what_that_means_and_gets_one_sheet(
    door: Door, tmp_path: Path
) -> None:
    window = filled_in(door, tmp_path / "vault")
    form = window.found
    form.recovery.setFocus()
    press(form.recovery, Qt.Key.Key_Down)
    assert form.recovery.value() is RecoveryPlan.ONE_OF_ONE
    assert any("One sheet opens everything" in said for said in labels(form))
    click(form.make)
    door.until(lambda: window.page is Page.SHEET)
    assert len(window.sheet.shown) == 7
    assert "The recovery sheet" in labels(window.sheet)
    first, second = window.sheet.asked
    for field, at in zip(window.sheet.typed, (first, second), strict=True):
        field.set_value(window.sheet.shown[at - 1])
    click(window.sheet.done)
    door.until(lambda: window.page is Page.PEOPLE)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils: NOT READ BACK")
def test_a_sheet_is_saved_as_pdf_where_one_chooses_and_never_over_something(
    door: Door, tmp_path: Path
) -> None:
    window = with_sheets(door)
    door.file = tmp_path / "first"
    write(window.sheet.holder.edit, "Dr Elin Prys")
    click(window.sheet.to_file)
    saved = tmp_path / "first.pdf"
    door.until(lambda: str(saved) in window.sheet.note.text())
    assert door.proposed == "recovery-sheet-1-of-3.pdf"
    read = subprocess.run(["pdftotext", saved, "-"], check=True, capture_output=True, text=True)
    assert "Dr Elin Prys" in read.stdout
    assert set(window.sheet.shown) <= set(read.stdout.split())
    before = saved.read_bytes()
    click(window.sheet.to_file)
    door.until(window.notice.isVisible)
    assert saved.read_bytes() == before
    assert window.sheet.holds_key


def seen(pdf: Path, *, dpi: int) -> np.ndarray:
    """Return a page as grey pixels, signed, so that two of them can be subtracted."""
    command = ["pdftoppm", "-r", str(dpi), "-gray", pdf]
    drawn = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, pixels = drawn.split(b"\n", 3)
    wide, high = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(high, wide).astype(int)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler-utils: NOT SEEN")
def test_a_sheet_is_printed_as_it_would_be_saved(door: Door, tmp_path: Path) -> None:
    window = with_sheets(door)
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    door.printer = printer
    write(window.sheet.holder.edit, "Dr Elin Prys")
    click(window.sheet.to_printer)
    door.until(lambda: window.sheet.note.text().startswith("Sent to the printer"))
    saved = tmp_path / "saved.pdf"
    sheet = replace(example_sheets()[0], holder="Dr Elin Prys")
    saved.write_bytes(to_pdf([draw_sheet(sheet)]))
    groups = (slice(86, 170), slice(30, 200))  # of the box with the groups, at 36 dots an inch
    apart = np.abs(seen(printed, dpi=36)[groups] - seen(saved, dpi=36)[groups])
    assert seen(saved, dpi=36)[groups].min() < 90
    assert apart.mean() < 7.5
    if shutil.which("zbarimg") is None:
        pytest.skip("no zbar-tools: THE PRINTED SQUARE IS NOT SCANNED")
    subprocess.run(["pdftoppm", "-r", "100", "-png", printed, tmp_path / "scan"], check=True)
    (picture,) = tmp_path.glob("scan*.png")
    scan = subprocess.run(["zbarimg", "-q", "--raw", picture], check=True, capture_output=True)
    assert scan.stdout.decode().strip() == "-".join(window.sheet.shown)


def test_no_printer_chosen_prints_nothing(door: Door) -> None:
    window = with_sheets(door)
    note = window.sheet.note.text()
    click(window.sheet.to_printer)
    click(window.sheet.to_file)
    assert window.sheet.note.text() == note
    assert door.asking == []


def test_closing_before_the_sheets_are_on_paper_is_asked_about(door: Door) -> None:
    window = with_sheets(door)
    window.close()
    assert window.isVisible()
    dialog = window.findChild(ConfirmDialog)
    assert dialog is not None
    click(dialog.back)
    assert window.isVisible()
    window.close()
    again = [one for one in window.findChildren(ConfirmDialog) if one.isVisible()]
    with door.qtbot.waitSignal(window.closed):
        click(again[-1].act)
    assert not window.isVisible()


def test_leaving_the_form_forgets_the_passphrases(door: Door) -> None:
    window = door.open()
    click(window.welcome.create_vault)
    write(window.found.passphrase.edit, "lantern copper")
    press(window.found.passphrase.edit, Qt.Key.Key_Escape)
    door.until(lambda: window.page is Page.WELCOME)
    assert window.found.passphrase.value() == ""


# ------------------------------------------------------------------------------ demonstration


def test_preparing_can_be_cancelled_and_is_begun_afresh(door: Door, own_home: Path) -> None:
    window = door.open()
    folder = own_home / "data" / "demonstration"
    begun: list[int] = []
    window.preparation.advanced.connect(lambda done, _total: begun.append(done))
    for _ in range(2):
        begun.clear()
        click(window.welcome.demonstration)
        assert window.page is Page.DEMONSTRATION
        process = window.preparation.process_id
        door.until(lambda: any(begun))
        assert window.demonstration.count.text().endswith(" %")
        decoders = psutil.Process(process).children(recursive=True)
        press(focus() or window, Qt.Key.Key_Escape)
        door.until(lambda: window.page is Page.WELCOME)
        door.until(lambda process=process: has_ended(process))
        psutil.wait_procs(decoders, timeout=10)
        assert not [one for one in decoders if one.is_running()]
        assert not window.preparation.is_running
        assert not folder.exists()


def test_closing_the_window_stops_the_preparation(door: Door) -> None:
    window = door.open()
    click(window.welcome.demonstration)
    process = window.preparation.process_id
    window.close()
    assert has_ended(process)


def test_a_preparation_that_fails_says_so(door: Door, own_home: Path) -> None:
    (own_home / "data").mkdir(exist_ok=True)
    (own_home / "data" / "demonstration").mkdir()
    (own_home / "data" / "demonstration" / "mine.txt").write_text("", encoding="utf-8")
    window = door.open()
    click(window.welcome.demonstration)
    door.until(window.notice.isVisible)
    assert window.page is Page.WELCOME
    assert (own_home / "data" / "demonstration" / "mine.txt").exists()


@pytest.mark.soak
def test_the_demonstration_is_prepared_and_says_its_passphrases(door: Door) -> None:
    window = door.open()
    click(window.welcome.demonstration)
    door.qtbot.waitUntil(lambda: window.page is not Page.DEMONSTRATION, timeout=280_000)
    door.until(lambda: len(window.sign_in.people.tiles) == 4)
    click(window.sign_in.use_hint)
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        click(window.sign_in.unlock)


# ------------------------------------------------------------------------------ recovery sheets


NEW_SECRET = "walnut harbour seven violins"


def at_recovery(door: Door, practice: Practice) -> DoorWindow:
    """Go there by the keyboard, from the question for a passphrase."""
    window = door.at(practice.vault)
    click(window.sign_in.cannot)
    assert focus() is window.cannot.colleague
    window.cannot.recover.setFocus()
    press(window.cannot.recover, Qt.Key.Key_Space)
    door.until(lambda: window.page is Page.RECOVER)
    return window


def test_two_sheets_let_somebody_in_again_who_forgot(door: Door, staffed: Practice) -> None:
    window = at_recovery(door, staffed)
    page = window.recover
    assert [field.isVisible() for field in page.sheets] == [True, True, False]
    assert focus() is page.sheets[0].edit
    first, _, third = staffed.recovery_key.split("\n")
    write(page.sheets[0].edit, third.lower().replace("-", " "))
    press(page.sheets[0].edit, Qt.Key.Key_Return)
    assert focus() is page.sheets[1].edit
    write(page.sheets[1].edit, first)
    press(page.sheets[1].edit, Qt.Key.Key_Return)
    assert focus() is page.person
    page.person.set_value(next(one.user_id for one in people_of(window) if one.name == NIA))
    write(page.passphrase.edit, NEW_SECRET)
    write(page.again.edit, NEW_SECRET)
    press(page.again.edit, Qt.Key.Key_Return)
    door.until(lambda: window.page is Page.PEOPLE)
    assert "Nia Test has a new passphrase." in labels(window.notice)
    assert all(field.value() == "" for field in (*page.sheets, page.passphrase, page.again))
    assert chosen(window) == NIA
    assert focus() is window.sign_in.passphrase.edit
    write(window.sign_in.passphrase.edit, NEW_SECRET)
    with door.qtbot.waitSignal(window.let_in, timeout=PATIENCE_MS):
        press(window.sign_in.passphrase.edit, Qt.Key.Key_Return)


def people_of(window: DoorWindow):
    return [tile.person for tile in window.sign_in.people.tiles]


def test_what_is_missing_on_the_recovery_page_is_said_there(door: Door, staffed: Practice) -> None:
    page = at_recovery(door, staffed).recover
    first, second, _ = staffed.recovery_key.split("\n")
    page.sheets[0].set_value(first)
    click(page.act)
    assert focus() is page.sheets[1].edit
    assert page.sheets[1].edit.accessibleDescription() == "Type what stands on this sheet."
    page.sheets[1].set_value(second)
    click(page.act)
    assert focus() is page.passphrase.edit
    page.passphrase.set_value(NEW_SECRET)
    click(page.act)
    assert page.again.edit.accessibleDescription() == "The two are not the same."
    assert door.asking == []


def test_the_same_sheet_twice_is_told_and_changes_nothing(door: Door, staffed: Practice) -> None:
    window = at_recovery(door, staffed)
    page = window.recover
    first = staffed.recovery_key.split("\n")[0]
    for field, text in zip(
        (*page.sheets[:2], page.passphrase, page.again),
        (first, first, NEW_SECRET, NEW_SECRET),
        strict=True,
    ):
        field.set_value(text)
    click(page.act)
    door.until(window.notice.isVisible)
    assert any("same recovery sheet was given twice" in said for said in labels(window.notice))
    assert window.page is Page.RECOVER
    assert page.sheets[0].value() == first
    press(focus() or window, Qt.Key.Key_Escape)
    door.until(lambda: window.page is Page.CANNOT)
    assert page.sheets[0].value() == page.passphrase.value() == ""


def test_a_weak_new_passphrase_is_told_at_its_field(door: Door, staffed: Practice) -> None:
    window = at_recovery(door, staffed)
    page = window.recover
    first, second, _ = staffed.recovery_key.split("\n")
    for field, text in zip(
        (*page.sheets[:2], page.passphrase, page.again),
        (first, second, "password", "password"),
        strict=True,
    ):
        field.set_value(text)
    click(page.act)
    door.until(window.notice.isVisible)
    assert focus() is page.passphrase.edit
    assert page.passphrase.edit.accessibleDescription() != ""
