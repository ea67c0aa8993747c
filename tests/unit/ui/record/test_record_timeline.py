"""Where days and pictures lie on the timeline: dots at the true date, pictures near them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.filed import listed

from desktop.records.arrival import TimeTrust
from desktop.ui.filed.entry import Entry, entries_of
from desktop.ui.phrase import Words, say
from desktop.ui.record.axis import Axis, axis_for
from desktop.ui.record.lane_layout import FURTHEST_PX, lay_out
from desktop.ui.record.presenter import Lane
from desktop.ui.record.timeline_plan import ZOOMS, caption, is_widest, plan
from desktop.wording import Language

FIRST = date(2019, 1, 1)
TILE = 88.0


def shot(day: date, name: str = "") -> Entry:
    return entries_of((listed(name or day.isoformat(), f"{day.isoformat()}T10:00:00"),))[0]


def shots(*days: date) -> tuple[Entry, ...]:
    images = [listed(f"{at}", f"{day.isoformat()}T10:00:00") for at, day in enumerate(days)]
    return entries_of(images)


def en(words: Words) -> str:
    return say(words, Language.EN)


def axis(first: date, last: date, width: float = 900.0) -> Axis:
    found = axis_for((first, last), left=46.0, right=46.0 + width)
    assert found is not None
    return found


def test_an_axis_holds_whole_months_and_at_least_three() -> None:
    short = axis(date(2026, 5, 12), date(2026, 5, 30))
    assert (short.first, short.last) == (date(2026, 4, 1), date(2026, 6, 30))
    long = axis(date(2025, 12, 31), date(2026, 3, 1))
    assert (long.first, long.last) == (date(2025, 12, 1), date(2026, 3, 31))
    assert axis_for((), left=0, right=1) is None


def test_every_day_is_equally_wide() -> None:
    one = axis(date(2026, 1, 1), date(2026, 12, 31), 365.0)
    assert one.day_px == pytest.approx(1.0)
    assert one.x_of(date(2026, 1, 1)) == pytest.approx(46.5)
    assert one.x_of(date(2026, 12, 31)) == pytest.approx(46.0 + 364.5)


@pytest.mark.parametrize(
    ("last", "width", "labels"),
    [
        (date(2026, 11, 30), 900, ("Mar 2026", "Apr", "May")),
        (date(2028, 11, 30), 900, ("Apr 2026", "Jul", "Oct", "Jan 2027")),
        (date(2034, 11, 30), 900, ("2027", "2028")),
        (date(2066, 11, 30), 900, ("2030", "2035")),
        (date(2026, 5, 31), 2000, ("02-Mar-2026", "09-Mar", "16-Mar")),
    ],
)
def test_the_grid_is_as_fine_as_there_is_room(
    last: date, width: float, labels: tuple[str, ...]
) -> None:
    ticks = axis(date(2026, 3, 1), last, width).ticks()
    assert tuple(tick.label for tick in ticks[: len(labels)]) == labels
    for one, other in pairwise(ticks):
        assert other.x - one.x >= 50


def test_years_begin_at_marked_lines() -> None:
    ticks = axis(date(2025, 10, 1), date(2026, 3, 31)).ticks()
    assert [tick.label for tick in ticks if tick.is_year] == ["Jan 2026"]


def width(_: tuple[Entry, ...]) -> float:
    return TILE


def test_pictures_with_room_stand_above_their_dots() -> None:
    lane = shots(date(2026, 5, 12), date(2026, 6, 9), date(2026, 11, 22))
    stacks = lay_out(lane, axis(date(2026, 3, 1), date(2026, 11, 30)), width)
    assert [len(stack.entries) for stack in stacks] == [1, 1, 1]
    assert all(stack.x == stack.dots[0] for stack in stacks)


def test_pictures_in_each_others_way_move_aside_and_their_dots_stay() -> None:
    where = axis(date(2026, 3, 1), date(2026, 11, 30))
    lane = shots(date(2026, 5, 12), date(2026, 5, 20))
    stacks = lay_out(lane, where, width)
    assert [stack.dots for stack in stacks] == [
        (where.x_of(date(2026, 5, 12)),),
        (where.x_of(date(2026, 5, 20)),),
    ]
    assert stacks[1].x - stacks[0].x == pytest.approx(TILE)
    middle = (stacks[0].dots[0] + stacks[1].dots[0]) / 2
    assert (stacks[0].x + stacks[1].x) / 2 == pytest.approx(middle)


def test_images_of_one_day_are_a_stack_with_one_dot() -> None:
    day = date(2026, 5, 12)
    stacks = lay_out(shots(day, day, day), axis(day, day), width)
    assert [len(stack.entries) for stack in stacks] == [3]
    assert len(stacks[0].dots) == 1


def test_what_would_move_too_far_becomes_a_stack_with_a_dot_for_each_day() -> None:
    days = [date(2026, 5, 1) + timedelta(days=at) for at in range(9)]
    where = axis(date(2019, 1, 1), date(2026, 11, 30))
    stacks = lay_out(shots(*days), where, width)
    assert len(stacks) < len(days)
    assert sum(len(stack.dots) for stack in stacks) == len(days)


@given(
    days=st.lists(st.integers(0, 3000), min_size=1, max_size=60),
    room=st.floats(200, 6000),
)
def test_no_picture_overlaps_and_no_dot_ever_moves(days: list[int], room: float) -> None:
    """Whatever the days and the room: order, true dots, no overlap, and never far away."""
    lane = shots(*(FIRST + timedelta(days=day) for day in sorted(days)))
    where = axis_for((e.day for e in lane if e.day), left=46.0, right=46.0 + room)
    assert where is not None
    stacks = lay_out(lane, where, width)
    assert [e.image for stack in stacks for e in stack.entries] == [e.image for e in lane]
    for stack in stacks:
        true = sorted({where.x_of(e.day) for e in stack.entries if e.day})
        assert list(stack.dots) == true
    for one, other in pairwise(stacks):
        assert other.x - one.x >= TILE - 1e-6
    if len(stacks) > 1:
        assert all(abs(stack.x - stack.wanted) <= FURTHEST_PX + 1e-6 for stack in stacks)
        assert stacks[0].x - TILE / 2 >= -1e-6
        assert stacks[-1].x + TILE / 2 <= where.right + where.left + 1e-6


def lane_of(*entries: Entry) -> Lane:
    from desktop.ui.filed.say import place_words

    return Lane(place=entries[0].place, words=place_words(entries[0].place), entries=entries)


def measured(words: Words) -> float:
    return max(84.0, 6.0 * len(en(words)))


def test_a_plan_keeps_what_has_no_day_in_a_column_of_its_own() -> None:
    entries = entries_of((listed("a", "2026-05-12T10:00:00"), listed("b"), listed("c")))
    made = plan([lane_of(*entries)], room=900, zoom=1, measure=measured, scale=1)
    dated, rest = made.lanes[0].stacks
    assert len(rest.entries) == 2
    assert rest.dots == ()
    assert made.undated_x == rest.x
    assert made.axis is not None
    assert rest.x - rest.width / 2 >= made.axis.right
    assert made.width <= 901
    assert made.stack_of(entries[0]) is dated


def test_a_plan_without_any_day_has_no_axis() -> None:
    entries = entries_of((listed("b"),))
    made = plan([lane_of(*entries)], room=900, zoom=1, measure=measured, scale=1)
    assert made.axis is None
    assert len(made.lanes[0].stacks) == 1
    assert is_widest(made.axis, 1)


def test_a_wider_axis_takes_stacks_apart_until_every_day_stands_alone() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 4)]
    lane = lane_of(*shots(*days, date(2020, 1, 1)))
    apart = []
    for zoom in ZOOMS:
        made = plan([lane], room=900, zoom=zoom, measure=measured, scale=1)
        apart.append(len(made.lanes[0].stacks))
    assert apart[0] < 4
    assert apart == sorted(apart)
    assert apart[-1] == 4


def test_captions_say_days_spans_and_files() -> None:
    year = axis(date(2026, 3, 1), date(2026, 11, 30))
    years = axis(date(2019, 3, 1), date(2026, 11, 30))
    one = shots(date(2026, 5, 12))
    span = shots(date(2026, 5, 12), date(2026, 6, 9))
    assert en(caption(one, year)) == "12-May"
    assert en(caption(one, years)) == "12-May-2026"
    assert en(caption(span, year)) == "12-May to 09-Jun"
    assert en(caption(span, years)) == "May to Jun 2026"
    assert en(caption(shots(date(2026, 5, 1), date(2026, 5, 9)), years)) == "May 2026"
    assert en(caption(shots(date(2024, 5, 1), date(2026, 5, 9)), years)) == "2024 to 2026"
    file = entries_of((listed("f", "2026-05-12T10:00:00", trust=TimeTrust.FILE),))
    assert en(caption(file, year)) == "12-May (file)"
    assert en(caption(entries_of((listed("n"),)), year)) == "Date not known"
