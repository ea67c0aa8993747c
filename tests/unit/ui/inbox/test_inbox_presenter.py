"""Decisions of the inbox, without a window."""

from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.waiting import Standing as Clock
from support.waiting import aside, desk_for, given, inbox, plain_thumbs, shots

from desktop.errors import DeskError, WrongStateError
from desktop.ids import ArrivalId
from desktop.keeper.calls import (
    ListInbox,
    ListSources,
    OpenPicture,
    RejectArrivals,
    SplitSeries,
    TakeBackArrivals,
    Thumbnails,
    WithBlock,
)
from desktop.memory import SealedMemory
from desktop.records.outcome import Topic
from desktop.records.raster import Pyramid, Raster
from desktop.records.role import Act, Role
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.fresh import PAUSE_MS
from desktop.ui.inbox.presenter import InboxPresenter
from desktop.ui.inbox.rows import Header, Row, Standing, Tile
from desktop.ui.inbox.state import InboxState
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, say
from desktop.ui.place import EditorPlace, IdentifyPlace, InboxPlace, Place
from desktop.ui.recent import Deed
from desktop.wording import Language


class Shown:
    """A view that remembers."""

    def __init__(self) -> None:
        self.states: list[InboxState] = []
        self.thumbs: dict[str, Thumb] = {}
        self.places: list[Place] = []

    def show_state(self, state: InboxState) -> None:
        self.states.append(state)

    def has_thumb(self, subject: str) -> bool:
        return subject in self.thumbs

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        assert block.size
        self.thumbs[thumb.subject] = thumb

    def show_place(self, place: Place) -> None:
        self.places.append(place)


class Room:
    """A presenter with everything around it."""

    def __init__(self, box: Any, role: Role = Role.NURSE, *, show: str = "all") -> None:
        self.lane = FakeLane(
            {
                ListInbox: box,
                ListSources: (),
                Thumbnails: plain_thumbs(),
                RejectArrivals: lambda call: call.arrivals,
                TakeBackArrivals: lambda call: call.arrivals,
                SplitSeries: "s-new",
            }
        )
        self.clock = Clock()
        self.desk: Desk = desk_for(self.lane, role, clock=self.clock)
        self.scope = Scope()
        self.view = Shown()
        self.presenter = InboxPresenter(self.desk, self.scope, self.view, InboxPlace(show=show))
        self.presenter.start()

    @property
    def state(self) -> InboxState:
        return self.view.states[-1]

    def header(self, standing: Standing) -> Header:
        found = (row for row in self.state.rows if isinstance(row, Header))
        return next(row for row in found if row.standing is standing)

    def tile(self, number: int) -> Tile:
        rows = (row for row in self.state.rows if isinstance(row, Tile))
        return next(row for row in rows if row.arrival == f"a-{number:04d}")

    def tick(self, *numbers: int) -> None:
        self.presenter.tick(frozenset(ArrivalId(f"a-{n:04d}") for n in numbers))


def read(words: Words) -> str:
    return say(words, Language.EN)


def standard() -> Any:
    return inbox(given(1, 3), shots(11, 4, series="s-two"), [aside(21)])


def test_the_headline_says_how_many_and_how_old() -> None:
    room = Room(standard())
    assert room.state.loaded
    assert read(room.state.headline) == "8 images. Oldest: 26 minutes."
    room.clock.go_on(minutes=60)
    room.lane.pass_time(30_000)
    assert read(room.state.headline) == "8 images. Oldest: 86 minutes."


def test_where_nothing_waits_it_says_what_was_filed() -> None:
    assert read(Room(inbox()).state.headline) == "Nothing waiting. 30 images filed today."


def test_counts_that_do_not_come_out_even_are_said_loudly() -> None:
    room = Room(inbox(shots(1, 2), received=40))
    assert room.state.account is not None
    assert room.state.account.tone is Tone.ERR
    assert "7 images are not accounted for" in read(room.state.account.verdict)


# ----------------------------------------------------------------------------- what is offered


def test_the_step_without_a_patient_is_to_choose_one() -> None:
    room = Room(standard())
    room.presenter.choose_patient(room.header(Standing.UNIDENTIFIED))
    assert room.view.places == [
        IdentifyPlace(arrivals=("a-0011", "a-0012", "a-0013", "a-0014"))  # type: ignore[arg-type]
    ]


