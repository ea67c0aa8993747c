"""What outlives a screen, and what several screens count: undo, ages, accounts, cards, pictures."""

from datetime import UTC, datetime, timedelta

import pytest
from support.fake_lane import FakeLane
from support.waiting import NOW, card, folder, inbox, plain_thumbs, shots, waiting

from desktop.errors import DamagedError, DeskError, KeeperGoneError, SourceGoneError
from desktop.ids import ArrivalId
from desktop.keeper.calls import ListInbox, Thumbnails
from desktop.memory import SealedMemory
from desktop.records.source_state import Watching
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.ui.account import account
from desktop.ui.ages import age, is_old
from desktop.ui.cards import not_cleared, watch_lines
from desktop.ui.failures import error_of
from desktop.ui.fresh import PAUSE_MS, Fresh
from desktop.ui.lane import Scope
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, say
from desktop.ui.recent import UNDO_FOR, Deed, Done, Recent, minutes_left
from desktop.ui.runs import Runs
from desktop.ui.spans import span
from desktop.ui.thumbs import AT_ONCE, BATCH, Thumbs
from desktop.wording import Language


def read(words: Words, language: Language = Language.EN) -> str:
    return say(words, language)


# ------------------------------------------------------------------------------------- undo


def test_what_was_done_can_be_undone_for_ten_minutes() -> None:
    recent = Recent()
    done = Done(deed=Deed.GIVEN, arrivals=(ArrivalId("a-1"),), at=NOW)
    recent.note(done)
    assert recent.last(NOW + UNDO_FOR - timedelta(seconds=1)) is done
    assert recent.last(NOW + UNDO_FOR) is None
    assert minutes_left(done, NOW) == 10
    assert minutes_left(done, NOW + timedelta(minutes=9, seconds=1)) == 1
    assert minutes_left(done, NOW + timedelta(hours=1)) == 0


def test_only_the_last_act_is_remembered_and_it_can_be_forgotten() -> None:
    recent = Recent()
    recent.note(Done(deed=Deed.GIVEN, arrivals=(), at=NOW))
    later = Done(deed=Deed.REJECTED, arrivals=(), at=NOW)
    recent.note(later)
    assert recent.last(NOW) is later
    recent.forget()
    assert recent.last(NOW) is None


# ------------------------------------------------------------------------------------- ages


@pytest.mark.parametrize(
    ("minutes", "long", "short", "welsh"),
    [
        (0, "0 minutes", "0 min", "0 munud"),
        (1, "1 minute", "1 min", "1 funud"),
        (119, "119 minutes", "119 min", "119 munud"),
        (120, "2 hours", "2 h", "2 awr"),
        (47 * 60, "47 hours", "47 h", "47 awr"),
        (48 * 60, "2 days", "2 days", "2 ddiwrnod"),
    ],
)
def test_an_age_is_said_in_the_unit_that_fits(
    minutes: int, long: str, short: str, welsh: str
) -> None:
    since = (NOW - timedelta(minutes=minutes)).isoformat()
    assert read(age(since, NOW)) == long
    assert read(age(since, NOW, short=True)) == short
    assert read(age(since, NOW), Language.CY) == welsh


def test_what_lies_ahead_is_not_old() -> None:
    ahead = (NOW + timedelta(hours=9)).isoformat()
    assert read(age(ahead, NOW)) == "0 minutes"
    assert not is_old(ahead, NOW)
    assert is_old((NOW - timedelta(hours=4)).isoformat(), NOW)


def test_one_image_was_taken_at_one_moment_and_none_at_none() -> None:
    assert read(span([waiting(1)], NOW.date())) == "10:42"
    assert span([waiting(1, taken="")], NOW.date()) == NOTHING


# ----------------------------------------------------------------------------------- accounts


def tally(**more: int) -> Tally:
    known = {"unidentified": 2, "identified": 3, "set_aside": 1, "filed": 30, "rejected": 4}
    return Tally(**({"received": 40} | known | more))


def test_an_account_that_comes_out_even_says_so() -> None:
    made = account(tally(received_today=5))
    assert (made.tone, read(made.verdict)) == (Tone.OK, "40 of 40. Nothing is missing.")
    assert sum(line.count for line in made.lines) == made.received.count
    assert read(made.received.today) == "5 today"


@pytest.mark.parametrize(
    ("received", "said"),
    [(41, "1 image is not accounted for"), (42, "2 images are not"), (39, "1 image is counted")],
)
def test_an_account_that_does_not_is_an_error(received: int, said: str) -> None:
    made = account(tally(received=received))
    assert made.tone is Tone.ERR
    assert said in read(made.verdict)


def test_what_was_destroyed_is_a_line_only_where_there_is_some() -> None:
    assert len(account(tally()).lines) == 5
    assert len(account(tally(destroyed=1, received=41)).lines) == 6


# -------------------------------------------------------------------------------------- cards


def test_a_card_can_be_cleared_once_all_of_it_is_proven() -> None:
    (whole,) = not_cleared((card(fresh=0),), Runs(), now=NOW)
    assert whole.may_clear
    assert (whole.tone, read(whole.proof)) == (Tone.OK, "14 of 14 verified")
    (part,) = not_cleared((card(fresh=3),), Runs(), now=NOW)
    assert not part.may_clear
    assert read(part.proof) == "11 of 14 verified, 3 new on it"


@pytest.mark.parametrize("more", [{"busy": True}, {"watching": Watching.GONE}])
def test_a_card_that_is_read_or_gone_cannot_be_cleared(more: dict[str, object]) -> None:
    (line,) = not_cleared((card(fresh=0, **more),), Runs(), now=NOW)
    assert not line.may_clear


