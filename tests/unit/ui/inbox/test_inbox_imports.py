"""Cards and folders above the list: offered, taken in, stopped, gone on with."""

from typing import Any

import pytest
from support.fake_lane import FakeLane
from support.waiting import card, desk_for, folder

from desktop.errors import DeskError, KeeperGoneError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Intake, ListSources, TakeIn
from desktop.records.arrival import Origin
from desktop.records.image import ImageState
from desktop.records.intake_report import Arrived, Duplicate, Refused
from desktop.records.outcome import Topic
from desktop.records.removal import Removal
from desktop.records.source_state import SourceState, Watching
from desktop.ui.cards import source_ref
from desktop.ui.inbox.imports import Imports
from desktop.ui.inbox.state import Strip, StripKind
from desktop.ui.jobs import JobState
from desktop.ui.lane import Scope
from desktop.ui.phrase import Words, say
from desktop.ui.runs import After, RunState
from desktop.wording import Language


class Room:
    """The imports of one screen."""

    def __init__(self, *sources: SourceState) -> None:
        self.lane = FakeLane({ListSources: sources})
        self.desk = desk_for(self.lane)
        self.failed: list[DeskError] = []
        self.scope = Scope()
        self.imports = self.another_screen()

    def another_screen(self) -> Imports:
        self.scope = Scope()
        imports = Imports(self.desk, self.scope, changed=lambda: None, failed=self.failed.append)
        self.lane.on_changed(self.scope, lambda _topics: imports.look())
        imports.look()
        return imports

    @property
    def strip(self) -> Strip:
        return self.imports.strips()[0]

    def now_there(self, *sources: SourceState) -> None:
        self.lane.answers[ListSources] = sources
        self.lane.tell(Topic.SOURCES)


def intake(
    arrived: int = 0,
    duplicates: int = 0,
    refused: tuple[str, ...] = (),
    *,
    removed: bool = False,
    stopped: str = "",
    damaged: int = 0,
    pending: int = 0,
) -> Intake:
    return Intake(
        arrived=tuple(
            Arrived(
                arrival=ArrivalId(f"a-{n}"),
                file=f"f{n}",
                sha256="",
                state=ImageState.ARRIVED,
                source_removed=removed,
            )
            for n in range(arrived)
        ),
        duplicates=tuple(
            Duplicate(
                file=f"d{n}",
                arrival=ArrivalId(f"a-{n}"),
                source_removed=removed and n >= damaged,
                copy_matches=n >= damaged,
            )
            for n in range(duplicates)
        ),
        refused=tuple(Refused(file=f"r{n}.avi", reason=why) for n, why in enumerate(refused)),
        pending=tuple(f"p{n}" for n in range(pending)),
        stopped=stopped,
    )


def read(words: Words) -> str:
    return say(words, Language.EN)


def test_a_card_with_something_new_is_offered_with_what_lies_on_it() -> None:
    refused = (Refused(file="MVI_0001.AVI", reason="video_not_handled"),)
    room = Room(card(files=22, fresh=14, refused=refused))
    strip = room.strip
    assert (strip.kind, strip.count) == (StripKind.OFFER, 14)
    assert read(strip.title) == "Card in the reader: Treatment room 2"
    assert [read(part) for part in strip.parts] == ["14 new", "8 already in Diogel, left alone"]
    assert read(strip.more) == "1 not taken in: MVI_0001.AVI: Video: not yet handled"


@pytest.mark.parametrize(
    "source",
    [card(fresh=0), card(watching=Watching.GONE), folder(files=3, fresh=3)],
    ids=["nothing new", "taken out", "a watched folder takes in by itself"],
)
def test_nothing_is_offered_where_there_is_nothing_to_decide(source: SourceState) -> None:
    assert Room(source).imports.strips() == ()


@pytest.mark.parametrize(
    ("policy", "after"),
    [
        ({"asks": True}, After.ASK),
        ({"asks": False, "removal": Removal.VERIFIED}, After.CLEAR),
        ({"asks": False, "removal": Removal.NEVER}, After.LEAVE),
    ],
)
def test_the_end_of_a_run_is_as_the_practice_says(policy: dict[str, Any], after: After) -> None:
    assert Room(card(**policy)).strip.after is after


def test_what_somebody_chose_goes_for_the_next_card_too() -> None:
    room = Room(card(), card("Other", path="/media/other"))
    room.imports.choose_after(After.CLEAR)
    assert [strip.after for strip in room.imports.strips()] == [After.CLEAR, After.CLEAR]