def test_ticked_images_are_given_and_the_button_says_how_many() -> None:
    room = Room(standard())
    room.tick(12, 13)
    header = room.header(Standing.UNIDENTIFIED)
    offered = room.presenter.offer(header)
    assert offered is not None
    assert read(offered.words) == "Choose patient for 2 images"
    room.presenter.step(header, None)
    assert room.view.places[-1] == IdentifyPlace(arrivals=("a-0012", "a-0013"))  # type: ignore[arg-type]


def test_ticks_in_other_series_come_along_only_from_a_series_that_has_ticks() -> None:
    room = Room(inbox(shots(1, 2, series="s-a"), shots(11, 2, series="s-b"), shots(21, 2)))
    room.tick(1, 11)
    a, b, third = (row for row in room.state.rows if isinstance(row, Header))
    assert room.presenter.about(a, None) == ("a-0001", "a-0011")
    assert room.presenter.about(b, None) == ("a-0001", "a-0011")
    assert room.presenter.about(third, None) == ("a-0021", "a-0022")


def test_ticks_of_another_standing_do_not_come_along() -> None:
    room = Room(standard())
    room.tick(1, 11)
    assert room.presenter.about(room.header(Standing.UNIDENTIFIED), None) == ("a-0011",)


def test_a_series_of_a_patient_is_opened_whole_at_the_image_that_has_the_focus() -> None:
    room = Room(standard(), Role.CLINICIAN)
    header = room.header(Standing.IDENTIFIED)
    room.tick(2)
    room.presenter.step(header, ArrivalId("a-0003"))
    assert room.view.places == [
        EditorPlace(arrivals=header.arrivals, at=ArrivalId("a-0003"))  # the gate is once a series
    ]


def test_choosing_a_patient_for_what_has_one_says_why_not() -> None:
    room = Room(standard())
    room.presenter.choose_patient(room.header(Standing.IDENTIFIED))
    assert room.view.places == []
    assert "have a patient already" in read(room.state.message)


def test_the_recovery_sheet_does_nobodys_daily_work() -> None:
    room = Room(standard(), Role.RECOVERY)
    assert room.presenter.offer(room.header(Standing.UNIDENTIFIED)) is None
    assert not room.presenter.may(Act.REJECT_ARRIVAL)
    assert not room.state.may_import
    room.presenter.step(room.header(Standing.UNIDENTIFIED), None)
    assert room.view.places == []
    assert room.state.message != NOTHING


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.MANAGER])
def test_roles_without_the_key_ask_for_no_pictures(role: Role) -> None:
    room = Room(inbox(shots(1, 3, facts=False)), role)
    room.presenter.see(("a-0001", "a-0002"))  # type: ignore[arg-type]
    assert room.lane.calls(Thumbnails) == []


# ---------------------------------------------------------------------------------- what is done


def test_rejecting_can_be_undone_for_ten_minutes() -> None:
    room = Room(standard())
    room.presenter.acts.reject(
        room.presenter.about(room.header(Standing.UNIDENTIFIED), room.tile(11)), "Blurred"
    )
    last = room.desk.recent.last(room.clock.at)
    assert last is not None
    assert (last.deed, last.reason) == (Deed.REJECTED, "Blurred")
    assert room.state.undo is not None
    assert (read(room.state.undo.title), room.state.undo.minutes) == ("Rejected 1 image", 10)
    room.clock.go_on(minutes=8, seconds=30)
    room.lane.pass_time(30_000)
    assert room.state.undo is not None
    assert room.state.undo.minutes == 2
    room.presenter.acts.undo()
    call = room.lane.calls(TakeBackArrivals)[-1]
    assert (call.arrivals, call.reason) == (("a-0011",), "Undone within ten minutes")
    assert room.desk.recent.last(room.clock.at) is None
    assert "waits for a patient again" in read(room.state.message)


def test_after_ten_minutes_there_is_nothing_to_undo() -> None:
    room = Room(standard())
    room.presenter.acts.reject((ArrivalId("a-0011"),), "Blurred")
    room.clock.go_on(minutes=10)
    room.lane.pass_time(30_000)
    assert room.state.undo is None
    room.presenter.acts.undo()
    assert room.lane.calls(TakeBackArrivals) == []
    assert room.state.message != NOTHING


