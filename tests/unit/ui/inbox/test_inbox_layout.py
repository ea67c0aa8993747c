"""The geometry of the inbox against counting by hand."""

from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from support.waiting import aside, inbox, shots

from desktop.ui.inbox.layout import NOWHERE, Layout, Measures, Step
from desktop.ui.inbox.rows import ALL, Header, Row, Tile, flatten

SIZES = Measures(width=640, header=50, line=40, tile_w=100, tile_h=120, gap=2, pad=10, between=12)


def rows_of(*series: int, set_aside: bool = False) -> tuple[Row, ...]:
    groups = [shots(100 * at, count, series=f"s-{at}") for at, count in enumerate(series, 1)]
    extra = [[aside(9999)]] if set_aside else []
    return flatten(inbox(*groups, *extra), show=ALL, today=date(2026, 11, 22))


some_series = st.lists(st.integers(1, 23), min_size=1, max_size=9)
widths = st.integers(90, 1500)


@examples(some_series, widths, st.booleans())
def test_every_row_is_found_where_it_lies(series: list[int], width: int, aside_too: bool) -> None:
    rows = rows_of(*series, set_aside=aside_too)
    layout = Layout(rows, _sized(width))
    for at in range(len(rows)):
        box = layout.box(at)
        assert layout.row_at(box.x + 1, box.y + 1) == at
        assert layout.row_at(box.x + box.w - 1, box.y + box.h - 1) == at
        assert box.y >= 0
        assert box.y + box.h <= layout.height


@examples(some_series, widths)
def test_no_two_tiles_share_a_pixel_and_none_leaves_its_card(series: list[int], width: int) -> None:
    rows = rows_of(*series)
    layout = Layout(rows, _sized(width))
    places = set()
    for at, row in enumerate(rows):
        box, card = layout.box(at), layout.card(at)
        assert card.y <= box.y
        assert box.y + box.h <= card.y + card.h
        if isinstance(row, Tile):
            places.add((box.x, box.y))
    assert len(places) == sum(series)


@examples(some_series, widths, st.integers(-50, 4000), st.integers(1, 900))
def test_what_is_seen_is_what_lies_there(
    series: list[int], width: int, top: int, high: int
) -> None:
    rows = rows_of(*series)
    layout = Layout(rows, _sized(width))
    seen = set(layout.rows_between(top, top + high))
    for at in range(len(rows)):
        box = layout.box(at)
        lies_there = box.y < top + high and box.y + box.h > top
        assert not lies_there or at in seen


@examples(some_series, widths, st.sampled_from(Step), st.data())
def test_no_key_leads_to_a_header_or_out_of_the_list(
    series: list[int], width: int, step: Step, data: st.DataObject
) -> None:
    rows = rows_of(*series, set_aside=True)
    layout = Layout(rows, _sized(width))
    begin = data.draw(st.integers(0, len(rows) - 1))
    end = layout.travel(begin, step, page_px=400)
    assert 0 <= end < len(rows)
    assert not isinstance(rows[end], Header) or end == begin


def test_up_and_down_keep_the_column_across_groups() -> None:
    layout = Layout(rows_of(6, 3), SIZES)
    assert layout.columns == 6
    below = layout.beside(2, down=1)
    assert below == 9
    assert layout.box(below).x == layout.box(2).x
    assert layout.beside(below, down=-1) == 2


def test_down_to_a_shorter_group_lands_on_its_last() -> None:
    layout = Layout(rows_of(6, 3), SIZES)
    assert layout.beside(6, down=1) == 10


def test_left_and_right_skip_headers() -> None:
    layout = Layout(rows_of(2, 2), SIZES)
    assert layout.next(2, step=1) == 4
    assert layout.next(4, step=-1) == 2
    assert layout.next(1, step=-1) == 1


def test_between_cards_and_beside_the_last_tile_there_is_nothing() -> None:
    layout = Layout(rows_of(2, 1), SIZES)
    first = layout.card(0)
    assert layout.row_at(20, first.y + first.h + 3) == NOWHERE
    tile = layout.box(2)
    assert layout.row_at(tile.x + 2 * tile.w, tile.y + 5) == NOWHERE
    assert layout.row_at(5, -5) == NOWHERE


def test_a_narrow_list_has_one_column() -> None:
    assert Layout(rows_of(3), _sized(40)).columns == 1


def test_a_page_is_no_more_than_is_seen_at_once() -> None:
    rows = rows_of(60)
    layout = Layout(rows, SIZES)
    end = layout.travel(1, Step.PAGE_DOWN, page_px=500)
    assert 0 < layout.box(end).y - layout.box(1).y <= 500 - SIZES.tile_h
    assert layout.travel(end, Step.PAGE_UP, page_px=500) == 1


def test_it_stands_while_rows_are_being_moved() -> None:
    rows = rows_of(4, 2)
    torn = rows[:3] + rows[6:]
    layout = Layout(torn, SIZES)
    assert [layout.row_at(*_middle(layout, at)) for at in range(len(torn))] == [*range(len(torn))]


def test_an_empty_list_has_no_height() -> None:
    layout = Layout((), SIZES)
    assert (layout.height, layout.row_at(1, 1)) == (0, NOWHERE)
    assert list(layout.rows_between(0, 100)) == []


@pytest.mark.parametrize("step", Step)
def test_from_the_only_image_every_key_stays(step: Step) -> None:
    layout = Layout(rows_of(1), SIZES)
    assert layout.travel(1, step, page_px=300) == 1


def _sized(width: int) -> Measures:
    return Measures(
        width=width, header=50, line=40, tile_w=100, tile_h=120, gap=2, pad=10, between=12
    )


def _middle(layout: Layout, row: int) -> tuple[int, int]:
    box = layout.box(row)
    return box.x + box.w // 2, box.y + box.h // 2