@pytest.mark.parametrize(
    ("after", "removal"),
    [
        (After.ASK, Removal.NEVER),
        (After.LEAVE, Removal.NEVER),
        (After.CLEAR, Removal.VERIFIED),
    ],
)
def test_only_clearing_lets_the_keeper_remove_anything(after: After, removal: Removal) -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, after)
    call = room.lane.calls(TakeIn)[0]
    assert (str(call.folder), call.origin, call.removal) == (
        "/media/Treatment room 2",
        Origin.PRACTICE,
        removal,
    )


def test_a_run_shows_how_far_it_is_and_can_be_stopped() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.lane.progress(TakeIn, 11, 14)
    strip = room.strip
    assert (strip.kind, strip.done, strip.total) == (StripKind.RUNNING, 11, 14)
    (job,) = room.desk.jobs.facts
    assert (job.done, job.total, job.state) == (11, 14, JobState.RUNNING)
    room.imports.stop(strip.source)
    assert len(room.lane.cancelled) == 1
    room.imports.take_in(strip.source, After.ASK)
    assert len(room.lane.calls(TakeIn)) == 1, "one run a card"


def test_a_run_goes_on_when_the_screen_is_left_and_is_there_again_afterwards() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.scope.close()
    room.lane.progress(TakeIn, 3, 14)
    room.imports = room.another_screen()
    assert (room.strip.kind, room.strip.done) == (StripKind.RUNNING, 3)
    room.lane.answer(TakeIn, intake(arrived=14))
    assert room.strip.kind is StripKind.DONE
    assert room.desk.jobs.facts == (), "nothing that must be read"


def test_at_the_end_a_person_is_asked_what_becomes_of_the_files() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.now_there(card(fresh=0))
    room.lane.answer(TakeIn, intake(arrived=13, duplicates=1))
    strip = room.strip
    assert strip.asks
    assert read(strip.parts[0]) == "14 images are safe in the vault and verified."
    room.imports.clear(strip.source)
    assert room.lane.calls(TakeIn)[-1].removal is Removal.VERIFIED
    room.lane.answer(TakeIn, intake(duplicates=14, removed=True))
    assert not room.strip.asks
    assert "14 files were removed from the card." in read(room.strip.more)


@pytest.mark.parametrize("after", [After.LEAVE, After.CLEAR])
def test_nobody_is_asked_what_was_decided_before(after: After) -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, after)
    room.lane.answer(TakeIn, intake(arrived=14, removed=after is After.CLEAR))
    assert not room.strip.asks


def test_what_was_not_taken_in_must_be_read() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.LEAVE)
    room.lane.answer(TakeIn, intake(arrived=12, refused=("damaged", "empty", "damaged")))
    assert "3 not taken in" in read(room.strip.more)
    assert "and 1 more" in read(room.strip.more)
    (job,) = room.desk.jobs.facts
    assert job.state is JobState.DONE
    assert "3 files" in read(job.summary)


def test_a_damaged_copy_in_the_vault_is_said() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.CLEAR)
    room.lane.answer(TakeIn, intake(duplicates=3, damaged=1, removed=True))
    assert read(room.strip.parts[0]).startswith("2 images are safe")
    assert "copy of 1 file is damaged" in read(room.strip.more)


def test_a_file_that_is_still_being_written_is_said_and_stops_nothing() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.LEAVE)
    room.lane.answer(TakeIn, intake(arrived=13, pending=1))
    assert room.imports.troubles() == ()
    assert "1 file was still being written" in read(room.strip.more)


def test_stopping_after_the_last_file_stops_nothing() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.LEAVE)
    room.imports.stop(room.strip.source)
    room.lane.answer(TakeIn, intake(arrived=14))
    assert room.imports.troubles() == ()


def test_what_was_read_is_put_away() -> None:
    room = Room(card())
    source = room.strip.source
    room.imports.take_in(source, After.LEAVE)
    room.lane.answer(TakeIn, intake(arrived=14))
    room.now_there(card(fresh=0))
    room.imports.put_away(source)
    assert room.imports.strips() == ()


# --------------------------------------------------------------------------- pulled out, and back


def pulled_out() -> Room:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.lane.progress(TakeIn, 11, 14)
    room.lane.answer(TakeIn, intake(arrived=11, pending=3, stopped="source_gone"))
    return room