def test_an_act_on_a_ticked_image_is_about_all_that_are_ticked() -> None:
    room = Room(standard())
    room.tick(11, 13)
    header = room.header(Standing.UNIDENTIFIED)
    assert room.presenter.about(header, room.tile(13)) == ("a-0011", "a-0013")
    assert room.presenter.about(header, room.tile(12)) == ("a-0012",)


def test_a_series_is_split_at_an_image_but_not_before_its_first() -> None:
    room = Room(standard())
    room.presenter.acts.split(room.tile(13))
    assert room.lane.calls(SplitSeries) == [SplitSeries(first=ArrivalId("a-0013"))]
    room.presenter.acts.split(room.tile(11))
    assert len(room.lane.calls(SplitSeries)) == 1
    assert room.state.message != NOTHING


def test_what_failed_is_told_until_it_is_read() -> None:
    room = Room(standard())
    room.lane.answers[RejectArrivals] = WrongStateError("moved_meanwhile")
    room.presenter.acts.reject((ArrivalId("a-0011"),), "Blurred")
    assert isinstance(room.state.problem, WrongStateError)
    room.lane.tell(Topic.INBOX)
    assert room.state.problem is not None
    room.presenter.read_problem()
    assert room.state.problem is None


def test_a_picture_that_nobody_wants_any_more_is_given_back() -> None:
    room = Room(standard())
    blocks: list[SealedMemory] = []
    room.lane.answers[OpenPicture] = lambda _call: _picture(blocks)
    room.lane.held = True
    shown: list[WithBlock[Pyramid]] = []
    room.presenter.acts.preview(room.tile(11), shown.append)
    room.presenter.acts.preview(room.tile(12), shown.append)
    room.lane.release(OpenPicture)
    assert len(shown) == 1
    with pytest.raises(ValueError, match="closed"):
        blocks[0].view()
    assert blocks[1].read() == b"\0\0\0\0"
    shown[0].block.close()


# --------------------------------------------------------------------------------- keeping fresh


def test_each_change_is_looked_at_but_never_twice_at_once() -> None:
    room = Room(standard())
    asked = len(room.lane.calls(ListInbox))
    room.lane.held = True
    for _ in range(20):
        room.lane.tell(Topic.INBOX)
    assert len(room.lane.calls(ListInbox)) == asked + 1
    room.lane.release(ListInbox)
    room.lane.pass_time(PAUSE_MS)
    assert len(room.lane.calls(ListInbox)) == asked + 2
    room.lane.release(ListInbox)
    room.lane.pass_time(PAUSE_MS)
    assert len(room.lane.calls(ListInbox)) == asked + 2


def test_a_change_of_something_else_is_not_looked_at() -> None:
    room = Room(standard())
    before = len(room.lane.asked)
    room.lane.tell(Topic.PATIENTS, Topic.USERS)
    assert len(room.lane.asked) == before


def test_rows_are_not_made_anew_where_nothing_changed() -> None:
    room = Room(standard())
    rows: tuple[Row, ...] = room.state.rows
    room.lane.pass_time(30_000)
    assert room.state.rows is rows


def test_the_filter_is_kept_and_an_odd_one_is_not_believed() -> None:
    assert Room(standard(), show="identified").state.show == "identified"
    assert Room(standard(), show="nonsense").state.show == "all"
    room = Room(standard())
    room.presenter.show_filter("set_aside")
    assert len([row for row in room.state.rows if isinstance(row, Tile)]) == 1


def test_nothing_is_shown_after_the_screen_has_gone() -> None:
    room = Room(standard())
    room.scope.close()
    shown = len(room.view.states)
    room.lane.tell(Topic.INBOX, Topic.SOURCES)
    room.lane.pass_time(60_000)
    assert len(room.view.states) == shown


def test_an_inbox_that_cannot_be_listed_says_so() -> None:
    room = Room(DeskError())
    assert not room.state.loaded
    assert room.state.problem is not None


def _picture(blocks: list[SealedMemory]) -> WithBlock[Pyramid]:
    blocks.append(SealedMemory.from_bytes(b"\0\0\0\0"))
    raster = Raster(offset=0, width_px=1, height_px=1)
    return WithBlock(value=Pyramid(width_px=1, height_px=1, levels=(raster,)), block=blocks[-1])
