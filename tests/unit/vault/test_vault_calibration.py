"""What a guess costs at a new slot: more on a fast computer, and nowhere below the floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.vault.calibration import MOST_MEMORY_KIB, calibrated, cost_here
from desktop.vault.passphrase import KdfCost

MIB = 1024
FLOOR = KdfCost()
MUCH = 64 * 1024 * MIB


@pytest.mark.parametrize(
    ("seconds", "memory_mib"),
    [
        (0.9, 64),
        (0.5, 64),
        (0.499, 96),
        (0.25, 192),
        (0.1, 480),
        (0.01, 1024),
        (0.0, 1024),
    ],
)
def test_a_faster_computer_gets_a_dearer_guess(seconds, memory_mib):
    cost = calibrated(lambda _cost: seconds, memory_kib=MUCH)
    assert cost.memory_kib // MIB == memory_mib
    assert (cost.passes, cost.lanes) == (FLOOR.passes, FLOOR.lanes)


@given(st.floats(min_value=0, max_value=100), st.integers(min_value=0, max_value=MUCH))
def test_it_never_falls_below_the_floor_nor_asks_for_too_much(seconds, memory_kib):
    cost = calibrated(lambda _cost: seconds, memory_kib=memory_kib)
    assert FLOOR.memory_kib <= cost.memory_kib <= MOST_MEMORY_KIB
    assert cost.memory_kib == FLOOR.memory_kib or cost.memory_kib <= memory_kib // 8
    if seconds >= 0.5:
        assert cost == FLOOR


def test_where_time_goes_with_memory_a_guess_takes_half_a_second_to_one():
    for per_gib in (1.2, 2.5, 5.0, 7.9):

        def taken(cost, per_gib=per_gib):
            return cost.memory_kib / MOST_MEMORY_KIB * per_gib

        assert 0.5 <= taken(calibrated(taken, memory_kib=MUCH)) <= 1.0


def test_this_computer_is_measured_once():
    assert cost_here() is cost_here()
    assert cost_here().memory_kib >= FLOOR.memory_kib
