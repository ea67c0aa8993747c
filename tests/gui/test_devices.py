"""The device register by mouse and by keys; and once with a real keeper."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from support.devices import CAMERA, LOST, NOW_AT, OWN, SEEN, loss, register, registered, shot_by
from support.fake_lane import FakeLane
from support.hands import OnView, button, click, lane_of, words_on
from support.practice import CLARE, MONA, Practice, run_on
from support.seen import settle
from support.waiting import desk_for
from support.workplace import PATIENCE_MS, at_workstation

from desktop.errors import RecordInvalidError
from desktop.keeper.calls import ListPeople
from desktop.keeper.device_calls import (
    AdmitArrivals,
    KeepDevice,
    ReportLost,
    SeeDevices,
    SetDevicePolicy,
    SetStanding,
    WhatItHolds,
)
from desktop.records.device import Check, DeviceKind, Reply, Standing
from desktop.records.device_register import DevicePolicy, DeviceRule
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.ui.devices.device_screen import DeviceScreen
from desktop.ui.devices.screen import DevicesScreen
from desktop.ui.place import DevicePlace, DevicesPlace
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.screen import Screen
from desktop.wording import Language, text
from desktop.workflow.devices import set_device_policy
from desktop.workflow.emptying import receive_folder


def dialog_over(screen: QWidget) -> ReasonDialog:
    settle()
    return next(one for one in screen.window().findChildren(ReasonDialog) if one.isVisible())


Opened = Callable[..., Any]


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        place: DevicesPlace | DevicePlace, *, role: Role = Role.MANAGER, **answers: Any
    ) -> Screen:
        told = answers.pop("register", register(can_manage=role is Role.MANAGER))
        lane = FakeLane(
            {
                SeeDevices: told,
                ListPeople: (),
                WhatItHolds: loss(),
                KeepDevice: registered(CAMERA),
                SetStanding: registered(CAMERA),
                ReportLost: loss(),
                AdmitArrivals: SEEN.came.held,
                SetDevicePolicy: lambda call: call.policy,
            }
        )
        made = DevicesScreen if isinstance(place, DevicesPlace) else DeviceScreen
        screen = made(place, desk_for(lane, role))
        return on_view(screen, (1100, 700))

    return open_screen


# ------------------------------------------------------------------------------- the list


def test_an_empty_register_says_what_it_is_for(opened: Opened) -> None:
    screen = opened(DevicesPlace(), register=register(devices=(), cameras=()))
    assert text("devices.none", Language.EN) in words_on(screen.empty)
    assert not screen.seen.isVisible()
    assert screen.add.isVisible()


def test_every_device_says_how_it_stands_and_what_to_do(opened: Opened) -> None:
    said = words_on(opened(DevicesPlace()).listed)
    for words in ("Old Coolpix", "Lost", "Room 2 camera", "Approved", "Not approved yet"):
        assert words in said
    assert "serial number 0560018150" in said
    assert "It writes places into photographs" in said
    assert text("devices.owned_by", Language.EN, name="Nia Thomas") in said


def test_a_camera_that_was_seen_is_registered_in_one_press(opened: Opened, qtbot: QtBot) -> None:
    screen = opened(DevicesPlace())
    assert "3 photographs said where they were taken" in words_on(screen.seen)
    made = button(screen.seen, "Register…")
    assert made is not None
    assert made.accessibleDescription() == "samsung SM-G930F"
    with qtbot.waitSignal(screen.go) as went:
        click(made)
    assert went.args == [DevicePlace(camera=SEEN.id)]


def test_what_is_held_is_let_in_with_a_reason(opened: Opened) -> None:
    screen = opened(DevicesPlace())
    click(button(screen.seen, "Let in…"))
    dialog = dialog_over(screen)
    assert not dialog.act.isEnabled()
    click(dialog.reasons.buttons[0])
    QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    settle()
    (call,) = lane_of(screen).calls(AdmitArrivals)
    assert (call.arrivals, bool(call.reason)) == (SEEN.came.held, True)
    assert "4 photographs wait for a patient now" in words_on(screen.notice)


def test_a_nurse_sees_everything_and_changes_nothing(opened: Opened) -> None:
    screen = opened(DevicesPlace(), role=Role.NURSE)
    assert "Old Coolpix" in words_on(screen.listed)
    for name in ("Let in…", "Register…", "Add a device"):
        assert button(screen, name) is None
    assert not screen.policy.rules.isVisible()
    assert text("device_rule.quarantine", Language.EN) in words_on(screen.policy)


def test_the_policy_is_settled_by_a_press(opened: Opened) -> None:
    screen = opened(DevicesPlace())
    flag = screen.policy.rules.buttons[list(DeviceRule).index(DeviceRule.FLAG)]
    flag.setFocus()
    QTest.keyClick(flag, Qt.Key.Key_Space)
    (call,) = lane_of(screen).calls(SetDevicePolicy)
    assert call.policy == DevicePolicy(rule=DeviceRule.FLAG)
    assert text("devices.settled_flag", Language.EN) in words_on(screen.notice)


def test_what_cannot_be_done_is_explained_and_goes_when_read(opened: Opened) -> None:
    screen = opened(DevicesPlace())
    lane_of(screen).answers[SetDevicePolicy] = RecordInvalidError("device_months")
    click(screen.policy.rules.buttons[0])
    assert "1 to 36 months" in words_on(screen.notice)
    click(screen.notice.action)
    assert not screen.notice.isVisible()


# ------------------------------------------------------------------------------- one device


def test_what_a_photograph_says_is_filled_in_and_kept_with_keys_alone(
    opened: Opened, qtbot: QtBot
) -> None:
    screen = opened(DevicePlace(camera=SEEN.id))
    fields = screen.identity.fields
    assert QApplication.focusWidget() is fields["name"].edit
    assert (fields["make"].value(), fields["model"].value()) == ("samsung", "SM-G930F")
    assert screen.identity.kind.value() is DeviceKind.TELEPHONE
    fields["name"].edit.selectAll()
    QTest.keyClicks(fields["name"].edit, "Branch telephone")
    screen.checklist.all.setFocus()
    QTest.keyClick(screen.checklist.all, Qt.Key.Key_Space)
    QTest.keyClick(
        screen.checklist.review.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    qtbot.waitUntil(lambda: bool(lane_of(screen).calls(KeepDevice)))
    (call,) = lane_of(screen).calls(KeepDevice)
    draft = call.draft
    assert (draft.name, draft.make, draft.kind) == (
        "Branch telephone",
        "samsung",
        DeviceKind.TELEPHONE,
    )
    assert draft.review_due == date(2027, 11, 22)
    assert set(draft.replies.values()) == {Reply.YES}
    assert text("devices.kept_new", Language.EN) in words_on(screen.notice)
    assert screen.place == DevicePlace(device=CAMERA.id)


def test_a_check_is_answered_and_a_day_that_is_none_is_pointed_out(opened: Opened) -> None:
    screen = opened(DevicePlace(device=CAMERA.id))
    assert not screen.keep.isEnabled()
    line = screen.checklist.lines[Check.CLOUD_OFF]
    click(line.replies.buttons[1])
    assert screen.keep.isEnabled()
    review = screen.checklist.review
    review.edit.selectAll()
    QTest.keyClicks(review.edit, "31-Feb-2027")
    assert not screen.keep.isEnabled()
    assert text("devices.wrong_day", Language.EN) in words_on(review)
    click(screen.checklist.today)
    assert review.value() == "22-Nov-2027"
    click(screen.keep)
    (call,) = lane_of(screen).calls(KeepDevice)
    assert call.device == CAMERA.id
    assert call.draft.replies[Check.CLOUD_OFF] is Reply.NO


def test_somebodys_own_device_shows_its_exception(opened: Opened) -> None:
    screen = opened(DevicePlace(device=OWN.id))
    assert screen.identity.reason.value().startswith("No camera")
    assert "Its exception needs a reason" in words_on(screen.warning)
    QTest.keyClicks(screen.identity.fields["acknowledged"].edit, "20/11/2026")
    click(screen.keep)
    (call,) = lane_of(screen).calls(KeepDevice)
    assert call.draft.own_acknowledged_on == date(2026, 11, 20)


def test_a_lost_device_says_what_it_holds_and_what_to_do(opened: Opened) -> None:
    screen = opened(DevicePlace(device=LOST.id))
    said = words_on(screen.loss)
    for words in ("Reported lost on 22-Nov-2026", "11 of them may still be on it", "72 hours"):
        assert words in said
    assert "EOS_DIGITAL" in said
    assert "and 3 more" in said
    assert not screen.lost.isVisible()
    click(screen.stand)
    dialog = dialog_over(screen)
    click(dialog.reasons.buttons[0])
    click(dialog.act)
    (call,) = lane_of(screen).calls(SetStanding)
    assert (call.device, call.standing) == (LOST.id, Standing.IN_USE)
    assert not screen.loss.isVisible()


def test_a_nurse_reports_a_device_lost(opened: Opened) -> None:
    screen = opened(DevicePlace(device=CAMERA.id), role=Role.NURSE)
    assert not screen.identity.isVisible()
    assert not screen.keep.isVisible()
    assert screen.checklist.lines[Check.GPS_OFF].replies is None
    click(screen.lost)
    dialog = dialog_over(screen)
    click(dialog.reasons.buttons[1])
    click(dialog.act)
    (call,) = lane_of(screen).calls(ReportLost)
    assert call.device == CAMERA.id
    assert text("devices.reported", Language.EN) in words_on(screen.notice)
    assert "What to do now" in words_on(screen.loss)


def test_what_is_typed_stays_when_the_register_changes_meanwhile(opened: Opened) -> None:
    screen = opened(DevicePlace(device=CAMERA.id))
    QTest.keyClicks(screen.identity.note.edit, "Second drawer")
    lane = lane_of(screen)
    lane.answers[SeeDevices] = register(
        devices=(registered(CAMERA, photographs=413, newest_at=NOW_AT),)
    )
    lane.tell(Topic.DEVICES)
    lane.pass_time(1_000)
    settle()
    assert screen.identity.note.value() == "Second drawer"
    assert "413 photographs" in words_on(screen.facts)


def test_the_list_follows_a_card_that_is_taken_in_without_counting_every_photograph(
    opened: Opened,
) -> None:
    screen = opened(DevicesPlace())
    lane = lane_of(screen)
    lane.answers[SeeDevices] = register(cameras=())
    for _ in range(4):
        lane.tell(Topic.INBOX)
    assert len(lane.calls(SeeDevices)) == 1
    lane.pass_time(5_000)
    assert len(lane.calls(SeeDevices)) == 2
    assert not screen.seen.isVisible()


# ------------------------------------------------------------------------------- a real keeper


def test_a_camera_is_registered_and_its_photographs_let_in(
    staffed: Practice, qtbot: QtBot, own_home: Path
) -> None:
    (staffed.card / "IMG_1.JPG").write_bytes(shot_by(1, serial="0560018150"))
    manager = staffed.sign_in(MONA)
    with manager.vault:
        set_device_policy(manager, DevicePolicy(rule=DeviceRule.QUARANTINE))
    nurse = staffed.sign_in(CLARE)
    with nurse.vault:
        receive_folder(nurse, run_on(staffed.card))
    with at_workstation(staffed.vault, qtbot, own_home, user=MONA) as place:
        place.window.go(DevicesPlace())
        screen = place.window.screen_shown
        assert isinstance(screen, DevicesScreen)
        qtbot.waitUntil(lambda: button(screen.seen, "Register…") is not None, timeout=PATIENCE_MS)
        click(button(screen.seen, "Register…"))
        qtbot.waitUntil(
            lambda: isinstance(place.window.screen_shown, DeviceScreen), timeout=PATIENCE_MS
        )
        form = place.window.screen_shown
        assert isinstance(form, DeviceScreen)
        qtbot.waitUntil(form.keep.isEnabled, timeout=PATIENCE_MS)
        click(form.checklist.all)
        click(form.keep)
        kept = text("devices.kept_new", Language.EN)
        qtbot.waitUntil(lambda: kept in words_on(form.notice), timeout=PATIENCE_MS)
        assert "Approved" in [one.text() for one in form.facts.findChildren(QLabel)]
        place.window.go(DevicesPlace())
        again = place.window.screen_shown
        assert isinstance(again, DevicesScreen)
        qtbot.waitUntil(lambda: "Approved" in words_on(again.listed), timeout=PATIENCE_MS)
        assert not again.seen.isVisible()
