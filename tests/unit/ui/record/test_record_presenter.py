"""What the patient page decides."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.fake_lane import FakeLane
from support.filed import EIRLYS, PEOPLE, desk, listed, record, ulcer

from desktop.errors import DamagedError, DeskError, DestinationRefusedError
from desktop.ids import ImageId
from desktop.keeper.calls import ListPeople, OpenRecord, SaveImage
from desktop.records.filing import Side
from desktop.records.image import ImageState
from desktop.records.outcome import Topic
from desktop.records.record import Record
from desktop.records.role import Role
from desktop.ui.desk import Desk
from desktop.ui.jobs import JobState
from desktop.ui.lane import Scope
from desktop.ui.phrase import Words, say
from desktop.ui.place import ComparePlace, RecordPlace, ViewerPlace
from desktop.ui.record.presenter import Mode, RecordPresenter
from desktop.ui.record.steps import Step
from desktop.wording import Language, explain

MAY = ImageId("i-leg05-12")
NOVEMBER = ImageId("i-leg11-22")
MOLE = ImageId("i-cheek11-22")


def en(words: Words) -> str:
    return say(words, Language.EN)


class Page:
    """A page that counts how often it would be drawn."""

    def __init__(
        self, held: Record, *, role: Role = Role.CLINICIAN, focus: ImageId | None = None
    ) -> None:
        self.lane = FakeLane({OpenRecord: held, ListPeople: PEOPLE})
        self.desk: Desk = desk(self.lane, role)
        self.drawn = 0
        self.presenter = RecordPresenter(
            self.desk,
            Scope(),
            RecordPlace(patient=EIRLYS.id, focus=focus),
            explained=lambda error: explain(error, Language.EN),
            heard=self.draw,
        )
        self.presenter.open()

    def draw(self) -> None:
        self.drawn += 1


def test_the_newest_image_has_the_focus_unless_a_place_names_another() -> None:
    assert Page(record(*ulcer())).presenter.focus == MOLE
    page = Page(record(*ulcer()), focus=MAY)
    assert page.presenter.focus == MAY
    assert page.presenter.place == RecordPlace(patient=EIRLYS.id, focus=MAY)
    assert Page(record(*ulcer()), focus=ImageId("i-gone")).presenter.focus == MOLE


def test_sites_are_listed_with_their_numbers() -> None:
    presenter = Page(record(*ulcer())).presenter
    rows = [(en(row.words), row.count) for row in presenter.place_rows]
    assert rows == [("All sites", 8), ("Cheek, left", 2), ("Lower leg, left", 6)]
    assert en(presenter.count) == "8 filed, 2 body sites"


def test_what_was_destroyed_is_counted_and_not_shown() -> None:
    gone = replace(ulcer()[0], state=ImageState.DESTROYED, details={})
    presenter = Page(record(gone, *ulcer()[1:])).presenter
    assert gone.image not in {entry.image for entry in presenter.entries}
    assert en(presenter.count) == "7 filed, 2 body sites, 1 destroyed"


def test_choosing_a_site_shows_its_images_and_keeps_the_focus_among_them() -> None:
    presenter = Page(record(*ulcer())).presenter
    leg = presenter.place_rows[2].place
    presenter.choose(leg)
    assert [lane.place for lane in presenter.lanes] == [leg]
    assert presenter.focus == NOVEMBER
    assert en(presenter.count) == "6 of 8 shown"
    presenter.choose(None)
    assert len(presenter.lanes) == 2
    assert presenter.focus == NOVEMBER


def test_arrows_move_in_a_lane_and_between_lanes_at_about_the_same_time() -> None:
    presenter = Page(record(*ulcer()), focus=MAY).presenter
    presenter.step(Step.BACK)
    assert presenter.focus == MAY
    presenter.step(Step.ON)
    assert presenter.focus == "i-leg06-09"
    presenter.step(Step.LAST)
    assert presenter.focus == NOVEMBER
    presenter.step(Step.UP)
    assert presenter.focus == MOLE
    presenter.step(Step.UP)
    assert presenter.focus == MOLE
    presenter.step(Step.FIRST)
    assert presenter.focus == "i-cheek03-17"
    presenter.step(Step.DOWN)
    assert presenter.focus == MAY


def test_arrows_reach_images_without_a_date() -> None:
    page = Page(record(*ulcer(), listed("nowhen"), listed("else", site="cheek")), focus=NOVEMBER)
    page.presenter.step(Step.ON)
    assert page.presenter.focus == "i-nowhen"
    page.presenter.step(Step.UP)
    assert page.presenter.focus == "i-else"


def test_grid_and_table_move_newest_first() -> None:
    presenter = Page(record(*ulcer())).presenter
    presenter.set_mode(Mode.GRID)
    presenter.step_by(1)
    assert presenter.focus == NOVEMBER
    presenter.step_by(-1)
    presenter.step_by(-1)
    assert presenter.focus == MOLE
    presenter.step_by(100)
    assert presenter.focus == MOLE


def test_two_ticked_images_can_be_compared_the_earlier_one_before() -> None:
    presenter = Page(record(*ulcer())).presenter
    assert presenter.choice is None
    assert presenter.comparison() is None
    presenter.tick(NOVEMBER)
    assert presenter.choice is not None
    assert en(presenter.choice.words) == "1 image chosen: 22-Nov-2026"
    assert presenter.comparison() is None
    presenter.tick(MAY)
    assert en(presenter.choice.words) == "2 images chosen: 12-May-2026 and 22-Nov-2026"
    assert en(presenter.choice.detail) == "194 days apart"
    assert presenter.comparison() == ComparePlace(patient=EIRLYS.id, before=MAY, after=NOVEMBER)


def test_three_ticked_images_are_not_silently_two() -> None:
    presenter = Page(record(*ulcer())).presenter
    for image in (MAY, NOVEMBER, MOLE):
        presenter.tick(image)
    assert presenter.choice is not None
    assert en(presenter.choice.words) == "3 images chosen"
    assert presenter.comparison() is None
    presenter.tick(MOLE)
    assert presenter.comparison() is not None
    presenter.untick_all()
    assert presenter.choice is None


def test_coming_back_shows_what_was_left() -> None:
    left = Page(record(*ulcer())).presenter
    left.set_mode(Mode.GRID)
    left.tick(MAY)
    lane = FakeLane({OpenRecord: record(*ulcer()), ListPeople: PEOPLE})
    again = RecordPresenter(
        desk(lane),
        Scope(),
        left.place,
        explained=lambda error: explain(error, Language.EN),
        heard=lambda: None,
    )
    again.open()
    assert again.mode is Mode.GRID
    assert again.ticked == {MAY}
    assert again.place == left.place


def test_days_apart_are_not_made_up() -> None:
    presenter = Page(record(listed("a", "2026-05-12T10:00:00"), listed("b"))).presenter
    presenter.tick(ImageId("i-a"))
    presenter.tick(ImageId("i-b"))
    assert presenter.choice is not None
    assert en(presenter.choice.words) == "2 images chosen: 12-May-2026 and Date not known"
    assert en(presenter.choice.detail) == "Days apart not known"


def test_ticking_without_a_name_ticks_the_focused_image() -> None:
    presenter = Page(record(*ulcer()), focus=MAY).presenter
    presenter.tick()
    assert presenter.ticked == {MAY}
    presenter.tick()
    assert presenter.ticked == frozenset()
    presenter.tick(ImageId("i-gone"))
    assert presenter.ticked == frozenset()


def test_a_change_of_the_record_is_shown_and_what_is_gone_is_unticked() -> None:
    page = Page(record(*ulcer()))
    page.presenter.tick(MAY)
    page.presenter.tick(NOVEMBER)
    page.lane.answers[OpenRecord] = record(*(one for one in ulcer() if one.image != MAY))
    page.lane.tell(Topic.INBOX)
    assert len(page.presenter.entries) == 8
    page.lane.tell(Topic.RECORD)
    assert len(page.presenter.entries) == 7
    assert page.presenter.ticked == {NOVEMBER}


def test_a_chosen_site_that_has_no_images_left_is_left() -> None:
    page = Page(record(*ulcer()))
    page.presenter.choose(page.presenter.place_rows[1].place)
    page.lane.answers[OpenRecord] = record(*(one for one in ulcer() if "leg" in one.image))
    page.lane.tell(Topic.RECORD)
    assert page.presenter.chosen is None


@pytest.mark.parametrize("role", [Role.NURSE, Role.CLINICIAN])
def test_only_a_clinician_is_offered_a_copy(role: Role) -> None:
    assert Page(record(*ulcer()), role=role).presenter.may_save is (role is Role.CLINICIAN)


def test_a_copy_is_written_as_a_job_that_is_read() -> None:
    page = Page(record(*ulcer()))
    page.lane.answers[SaveImage] = lambda call: call.to
    page.presenter.save(MAY, Path("/stick/copy.jpg"), "letter to dermatology")
    call = page.lane.calls(SaveImage)[0]
    assert (call.image, call.to, call.reason) == (
        MAY,
        Path("/stick/copy.jpg"),
        "letter to dermatology",
    )
    (job,) = page.desk.jobs.facts
    assert job.state is JobState.DONE
    assert "saved" in en(job.summary)


def test_a_copy_that_is_refused_is_explained() -> None:
    page = Page(record(*ulcer()))
    page.lane.answers[SaveImage] = DestinationRefusedError("exists")
    page.presenter.save(MAY, Path("/stick/copy.jpg"), "letter")
    (job,) = page.desk.jobs.facts
    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.code == "destination_refused"


def test_a_record_that_cannot_be_opened_says_so_and_can_be_asked_for_again() -> None:
    page = Page(record())
    page.lane.answers[OpenRecord] = DamagedError("object")
    page.presenter.ask_again()
    assert isinstance(page.presenter.problem, DeskError)
    page.lane.answers[OpenRecord] = record(*ulcer())
    page.presenter.ask_again()
    assert page.presenter.problem is None
    assert len(page.presenter.entries) == 8


def test_a_record_whose_details_are_not_understood_is_a_problem_not_an_empty_page() -> None:
    strange = listed("a", "2026-05-12T10:00:00")
    details = {**strange.details, "site": "antenna"}
    held = record(type(strange)(**{**_fields(strange), "details": details}))
    presenter = Page(held).presenter
    assert presenter.problem is not None
    assert presenter.record is None


def _fields(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}  # type: ignore[attr-defined]


def test_names_of_staff_may_be_missing() -> None:
    page = Page(record(*ulcer()))
    assert any("Dr Clare Test" in en(fact.value) for fact in page.presenter.facts)
    page.lane.answers[ListPeople] = DamagedError("object")
    again = Page(record(*ulcer()))
    again.presenter.names = {}
    assert again.presenter.problem is None


def test_an_empty_record_has_no_focus_and_nothing_to_open() -> None:
    presenter = Page(record()).presenter
    assert presenter.focus is None
    assert presenter.facts == ()
    assert presenter.viewer() is None
    presenter.step(Step.ON)
    presenter.step_by(1)
    presenter.tick()
    assert presenter.choice is None


def test_the_focused_image_is_opened_large() -> None:
    presenter = Page(record(*ulcer()), focus=MAY).presenter
    assert presenter.viewer() == ViewerPlace(patient=EIRLYS.id, image=MAY)
    assert presenter.viewer(NOVEMBER) == ViewerPlace(patient=EIRLYS.id, image=NOVEMBER)


def test_consent_stands_in_the_banner_with_its_tone() -> None:
    words, tone = Page(record(*ulcer())).presenter.consent
    assert (en(words), tone) == ("Consent recorded", "ok")
    words, tone = Page(record(*ulcer(), consents=())).presenter.consent
    assert (en(words), tone) == ("No consent", "warn")


def test_sides_of_one_site_are_lanes_of_their_own() -> None:
    presenter = Page(
        record(
            listed("a", "2026-05-12T10:00:00", side=Side.LEFT),
            listed("b", "2026-05-12T10:00:00", side=Side.RIGHT),
        )
    ).presenter
    assert [en(lane.words) for lane in presenter.lanes] == [
        "Lower leg, left",
        "Lower leg, right",
    ]
