"""What the viewer decides: neighbours, facts, and the original with its reason."""

import pytest
from support.fake_lane import FakeLane
from support.filed import EIRLYS, PEOPLE, desk, listed, pictures, record, ulcer

from desktop.errors import DamagedError, DecoderHungError
from desktop.ids import ImageId
from desktop.keeper.calls import ListPeople, OpenOriginal, OpenPicture, OpenRecord, WithBlock
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.records.role import Domain, Role
from desktop.ui.lane import Scope
from desktop.ui.phrase import say
from desktop.ui.place import ComparePlace, ViewerPlace
from desktop.ui.viewer.presenter import ViewerPresenter
from desktop.wording import Language

MAY = ImageId("i-leg05-12")
JUNE = ImageId("i-leg06-09")
MOLE = ImageId("i-cheek11-22")


class Viewer:
    """A view that remembers what it was told to show, and gives blocks back."""

    def __init__(
        self,
        image: ImageId = MAY,
        *,
        held: Record | None = None,
        role: Role = Role.CLINICIAN,
        keys: frozenset[Domain] = frozenset(),
        answers_held: bool = False,
    ) -> None:
        self.told: list[str] = []
        self.lane = FakeLane(
            {
                OpenRecord: held or record(*ulcer()),
                ListPeople: PEOPLE,
                OpenPicture: pictures(2000, 1500),
                OpenOriginal: pictures(2000, 1500),
            },
            held=answers_held,
        )
        place = ViewerPlace(patient=EIRLYS.id, image=image)
        self.presenter = ViewerPresenter(desk(self.lane, role, keys=keys), Scope(), place, self)
        self.presenter.open()

    def show_record(self) -> None:
        """Nothing to remember."""

    def show_copy(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        self.told.append(f"copy {answer.value.levels[0].width_px} {keep_view}")
        answer.block.close()

    def clear_copy(self) -> None:
        self.told.append("no copy")

    def show_original(self, answer: WithBlock[Pyramid]) -> None:
        self.told.append("original")
        answer.block.close()

    def clear_original(self) -> None:
        self.told.append("no original")


def test_the_preview_is_followed_by_every_pixel_at_the_same_place() -> None:
    viewer = Viewer()
    assert viewer.told == ["no copy", "copy 1600 False", "copy 2000 True"]
    assert not viewer.presenter.is_opening
    assert not viewer.presenter.is_preview


def test_what_is_waited_for_is_known_meanwhile() -> None:
    viewer = Viewer(answers_held=True)
    assert viewer.presenter.is_opening
    viewer.lane.answer(OpenPicture, pictures(2000, 1500)(OpenPicture(subject=MAY, longest_px=1600)))
    assert not viewer.presenter.is_opening
    assert viewer.presenter.is_preview
    viewer.lane.release(OpenPicture)
    assert not viewer.presenter.is_preview


def test_neighbours_are_those_of_the_same_body_site() -> None:
    viewer = Viewer()
    assert say(viewer.presenter.position, Language.EN) == "1 of 6: Lower leg, left"
    assert not viewer.presenter.may_step(-1)
    viewer.presenter.step(-1)
    assert viewer.presenter.image == MAY
    viewer.presenter.step(1)
    assert viewer.presenter.image == JUNE
    assert viewer.presenter.place == ViewerPlace(patient=EIRLYS.id, image=JUNE)
    assert "no copy" in viewer.told[3:]
    assert viewer.lane.calls(OpenPicture)[-1].subject == JUNE


def test_it_is_compared_with_the_one_before_it_else_with_the_one_after() -> None:
    viewer = Viewer(JUNE)
    assert viewer.presenter.comparison() == ComparePlace(patient=EIRLYS.id, before=MAY, after=JUNE)
    first = Viewer(MAY)
    assert first.presenter.comparison() == ComparePlace(patient=EIRLYS.id, before=MAY, after=JUNE)
    alone = Viewer(ImageId("i-a"), held=record(listed("a", "2026-05-12T10:00:00")))
    assert alone.presenter.comparison() is None


@pytest.mark.parametrize(
    ("role", "keys", "may"),
    [
        (Role.NURSE, frozenset(), False),
        (Role.NURSE, frozenset({Domain.ORIGINAL}), False),
        (Role.CLINICIAN, frozenset(), True),
    ],
)
def test_the_original_is_offered_to_who_may_and_holds_the_key(
    role: Role, keys: frozenset[Domain], may: bool
) -> None:
    assert Viewer(role=role, keys=keys).presenter.may_see_original is may


def test_the_original_is_asked_for_once_with_its_reason_and_hidden_again() -> None:
    viewer = Viewer()
    viewer.presenter.ask_original("to judge the edge")
    (call,) = viewer.lane.calls(OpenOriginal)
    assert (call.image, call.reason, call.longest_px) == (MAY, "to judge the edge", 0)
    assert viewer.presenter.original_shown
    viewer.presenter.hide_original()
    assert not viewer.presenter.original_shown
    assert viewer.told[-2:] == ["original", "no original"]
    viewer.presenter.hide_original()
    assert viewer.told[-1:] == ["no original"]
    assert viewer.told.count("no original") == 1


def test_going_on_hides_the_original() -> None:
    viewer = Viewer()
    viewer.presenter.ask_original("why")
    viewer.presenter.step(1)
    assert not viewer.presenter.original_shown
    assert "no original" in viewer.told


def test_an_original_that_comes_too_late_is_not_shown() -> None:
    viewer = Viewer()
    viewer.lane.held = True
    viewer.presenter.ask_original("why")
    assert viewer.presenter.original_asked
    viewer.presenter.hide_original()
    viewer.lane.release()
    assert "original" not in viewer.told


def test_a_place_never_leads_back_to_an_original() -> None:
    viewer = Viewer()
    viewer.presenter.ask_original("why")
    assert viewer.presenter.place == ViewerPlace(patient=EIRLYS.id, image=MAY)


def test_a_picture_that_does_not_come_says_so_and_can_be_asked_for_again() -> None:
    viewer = Viewer()
    viewer.lane.answers[OpenPicture] = DamagedError("object")
    viewer.presenter.step(1)
    assert viewer.presenter.problem is not None
    assert not viewer.presenter.is_opening
    viewer.lane.answers[OpenPicture] = pictures(2000, 1500)
    viewer.presenter.try_again()
    assert viewer.presenter.problem is None
    assert viewer.told[-1] == "copy 2000 True"


def test_an_original_that_does_not_come_leaves_the_copy() -> None:
    viewer = Viewer()
    viewer.lane.answers[OpenOriginal] = DecoderHungError()
    viewer.presenter.ask_original("why")
    assert viewer.presenter.problem is not None
    assert not viewer.presenter.original_shown
    assert not viewer.presenter.original_asked


def test_facts_and_record_follow_changes() -> None:
    viewer = Viewer()
    assert viewer.presenter.facts
    viewer.lane.answers[OpenRecord] = record(*ulcer(), listed("new", "2026-11-24T10:00:00"))
    viewer.lane.tell(Topic.RECORD)
    assert len(viewer.presenter.siblings) == 7
    viewer.lane.answers[OpenRecord] = DamagedError("object")
    viewer.lane.tell(Topic.RECORD)
    assert viewer.presenter.problem is not None


def test_without_a_record_there_are_no_neighbours() -> None:
    viewer = Viewer(ImageId("i-gone"))
    assert viewer.presenter.entry is None
    assert viewer.presenter.facts == ()
    assert say(viewer.presenter.position, Language.EN) == ""
    assert not viewer.presenter.may_step(1)
    viewer.presenter.close()
