"""What the comparison decides: sides, dates, and who moves with whom."""

import pytest
from support.fake_lane import FakeLane
from support.filed import EIRLYS, desk, listed, pictures, record, ulcer

from desktop.errors import DamagedError
from desktop.ids import ImageId
from desktop.keeper.calls import OpenPicture, OpenRecord, WithBlock
from desktop.records.arrival import TimeTrust
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.ui.compare.presenter import ComparePresenter, Mode, Side, Waiting
from desktop.ui.lane import Scope
from desktop.ui.phrase import say
from desktop.ui.place import ComparePlace
from desktop.wording import Language

MAY = ImageId("i-leg05-12")
JUNE = ImageId("i-leg06-09")
NOVEMBER = ImageId("i-leg11-22")
MOLE = ImageId("i-cheek11-22")


class Comparison:
    """A view that remembers what it was told to show, and gives blocks back."""

    def __init__(
        self,
        before: ImageId = MAY,
        after: ImageId = NOVEMBER,
        *,
        held: Record | None = None,
        answers_held: bool = False,
    ) -> None:
        self.told: list[str] = []
        self.lane = FakeLane(
            {OpenRecord: held or record(*ulcer()), OpenPicture: pictures(2000, 1500)},
            held=answers_held,
        )
        place = ComparePlace(patient=EIRLYS.id, before=before, after=after)
        self.presenter = ComparePresenter(desk(self.lane), Scope(), place, self)
        self.presenter.open()

    def show_record(self) -> None:
        """Nothing to remember."""

    def show_picture(self, side: Side, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        self.told.append(f"{side.value} {answer.value.levels[0].width_px} {keep_view}")
        answer.block.close()

    def clear_picture(self, side: Side) -> None:
        self.told.append(f"{side.value} none")

    def swap_pictures(self) -> None:
        self.told.append("swap")

    def relations(self, language: Language = Language.EN) -> list[str]:
        return [say(self.presenter.relation(side), language) for side in Side]


def test_each_side_gets_a_preview_and_then_every_pixel() -> None:
    assert Comparison().told == [
        "A none",
        "A 1600 False",
        "A 2000 True",
        "B none",
        "B 1600 False",
        "B 2000 True",
    ]


def test_plates_say_how_the_two_stand_in_time() -> None:
    comparison = Comparison()
    assert comparison.relations() == ["A, before", "B, after 194 days"]
    assert comparison.relations(Language.CY) == ["A, cyn", "B, ar ôl 194 diwrnod"]
    comparison.presenter.swap()
    assert comparison.relations() == ["A, after 194 days", "B, before"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (listed("b", "2026-05-12T18:00:00"), ["A, Same day", "B, Same day"]),
        (listed("b"), ["A", "B"]),
        (
            listed("b", "2026-05-14T10:00:00", trust=TimeTrust.FILE),
            ["A, before", "B, after 2 days, by a file date"],
        ),
    ],
)
def test_what_is_not_known_of_dates_is_not_said(other: object, said: list[str]) -> None:
    held = record(listed("a", "2026-05-12T10:00:00"), other)  # type: ignore[arg-type]
    assert Comparison(ImageId("i-a"), ImageId("i-b"), held=held).relations() == said


def test_the_strip_holds_the_images_of_the_body_site() -> None:
    comparison = Comparison()
    assert len(comparison.presenter.strip) == 6
    assert say(comparison.presenter.site, Language.EN) == "Lower leg, left"
    two = Comparison(MAY, MOLE)
    assert len(two.presenter.strip) == 8
    assert say(two.presenter.site, Language.EN) == "Lower leg, left · Cheek, left"


def test_the_chosen_image_of_the_strip_is_put_on_a_side() -> None:
    comparison = Comparison()
    comparison.presenter.step(-1)
    assert comparison.presenter.focus == "i-leg09-15"
    comparison.presenter.put(Side.A)
    assert comparison.presenter.images[Side.A] == "i-leg09-15"
    assert comparison.told[6:] == ["A none", "A 1600 False", "A 2000 True"]
    place = comparison.presenter.place
    assert (place.before, place.after) == ("i-leg09-15", NOVEMBER)


def test_the_strip_ends_at_its_ends() -> None:
    comparison = Comparison()
    comparison.presenter.step(1)
    assert comparison.presenter.focus == NOVEMBER
    comparison.presenter.set_focus(MAY)
    comparison.presenter.step(-1)
    assert comparison.presenter.focus == MAY


def test_the_image_of_the_other_side_changes_places_without_being_opened_again() -> None:
    comparison = Comparison()
    comparison.presenter.put(Side.A, NOVEMBER)
    assert dict(comparison.presenter.images) == {Side.A: NOVEMBER, Side.B: MAY}
    assert comparison.told[6:] == ["swap"]
    comparison.presenter.put(Side.A, NOVEMBER)
    assert comparison.told[6:] == ["swap"]


def test_pictures_on_their_way_come_to_the_side_that_they_changed_to() -> None:
    comparison = Comparison(answers_held=True)
    comparison.lane.release(OpenRecord)
    comparison.presenter.swap()
    comparison.lane.answer(
        OpenPicture, pictures(2000, 1500)(OpenPicture(subject=MAY, longest_px=1600))
    )
    assert comparison.told[-1] == "B 1600 False"
    assert comparison.presenter.waiting(Side.B) is Waiting.PREVIEW
    assert comparison.presenter.waiting(Side.A) is Waiting.PICTURE
    comparison.lane.held = False
    comparison.lane.release()
    assert {comparison.presenter.waiting(side) for side in Side} == {Waiting.NOTHING}


def test_one_over_the_other_always_moves_together() -> None:
    presenter = Comparison().presenter
    presenter.set_linked(linked=False)
    assert not presenter.linked
    presenter.set_mode(Mode.SWIPE)
    assert presenter.linked
    presenter.set_linked(linked=False)
    assert presenter.linked
    presenter.set_mode(Mode.SIDE_BY_SIDE)
    presenter.set_linked(linked=False)
    assert not presenter.linked


def test_what_does_not_come_is_a_problem_and_can_be_asked_for_again() -> None:
    comparison = Comparison()
    comparison.lane.answers[OpenPicture] = DamagedError("object")
    comparison.presenter.put(Side.A, JUNE)
    assert comparison.presenter.problem is not None
    assert comparison.presenter.waiting(Side.A) is Waiting.NOTHING
    comparison.lane.answers[OpenPicture] = pictures(800, 600)
    comparison.presenter.try_again()
    assert comparison.presenter.problem is None
    assert comparison.told[-1] == "B 800 False"


def test_the_strip_follows_the_record() -> None:
    comparison = Comparison()
    comparison.lane.answers[OpenRecord] = record(*ulcer(), listed("new", "2026-11-24T10:00:00"))
    comparison.lane.tell(Topic.RECORD)
    assert len(comparison.presenter.strip) == 7
    comparison.lane.answers[OpenRecord] = DamagedError("object")
    comparison.lane.tell(Topic.RECORD)
    assert comparison.presenter.problem is not None
    assert len(comparison.presenter.strip) == 7


def test_nothing_is_wanted_after_it_closed() -> None:
    comparison = Comparison(answers_held=True)
    comparison.presenter.close()
    comparison.lane.release(OpenPicture)
    assert comparison.told == ["A none", "B none"]