def test_a_card_that_was_pulled_out_says_what_is_safe_and_what_is_left() -> None:
    room = pulled_out()
    (trouble,) = room.imports.troubles()
    assert read(trouble.title) == "The card was taken out before 3 images were copied"
    assert read(trouble.body) == (
        "11 images are safe in the vault and verified. 3 are still on the card. "
        "Put the card back and copying goes on where it stopped."
    )
    assert trouble.code == "source_gone"
    (job,) = room.desk.jobs.facts
    assert job.state is JobState.FAILED
    assert read(job.title) == "Copying stopped: 11 of 14 verified"


def test_it_goes_on_by_itself_once_the_card_was_gone_and_is_back() -> None:
    room = pulled_out()
    room.now_there(card(fresh=3))
    assert len(room.lane.calls(TakeIn)) == 1, "the keeper has not noticed yet that it is gone"
    room.now_there(card(fresh=3, watching=Watching.GONE))
    assert not room.imports.troubles()[0].is_back
    room.now_there(card(fresh=3))
    assert len(room.lane.calls(TakeIn)) == 2
    assert room.imports.troubles() == ()
    assert room.strip.kind is StripKind.RUNNING


def test_a_run_that_somebody_stopped_waits_for_somebody() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.CLEAR)
    room.lane.progress(TakeIn, 5, 14)
    room.imports.stop(room.strip.source)
    room.lane.answer(TakeIn, intake(arrived=5, pending=9))
    room.now_there(card(fresh=9, watching=Watching.GONE))
    room.now_there(card(fresh=9))
    assert len(room.lane.calls(TakeIn)) == 1
    assert read(room.imports.troubles()[0].title) == "You stopped copying: 9 images are left"
    room.imports.go_on_with_all()
    again = room.lane.calls(TakeIn)[-1]
    assert again.removal is Removal.VERIFIED, "as it was decided before"


@pytest.mark.parametrize("code", ["vault_full", "source_gone", "cancelled", "brand_new"])
def test_whatever_stops_a_run_is_explained(code: str) -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.lane.answer(TakeIn, intake(arrived=1, stopped=code))
    assert "0" not in read(room.imports.troubles()[0].title)
    assert room.desk.runs.all[0].state is RunState.STOPPED


def test_a_keeper_that_ended_is_a_stopped_run() -> None:
    room = Room(card())
    room.imports.take_in(room.strip.source, After.ASK)
    room.lane.answer(TakeIn, KeeperGoneError())
    assert room.imports.troubles()[0].code == "keeper_gone"


# --------------------------------------------------------------------------------- chosen folders


def test_a_chosen_folder_is_offered_and_whose_device_it_was_can_be_said() -> None:
    room = Room()
    room.imports.add_folder("/mnt/photos")
    strip = room.strip
    assert (strip.chosen, strip.count, strip.after) == (True, 0, After.LEAVE)
    room.imports.say_origin(strip.source, Origin.PATIENT)
    room.imports.take_in(room.strip.source, After.LEAVE)
    call = room.lane.calls(TakeIn)[0]
    assert (str(call.folder), call.origin) == ("/mnt/photos", Origin.PATIENT)
    assert [strip.kind for strip in room.imports.strips()] == [StripKind.RUNNING]


def test_dropped_files_are_taken_in_alone() -> None:
    room = Room()
    room.imports.add_folder("/mnt/photos", only=("one", "two"))
    strip = room.strip
    assert read(strip.title) == "2 files from: photos"
    assert (strip.count, strip.only) == (2, ("one", "two"))
    room.imports.take_in(strip.source, After.LEAVE, strip.only)
    assert room.lane.calls(TakeIn)[0].only == ("one", "two")


def test_the_same_folder_twice_is_one_and_can_be_put_away() -> None:
    room = Room()
    room.imports.add_folder("/mnt/photos")
    room.imports.add_folder("/mnt/photos")
    assert len(room.imports.strips()) == 1
    room.imports.put_away(room.strip.source)
    assert room.imports.strips() == ()


def test_a_card_that_somebody_else_copies_shows_as_running() -> None:
    strip = Room(card(busy=True, done=2, total=14)).strip
    assert (strip.kind, strip.done, strip.total) == (StripKind.RUNNING, 2, 14)


def test_how_many_lie_on_a_card_is_known_for_the_question() -> None:
    room = Room(card(files=9))
    assert room.imports.on_card(source_ref(card())) == 9
    assert room.imports.on_card(source_ref(card(path="/gone"))) == 0
