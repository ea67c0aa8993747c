"""What the slips of a run say of its photographs, reason by reason."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desktop.records.arrival import Quarantine
from desktop.records.slip_sorting import Frame, Kind, Standing, sort_by_slips

MADE = datetime(2026, 3, 2, 9, 0)
LIFE = timedelta(hours=4)
ARRIVED = MADE + timedelta(hours=1)
ETHEL = Standing(slip="q-e", patient="p-e", maker="u-n", made=MADE, expires=MADE + LIFE)
GWYN = Standing(slip="q-g", patient="p-g", maker="u-n", made=MADE, expires=MADE + LIFE)
SLIPS = {"ethel": ETHEL, "gwyn": GWYN}


def _run(*what: str) -> list[Frame]:
    """Return a run: ``.`` for a photograph, ``?`` for an unread file, else digests with ``+``."""
    frames = []
    for number, one in enumerate(what, 1):
        read = one != "?"
        slips = tuple(one.split("+")) if one not in {".", "?"} else ()
        frames.append(
            Frame(
                key=f"a{number}",
                name=f"DCIM/100CANON/IMG_{number:04d}.JPG",
                taken=MADE + timedelta(minutes=number) if read else None,
                device="one" if read else "",
                slips=slips,
                arrived=ARRIVED,
                read=read,
            )
        )
    return frames


def _said(frames: list[Frame], slips: dict[str, Standing] | None = None, **how: bool) -> list[str]:
    found = sort_by_slips(frames, SLIPS if slips is None else slips, **how)
    return [
        (one.why.value.removeprefix("mixed_") if one.why else one.slip or one.kind.value)
        for one in (found[frame.key] for frame in frames if frame.read)
    ]


def test_run_without_slips_is_left_alone() -> None:
    assert _said(_run(".", ".")) == ["plain", "plain"]


def test_photographs_belong_to_the_slip_before_them() -> None:
    run = _run("ethel", ".", ".", "gwyn", ".")
    assert _said(run) == ["q-e", "q-e", "q-e", "q-g", "q-g"]
    kinds = [one.kind for one in sort_by_slips(run, SLIPS).values()]
    assert kinds.count(Kind.SLIP) == 2
    assert kinds.count(Kind.PROPOSED) == 3


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ((".", "ethel", "."), ["before_slip", "q-e", "q-e"]),
        (("ethel", ".", "ethel", "."), ["q-e", "q-e", "q-e", "after_closing"]),
        (("ethel", "ethel", "."), ["q-e", "q-e", "q-e"]),
        (("ethel", ".", "ethel", "ethel"), ["q-e", "q-e", "q-e", "q-e"]),
        (("ethel+gwyn", "."), ["two_slips", "two_slips"]),
        (("ethel", ".", "ethel+gwyn", "."), ["q-e", "slip_missing", "two_slips", "two_slips"]),
        (("other", "."), ["unknown_slip", "unknown_slip"]),
        (
            ("ethel", ".", "gwyn", ".", "ethel", "."),
            ["q-e", "q-e", "q-g", "slip_again", "q-e", "slip_again"],
        ),
        (("ethel", ".", "?", "."), ["q-e", "q-e", "unread"]),
        ((".", "ethel"), ["slip_last", "q-e"]),
        (("ethel", ".", "gwyn"), ["q-e", "slip_last", "q-g"]),
    ],
)
def test_what_is_not_certain_is_mixed(what: tuple[str, ...], said: list[str]) -> None:
    slips = SLIPS if "gwyn" in "".join(what) else {"ethel": ETHEL}
    assert _said(_run(*what), slips) == said


def test_last_slip_may_still_be_followed() -> None:
    assert _said(_run("ethel", ".", "gwyn"), goes_on=True) == ["q-e", "q-e", "q-g"]


def test_slip_that_was_made_and_never_seen_is_missed() -> None:
    run = _run("ethel", ".")
    assert _said(run) == ["q-e", "slip_missing"]
    for harmless in (
        replace(GWYN, withdrawn=True),
        replace(GWYN, used_by="a-elsewhere"),
        replace(GWYN, maker="u-other"),
        replace(GWYN, patient=ETHEL.patient),
        replace(GWYN, made=ARRIVED),
        replace(GWYN, expires=MADE),
    ):
        assert _said(run, {"ethel": ETHEL, "gwyn": harmless}) == ["q-e", "q-e"]


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (replace(ETHEL, withdrawn=True), "withdrawn_slip"),
        (replace(ETHEL, used_by="a-elsewhere"), "used_slip"),
        (replace(ETHEL, used_by="a1"), "q-e"),
        (replace(ETHEL, made=MADE - LIFE, expires=MADE), "expired_slip"),
        (replace(ETHEL, made=MADE + timedelta(minutes=77)), "expired_slip"),
        (replace(ETHEL, made=MADE + timedelta(minutes=76)), "q-e"),
    ],
)
def test_slip_must_be_good(standing: Standing, why: str) -> None:
    assert _said(_run("ethel", "."), {"ethel": standing}) == [why, why]


def test_card_that_comes_a_day_late_is_mixed() -> None:
    late = [
        replace(one, arrived=ETHEL.expires + timedelta(hours=24, seconds=1))
        for one in _run("ethel", ".")
    ]
    assert _said(late, {"ethel": ETHEL}) == ["expired_slip", "expired_slip"]


def test_clock_that_goes_back_against_the_numbers_is_seen() -> None:
    run = _run("ethel", ".", ".", "gwyn", ".")
    run[2] = replace(run[2], taken=MADE - timedelta(minutes=30))
    assert _said(run) == ["q-e", "clock", "clock", "q-g", "q-g"]


def test_series_longer_than_the_slip_lives_is_mixed_as_a_whole() -> None:
    run = _run("ethel", ".", ".")
    run[2] = replace(run[2], taken=run[0].taken + LIFE + timedelta(seconds=1))
    assert _said(run, {"ethel": ETHEL}) == ["q-e", "too_long", "too_long"]


def test_series_across_midnight_is_mixed_as_a_whole() -> None:
    night = replace(
        ETHEL,
        made=MADE.replace(hour=23, minute=50),
        expires=MADE.replace(hour=23, minute=50) + LIFE,
    )
    times = [MADE.replace(hour=23, minute=55) + timedelta(minutes=3 * at) for at in range(3)]
    run = [
        replace(one, taken=taken, arrived=times[-1])
        for one, taken in zip(_run("ethel", ".", "."), times, strict=True)
    ]
    assert _said(run, {"ethel": night}) == ["q-e", "midnight", "midnight"]


def test_cameras_are_not_compared() -> None:
    run = _run("ethel", ".", ".")
    run[2] = replace(run[2], device="two")
    assert _said(run, {"ethel": ETHEL}) == ["q-e", "cameras", "cameras"]


def test_photograph_without_a_time_is_mixed_and_so_is_everything_with_such_a_slip() -> None:
    run = _run("ethel", ".", ".")
    run[1] = replace(run[1], taken=None)
    assert _said(run, {"ethel": ETHEL}) == ["q-e", "no_time", "q-e"]
    run[0] = replace(run[0], taken=None)
    assert _said(run, {"ethel": ETHEL}) == ["no_time", "no_time", "no_time"]


def test_run_that_was_not_finished_proposes_nothing() -> None:
    assert _said(_run("ethel", "."), finished=False) == ["q-e", "unfinished"]


def test_stretches_are_numbered_in_the_order_of_time() -> None:
    run = _run(".", "ethel", ".", ".", "gwyn", ".")
    found = sort_by_slips(reversed(run), SLIPS)
    assert [found[frame.key].group for frame in run] == [0, 1, 2, 2, 3, 4]


def test_every_reason_to_call_a_series_mixed_says_so() -> None:
    reasons = {one for one in Quarantine if "slip" in one.value} - {Quarantine.SLIP}
    assert all(one.value.startswith("mixed_") for one in reasons)
