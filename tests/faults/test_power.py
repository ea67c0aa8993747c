"""The power goes while the disk has not written everything: nothing is lost for it."""

import re
from dataclasses import asdict
from functools import partial

import pytest
from faults import power
from faults.campaign import SCENES

_WHY_NOT = power.why_not()
pytestmark = pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT or "there is all it needs")
_LONG = partial(pytest.param, marks=pytest.mark.soak)
UNSAFE = "a photograph is lost|cannot be opened"


def test_power_cuts_during_intake(in_memory, shim):
    with power.PowerCuts(in_memory, shim, "receive") as cuts:
        cuts.cut_some(18)
    assert cuts.found.violations == {}
    assert cuts.found.states >= 10


@pytest.mark.parametrize(
    ("scene", "after", "expected"),
    [
        _LONG("receive_removing_before_commit", "removing", "a photograph is lost"),
        _LONG("receive_row_before_object", "", "object_missing"),
        ("receive_synchronous_normal", "removing", UNSAFE),
    ],
)
def test_what_would_lose_a_photograph_is_caught(in_memory, shim, scene, after, expected):
    """The negative control: were these not caught, the test above would say nothing."""
    with power.PowerCuts(in_memory, shim, scene) as cuts:
        cuts.cut_after(after, until=expected)
    assert re.search(expected, str(cuts.found.violations))


@pytest.mark.soak
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("scene", SCENES)
def test_power_cuts_at_every_write(in_memory, shim, scene, summed_up):
    with power.PowerCuts(in_memory, shim, scene) as cuts:
        cuts.cut_some(10_000)
    summed_up(asdict(cuts.found))
    assert cuts.found.violations == {}
