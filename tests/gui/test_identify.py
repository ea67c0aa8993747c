"""Patient and consent, by mouse and by keys; and the nurse's whole way from the card."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from support.fake_lane import FakeLane
from support.hands import LEFT, NONE, OnView, click, keyed, lane_of
from support.seen import cut, dress, nameless, outside, settle
from support.waiting import (
    GWYN,
    MAI,
    SIAN,
    SIAN_TOO,
    card,
    desk_for,
    inbox,
    plain_thumbs,
    shots,
)

from desktop.errors import RecordInvalidError, WrongPatientError
from desktop.ids import ArrivalId, ConsentId, PatientId, UserId
from desktop.keeper.calls import (
    AddPatient,
    CountImages,
    FindPatients,
    Identify,
    Intake,
    ListConsents,
    ListInbox,
    ListSources,
    RecordConsent,
    RejectArrivals,
    TakeIn,
    Thumbnails,
)
from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use
from desktop.records.found import Found
from desktop.records.identified import Identified
from desktop.records.outcome import Topic
from desktop.records.patient import Patient
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.ui.finder.finder import PAUSE_MS
from desktop.ui.identify.form import Group
from desktop.ui.identify.screen import IdentifyScreen
from desktop.ui.inbox.screen import InboxScreen
from desktop.ui.look.tokens import Theme
from desktop.ui.place import IdentifyPlace, InboxPlace
from desktop.ui.reason_dialog import ReasonDialog
from desktop.ui.screen import Frame
from desktop.ui.shell.window import Window
from desktop.ui.widgets.confirm_dialog import ConfirmDialog
from desktop.ui.words import language
from desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
SERIES = tuple(ArrivalId(f"a-{n:04d}") for n in range(11, 23))
SMITHS = Found(
    patients=(SIAN, SIAN_TOO, MAI),
    similar=frozenset({SIAN.id, SIAN_TOO.id}),
    not_understood=(),
    listed=9214,
)
ONLY = Found(patients=(SIAN,), similar=frozenset(), not_understood=(), listed=9214)

Opened = Callable[..., IdentifyScreen]


def consent(key: str = "c-one", **more: Any) -> Consent:
    known: dict[str, Any] = {
        "patient_id": SIAN.id,
        "given_at": datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
        "recorded_by": UserId("u-cerys"),
        "how": How.VERBAL,
        "capacity": Capacity.PATIENT,
        "explained": frozenset(ExplanationPoint),
        "uses": frozenset({Use.CARE, Use.ADVICE}),
        "basis": "care",
        "text_version": "2026-11",
        "valid_from": date(2026, 5, 12),
    }
    return Consent(id=ConsentId(key), **(known | more))


def answers(*consents: Consent, found: Found = SMITHS) -> dict[Any, Any]:
    return {
        ListInbox: inbox(shots(11, 12)),
        ListSources: (),
        Thumbnails: plain_thumbs(),
        FindPatients: found,
        ListConsents: consents,
        RecordConsent: lambda call: consent("c-new", uses=call.given.uses),
        Identify: lambda call: Identified(patient=SIAN, arrivals=call.arrivals),
        RejectArrivals: lambda call: call.arrivals,
    }


@pytest.fixture
def opened(on_view: OnView) -> Opened:
    def open_screen(
        *consents: Consent,
        found: Found = SMITHS,
        role: Role = Role.NURSE,
        size: tuple[int, int] = (1440, 800),
    ) -> IdentifyScreen:
        lane = FakeLane(answers(*consents, found=found))
        screen = IdentifyScreen(IdentifyPlace(arrivals=SERIES), desk_for(lane, role))
        screen.back = []  # type: ignore[attr-defined]
        screen.left.connect(lambda: screen.back.append(True))  # type: ignore[attr-defined]
        return on_view(screen, size)

    return open_screen


def type_in(screen: IdentifyScreen, text: str) -> None:
    QTest.keyClicks(screen.chooser.search.edit, text)
    lane_of(screen).pass_time(PAUSE_MS)
    settle()


def choose(screen: IdentifyScreen, row: int = 0) -> None:
    type_in(screen, "smith")
    model = screen.chooser.results.model()
    at = screen.chooser.results.visualRect(model.index(row, 0)).center()
    QTest.mouseClick(screen.chooser.results.viewport(), LEFT, pos=at)
    settle()


def confirm(second: str) -> None:
    """Type a second identifier and give."""
    asked = dialog()
    QTest.keyClicks(asked.second.edit, second)
    settle()
    assert asked.act.isEnabled()
    click(asked.act)


def dialog() -> Any:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, ConfirmDialog)]
    return found


# ------------------------------------------------------------------------------------ the patient


def test_it_is_a_task_and_the_search_has_the_focus(opened: Opened) -> None:
    screen = opened()
    assert screen.chrome.frame is Frame.TASK
    assert screen.chrome.patient is None
    assert screen.chooser.search.edit.hasFocus()
    assert not screen.give.isEnabled()


def test_typing_lists_who_fits_and_warns_of_who_is_easily_mistaken(opened: Opened) -> None:
    screen = opened()
    type_in(screen, "smith")
    assert screen.chooser.results.model().rowCount() == 3
    assert screen.chooser.warning.isVisible()
    assert len(lane_of(screen).calls(FindPatients)) == 1


def test_arrow_keys_and_enter_choose_and_enter_in_the_field_never_gives(opened: Opened) -> None:
    screen = opened(consent())
    type_in(screen, "smith")
    keyed(Qt.Key.Key_Return)
    assert screen.chrome.patient is None, "several fit: Enter goes to the list"
    assert screen.chooser.results.hasFocus()
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Return)
    assert screen.chrome.patient == SIAN_TOO
    keyed(Qt.Key.Key_Return)
    assert lane_of(screen).calls(Identify) == []
    screen.chooser.search.edit.setFocus()
    keyed(Qt.Key.Key_Return)
    assert lane_of(screen).calls(Identify) == []


def test_enter_chooses_the_only_one_who_fits(opened: Opened) -> None:
    only = Found(patients=(GWYN,), similar=frozenset(), not_understood=(), listed=9214)
    screen = opened(found=only)
    type_in(screen, "jones 2/3/62")
    keyed(Qt.Key.Key_Return)
    assert screen.chrome.patient == GWYN
    assert screen.chrome.may_change_patient


def test_the_arrow_keys_move_in_the_list_from_the_field(opened: Opened) -> None:
    screen = opened()
    type_in(screen, "smith")
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Down)
    keyed(Qt.Key.Key_Up)
    assert screen.chooser.results.current() == SIAN_TOO
    assert screen.chooser.search.edit.hasFocus()


def test_another_patient_clears_the_consent(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    click(screen.sheet.explained.every)
    assert screen.give.isEnabled()
    screen.change_patient()
    settle()
    assert screen.chrome.patient is None
    assert not screen.give.isEnabled()
    assert screen.chooser.search.edit.hasFocus()
    choose(screen, 2)
    assert not screen.sheet.explained.every.isChecked()


# ------------------------------------------------------------------------------------ the consent


def test_a_consent_on_record_is_there_already_and_the_groups_are_not(opened: Opened) -> None:
    screen = opened(consent())
    choose(screen)
    assert screen.sheet.on_record.isVisible()
    assert not screen.sheet.new.isVisible()
    assert screen.give.isEnabled()
    click(screen.sheet.on_record.radios["new"])
    assert screen.sheet.new.isVisible()
    assert not screen.give.isEnabled()
    click(screen.sheet.on_record.radios["c-one"])
    assert screen.give.isEnabled()


def test_a_consent_that_ended_is_told_and_cannot_be_used(opened: Opened) -> None:
    withdrawn = consent("c-old", withdrawn_at=datetime(2026, 5, 13, 9, 0, tzinfo=UTC))
    before = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    screen = opened(withdrawn, consent("c-photo", uses=frozenset({Use.ADVICE}), given_at=before))
    choose(screen)
    shown = screen.sheet.on_record
    assert shown.isVisible()
    assert shown.radios == {}
    assert screen.sheet.new.isVisible()
    assert not screen.give.isEnabled()
    told = {one.text() for one in shown.findChildren(QLabel) if one.isVisible()}
    assert "Withdrawn" in told
    assert "and 1 more that does not cover care today" in told


def test_numbers_turn_into_ticks_as_groups_are_done(opened: Opened) -> None:
    screen = opened()
    choose(screen, 2)
    done = {group: box.circle.is_done for group, box in screen.sheet.groups.items()}
    assert [group for group, is_done in done.items() if not is_done] == [
        Group.EXPLAINED,
        Group.AGREES,
    ]
    click(screen.sheet.explained.every)
    assert screen.sheet.groups[Group.EXPLAINED].circle.is_done
    assert screen.sheet.agrees.choices is not None
    click(screen.sheet.agrees.choices.buttons[1])
    assert not screen.sheet.groups[Group.AGREES].circle.is_done
    QTest.keyClicks(screen.sheet.agrees.giver.edit, "Ann Smith")
    QTest.keyClicks(screen.sheet.agrees.relationship.edit, "mother")
    settle()
    assert all(box.circle.is_done for box in screen.sheet.groups.values())
    assert screen.give.isEnabled()


def test_points_can_be_ticked_one_by_one(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    ticks = list(screen.sheet.explained.points.values())
    for tick in ticks[:-1]:
        click(tick)
    assert screen.sheet.explained.every.checkState() is Qt.CheckState.PartiallyChecked
    assert not screen.give.isEnabled()
    click(ticks[-1])
    assert screen.sheet.explained.every.checkState() is Qt.CheckState.Checked
    assert screen.give.isEnabled()


def test_the_wording_is_read_in_the_patients_language(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    click(screen.sheet.explained.read)
    wording = screen.sheet.explained.wording
    assert wording.isVisible()
    english = wording.texts[ExplanationPoint.WHY].text()
    click(wording.languages.buttons[1])
    assert wording.texts[ExplanationPoint.WHY].text() != english
    assert language() is Language.EN, "the window stays as it is"
    click(screen.sheet.explained.read)
    assert not wording.isVisible()


def test_more_uses_bring_their_basis(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    click(screen.sheet.explained.every)
    click(screen.sheet.uses.ticks[Use.TEACHING])
    assert screen.sheet.basis.bases.value() == "explicit_consent"
    assert screen.give.isEnabled()
    click(screen.sheet.uses.ticks[Use.CARE])
    assert not screen.give.isEnabled()


def test_best_interests_need_a_reason(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    click(screen.sheet.explained.every)
    assert screen.sheet.agrees.choices is not None
    click(screen.sheet.agrees.choices.buttons[2])
    assert screen.sheet.given.reason.isVisible()
    assert not screen.sheet.given.choices.buttons[0].isEnabled()
    assert not screen.give.isEnabled()
    QTest.keyClicks(screen.sheet.given.reason.edit, "Cannot decide; wound to be followed")
    settle()
    assert screen.give.isEnabled()


# -------------------------------------------------------------------------------------- giving


def test_two_identifiers_are_confirmed_before_anything_is_given(opened: Opened) -> None:
    screen = opened()
    choose(screen)
    click(screen.sheet.explained.every)
    click(screen.give)
    asked = dialog()
    assert asked.title.text() == "Give 12 photographs to SMITH, Sian (Mrs)?"
    assert asked.banner is not None
    assert not asked.banner.nhs_number.isVisible(), "what is asked for is not shown beside it"
    assert not asked.banner.born.isVisible()
    assert asked.second.edit.hasFocus()
    QTest.mouseClick(asked.act, LEFT)
    keyed(Qt.Key.Key_Return)
    assert lane_of(screen).calls(RecordConsent) == []
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    settle()
    assert lane_of(screen).calls(RecordConsent) == []
    click(screen.give)
    confirm("7655")
    (call,) = lane_of(screen).calls(Identify)
    assert (call.arrivals, call.second) == (SERIES, "7655")
    assert screen.back == [True]


def test_what_fails_is_told_and_can_be_tried_again(opened: Opened) -> None:
    screen = opened()
    lane_of(screen).answers[RecordConsent] = RecordInvalidError("consent_text")
    choose(screen)
    click(screen.sheet.explained.every)
    click(screen.give)
    confirm("7655")
    assert screen.sheet.notice.isVisible()
    assert screen.back == []
    assert screen.give.isEnabled()
    click(screen.sheet.notice.action)
    assert not screen.sheet.notice.isVisible()


def test_a_patient_who_does_not_agree(opened: Opened) -> None:
    screen = opened()
    click(screen.refuse)
    asked = dialog()
    assert isinstance(asked, ReasonDialog)
    assert asked.reason() == "The patient does not agree"
    click(asked.act)
    assert lane_of(screen).calls(RejectArrivals)[0].arrivals == SERIES
    assert screen.back == [True]


@pytest.mark.parametrize(
    ("found", "right", "wrong"),
    [
        (SMITHS, "7655", "14 07 1945"),
        (ONLY, "14/7/45", "14/7/54"),
        (ONLY, "14071945", "9993476587"),
        (ONLY, "999 128 7655", "Sian"),
    ],
)
def test_second_identifier_is_typed_and_must_tell_them_apart(
    opened: Opened, found: Found, right: str, wrong: str
) -> None:
    screen = opened(consent(), found=found)
    choose(screen)
    click(screen.give)
    asked = dialog()
    QTest.keyClicks(asked.second.edit, wrong)
    settle()
    assert not asked.act.isEnabled()
    keyed(Qt.Key.Key_Return)
    assert lane_of(screen).calls(Identify) == []
    asked.second.edit.clear()
    confirm(right)
    assert lane_of(screen).calls(Identify)[0].second == right


def test_what_is_asked_for_cannot_be_read_behind_the_question(opened: Opened) -> None:
    screen = opened(consent(), found=SMITHS)
    choose(screen)
    window = screen.window()
    before = window.grab().toImage()
    click(screen.give)
    dialog()
    behind = window.grab().toImage()
    points = [(x, y) for x in range(0, behind.width(), 7) for y in range(0, behind.height(), 7)]
    assert len({before.pixel(*at) for at in points}) > 3
    assert {behind.pixelColor(*at).name() for at in points} == {"#000000"}


def test_twin_that_the_keeper_knows_of_is_asked_about(opened: Opened) -> None:
    screen = opened(consent(), found=ONLY)
    choose(screen)
    lane_of(screen).answers[Identify] = WrongPatientError("second_shared")
    click(screen.give)
    confirm("14 7 1945")
    assert screen.sheet.notice.isVisible()
    click(screen.give)
    asked = dialog()
    QTest.keyClicks(asked.second.edit, "14 7 1945")
    settle()
    assert not asked.act.isEnabled()
    asked.second.edit.clear()
    lane_of(screen).answers[Identify] = lambda call: Identified(
        patient=SIAN, arrivals=call.arrivals
    )
    confirm("7655")
    assert screen.back == [True]


# -------------------------------------------------------------------------------------- adding


def test_somebody_who_is_not_on_the_list_is_added_in_its_place(opened: Opened) -> None:
    screen = opened()
    type_in(screen, "powell ann 3/4/1980")
    click(screen.chooser.add)
    form = screen.chooser.newcomer
    assert form.isVisible()
    assert form.fields["family_name"].value() == "Powell"
    assert form.fields["born"].value() == "03-Apr-1980"
    QTest.keyClicks(form.fields["nhs_number"].edit, "9991287654")
    assert form.fields["nhs_number"].value() == "999 128 7654", "spaced as it is typed"
    click(form.add)
    assert "Check digit" in form.fields["nhs_number"].edit.accessibleDescription()
    assert lane_of(screen).calls(AddPatient) == []
    edit = form.fields["nhs_number"].edit
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "5")
    form.gender.setFocus()
    QTest.keyClick(form.gender, Qt.Key.Key_Down)
    settle()
    made = Patient(id=PatientId("p-new"), family_name="Powell", date_of_birth=date(1980, 4, 3))
    lane_of(screen).answers[AddPatient] = made
    click(form.add)
    (call,) = lane_of(screen).calls(AddPatient)
    assert (call.person.nhs_number, call.person.given_name) == ("9991287655", "Ann")
    assert screen.chrome.patient == made
    assert not form.isVisible()


def test_typing_in_the_middle_of_a_number_keeps_the_cursor_there(opened: Opened) -> None:
    screen = opened()
    click(screen.chooser.add)
    edit = screen.chooser.newcomer.fields["nhs_number"].edit
    QTest.keyClicks(edit, "99912865")
    edit.setCursorPosition(len("999 128"))
    QTest.keyClick(edit, Qt.Key.Key_7)
    assert edit.text() == "999 128 765"
    QTest.keyClicks(edit, "1")
    assert edit.text() == "999 128 7165"


def test_back_to_the_list(opened: Opened) -> None:
    screen = opened()
    click(screen.chooser.add)
    click(screen.chooser.newcomer.back)
    assert screen.chooser.search.edit.hasFocus()


# ---------------------------------------------------------------------------------- keys alone


def test_the_keyboard_does_everything(opened: Opened, qtbot: QtBot) -> None:
    only = Found(patients=(SIAN,), similar=frozenset(), not_understood=(), listed=9214)
    screen = opened(found=only)
    type_in(screen, "smith 14/7/45")
    keyed(Qt.Key.Key_Return)
    assert screen.sheet.explained.every.hasFocus()
    keyed(Qt.Key.Key_Space)
    keyed(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(asking)
    settle()
    keyed(Qt.Key.Key_Return)
    assert lane_of(screen).calls(Identify) == []
    QTest.keyClicks(QApplication.focusWidget(), "14 7 1945")
    keyed(Qt.Key.Key_Return)
    assert len(lane_of(screen).calls(Identify)) == 1
    assert screen.back == [True]


class Nurse:
    """Somebody at a window with a card in the reader; counts what she decides.

    The practice has settled that what is verified goes from the card.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.decisions = 0
        only = Found(patients=(SIAN,), similar=frozenset(), not_understood=(), listed=9214)
        self.lane = FakeLane(answers(found=only))
        self.lane.answers[CountImages] = inbox().tally
        self.waits(0, on_card=12)
        screens: Any = {InboxPlace: InboxScreen, IdentifyPlace: IdentifyScreen}
        self.window = Window(desk_for(self.lane), screens, way=(InboxPlace(),))
        qtbot.addWidget(self.window)
        self.window.resize(1440, 900)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        settle()

    def waits(self, count: int, *, on_card: int) -> None:
        self.lane.answers[ListInbox] = inbox(shots(11, count)) if count else inbox()
        self.lane.answers[ListSources] = (
            card(asks=False, removal=Removal.VERIFIED, files=on_card, fresh=on_card),
        )
        self.lane.tell(Topic.INBOX, Topic.SOURCES)
        settle()

    def card_is_read(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.lane.calls(TakeIn)))
        assert self.lane.calls(TakeIn)[0].removal is Removal.VERIFIED
        self.lane.answer(TakeIn, Intake(arrived=(), duplicates=(), refused=(), pending=()))
        self.waits(12, on_card=0)

    def decides(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.decisions += 1
        keyed(key, modifiers)


def asking() -> bool:
    return any(isinstance(one, ConfirmDialog) for one in QApplication.topLevelWidgets())


def test_from_the_card_to_given_and_emptied_in_six_decisions(qtbot: QtBot) -> None:
    """By keys alone, with a new consent.

    1 Import, 2 Choose patient, 3 the patient, 4 the five points, 5 Give, 6 the two identifiers.
    """
    nurse = Nurse(qtbot)
    window, lane = nurse.window, nurse.lane
    window.setFocus()
    nurse.decides(Qt.Key.Key_I, CONTROL)
    nurse.card_is_read()

    first = window.screen_shown
    assert isinstance(first, InboxScreen)
    first.rows.setFocus()
    nurse.decides(Qt.Key.Key_P)
    screen = window.screen_shown
    assert isinstance(screen, IdentifyScreen)
    assert screen.place == IdentifyPlace(arrivals=SERIES)
    type_in(screen, "smith 14/7/45")
    nurse.decides(Qt.Key.Key_Return)
    nurse.decides(Qt.Key.Key_Space)
    nurse.decides(Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(asking)
    settle()
    QTest.keyClicks(dialog().second.edit, "7655")
    dialog().second.edit.setFocus()
    lane.answers[ListInbox] = inbox()
    nurse.decides(Qt.Key.Key_Return)

    assert nurse.decisions == 6
    assert len(lane.calls(Identify)) == 1
    back = window.screen_shown
    assert isinstance(back, InboxScreen)
    assert back.page.undo.isVisible(), "and it can be undone for ten minutes"
    assert back.presenter.state.cards == (), "nothing is left on the card"
    window.close_all()


# ------------------------------------------------------------------------------------- the look


@pytest.mark.parametrize("adding", [False, True])
@pytest.mark.parametrize(
    ("spoken", "size", "room"),
    [
        (Language.EN, 1.0, (1440, 800)),
        (Language.CY, 1.0, (1180, 620)),
        (Language.CY, 1.5, (1180, 700)),
        (Language.CY, 2.0, (1440, 760)),
    ],
)
def test_nothing_is_cut_and_everything_has_a_name(
    opened: Opened, spoken: Language, size: float, room: tuple[int, int], adding: bool
) -> None:
    screen = opened(consent(), size=room)
    if adding:
        click(screen.chooser.add)
    else:
        choose(screen)
        click(screen.sheet.on_record.radios["new"])
        click(screen.sheet.explained.read)
    dress(theme=Theme.DARK, language=spoken, size=size)
    assert cut(screen) == []
    assert outside(screen) == []
    assert nameless(screen) == []


def test_one_side_after_the_other_where_both_have_no_room(opened: Opened) -> None:
    screen = opened(size=(1180, 700))
    dress(size=2.0)
    assert screen.chooser.isVisible()
    assert not screen.sheet.isVisible()
    choose(screen)
    assert not screen.chooser.isVisible()
    assert screen.sheet.isVisible()
    screen.change_patient()
    settle()
    assert screen.chooser.isVisible()


def test_the_pictures_are_shown_and_go_with_the_screen(opened: Opened) -> None:
    screen = opened()
    assert screen.pictures.size_bytes
    before = screen.chooser.strip.grab().toImage().pixelColor(QPoint(20, 20))
    screen.close_screen()
    assert screen.pictures.size_bytes == 0
    assert screen.chooser.strip.grab().toImage().pixelColor(QPoint(20, 20)) != before