def test_cards_are_listed_oldest_first_and_empty_ones_not() -> None:
    old = card("Old", since="2026-11-20T09:00:00.000+00:00")
    lines = not_cleared((card(), old, card("Empty", files=0, fresh=0), folder()), Runs(), now=NOW)
    assert [line.source.label for line in lines] == ["Old", "Treatment room 2"]
    assert [line.old for line in lines] == [True, False]


def test_a_card_that_was_taken_out_says_when_it_was_seen_last() -> None:
    seen = "2026-11-22T11:12:00.000+00:00"
    (line,) = not_cleared((card(watching=Watching.GONE, last_heard_at=seen),), Runs(), now=NOW)
    local = datetime.fromisoformat(seen).astimezone().strftime("%H:%M")
    assert read(line.detail) == f"taken out {local}"
    (never,) = not_cleared((card(watching=Watching.GONE),), Runs(), now=NOW)
    assert read(never.detail) == "taken out"


def test_folders_in_trouble_are_listed_first() -> None:
    lines = watch_lines(
        (
            folder("Alive"),
            folder("Lost", watching=Watching.GONE),
            folder("Dead", watching=Watching.STOPPED),
            folder("New", last_heard_at=""),
            card(),
        ),
        now=NOW,
    )
    assert [(read(one.label), one.tone) for one in lines] == [
        ("Dead", Tone.ERR),
        ("Lost", Tone.WARN),
        ("Alive", Tone.OK),
        ("New", Tone.OK),
    ]
    assert read(lines[2].state) == "watched, looked at 2 min ago"
    assert read(lines[3].state) == "watched"


def test_an_error_is_found_again_by_its_code() -> None:
    assert type(error_of("source_gone")) is SourceGoneError
    assert type(error_of("never heard of")) is DeskError


# ------------------------------------------------------------------------------------- pictures


class Page:
    """A screen that wants small pictures."""

    def __init__(self) -> None:
        self.lane = FakeLane({Thumbnails: plain_thumbs(broken=frozenset({"a-3"}))}, held=True)
        self.got: dict[str, Thumb] = {}
        self.blocks: list[SealedMemory] = []
        self.scope = Scope()
        self.thumbs = Thumbs(
            self.lane, self.scope, longest_px=256, has=self.got.__contains__, got=self._got
        )

    def _got(self, thumb: Thumb, block: SealedMemory) -> None:
        self.got[thumb.subject] = thumb
        self.blocks.append(block)
        assert block.size

    def asked(self) -> list[int]:
        return [len(call.subjects) for call in self.lane.calls(Thumbnails)]


def names(count: int, first: int = 0) -> tuple[str, ...]:
    return tuple(f"a-{n}" for n in range(first, first + count))


def test_pictures_are_asked_for_a_few_at_a_time_those_on_top_first() -> None:
    page = Page()
    page.thumbs.want(names(40))
    assert page.asked() == [BATCH] * AT_ONCE
    assert page.lane.calls(Thumbnails)[0].subjects == names(BATCH)
    page.lane.held = False
    page.lane.release(Thumbnails)
    assert page.asked() == [12, 12, 12, 4]
    assert len(page.got) == 40


def test_what_is_scrolled_past_is_not_asked_for() -> None:
    page = Page()
    page.thumbs.want(names(40))
    page.thumbs.want(names(12, first=100))
    page.lane.held = False
    page.lane.release(Thumbnails)
    assert set(page.got) == {*names(24), *names(12, first=100)}


def test_what_is_there_or_on_its_way_is_not_asked_for_again() -> None:
    page = Page()
    page.thumbs.want(names(12))
    page.thumbs.want(names(12))
    page.lane.release(Thumbnails)
    page.thumbs.want(names(12))
    assert page.asked() == [12]


def test_a_picture_that_cannot_be_shown_says_so_and_holds_up_nobody() -> None:
    page = Page()
    page.thumbs.want(names(5))
    page.lane.release(Thumbnails)
    assert page.got["a-3"].raster is None
    assert len(page.got) == 5


def test_what_failed_is_asked_for_again_only_when_somebody_says_so() -> None:
    page = Page()
    page.thumbs.want(names(3))
    page.lane.answer(Thumbnails, DamagedError("object"))
    page.thumbs.want(names(3))
    assert page.asked() == [3]
    page.thumbs.try_again()
    page.thumbs.want(names(3))
    assert page.asked() == [3, 3]


def test_every_block_is_given_back() -> None:
    page = Page()
    page.thumbs.want(names(3))
    page.lane.release(Thumbnails)
    page.thumbs.want(names(3, first=50))
    page.scope.close()
    page.lane.release(Thumbnails)
    assert len(page.got) == 3
    with pytest.raises(ValueError, match="closed"):
        page.blocks[0].view()


# --------------------------------------------------------------------------------- asking again


def test_a_question_under_way_is_asked_once_more_after_its_answer() -> None:
    lane = FakeLane({ListInbox: inbox(shots(1, 1))}, held=True)
    got: list[object] = []
    fresh = Fresh(lane, Scope(), ListInbox(), done=got.append, failed=got.append)
    for _ in range(5):
        fresh.ask()
    assert len(lane.calls(ListInbox)) == 1
    lane.release()
    assert len(lane.calls(ListInbox)) == 1
    lane.pass_time(PAUSE_MS)
    assert len(lane.calls(ListInbox)) == 2
    lane.answer(ListInbox, KeeperGoneError())
    assert isinstance(got[-1], KeeperGoneError)
    fresh.ask()
    assert len(lane.calls(ListInbox)) == 3


def test_times_are_compared_across_zones() -> None:
    east = NOW.astimezone(UTC) - timedelta(minutes=30)
    assert read(age(east.isoformat(), NOW)) == "30 minutes"
