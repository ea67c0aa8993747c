"""Decisions of the screen of patient and consent, without a window."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.waiting import GWYN, MAI, SIAN, SIAN_TOO, desk_for, inbox, plain_thumbs, shots

from desktop.errors import DeskError, RecordInvalidError, WrongStateError
from desktop.ids import ArrivalId, ConsentId, PatientId, UserId
from desktop.keeper.calls import (
    AddPatient,
    FindPatients,
    Identify,
    ListConsents,
    ListInbox,
    OpenRecord,
    RecordConsent,
    RejectArrivals,
    Thumbnails,
)
from desktop.memory import SealedMemory
from desktop.records.consent import Capacity, Consent, ExplanationPoint, How, Use
from desktop.records.found import Found
from desktop.records.identified import Identified
from desktop.records.outcome import Topic
from desktop.records.patient import Gender, Patient
from desktop.records.record import Record
from desktop.records.role import Act, Role
from desktop.records.thumb import Thumb
from desktop.ui.finder.finder import PAUSE_MS, summary, warning
from desktop.ui.identify.presenter import IdentifyPresenter
from desktop.ui.identify.state import IdentifyState
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, say
from desktop.ui.place import IdentifyPlace
from desktop.ui.recent import Deed
from desktop.wording import Language

SERIES = tuple(ArrivalId(f"a-{n:04d}") for n in range(11, 15))
FOUND = Found(
    patients=(SIAN, SIAN_TOO),
    similar=frozenset({SIAN.id, SIAN_TOO.id}),
    not_understood=(),
    listed=9214,
)


def consent(key: str = "c-one", **more: Any) -> Consent:
    known: dict[str, Any] = {
        "patient_id": SIAN.id,
        "given_at": datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
        "recorded_by": UserId("u-cerys"),
        "how": How.VERBAL,
        "capacity": Capacity.PATIENT,
        "explained": frozenset(ExplanationPoint),
        "uses": frozenset({Use.CARE}),
        "basis": "care",
        "text_version": "2026-11",
        "valid_from": date(2026, 5, 12),
    }
    return Consent(id=ConsentId(key), **(known | more))


class Shown:
    """A view that remembers."""

    def __init__(self) -> None:
        self.states: list[IdentifyState] = []
        self.thumbs: set[str] = set()
        self.left = 0

    def show_state(self, state: IdentifyState) -> None:
        self.states.append(state)

    def has_thumb(self, subject: str) -> bool:
        return subject in self.thumbs

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        assert block.size
        self.thumbs.add(thumb.subject)

    def leave_screen(self) -> None:
        self.left += 1


class Room:
    """A presenter with everything around it."""

    def __init__(
        self,
        *consents: Consent,
        role: Role = Role.NURSE,
        patient: PatientId | None = None,
    ) -> None:
        self.lane = FakeLane(
            {
                ListInbox: inbox(shots(11, 4)),
                Thumbnails: plain_thumbs(),
                FindPatients: FOUND,
                ListConsents: consents,
                RecordConsent: consent("c-new"),
                Identify: lambda call: Identified(patient=SIAN, arrivals=call.arrivals),
                RejectArrivals: lambda call: call.arrivals,
                OpenRecord: Record(patient=SIAN, images=(), consents=()),
            }
        )
        self.desk = desk_for(self.lane, role)
        self.view = Shown()
        self.scope = Scope()
        place = IdentifyPlace(arrivals=SERIES, patient=patient)
        self.presenter = IdentifyPresenter(self.desk, self.scope, self.view, place)
        self.presenter.start()

    @property
    def state(self) -> IdentifyState:
        return self.view.states[-1]

    def explain(self) -> None:
        assert self.state.form is not None
        self.presenter.fill_in(self.state.form.with_all_points(told=True))


def read(words: Words) -> str:
    return say(words, Language.EN)


def test_it_shows_the_pictures_and_when_they_were_taken() -> None:
    room = Room()
    assert read(room.state.count) == "4 images, 10:42 to 10:45"
    assert room.view.thumbs == set(SERIES)
    assert read(room.state.lacks) == "No patient is chosen yet"


# ----------------------------------------------------------------------------------- searching


def test_a_search_waits_until_typing_rests() -> None:
    room = Room()
    for text in ("s", "sm", "smi", "smith"):
        room.presenter.type(text)
        room.lane.pass_time(50)
    assert room.lane.calls(FindPatients) == []
    room.lane.pass_time(PAUSE_MS)
    assert room.lane.calls(FindPatients) == [FindPatients(typed="smith")]
    assert room.state.found == FOUND


def test_an_answer_to_what_is_typed_no_more_is_not_shown() -> None:
    room = Room()
    room.lane.held = True
    room.presenter.type("smith")
    room.lane.pass_time(PAUSE_MS)
    room.presenter.type("jones")
    room.lane.release(FindPatients)
    assert room.state.found is None


def test_a_cleared_field_clears_the_list_at_once() -> None:
    room = Room()
    room.presenter.type("smith")
    room.lane.pass_time(PAUSE_MS)
    room.presenter.type("s")
    assert room.state.found is None
    room.lane.pass_time(PAUSE_MS)
    assert len(room.lane.calls(FindPatients)) == 1


def test_people_who_are_easily_mistaken_are_pointed_out() -> None:
    told = warning(FOUND)
    assert told is not None
    assert read(told[0]) == "2 patients are easily taken for one another"
    assert (
        warning(Found(patients=(GWYN,), similar=frozenset(), not_understood=(), listed=1)) is None
    )
    assert read(summary(FOUND)) == "2 of 9\u202f214 patients"


def test_nobody_found_and_nothing_understood_are_said() -> None:
    nobody = Found(patients=(), similar=frozenset(), not_understood=(), listed=5)
    assert "No patient of this practice" in read(summary(nobody))
    strange = Found(patients=(), similar=frozenset(), not_understood=("31/02/1990",), listed=5)
    assert "31/02/1990" in read(summary(strange))
    assert summary(None) == NOTHING


# ------------------------------------------------------------------------------------ choosing


def test_a_consent_on_record_that_covers_care_is_taken_and_nothing_is_asked() -> None:
    room = Room(consent())
    room.presenter.choose(SIAN)
    assert room.state.using == "c-one"
    assert room.state.is_settled
    room.presenter.give("14 7 1945")
    assert room.lane.calls(RecordConsent) == []
    assert room.lane.calls(Identify) == [
        Identify(arrivals=SERIES, patient=SIAN.id, consent=ConsentId("c-one"), second="14 7 1945")
    ]
    assert room.view.left == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"withdrawn_at": datetime(2026, 9, 1, tzinfo=UTC)}, "Withdrawn"),
        ({"valid_until": date(2026, 6, 1)}, "Ended"),
        ({"valid_from": date(2027, 1, 1)}, "Begins later"),
        ({"uses": frozenset({Use.ADVICE})}, "Not for care"),
    ],
)
def test_a_consent_that_does_not_cover_care_says_why_and_is_not_taken(
    more: dict[str, Any], why: str
) -> None:
    room = Room(consent(**more))
    room.presenter.choose(SIAN)
    assert room.state.using is None
    assert room.state.on_record is not None
    assert read(room.state.on_record[0].why_not) == why
    assert read(room.state.lacks) == "Tick the five points that you explained"


def test_the_newest_that_covers_is_taken() -> None:
    old = consent("c-old", valid_until=date(2026, 6, 1))
    room = Room(consent("c-newest"), consent("c-older"), old)
    room.presenter.choose(SIAN)
    assert room.state.using == "c-newest"


def test_without_a_consent_the_five_points_are_the_one_thing_left_for_an_adult() -> None:
    room = Room()
    room.presenter.choose(SIAN)
    assert not room.state.is_settled
    room.explain()
    assert room.state.is_settled
    room.presenter.give("14 7 1945")
    given = room.lane.calls(RecordConsent)[0].given
    assert (given.capacity, given.uses) == (Capacity.PATIENT, frozenset({Use.CARE}))
    assert room.lane.calls(Identify)[0].consent == "c-new"
    done = room.desk.recent.last(room.desk.now())
    assert done is not None
    assert (done.deed, done.arrivals, done.patient) == (Deed.GIVEN, SERIES, SIAN)
    assert room.view.left == 1


def test_another_patient_means_another_consent() -> None:
    room = Room()
    room.presenter.choose(SIAN)
    room.explain()
    room.presenter.choose(MAI)
    assert room.state.chosen == MAI
    assert room.state.form is not None
    assert room.state.form.explained == frozenset()
    assert room.state.form.capacity is None, "a child: somebody has to say who agrees"
    room.presenter.unchoose()
    assert (room.state.chosen, room.state.form, room.state.using) == (None, None, None)


def test_choosing_the_same_patient_again_keeps_what_was_filled_in() -> None:
    room = Room()
    room.presenter.choose(SIAN)
    room.explain()
    room.presenter.choose(SIAN)
    assert room.state.is_settled


def test_consents_of_a_patient_who_was_chosen_before_are_not_believed() -> None:
    room = Room()
    room.lane.held = True
    room.presenter.choose(SIAN)
    room.presenter.choose(GWYN)
    room.lane.answer(ListConsents, (consent(),))
    assert room.state.on_record is None
    room.lane.answer(ListConsents, ())
    assert room.state.on_record == ()
    assert room.state.using is None


def test_nothing_is_given_before_the_consents_were_looked_up() -> None:
    room = Room()
    room.lane.held = True
    room.presenter.choose(SIAN)
    room.explain()
    assert not room.state.is_settled
    room.presenter.give("14 7 1945")
    assert room.lane.calls(RecordConsent) == []


def test_a_new_consent_can_be_recorded_although_one_covers() -> None:
    room = Room(consent())
    room.presenter.choose(SIAN)
    room.presenter.use(None)
    assert not room.state.is_settled
    room.explain()
    room.presenter.give("14 7 1945")
    assert len(room.lane.calls(RecordConsent)) == 1


# --------------------------------------------------------------------------------------- giving


def test_a_consent_that_was_recorded_is_not_recorded_again_when_giving_fails() -> None:
    room = Room()
    room.presenter.choose(SIAN)
    room.explain()
    room.lane.answers[Identify] = WrongStateError("moved_meanwhile")
    room.presenter.give("14 7 1945")
    assert isinstance(room.state.problem, WrongStateError)
    assert (room.state.busy, room.state.using) == (False, "c-new")
    assert room.view.left == 0
    room.lane.answers[Identify] = Identified(patient=SIAN, arrivals=SERIES)
    room.presenter.give("14 7 1945")
    assert len(room.lane.calls(RecordConsent)) == 1
    assert room.view.left == 1


def test_giving_twice_gives_once() -> None:
    room = Room(consent())
    room.presenter.choose(SIAN)
    room.lane.held = True
    room.presenter.give("14 7 1945")
    room.presenter.give("14 7 1945")
    assert len(room.lane.calls(Identify)) == 1


def test_nobody_else_can_be_chosen_while_images_are_being_given() -> None:
    room = Room(consent())
    room.presenter.choose(SIAN)
    room.lane.held = True
    room.presenter.give("14 7 1945")
    room.presenter.choose(GWYN)
    assert room.state.chosen == SIAN


def test_images_that_somebody_gave_meanwhile_stop_it() -> None:
    room = Room(consent())
    room.presenter.choose(SIAN)
    room.lane.answers[ListInbox] = inbox(shots(11, 2))
    room.lane.tell(Topic.INBOX)
    assert room.state.gone == 2
    assert not room.state.is_settled
    assert "do not wait any more" in read(room.state.lacks)


def test_a_patient_who_does_not_agree_ends_in_a_rejection_that_can_be_undone() -> None:
    room = Room()
    room.presenter.refuse("The patient does not agree")
    call = room.lane.calls(RejectArrivals)[0]
    assert (call.arrivals, call.reason) == (SERIES, "The patient does not agree")
    last = room.desk.recent.last(room.desk.now())
    assert last is not None
    assert last.deed is Deed.REJECTED
    assert room.view.left == 1


def test_a_patient_who_was_looked_at_already_is_chosen() -> None:
    room = Room(patient=SIAN.id)
    assert room.state.chosen == SIAN


# --------------------------------------------------------------------------------------- adding


def test_somebody_new_is_added_and_chosen_and_nothing_is_typed_twice() -> None:
    room = Room()
    room.presenter.type("powell ann 3/4/1980")
    room.presenter.begin_adding()
    assert room.state.adding is not None
    person = room.state.adding.person
    assert (person.family_name, person.given_name, person.born) == ("Powell", "Ann", "03-Apr-1980")
    assert room.state.adding.faults == {}, "nothing is called wrong before somebody tries"
    room.presenter.add()
    assert set(room.state.adding.faults) == {"gender"}
    room.presenter.enter(person.with_gender(Gender.FEMALE))
    assert room.state.adding.faults == {}
    added = Patient(id=PatientId("p-new"), **_as_facts(person))
    room.lane.answers[AddPatient] = added
    room.presenter.add()
    assert room.lane.calls(AddPatient)[0].person.family_name == "Powell"
    assert (room.state.chosen, room.state.adding) == (added, None)


def test_somebody_who_cannot_be_added_says_why_and_can_be_tried_again() -> None:
    room = Room()
    room.presenter.type("powell ann 3/4/1980")
    room.presenter.begin_adding()
    assert room.state.adding is not None
    room.presenter.enter(room.state.adding.person.with_gender(Gender.FEMALE))
    room.lane.answers[AddPatient] = RecordInvalidError("duplicate_number")
    room.presenter.add()
    assert isinstance(room.state.problem, DeskError)
    assert not room.state.adding.busy
    room.presenter.stop_adding()
    assert room.state.adding is None
    room.presenter.read_problem()
    assert room.state.problem is None


def test_who_may_add_and_reject_follows_the_role() -> None:
    assert Room().presenter.may(Act.ADD_PATIENT)
    assert not Room(role=Role.RECOVERY).presenter.may(Act.REJECT_ARRIVAL)


def _as_facts(person: Any) -> dict[str, Any]:
    made = person.with_gender(Gender.FEMALE).demographics(today=date(2026, 11, 22))
    return {
        "nhs_number": made.nhs_number,
        "family_name": made.family_name,
        "given_name": made.given_name,
        "date_of_birth": made.date_of_birth,
        "gender": made.gender,
    }
