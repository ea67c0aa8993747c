"""Details of a record become typed values, in the order of capture."""

from datetime import date

import pytest
from support.filed import listed

from desktop.errors import RecordInvalidError
from desktop.records.arrival import TimeTrust
from desktop.records.filing import Side
from desktop.records.gate import Decision, Feature, Gate, Verdict
from desktop.ui.filed.entry import (
    BodyPlace,
    days_apart,
    entries_of,
    entry_of,
    first_and_last,
    places_of,
)


def test_images_stand_in_the_order_of_capture_and_those_without_a_date_come_last() -> None:
    entries = entries_of(
        (
            listed("nowhen"),
            listed("late", "2026-11-22T10:00:00"),
            listed("early", "2026-05-12T10:00:00"),
            listed("zoned", "2026-06-01T10:00:00+01:00"),
        )
    )
    assert [entry.image for entry in entries] == ["i-early", "i-zoned", "i-late", "i-nowhen"]


def test_places_stand_from_head_to_toe_left_before_right() -> None:
    entries = entries_of(
        (
            listed("a", "2026-05-12T10:00:00", site="toe", side=Side.RIGHT),
            listed("b", "2026-05-12T10:00:00", site="cheek", side=Side.RIGHT),
            listed("c", "2026-05-12T10:00:00", site="cheek", side=Side.LEFT),
            listed("d", "2026-05-12T10:00:00", site="scalp", side=Side.MIDLINE),
        )
    )
    assert [place.key for place in places_of(entries)] == [
        "scalp/midline",
        "cheek/left",
        "cheek/right",
        "toe/right",
    ]


def test_a_site_of_a_later_version_comes_last() -> None:
    known = BodyPlace(site="toe", side=Side.LEFT)
    assert BodyPlace(site="antenna", side=Side.LEFT).order > known.order


def test_days_apart_are_known_only_where_both_days_are() -> None:
    one = entry_of(listed("a", "2026-05-12T23:00:00"))
    other = entry_of(listed("b", "2026-11-22T01:00:00"))
    assert days_apart(one, other) == days_apart(other, one) == 194
    assert days_apart(one, entry_of(listed("c"))) is None


def test_first_and_last_are_by_capture() -> None:
    one = entry_of(listed("a", "2026-05-12T10:00:00"))
    other = entry_of(listed("b", "2026-11-22T10:00:00"))
    assert first_and_last(other, one) == (one, other)
    assert first_and_last(one, other) == (one, other)


def test_only_the_camera_dates_for_sure() -> None:
    camera = entry_of(listed("a", "2026-05-12T10:00:00"))
    file = entry_of(listed("b", "2026-05-12T10:00:00", trust=TimeTrust.FILE))
    nobody = entry_of(listed("c"))
    assert [one.is_dated_by_camera for one in (camera, file, nobody)] == [True, False, False]
    assert file.day == date(2026, 5, 12)
    assert nobody.day is None


def test_decisions_are_found_by_verdict() -> None:
    decisions = dict.fromkeys(Feature, Decision(verdict=Verdict.ABSENT))
    decisions[Feature.TEXT] = decisions[Feature.FACE] = Decision(verdict=Verdict.OBSCURED)
    entry = entry_of(listed("a", gate=Gate(decisions=decisions), regions=2))
    assert entry.with_verdict(Verdict.OBSCURED) == (Feature.FACE, Feature.TEXT)
    assert entry.with_verdict(Verdict.NEEDED) == ()
    assert entry.areas == 2


def test_details_of_something_else_are_refused() -> None:
    strange = listed("a")
    with pytest.raises(RecordInvalidError):
        entry_of(
            type(strange)(
                image=strange.image,
                state=strange.state,
                format=strange.format,
                filed_at=strange.filed_at,
                filed_by=strange.filed_by,
                details={**strange.details, "site": "nowhere"},
            )
        )
