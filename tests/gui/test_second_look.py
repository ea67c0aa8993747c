"""The second clinician at the window: the list on Today, the viewer, veils in the record."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.answers import practice_lane
from support.fake_lane import FakeLane
from support.filed import CLARE, EIRLYS, PEOPLE, delicate, desk, look, record, ulcer
from support.hands import OnView, click, keyed, words_on
from support.seen import cut, dress, settle

from desktop.errors import NotPermittedError, WrongStateError
from desktop.ids import ImageId, UserId
from desktop.keeper.calls import ListPeople, OpenRecord, Thumbnails
from desktop.keeper.look_calls import (
    DecideSecondLook,
    ListSecondLooks,
    SeeRedactionPolicy,
    SetRedactionPolicy,
    TakeSecondLook,
)
from desktop.records.flags import Flag, RedactionPolicy
from desktop.records.outcome import Topic
from desktop.records.role import Role
from desktop.records.second_look import LookOutcome, SecondLook
from desktop.ui.compare.screen import CompareScreen
from desktop.ui.home.screen import HomeScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.place import (
    ComparePlace,
    Home,
    MendPlace,
    RecordPlace,
    SettingsPlace,
    ViewerPlace,
)
from desktop.ui.preferences import PreferenceFile
from desktop.ui.record.screen import RecordScreen
from desktop.ui.second_look_dialogs import SendBackDialog
from desktop.ui.settings.look_card import LookCard
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.viewer.screen import ViewerScreen
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.words import said
from desktop.wording import Language

HUW, IMAGE = UserId("u-huw"), ImageId("i-leg11-22")
THERE = ViewerPlace(patient=EIRLYS.id, image=IMAGE)
WORDS = "The ring is still visible"


def lane_with(*looks: SecondLook, role: Role = Role.CLINICIAN) -> FakeLane:
    lane = practice_lane(role)
    lane.answers[ListSecondLooks] = looks
    lane.answers[ListPeople] = PEOPLE
    return lane


def home(on_view: OnView, lane: FakeLane, role: Role = Role.CLINICIAN) -> Any:
    screen = HomeScreen(Home(), desk(lane, role))
    screen.went = []
    screen.go.connect(screen.went.append)
    return on_view(screen, size=(1224, 780))


def dialog(kind: type = ConfirmDialog) -> Any:
    settle()
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def test_the_list_says_what_waits_and_opening_one_takes_the_second_look(on_view: OnView) -> None:
    lane = lane_with(look(HUW), look(CLARE))
    lane.answers[TakeSecondLook] = look(HUW, CLARE)
    screen = home(on_view, lane)
    take, own = screen.looks.rows
    assert take.accessibleName().startswith("Take the second look, REES, Eirlys (Mrs)")
    assert own.accessibleName().startswith("You filed it: a colleague takes the second look")
    assert "Waiting for a second look | 2" in words_on(screen.looks)
    click(own)
    assert lane.calls(TakeSecondLook) == [], "one's own cannot be taken"
    screen.looks.rows[0].setFocus()
    keyed(Qt.Key.Key_Return)
    assert [one.image for one in lane.calls(TakeSecondLook)] == [IMAGE]
    assert screen.went == [THERE, THERE]


def test_a_colleague_s_second_look_is_taken_over_after_a_question(on_view: OnView) -> None:
    lane = lane_with(look(HUW, "u-nia"))
    lane.answers[TakeSecondLook] = WrongStateError("not_awaiting")
    screen = home(on_view, lane)
    (row,) = screen.looks.rows
    assert row.accessibleName().startswith("Nia Test has the second look open")
    click(row)
    asked = dialog()
    assert asked.windowTitle() == "Take the second look over from Nia Test?"
    assert lane.calls(TakeSecondLook) == []
    lane.answers[ListSecondLooks] = ()
    QTest.keyClick(asked, Qt.Key.Key_Return)
    settle()
    assert len(lane.calls(TakeSecondLook)) == 1
    assert screen.went == []
    assert "does not wait for a second look any more" in words_on(screen)
    assert screen.looks.rows == [], "what is not there any more is not listed"
    assert "No image waits for a second clinician" in words_on(screen.looks)


def test_what_was_sent_back_comes_first_with_its_words(on_view: OnView) -> None:
    back = LookOutcome.SENT_BACK
    lane = lane_with(look(HUW), look(CLARE, "u-nia", outcome=back, words=WORDS))
    lane.answers[ListSecondLooks] += (look(HUW, "u-nia", outcome=back, words=WORDS),)
    screen = home(on_view, lane)
    first = screen.looks.rows[0]
    assert first.accessibleName().startswith("Sent back to you: revise it")
    assert f"Nia Test: “{WORDS}”" in first.accessibleName()
    assert len(screen.looks.rows) == 2
    assert "One more was sent back to a colleague" in words_on(screen.looks)
    lane.answers[ListSecondLooks] = ()
    lane.tell(Topic.RECORD)
    assert screen.looks.rows == []


def test_nobody_but_a_clinician_asks_what_waits(on_view: OnView) -> None:
    for role in (Role.NURSE, Role.MANAGER):
        lane = lane_with(look(HUW), role=role)
        screen = home(on_view, lane, role)
        assert lane.calls(ListSecondLooks) == []
        assert not screen.looks.isVisible()


def viewer(on_view: OnView, second: SecondLook, **answers: Any) -> Any:
    lane = lane_with(second)
    lane.answers[OpenRecord] = record(*delicate(ulcer(), second))
    lane.answers.update(answers)
    screen = ViewerScreen(THERE, desk(lane))
    screen.went = []
    screen.go.connect(screen.went.append)
    return on_view(screen, size=(1224, 780))


def test_the_second_clinician_agrees_by_key_and_confirms_it(on_view: OnView) -> None:
    screen = viewer(on_view, look("u-nia", CLARE))
    lane = screen.desk.lane
    assert "Nia Test filed it" in screen.look.words.text()
    lane.answers[DecideSecondLook] = look("u-nia", CLARE, outcome=LookOutcome.APPROVED)
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_Y)
    asked = dialog()
    assert "You cannot take this back" in words_on(asked)
    assert lane.calls(DecideSecondLook) == []
    QTest.keyClick(asked, Qt.Key.Key_Return)
    settle()
    (decided,) = lane.calls(DecideSecondLook)
    assert (decided.outcome, decided.words) == (LookOutcome.APPROVED, "")
    assert "Agreed" in said(screen.desk.jobs.facts[-1].summary)
    agreed = look("u-nia", CLARE, outcome=LookOutcome.APPROVED)
    lane.answers[OpenRecord] = record(*delicate(ulcer(), agreed))
    lane.tell(Topic.RECORD)
    settle()
    assert not screen.look.isVisible()
    facts = {said(one.label): said(one.value) for one in screen.presenter.facts}
    assert facts["Delicate"] == "Intimate area · chaperone: Nia Test, practice nurse"
    assert facts["Second clinician agreed"].endswith("Dr Clare Test")


def test_sent_back_only_with_words(on_view: OnView) -> None:
    screen = viewer(on_view, look("u-nia", CLARE))
    lane = screen.desk.lane
    lane.answers[DecideSecondLook] = WrongStateError("not_looked_at")
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_N)
    asked = dialog(SendBackDialog)
    assert not asked.act.isEnabled()
    QTest.keyClicks(asked.words.edit, WORDS)
    click(asked.act)
    (decided,) = lane.calls(DecideSecondLook)
    assert (decided.outcome, decided.words) == (LookOutcome.SENT_BACK, WORDS)
    assert "Only the clinician who has the second look open" in words_on(screen.notice)


def test_whoever_filed_it_reads_that_it_waits_or_why_it_came_back(on_view: OnView) -> None:
    screen = viewer(on_view, look(CLARE))
    assert "so the second look is a colleague" in screen.look.words.text()
    assert not screen.look.agree.isVisible()
    screen.pane.stage.setFocus()
    keyed(Qt.Key.Key_Y)
    assert not any(isinstance(w, ConfirmDialog) for w in QApplication.topLevelWidgets())
    back = look(CLARE, "u-nia", outcome=LookOutcome.SENT_BACK, words=WORDS)
    screen.desk.lane.answers[OpenRecord] = record(*delicate(ulcer(), back))
    screen.desk.lane.tell(Topic.RECORD)
    settle()
    assert screen.look.said.text() == WORDS
    click(screen.look.mend)
    assert screen.went == [MendPlace(patient=EIRLYS.id, image=IMAGE)]


def test_intimate_pictures_are_veiled_in_lists_until_somebody_has_them_shown(
    on_view: OnView,
) -> None:
    agreed = look("u-nia", CLARE, outcome=LookOutcome.APPROVED)
    lane = lane_with()
    lane.answers[OpenRecord] = record(*delicate(ulcer(), agreed))
    for show in ("timeline", "grid", "table"):
        place = RecordPlace(patient=EIRLYS.id, focus=IMAGE, show=show)
        screen = on_view(RecordScreen(place, desk(lane)), size=(1224, 780))
        settle()
        assert not any(IMAGE in call.subjects for call in lane.calls(Thumbnails)), show
    assert "One picture is veiled" in words_on(screen.view.veil)
    screen.first_focus().setFocus()
    keyed(Qt.Key.Key_V)
    assert any(IMAGE in call.subjects for call in lane.calls(Thumbnails))
    assert screen.pictures.has(IMAGE)
    click(screen.view.veil.button)
    assert "One picture is veiled" in words_on(screen.view.veil)
    lane.asked.clear()
    place = ComparePlace(patient=EIRLYS.id, before=ImageId("i-leg05-12"), after=IMAGE)
    on_view(CompareScreen(place, desk(lane)), size=(1224, 780))
    settle()
    assert lane.calls(Thumbnails)
    assert not any(IMAGE in call.subjects for call in lane.calls(Thumbnails))


def test_no_copy_is_saved_of_what_waits(on_view: OnView) -> None:
    lane = lane_with()
    lane.answers[OpenRecord] = record(*delicate(ulcer(), look(CLARE)))
    place = RecordPlace(patient=EIRLYS.id, focus=IMAGE)
    screen = on_view(RecordScreen(place, desk(lane)), size=(1224, 780))
    settle()
    assert not screen.view.detail.save.isEnabled()
    assert "until then it is saved for nobody" in screen.view.detail.save.toolTip()


def test_questions_have_room_at_twice_the_size_in_welsh(on_view: OnView) -> None:
    screen = viewer(on_view, look("u-nia", CLARE))
    dress(theme=Theme.DARK, language=Language.CY, size=2.0)
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N):
        QTest.keyClick(screen.pane.stage, key)
        asked = dialog()
        assert cut(asked) == []
        asked.reject()
        settle()
    assert cut(screen.look) == []


def settings(on_view: OnView, tmp_path: Path, role: Role) -> Any:
    lane = practice_lane(role)
    file = PreferenceFile(tmp_path / "window.ini")
    screen = SettingsScreen(
        SettingsPlace(), desk(lane, role), preferences=file, idle_chosen=lambda _: None
    )
    return on_view(screen, size=(1224, 780))


def test_the_manager_settles_which_images_need_a_second_clinician(
    on_view: OnView, tmp_path: Path
) -> None:
    screen = settings(on_view, tmp_path, Role.MANAGER)
    lane = screen.desk.lane
    card = screen.findChild(LookCard)
    assert card.choice.value() == "intimate"
    assert "always needs a second clinician" in words_on(card)
    lane.answers[SetRedactionPolicy] = lambda call: call.policy
    card.choice.buttons[2].setFocus()
    keyed(Qt.Key.Key_Space)
    (settled,) = lane.calls(SetRedactionPolicy)
    assert settled.policy == RedactionPolicy(second_look=frozenset(Flag))
    assert "images of people under 18" in words_on(card.notice)
    lane.answers[SetRedactionPolicy] = NotPermittedError()
    card.choice.buttons[3].setFocus()
    keyed(Qt.Key.Key_Space)
    assert card.choice.value() == "both", "what was refused is not shown as chosen"


def test_nobody_else_is_offered_the_rule(on_view: OnView, tmp_path: Path) -> None:
    screen = settings(on_view, tmp_path, Role.CLINICIAN)
    assert screen.findChild(LookCard) is None
    assert screen.desk.lane.calls(SeeRedactionPolicy) == []
