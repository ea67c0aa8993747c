"""The power goes on a file system that keeps nothing in order: nothing is lost for it."""

import re
import shutil
import sys
from dataclasses import asdict

import pytest
from faults.campaign import SCENES
from faults.model import ModelCuts

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux"),
    pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc: POWER CUTS ARE NOT TESTED"),
]
LOST = "a photograph is lost"
UNSAFE = f"{LOST}|cannot be opened"


def test_cuts_during_intake(in_memory, shim):
    with ModelCuts(in_memory, shim, "receive") as cuts:
        cuts.cut_some(16)
    assert cuts.found.violations == {}
    assert cuts.found.states >= 12


@pytest.mark.parametrize(
    ("scene", "after_removals", "expected"),
    [
        pytest.param("receive_removing_before_commit", True, LOST, marks=pytest.mark.soak),
        pytest.param("receive_row_before_object", False, "object_missing", marks=pytest.mark.soak),
        ("receive_synchronous_normal", True, UNSAFE),
        pytest.param("receive_without_file_sync", True, UNSAFE, marks=pytest.mark.soak),
        ("receive_without_folder_sync", True, LOST),
    ],
)
def test_what_would_lose_a_photograph_is_caught(in_memory, shim, scene, after_removals, expected):
    """The negative control: were these not caught, the test above would say nothing."""
    with ModelCuts(in_memory, shim, scene) as cuts:
        cuts.cut_until(expected, after_removals=after_removals)
    assert re.search(expected, str(cuts.found.violations))


@pytest.mark.soak
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("scene", SCENES)
def test_cuts_at_every_call(in_memory, shim, scene, summed_up):
    with ModelCuts(in_memory, shim, scene) as cuts:
        cuts.cut_some(10_000)
    summed_up(asdict(cuts.found))
    assert cuts.found.violations == {}
