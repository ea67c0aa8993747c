"""Reviewing originals at the window: Today, the bar in the viewer, the rule of the practice."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.answers import AFTER, practice_lane
from support.fake_lane import FakeLane
from support.filed import CLARE, EIRLYS, desk, due_original, originals_due, pictures, record, ulcer
from support.hands import OnView, click, keyed, words_on
from support.seen import settle

from desktop.errors import NotPermittedError, WrongStateError
from desktop.keeper.calls import OpenOriginal, OpenRecord
from desktop.keeper.originals_calls import (
    DestroyOriginal,
    KeepOriginal,
    ListOriginals,
    SeeOriginalsPolicy,
    SetOriginalsPolicy,
)
from desktop.records.destruction import Destroyed
from desktop.records.originals import DueOriginals, KeptOriginal, OriginalsPolicy
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.ui.filed.reason_dialog import ReasonDialog
from desktop.ui.home.screen import HomeScreen
from desktop.ui.place import Home, SettingsPlace, ViewerPlace
from desktop.ui.preferences import PreferenceFile
from desktop.ui.settings.originals_card import OriginalsCard
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.viewer.original_dialogs import DestroyOriginalDialog
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.words import said

HERE = ViewerPlace(patient=EIRLYS.id, image=AFTER, review=True)
WHY = "Healed; the face is not needed any more"
NONE_DUE = DueOriginals(policy=OriginalsPolicy(review_months=6))


def home(on_view: OnView, lane: FakeLane, role: Role = Role.CLINICIAN) -> Any:
    screen = HomeScreen(Home(), desk(lane, role))
    screen.went = []
    screen.go.connect(screen.went.append)
    return on_view(screen, size=(1224, 780))


def viewer(on_view: OnView, lane: FakeLane, place: ViewerPlace = HERE) -> Any:
    lane.answers[OpenOriginal] = pictures(colour=b"\x20\x20\xf0\xff")
    lane.answers[OpenRecord] = record(*ulcer())
    return on_view(ViewerScreen(place, desk(lane)), size=(1224, 780))


def dialog(kind: type) -> Any:
    settle()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def look_at_original(screen: Any) -> None:
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_O)
    asked = dialog(ReasonDialog)
    assert asked.reason.value() == "Review: is the original still needed?"
    click(asked.act)


def test_today_lists_what_is_due_and_opens_the_image(on_view: OnView) -> None:
    screen = home(on_view, practice_lane())
    first, second = screen.originals.rows
    assert "mended 12-May-2026" in first.accessibleName()
    assert "kept by Nia Test on 12-May-2026" in second.accessibleName()
    assert "Originals to review | 2" in words_on(screen.originals)
    first.setFocus()
    keyed(Qt.Key.Key_Return)
    assert screen.went == [HERE]


def test_where_nothing_is_due_nothing_is_said(on_view: OnView) -> None:
    lane = practice_lane()
    lane.answers[ListOriginals] = NONE_DUE
    screen = home(on_view, lane)
    assert not screen.originals.isVisible()
    lane.answers[ListOriginals] = originals_due()
    lane.tell(Topic.RECORD)
    settle()
    assert screen.originals.isVisible()


def test_a_long_list_says_how_many_are_left(on_view: OnView) -> None:
    lane = practice_lane()
    many = tuple(due_original(f"i-{at:04d}") for at in range(9))
    lane.answers[ListOriginals] = originals_due(*many)
    screen = home(on_view, lane)
    assert len(screen.originals.rows) == 6
    assert "Originals to review | 9" in words_on(screen.originals)
    assert "3 more after these." in words_on(screen.originals)
    lane.answers[ListOriginals] = replace(originals_due(*many), is_more=True)
    lane.tell(Topic.RECORD)
    assert "More than 9 in all." in words_on(screen.originals)


def test_nobody_else_is_asked_to_review(on_view: OnView) -> None:
    for role in (Role.NURSE, Role.MANAGER, Role.RECEPTIONIST):
        lane = practice_lane(role)
        screen = home(on_view, lane, role)
        assert not screen.originals.isVisible()
        assert lane.calls(ListOriginals) == []


def test_nothing_is_destroyed_before_the_original_was_looked_at(on_view: OnView) -> None:
    lane = practice_lane()
    screen = viewer(on_view, lane)
    bar = screen.review
    assert "Is the original still needed?" in words_on(bar)
    assert "Not reviewed since 12-May-2026" in words_on(bar)
    assert "one copy from before it was mended would go with it" in words_on(bar)
    assert not bar.destruction.isEnabled()
    assert bar.destruction.toolTip() == "Look at the original first."
    look_at_original(screen)
    assert screen.presenter.original_shown
    assert "You have looked at the original" in words_on(bar)
    lane.answers[DestroyOriginal] = Destroyed(
        subject=AFTER, objects=2, finished=True, backups_until=date(2027, 12, 27)
    )
    click(bar.destruction)
    asked = dialog(DestroyOriginalDialog)
    assert not screen.presenter.original_shown, "the original is hidden behind the question"
    assert not asked.act.isEnabled()
    QTest.keyClicks(asked.reason.edit, WHY)
    assert not asked.act.isEnabled(), "the name is typed as well"
    QTest.keyClicks(asked.second.edit, "rees")
    click(asked.act)
    assert [(one.image, one.reason) for one in lane.calls(DestroyOriginal)] == [(AFTER, WHY)]


def test_once_it_is_destroyed_the_viewer_says_so_and_offers_it_no_more(on_view: OnView) -> None:
    lane = practice_lane()
    screen = viewer(on_view, lane)
    lane.answers[ListOriginals] = NONE_DUE
    gone = "2026-11-25T11:00:00.000+00:00"
    images = (replace(one, original_gone_at=gone) for one in ulcer())
    lane.answers[OpenRecord] = record(*images)
    lane.tell(Topic.RECORD)
    settle()
    assert not screen.review.isVisible()
    assert not screen.panel.original.isEnabled()
    assert not screen.panel.mend.isEnabled()
    assert screen.panel.mend.toolTip() == "The original was destroyed after a review."
    facts = [said(fact.value) for fact in screen.presenter.facts]
    assert "destroyed on 25-Nov-2026 after a review" in facts
    assert screen.panel.destruction.isEnabled(), "the image itself can still be destroyed"


def test_an_original_is_kept_with_a_reason(on_view: OnView) -> None:
    lane = practice_lane()
    screen = viewer(on_view, lane)
    lane.answers[KeepOriginal] = KeptOriginal(image=AFTER, by=CLARE, review_on=date(2027, 5, 25))
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_K)
    asked = dialog(ReasonDialog)
    assert "after 6 months" in words_on(asked)
    QTest.keyClicks(asked.reason.edit, "A complaint is under way")
    click(asked.act)
    (kept,) = lane.calls(KeepOriginal)
    assert (kept.image, kept.reason) == (AFTER, "A complaint is under way")
    (noted,) = screen.desk.jobs.facts
    assert said(noted.summary) == "Kept: to be reviewed again on 25-May-2027"


def test_what_goes_wrong_is_explained_and_nothing_is_lost(on_view: OnView) -> None:
    lane = practice_lane()
    screen = viewer(on_view, lane)
    look_at_original(screen)
    lane.answers[DestroyOriginal] = WrongStateError("original_not_compared", state="filed")
    click(screen.review.destruction)
    asked = dialog(DestroyOriginalDialog)
    QTest.keyClicks(asked.reason.edit, WHY)
    QTest.keyClicks(asked.second.edit, "Rees")
    click(asked.act)
    assert "You have not looked at this original" in words_on(screen.notice)
    assert screen.review.isVisible()


def test_whoever_did_not_come_to_review_sees_no_bar(on_view: OnView) -> None:
    lane = practice_lane()
    screen = viewer(on_view, lane, replace(HERE, review=False))
    assert not screen.review.isVisible()
    assert lane.calls(ListOriginals) == []
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_K)
    assert not [
        w for w in QApplication.topLevelWidgets() if isinstance(w, ReasonDialog) and w.isVisible()
    ]


def test_the_place_is_kept_for_after_the_lock(on_view: OnView) -> None:
    screen = viewer(on_view, practice_lane())
    assert screen.place == HERE


# ---------------------------------------------------------------------------- the rule


def settings(on_view: OnView, tmp_path: Path, lane: FakeLane, role: Role) -> Any:
    file = PreferenceFile(tmp_path / "window.ini")
    screen = SettingsScreen(
        SettingsPlace(), desk(lane, role), preferences=file, idle_chosen=lambda _: None
    )
    return on_view(screen, size=(1224, 780))


def test_the_manager_settles_for_how_long_originals_are_kept(
    on_view: OnView, tmp_path: Path
) -> None:
    lane = practice_lane(Role.MANAGER)
    screen = settings(on_view, tmp_path, lane, Role.MANAGER)
    card = screen.findChild(OriginalsCard)
    assert card.choice.value() == 6
    assert "Nothing is destroyed by itself" in words_on(card)
    lane.answers[SetOriginalsPolicy] = lambda call: call.policy
    card.choice.buttons[2].setFocus()
    keyed(Qt.Key.Key_Space)
    (settled,) = lane.calls(SetOriginalsPolicy)
    assert settled.policy == OriginalsPolicy(review_months=12)
    assert "2 originals are to be reviewed now" in words_on(card.notice)
    lane.answers[SetOriginalsPolicy] = NotPermittedError()
    card.choice.buttons[0].setFocus()
    keyed(Qt.Key.Key_Space)
    assert card.choice.value() == 12, "what was refused is not shown as chosen"


def test_a_time_that_a_command_settled_is_said(on_view: OnView, tmp_path: Path) -> None:
    lane = practice_lane(Role.MANAGER)
    lane.answers[SeeOriginalsPolicy] = OriginalsPolicy(review_months=9)
    screen = settings(on_view, tmp_path, lane, Role.MANAGER)
    card = screen.findChild(OriginalsCard)
    assert card.choice.value() is None
    assert "9 months after its image was filed" in words_on(card)


def test_nobody_else_is_offered_the_rule(on_view: OnView, tmp_path: Path) -> None:
    lane = practice_lane()
    screen = settings(on_view, tmp_path, lane, Role.CLINICIAN)
    assert screen.findChild(OriginalsCard) is None
