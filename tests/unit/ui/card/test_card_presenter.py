"""What is chosen on a card, what is asked, and how a card that was pulled out is gone on with."""

from support.fake_lane import FakeLane
from support.waiting import card, contents, desk_for, plain_leaves

from desktop.errors import SourceGoneError
from desktop.keeper.calls import Intake, ListSources, TakeIn
from desktop.keeper.card_calls import LeafThrough, LookInto
from desktop.memory import SealedMemory
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.source_state import Watching
from desktop.records.thumb import Thumb
from desktop.ui.card.presenter import CardPresenter
from desktop.ui.card.state import CardState
from desktop.ui.desk import Desk
from desktop.ui.lane import Scope
from desktop.ui.place import CardPlace, InboxPlace, Place
from desktop.ui.runs import After, RunState

PATH = "/media/Treatment room 2"
PLACE = CardPlace(path=PATH, label="Treatment room 2")


class View:
    def __init__(self) -> None:
        self.states: list[CardState] = []
        self.thumbs: dict[str, str] = {}
        self.went: list[Place] = []

    def show_state(self, state: CardState) -> None:
        self.states.append(state)

    def has_thumb(self, subject: str) -> bool:
        return subject in self.thumbs

    def show_thumb(self, thumb: Thumb, _block: SealedMemory) -> None:
        self.thumbs[thumb.subject] = thumb.problem

    def show_place(self, place: Place) -> None:
        self.went.append(place)


def opened(**answers: object) -> tuple[CardPresenter, FakeLane, View, Desk]:
    lane = FakeLane(
        {
            LookInto: answers.get("lying", contents(14, known=2)),
            ListSources: answers.get("sources", (card(),)),
            LeafThrough: plain_leaves(),
        }
    )
    desk, view = desk_for(lane, Role.NURSE), View()
    presenter = CardPresenter(desk, Scope(), view, PLACE, thumb_px=256)
    presenter.start()
    return presenter, lane, view, desk


def keys(presenter: CardPresenter) -> list[str]:
    return [one.key for one in presenter.state.items]


def test_what_is_new_is_chosen_at_first_and_the_rest_is_marked():
    presenter, _, _, _ = opened()
    assert [one.known for one in presenter.state.items[:3]] == [True, True, False]
    assert presenter.state.ticked == set(keys(presenter)[2:])
    assert [one.reason for one in presenter.state.refused] == ["video_not_handled"]


def test_all_none_new_one_and_a_stretch():
    presenter, _, _, _ = opened()
    presenter.choose_none()
    assert presenter.state.ticked == set()
    presenter.toggle(keys(presenter)[5])
    presenter.choose_from_to(9, 7)
    assert presenter.state.ticked == {keys(presenter)[at] for at in (5, 7, 8, 9)}
    presenter.toggle(keys(presenter)[8])
    assert keys(presenter)[8] not in presenter.state.ticked
    presenter.choose_all()
    assert presenter.state.ticked == set(keys(presenter))
    presenter.choose_new()
    assert presenter.state.ticked == set(keys(presenter)[2:])


def test_only_what_is_chosen_is_asked_for_in_the_order_of_the_card():
    presenter, lane, _, _ = opened()
    presenter.choose_none()
    presenter.take_in()
    assert lane.calls(TakeIn) == []
    for at in (9, 3):
        presenter.toggle(keys(presenter)[at])
    presenter.choose_after(After.CLEAR)
    presenter.take_in()
    (asked,) = lane.calls(TakeIn)
    assert asked.only == (keys(presenter)[3], keys(presenter)[9])
    assert asked.removal is Removal.VERIFIED
    presenter.take_in()
    assert len(lane.calls(TakeIn)) == 1, "it runs already"


def test_the_card_is_looked_into_again_when_a_run_has_ended():
    presenter, lane, view, _ = opened()
    presenter.take_in()
    before = len(lane.calls(LookInto))
    lane.answer(TakeIn, Intake(arrived=(), duplicates=(), refused=(), pending=()))
    assert presenter.state.run is not None
    assert presenter.state.run.state is RunState.DONE
    assert len(lane.calls(LookInto)) == before + 1
    presenter.to_inbox()
    assert view.went == [InboxPlace()]


def test_a_card_pulled_out_is_gone_on_with_by_itself_and_with_the_same_choice():
    presenter, lane, _, _ = opened()
    presenter.choose_none()
    chosen = keys(presenter)[4]
    presenter.toggle(chosen)
    presenter.take_in()
    lane.answers[ListSources] = (card(watching=Watching.GONE),)
    lane.answers[LookInto] = SourceGoneError("missing")
    lane.tell(Topic.SOURCES)
    assert presenter.state.gone
    stopped = Intake(
        arrived=(), duplicates=(), refused=(), pending=("x",), stopped=SourceGoneError.code
    )
    lane.answer(TakeIn, stopped)
    assert presenter.state.run is not None
    assert presenter.state.run.state is RunState.STOPPED
    assert len(lane.calls(TakeIn)) == 1, "it is not in"
    lane.answers[ListSources] = (card(),)
    lane.answers[LookInto] = contents(14, known=2)
    lane.tell(Topic.SOURCES)
    assert not presenter.state.gone
    assert [one.only for one in lane.calls(TakeIn)] == [(chosen,), (chosen,)]


def test_small_pictures_are_asked_of_what_is_on_the_screen():
    presenter, lane, view, _ = opened()
    wanted = tuple(keys(presenter)[:5])
    presenter.see(wanted)
    assert set(view.thumbs) == set(wanted)
    (asked,) = lane.calls(LeafThrough)
    assert (asked.files, asked.longest_px) == (wanted, 256)


def test_progress_says_files_bytes_and_what_is_left():
    presenter, lane, _, desk = opened()
    seconds = iter((0.0, 0.0, 10.0, 10.0))
    desk.runs._clock = lambda: next(seconds)
    presenter.take_in()
    (one,) = (waiting for waiting in lane.waiting if isinstance(waiting.call, TakeIn))
    assert one.progress is not None
    from desktop.ui.lane import Progress

    one.progress(Progress(done=0, total=12, done_bytes=0, total_bytes=80_000_000))
    assert presenter.state.run is not None
    assert presenter.state.run.left_s is None
    one.progress(Progress(done=3, total=12, done_bytes=20_000_000, total_bytes=80_000_000))
    run = presenter.state.run
    assert (run.done_bytes, run.total_bytes, run.left_s) == (20_000_000, 80_000_000, 30.0)
