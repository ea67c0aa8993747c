"""Backups, people and keys, by mouse and by keys; and once with a real keeper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.hands import LEFT, OnView, click, lane_of, words_on
from support.practice import CLARE, MONA, NIA, Practice, passphrase_of
from support.seen import settle
from support.waiting import desk_for
from support.workplace import PATIENCE_MS, at_workstation

from desktop.errors import BackupFailedError, CancelledError, StaffRuleError
from desktop.ids import UserId, VaultId
from desktop.keeper.calls import BackUp, CheckBackup, ListPeople, ReadBackupState, ScrubSlice
from desktop.keeper.client import DoorClient
from desktop.keeper.daily_calls import SeeDailyBackup, SetDailyBackup
from desktop.keeper.destroying_calls import DestroyImage, ListDestroyed
from desktop.keeper.passphrase_calls import AdmitPerson
from desktop.keeper.staff_calls import ChangeRole, EndAccess, GrantKeys, ReadOwedKeys, RenewKeys
from desktop.records.destruction import Because, Destroyed, PastDestruction
from desktop.records.findings import Findings
from desktop.records.outcome import Nothing, Topic
from desktop.records.problem import Problem
from desktop.records.role import KEYS, Domain, Role
from desktop.records.safekeeping import (
    BackupChecked,
    BackupMade,
    BackupProblem,
    BackupState,
    DailyBackup,
)
from desktop.records.scrubbed import Flaw, Scrubbed
from desktop.records.staff import NewPerson
from desktop.records.staff_member import KeysRenewed, StaffMember
from desktop.ui.destroy_dialog import DestroyDialog
from desktop.ui.home.screen import HomeScreen
from desktop.ui.keeping import Part
from desktop.ui.place import AuditPlace, Home, SafekeepingPlace, SettingsPlace
from desktop.ui.safekeeping.dialogs import RoleDialog
from desktop.ui.safekeeping.screen import SafekeepingScreen
from desktop.ui.safekeeping.told import SHOWN
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.wish import Help, Wish
from desktop.wording import Language, explain

NEVER = BackupState(made_at="", by="", place="", age_days=-1, remind_days=7, is_due=True)
OLD = BackupState(
    made_at="2026-11-10T17:02:00.000+00:00",
    by="u-cerys",
    place="/media/safe",
    age_days=11,
    remind_days=7,
    is_due=True,
)
FRESH = replace(OLD, made_at="2026-11-22T08:02:00.000+00:00", age_days=0, is_due=False)
Opened = Callable[..., SafekeepingScreen]


def member(name: str, role: Role = Role.NURSE, **more: Any) -> StaffMember:
    return StaffMember(
        user_id=UserId(f"u-{name}"),
        name=name,
        full_name=f"{name.title()} Test",
        role=role,
        admitted_at="2026-01-02T09:00:00.000+00:00",
        missing=more.get("missing", frozenset()),
        left_at=more.get("left_at", ""),
    )


CERYS = member("cerys", Role.MANAGER)
NEW = member("dewi", Role.CLINICIAN, missing=KEYS[Role.CLINICIAN] - {Domain.CATALOGUE})
GONE = member("tomos", left_at="2026-11-12T16:00:00.000+00:00")
PEOPLE = (CERYS, member("nia"), NEW, GONE)


def made(folder: Path, **more: Any) -> BackupMade:
    return BackupMade(
        folder=folder / "b-1",
        made_at=FRESH.made_at,
        objects=12,
        copied=3,
        copied_bytes=1,
        stored_bytes=2,
        unavailable=more.get("unavailable", ()),
        spooled=more.get("spooled", 0),
        same_disk=more.get("same_disk", False),
    )


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(role: Role = Role.MANAGER, **answers: Any) -> SafekeepingScreen:
        lane = FakeLane(
            {
                ReadBackupState: answers.get("backup", OLD),
                ListPeople: answers.get("people", PEOPLE),
                ReadOwedKeys: answers.get("owed", ()),
                ListDestroyed: answers.get("destroyed", ()),
                SeeDailyBackup: answers.get("daily", DailyBackup()),
            }
        )
        desk = desk_for(lane, role)
        desk = replace(desk, me=replace(desk.me, helped=answers.get("helped")))
        return on_view(SafekeepingScreen(SafekeepingPlace(), desk), (1100, 1500))

    return open_screen


def choose_in_dialog(screen: QWidget, folder: Path) -> None:
    """Write a folder into the dialog that is open, as a person does, and press Enter."""
    settle()
    (dialog,) = (one for one in screen.window().findChildren(QFileDialog) if one.isVisible())
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, str(folder))
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    QTest.mouseClick(box.buttons()[0], LEFT)
    settle()


def question(screen: QWidget) -> ConfirmDialog:
    settle()
    (dialog,) = (one for one in screen.window().findChildren(ConfirmDialog) if one.isVisible())
    return dialog


def choose_row(screen: SafekeepingScreen, row: int) -> None:
    """Go to a line of the list by keys."""
    table = screen.people.table
    table.setFocus()
    for _ in range(len(PEOPLE)):
        QTest.keyClick(table, Qt.Key.Key_Up)
    for _ in range(row):
        QTest.keyClick(table, Qt.Key.Key_Down)
    settle()


# ---------------------------------------------------------------------------- backups


def test_where_there_is_none_it_says_what_that_means(opened: Opened) -> None:
    said = words_on(opened(backup=NEVER).backups)
    assert "No backup has been made yet" in said
    assert "every image in the vault is lost" in said
    assert "stays in backups of before until those have expired" in said


def test_the_last_one_is_told_with_its_place_and_who_made_it(opened: Opened) -> None:
    screen = opened()
    said = words_on(screen.backups)
    assert "10-Nov-2026" in said
    assert "11 days ago" in said
    assert "/media/safe" in said
    assert "Cerys Test" in said
    assert screen.backups.due.text() == "Backup due"


def test_a_backup_is_made_where_somebody_chose_and_can_be_seen_going(
    opened: Opened, tmp_path: Path
) -> None:
    screen = opened(backup=NEVER)
    lane = lane_of(screen)
    lane.answers[BackUp] = made(tmp_path, same_disk=True, spooled=2)
    lane.held = True
    click(screen.backups.back_up)
    choose_in_dialog(screen, tmp_path)
    assert lane.calls(BackUp)[0].to == tmp_path
    lane.progress(BackUp, 4, 12)
    assert "4 of 12" in words_on(screen.backups.view)
    assert not screen.backups.back_up.isEnabled()
    assert not screen.backups.check.isEnabled()
    lane.held = False
    lane.answers[ReadBackupState] = FRESH
    lane.release(BackUp)
    said = words_on(screen.backups)
    assert "12 sealed files" in said
    assert "3 of them were not in this place before" in said
    assert "same disk as the vault" in said
    assert "2 photographs that wait sealed for a nurse or clinician are in it" in said
    assert "less than a day ago" in said
    assert screen.backups.due.text() == "Not due"
    click(screen.backups.view.result.action)
    assert not screen.backups.view.isVisible()


def test_a_backup_is_stopped(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    lane = lane_of(screen)
    lane.held = True
    click(screen.backups.back_up)
    choose_in_dialog(screen, tmp_path)
    click(screen.backups.view.line.cancel)
    assert len(lane.cancelled) == 1
    lane.answers[BackUp] = CancelledError()
    lane.release(BackUp)
    assert "No new backup was made" in words_on(screen.backups.view)
    assert screen.backups.back_up.isEnabled()


def test_one_that_fails_is_explained(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    lane_of(screen).answers[BackUp] = BackupFailedError()
    click(screen.backups.back_up)
    choose_in_dialog(screen, tmp_path)
    assert explain(BackupFailedError(), Language.EN).happened in words_on(screen.backups.view)
    assert screen.backups.back_up.isEnabled()


def test_choosing_no_folder_begins_nothing(opened: Opened) -> None:
    screen = opened()
    click(screen.backups.back_up)
    (dialog,) = (one for one in screen.window().findChildren(QFileDialog) if one.isVisible())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert lane_of(screen).calls(BackUp) == []
    assert screen.backups.back_up.isEnabled()


def checked(folder: Path, *problems: BackupProblem, opened: bool = True) -> BackupChecked:
    return BackupChecked(
        folder=folder,
        vault_id=VaultId("v"),
        made_at=OLD.made_at,
        made_by="u-cerys",
        checked=77,
        opened=opened,
        problems=problems,
    )


def test_a_backup_is_checked_and_whole(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    lane_of(screen).answers[CheckBackup] = checked(tmp_path, opened=False)
    click(screen.backups.check)
    choose_in_dialog(screen, tmp_path)
    assert lane_of(screen).calls(CheckBackup)[0].where == tmp_path
    said = words_on(screen.backups.view)
    assert "The backup is whole" in said
    assert "77 files and entries" in said
    assert "Its database was not opened" in said


def test_what_is_wrong_with_a_backup_is_told_with_its_place(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    wrong = [BackupProblem(what="object_missing", where=f"o-{n}") for n in range(SHOWN - 1)]
    wrong += [BackupProblem(what="a_new_code", where="there")]
    wrong += [BackupProblem(what="object_altered", where="o-last")] * 3
    lane_of(screen).answers[CheckBackup] = checked(tmp_path, *wrong)
    click(screen.backups.check)
    choose_in_dialog(screen, tmp_path)
    said = words_on(screen.backups.view)
    assert f"{len(wrong)} things are wrong" in said
    assert "Missing: o-0" in said
    assert "Not as it should be (a_new_code): there" in said
    assert "and 3 more" in said
    assert "o-last" not in said


def test_what_goes_on_outlives_the_screen(opened: Opened, tmp_path: Path) -> None:
    screen = opened()
    lane, desk = lane_of(screen), screen.desk
    lane.held = True
    screen.presenter.back_up(tmp_path)
    screen.close_screen()
    lane.answers[BackUp] = made(tmp_path)
    lane.release(BackUp)
    assert desk.keeping.going is None
    assert Part.BACKUPS in desk.keeping.ended
    assert len(desk.jobs.facts) == 1, "it stays in the status strip until it is read"


# ---------------------------------------------------------------------------- people


def test_everybody_is_listed_with_what_they_lack(opened: Opened) -> None:
    screen = opened()
    model = screen.people.table.model()
    told = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert told[0] == [
        "Cerys Test, cerys",
        "Practice manager",
        "02-Jan-2026",
        "Has every key of the role.",
    ]
    assert told[2][3] == "Missing: Inbox, Clinical images, Originals"
    assert told[3][3] == "Left on 12-Nov-2026"


def test_nobody_ends_their_own_access(opened: Opened) -> None:
    screen = opened()
    choose_row(screen, 0)
    assert not screen.people.end.isVisible()
    assert not screen.people.role.isVisible()
    assert "This is you" in words_on(screen.people)


def test_somebody_who_has_left_can_only_be_looked_at(opened: Opened) -> None:
    screen = opened()
    choose_row(screen, 3)
    assert not screen.people.end.isVisible()
    assert "Left on 12-Nov-2026" in words_on(screen.people)


def test_access_is_ended_after_saying_what_happens(opened: Opened) -> None:
    screen = opened()
    lane = lane_of(screen)
    lane.answers[EndAccess] = KeysRenewed(
        member=PEOPLE[1],
        renewed=frozenset({Domain.CATALOGUE}),
        owed=frozenset({Domain.INBOX, Domain.CLINICAL}),
        values=40,
    )
    choose_row(screen, 1)
    QTest.keyClick(screen.people.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is screen.people.role
    click(screen.people.end)
    asked = question(screen)
    said = words_on(asked)
    assert "End the access of Nia Test?" in said
    assert "cannot sign in from now on" in said
    assert "Every key that they held is renewed" in said
    assert "What they copied before" in said
    assert QApplication.focusWidget() is asked.back, "the safe way has the focus"
    lane.answers[ListPeople] = (CERYS, NEW, replace(PEOPLE[1], left_at=GONE.left_at), GONE)
    lane.answers[ReadOwedKeys] = (Domain.INBOX, Domain.CLINICAL)
    click(asked.act)
    assert lane.calls(EndAccess)[0].name == "nia"
    lane.tell(Topic.USERS)
    said = words_on(screen.people)
    assert "Nia Test cannot sign in any more" in said
    assert "Renewed, and everything that they opened is sealed anew: Catalogue." in said
    assert "Still to be renewed, by somebody who holds them: Inbox, Clinical images." in said
    assert "Keys wait to be renewed" in said
    assert not screen.people.owed.action.isVisible(), "the manager does not hold them"


def test_going_back_ends_nothing(opened: Opened) -> None:
    screen = opened()
    choose_row(screen, 1)
    click(screen.people.end)
    QTest.keyClick(question(screen), Qt.Key.Key_Escape)
    assert lane_of(screen).calls(EndAccess) == []


def test_a_rule_that_forbids_it_is_explained(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[EndAccess] = StaffRuleError("last_holder", keys="inbox")
    choose_row(screen, 1)
    click(screen.people.end)
    click(question(screen).act)
    told = explain(StaffRuleError("last_holder", keys="inbox"), Language.EN)
    assert told.happened in words_on(screen.people.view)


def test_a_role_is_changed_once_one_is_chosen(opened: Opened) -> None:
    screen = opened()
    lane = lane_of(screen)
    lane.answers[ChangeRole] = KeysRenewed(
        member=replace(PEOPLE[1], role=Role.RECEPTIONIST),
        renewed=frozenset(),
        owed=frozenset({Domain.INBOX}),
        values=0,
    )
    choose_row(screen, 1)
    click(screen.people.role)
    asked = question(screen)
    assert isinstance(asked, RoleDialog)
    assert not asked.act.isEnabled()
    assert [one.text() for one in asked.roles.buttons] == [
        "Receptionist",
        "Clinician",
        "Practice manager",
    ]
    click(asked.roles.buttons[0])
    click(asked.act)
    call = lane.calls(ChangeRole)[0]
    assert (call.name, call.role) == ("nia", Role.RECEPTIONIST)
    assert "Nia Test is now: Receptionist" in words_on(screen.people.view)


def test_keys_are_granted_by_who_holds_them(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN)
    lane = lane_of(screen)
    lane.answers[GrantKeys] = replace(NEW, missing=frozenset())
    choose_row(screen, 2)
    click(screen.people.grant)
    asked = question(screen)
    assert "Inbox, Clinical images, Originals" in words_on(asked)
    click(asked.act)
    assert lane.calls(GrantKeys)[0].name == "dewi"
    assert "Dewi Test was granted keys" in words_on(screen.people.view)


def test_who_does_not_hold_a_key_is_not_offered_to_grant_it(opened: Opened) -> None:
    screen = opened(Role.MANAGER)
    choose_row(screen, 2)
    assert not screen.people.grant.isVisible()
    assert "You do not hold Inbox, Clinical images, Originals" in words_on(screen.people)


def test_keys_that_wait_are_renewed_by_who_holds_one(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN, owed=(Domain.CLINICAL,))
    lane = lane_of(screen)
    lane.answers[RenewKeys] = KeysRenewed(
        member=CERYS, renewed=frozenset({Domain.CLINICAL}), owed=frozenset(), values=9
    )
    lane.answers[ReadOwedKeys] = ()
    click(screen.people.owed.action)
    lane.tell(Topic.USERS)
    assert not screen.people.owed.isVisible()
    assert "Keys were renewed" in words_on(screen.people.view)


def test_what_takes_a_passphrase_is_wished_for_at_the_door(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    QTest.keyClick(screen.people.admit, Qt.Key.Key_Space)
    dialog = question(screen)
    said = words_on(dialog)
    assert "choose and type their passphrase themselves" in said
    assert "This window locks now" in said
    with qtbot.waitSignal(screen.wished) as wished:
        QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    assert wished.args == [Wish(help=Help.ADMIT)]
    choose_row(screen, 1)
    click(screen.people.renew)
    with qtbot.waitSignal(screen.wished) as wished:
        click(question(screen).act)
    assert wished.args == [Wish(help=Help.RENEW, other=UserId("u-nia"))]
    choose_row(screen, 0)
    assert not screen.people.renew.isVisible(), "nobody renews their own"


def test_who_was_admitted_on_the_way_in_is_told_once_and_chosen(opened: Opened) -> None:
    screen = opened(helped=NEW)
    said = words_on(screen.people.view)
    assert "Dewi Test can sign in with the new passphrase" in said
    assert "Still missing" in said
    assert screen.presenter.state.chosen == NEW
    click(screen.people.view.result.action)
    screen.presenter.start()
    assert not screen.people.view.isVisible()


# ---------------------------------------------------------------------------- destroyed

GONE_IMAGE = PastDestruction(
    subject="i-leg05-12",
    at="2026-11-02T10:00:00.000+00:00",
    by=UserId("u-nia"),
    because=Because.REQUEST,
    objects=2,
    backups_until=date(2027, 12, 4),
)


def test_what_was_destroyed_is_listed_and_leads_to_the_trail(opened: Opened, qtbot: QtBot) -> None:
    assert "Nothing was ever destroyed" in words_on(opened().gone)
    screen = opened(destroyed=(GONE_IMAGE,))
    rows = screen.gone.rows
    assert [rows.cell(0, column).words for column in range(5)] == [
        "02-Nov-2026",
        "i-leg05-12",
        "The patient asked, and the practice agrees",
        "Nia Test",
        "04-Dec-2027",
    ]
    with qtbot.waitSignal(screen.go) as went:
        click(screen.gone.trail)
    assert went.args == [AuditPlace(subject="i-leg05-12")]


def test_a_manager_destroys_by_an_identifier_that_is_typed_twice(opened: Opened) -> None:
    screen = opened()
    lane = lane_of(screen)
    lane.answers[DestroyImage] = Destroyed(
        subject="i-leg05-12", objects=2, finished=True, backups_until=date(2027, 12, 24)
    )
    click(screen.gone.destruction)
    dialog = screen.window().findChild(DestroyDialog)
    assert dialog is not None
    assert "cannot be undone" in words_on(dialog)
    assert "Flash memory" in words_on(dialog)
    QTest.keyClicks(dialog.subject.edit, "i-leg05-12")
    dialog.because.setFocus()
    QTest.keyClick(dialog.because, Qt.Key.Key_Down)
    QTest.keyClicks(dialog.reason.edit, "Kept for eight years")
    QTest.keyClicks(dialog.second.edit, "i-leg05-13")
    assert not dialog.act.isEnabled()
    QTest.keyClick(dialog.second.edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(dialog.second.edit, "2")
    lane.answers[ListDestroyed] = (GONE_IMAGE,)
    lane.held = True
    click(dialog.act)
    lane.held = False
    lane.release()
    assert lane.calls(DestroyImage) == [
        DestroyImage(subject="i-leg05-12", reason="Kept for eight years", because=Because.RETENTION)
    ]
    assert "2 sealed files cannot be read" in words_on(screen.gone.view)
    assert screen.gone.rows.row_count() == 1


# ---------------------------------------------------------------------------- every day


def test_a_backup_every_day_is_settled_seen_going_and_its_failure_told(
    opened: Opened, tmp_path: Path
) -> None:
    screen = opened()
    lane, daily = lane_of(screen), screen.backups.daily
    lane.answers[SetDailyBackup] = Nothing()
    assert "No backup is made by itself" in daily.words.text()
    assert not daily.end.isVisible()
    click(daily.settle)
    choose_in_dialog(screen, tmp_path)
    assert lane.calls(SetDailyBackup) == [SetDailyBackup(to=tmp_path)]
    lane.answers[SeeDailyBackup] = DailyBackup(place="/safe", is_going=True, done=3, total=9)
    lane.tell(Topic.BACKUPS)
    assert daily.words.text() == "The daily backup is being made: 3 of 9"
    asked = len(lane.calls(ReadBackupState))
    made_at = "2026-11-22T08:02:00.000+00:00"
    lane.answers[SeeDailyBackup] = DailyBackup(place="/safe", made_at=made_at)
    lane.tell(Topic.BACKUPS)
    assert len(lane.calls(ReadBackupState)) == asked + 1
    lane.answers[SeeDailyBackup] = DailyBackup(
        place="/safe", failed="backup_failed", reason="place_gone"
    )
    lane.tell(Topic.BACKUPS)
    assert "its disk is not connected" in words_on(daily.failed)
    assert len(lane.calls(ReadBackupState)) == asked + 1
    click(daily.end)
    assert lane.calls(SetDailyBackup)[-1].to is None


# ---------------------------------------------------------------------------- health


def test_a_clinician_reads_all_of_it_through(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN)
    lane = lane_of(screen)
    lane.held = True
    click(screen.health.read)
    assert lane.calls(ScrubSlice)[0].parts == 1
    lane.progress(ScrubSlice, 1, 5)
    assert "1 of 5" in words_on(screen.health.view)
    click(screen.health.view.line.cancel)
    lane.answers[ScrubSlice] = Scrubbed(checked=2, left=3)
    lane.release(ScrubSlice)
    assert "3 were not reached" in words_on(screen.health.view)


def test_what_rotted_is_named(opened: Opened) -> None:
    screen = opened(Role.CLINICIAN)
    flaw = Flaw(what="object_altered", where="o-7")
    lane_of(screen).answers[ScrubSlice] = Scrubbed(checked=9, flaws=(flaw,))
    click(screen.health.read)
    said = words_on(screen.health.view)
    assert "1 thing is damaged" in said
    assert "Damaged or altered: o-7" in said


def test_the_manager_has_no_keys_to_read_images(opened: Opened) -> None:
    screen = opened(Role.MANAGER)
    assert not screen.health.read.isVisible()
    assert "Your keys do not open images" in words_on(screen.health)


def test_it_leads_to_what_the_settings_say(opened: Opened, qtbot: QtBot) -> None:
    screen = opened()
    with qtbot.waitSignal(screen.go) as went:
        click(screen.health.computer)
    assert went.args == [SettingsPlace()]


# ---------------------------------------------------------------------------- the reminder


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (NEVER, "There is no backup yet"),
        (OLD, "The last backup is 11 days old"),
        (FRESH, None),
        (FRESH, "The daily backup in /safe was not made"),
    ],
)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.CLINICIAN])
def test_today_reminds_of_a_backup_that_is_due(
    qtbot: QtBot, role: Role, state: BackupState, said: str | None
) -> None:
    failed = DailyBackup(place="/safe", failed="backup_failed", reason="disk")
    daily = failed if said and "daily" in said else DailyBackup()
    lane = FakeLane({ReadBackupState: state, SeeDailyBackup: daily})
    screen = HomeScreen(Home(), desk_for(lane, role))
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    assert screen.backup.isVisible() is (said is not None)
    if said is not None:
        assert said in words_on(screen.backup)
        with qtbot.waitSignal(screen.go) as went:
            click(screen.backup.action)
        assert went.args == [SafekeepingPlace()]
    screen.close_screen()


@pytest.mark.parametrize("role", [Role.NURSE, Role.RECEPTIONIST])
def test_others_are_not_reminded(qtbot: QtBot, role: Role) -> None:
    lane = FakeLane({ReadBackupState: NEVER})
    screen = HomeScreen(Home(), desk_for(lane, role))
    qtbot.addWidget(screen)
    assert lane.calls(ReadBackupState) == []
    screen.close_screen()


# ---------------------------------------------------------------------------- a real keeper


def says(qtbot: QtBot, widget: QWidget, said: str) -> None:
    qtbot.waitUntil(lambda: said in words_on(widget), timeout=PATIENCE_MS)


def test_a_real_keeper_backs_up_and_checks(
    working: Practice, qtbot: QtBot, own_home: Path, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    with at_workstation(working.vault, qtbot, own_home, user=MONA) as place:
        home = place.window.screen_shown
        assert isinstance(home, HomeScreen)
        qtbot.waitUntil(home.backup.isVisible, timeout=PATIENCE_MS)
        home.backup.action.setFocus()
        QTest.keyClick(home.backup.action, Qt.Key.Key_Space)
        screen = place.window.screen_shown
        assert isinstance(screen, SafekeepingScreen)
        says(qtbot, screen.backups, "No backup has been made yet")
        assert QApplication.focusWidget() is screen.backups.back_up, "the next step has the focus"
        QTest.keyClick(screen.backups.back_up, Qt.Key.Key_Space)
        choose_in_dialog(screen, backups)
        says(qtbot, screen.backups, "Backup made and read back")
        says(qtbot, screen.backups, "less than a day ago")
        click(screen.backups.check)
        choose_in_dialog(screen, backups)
        says(qtbot, screen.backups, "The backup is whole")


def test_a_real_keeper_ends_access_and_renews_keys(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=MONA) as place:
        place.window.go(SafekeepingPlace())
        screen = place.window.screen_shown
        assert isinstance(screen, SafekeepingScreen)
        qtbot.waitUntil(lambda: bool(screen.presenter.state.people), timeout=PATIENCE_MS)
        names = [one.name for one in screen.presenter.state.people]
        screen.people.table.choose_row(names.index(NIA))
        screen.people.end.setFocus()
        QTest.keyClick(screen.people.end, Qt.Key.Key_Space)
        QTest.keyClick(question(screen).act, Qt.Key.Key_Space)
        says(qtbot, screen.people, "Nia Test cannot sign in any more")
        says(qtbot, screen.people, "Keys wait to be renewed: Inbox, Clinical images")
        gone = lambda: [p.name for p in screen.presenter.state.people if p.left_at] == [NIA]  # noqa: E731
        qtbot.waitUntil(gone, timeout=PATIENCE_MS)
    with at_workstation(working.vault, qtbot, own_home, user=CLARE) as place:
        place.window.go(SafekeepingPlace())
        screen = place.window.screen_shown
        assert isinstance(screen, SafekeepingScreen)
        says(qtbot, screen.people, "Keys wait to be renewed: Inbox, Clinical images")
        QTest.keyClick(screen.people.owed.action, Qt.Key.Key_Space)
        says(qtbot, screen.people, "Keys were renewed")
        qtbot.waitUntil(screen.people.owed.isHidden, timeout=PATIENCE_MS)
        QTest.keyClick(screen.health.read, Qt.Key.Key_Space)
        says(qtbot, screen.health, "4 sealed files were decrypted and compared: all whole")


def test_somebody_is_admitted_at_the_door_and_the_screen_comes_back(
    working: Practice, qtbot: QtBot, own_home: Path
) -> None:
    with at_workstation(working.vault, qtbot, own_home, user=MONA) as place:
        place.window.go(SafekeepingPlace())
        screen = place.window.screen_shown
        assert isinstance(screen, SafekeepingScreen)
        place.door.user = None
        QTest.keyClick(screen.people.admit, Qt.Key.Key_Space)
        QTest.keyClick(question(screen).act, Qt.Key.Key_Space)
        place.until_out(2)
        assert (place.door.briefs[-1].help, place.door.briefs[-1].other) == ("admit", "")
        new = NewPerson(
            name="dewi",
            full_name="Dewi Newydd",
            role=Role.NURSE,
            passphrase="seven green kettles sang at dawn",
        )
        call = AdmitPerson(folder=working.vault, name=MONA, passphrase=passphrase_of(MONA), new=new)
        with DoorClient(place.door.keepers[-1].door) as door:
            assert door.ask(call).helped is not None
        place.until_in(2)
        screen = place.window.screen_shown
        assert isinstance(screen, SafekeepingScreen)
        says(qtbot, screen.people, "Dewi Newydd can sign in with the new passphrase")
        says(qtbot, screen.people, "Still missing, until somebody who holds them grants them")


def test_the_card_says_whether_everything_was_compared(opened: Opened) -> None:
    screen = opened()
    health, found = screen.health, screen.desk.found
    assert "still being compared" in health.holds.text()
    found.take(Findings(is_whole=True))
    assert "At this start nothing was found" in health.holds.text()
    wrong = Problem(what="consent", where="c-1")
    found.take(Findings(problems=(wrong,), is_whole=True))
    assert "something was found" in health.holds.text()
    assert len(health.found.notices) == 1
