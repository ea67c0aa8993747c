"""Killed, and refused by the disk, at every call: nothing is lost, doubled or left over.

The short version strikes a sample of the calls; ``-m soak`` strikes every one. The figures of a
full run stand in ``docs/reliability.md``.
"""

import errno
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from faults.campaign import COUNT, FAIL, KILL, SCENES, SHORT, Campaign

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the shim is for Linux"),
    pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc: FAULTS ARE NOT TESTED"),
]
SHORT_STEP = {
    "receive": 64,
    "spool": 28,
    "absorb": 70,
    "file": 58,
    "revise": 64,
    "admit": 48,
    "attach": 64,
    "migrate": 38,
    "first_start": 96,
    "destroy": 28,
    "destroy_original": 38,
    "scrub_repair": 38,
    "change_passphrase": 64,
    "disable_user": 80,
    "rotation": 80,
    "backup": 96,
    "restore": 128,
}
_LONG = partial(pytest.param, marks=pytest.mark.soak)
SPREAD = 4
"""Runs differ by a few calls: whether two objects share a folder is chance."""
FAILURES = (
    (FAIL, errno.ENOSPC, 0),
    (FAIL, errno.ENOSPC, 1),
    (FAIL, errno.EIO, 0),
    (FAIL, errno.EIO, 1),
    (SHORT, errno.ENOSPC, 0),
    (SHORT, errno.ENOSPC, 1),
)
AGAIN = ((KILL, 0), (FAIL, errno.ENOSPC), (FAIL, errno.EIO), (SHORT, errno.ENOSPC))
"""What disturbs the putting right of what a first kill left."""


def _struck(campaign: Campaign) -> None:
    """Return only if nearly every run was killed, and the others came to their end."""
    ends = campaign.result.ends
    assert set(ends) <= {"killed", "finished"}
    assert ends.get("finished", 0) <= 2 * SPREAD


def _sound(campaign: Campaign) -> None:
    assert campaign.result.violations == {}
    assert campaign.result.traces == {}


REFUSED = {"finished", "VaultFullError", "DamagedError", "BackupFailedError"}
"""How a run ends whose disk refuses: done all the same, or with a sentence of ours."""


@pytest.mark.parametrize("scene", SCENES)
def test_killed_and_refused_by_the_disk_at_some_calls(in_memory, shim, scene):
    with Campaign(in_memory, shim, scene) as campaign:
        last = campaign.calls()
        assert last > 40
        points = sorted({1, last, *range(3, last + 1, SHORT_STEP[scene])})
        campaign.strike_all(points, mode=KILL)
        _sound(campaign)
        _struck(campaign)
        campaign.result.ends.clear()
        ways = FAILURES[SCENES.index(scene) % 2 :: 2]  # the next scene has the other three
        for number, (mode, fault, sticky) in enumerate(ways, start=1):
            at = number * last // (len(ways) + 1)
            campaign.strike(at, mode=mode, errno=fault, sticky=sticky)
    _sound(campaign)
    assert sum(campaign.result.ends.values()) == len(ways)
    assert set(campaign.result.ends) <= REFUSED


@pytest.mark.parametrize("scene", ["receive", _LONG("admit")])
def test_killed_and_disturbed_again_while_it_is_put_right(in_memory, shim, scene):
    with Campaign(in_memory, shim, scene) as campaign:
        last = campaign.calls()
        for number, (mode, fault) in enumerate(AGAIN, start=1):
            campaign.strike_twice(number * last // 5, 7 * number, mode=mode, errno=fault)
    _sound(campaign)
    assert campaign.result.struck == len(AGAIN)


@pytest.mark.parametrize(
    ("scene", "step", "expected"),
    [
        ("receive_removing_before_commit", 12, "a photograph is lost"),
        _LONG("receive_row_before_object", 12, "object_missing"),
        _LONG("spool_removing_before_name", 2, "a photograph is lost"),
        _LONG("absorb_removing_before_commit", 4, "a photograph is lost"),
        ("destroy_files_first", 1, "object_missing"),
        ("admit_header_first", 3, "header_rolled_back"),
        _LONG("receive_without_its_entry", 6, "visible without its audit entry"),
        ("receive_row_before_object", 6, "visible and not whole"),
        ("receive_silent_again", 4, "not said by the next run"),
    ],
)
def test_a_wrong_order_is_caught(in_memory, shim, scene, step, expected):
    """The negative control: were these not caught, the tests above would say nothing."""
    with Campaign(in_memory, shim, scene) as campaign:
        last = int(campaign.act(campaign.fresh(), mode=COUNT, at=0)["calls"])
        for at in range(30, last, step):
            campaign.strike(at, mode=KILL)
            if expected in str(campaign.result.violations):
                break
    assert expected in str(campaign.result.violations)


def test_the_shim_sees_what_the_kernel_sees(in_memory, shim):
    """Every call under the folder that could change something is one that can be struck."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace: that the shim misses nothing is NOT TESTED")
    log = in_memory / "trace"
    with Campaign(in_memory, shim, "receive") as campaign:
        root = campaign.fresh()
        tracer = subprocess.Popen(
            [strace, "-f", "-y", "-qq", "-o", str(log), "-p", str(campaign.pid)],
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_traced(campaign.pid)
            done = campaign.act(root, mode=COUNT, at=0)
        finally:
            tracer.terminate()
            tracer.wait(timeout=60)
    assert done["code"] == 0
    seen = [line for line in log.read_text().splitlines() if _changes(line, str(root))]
    assert len(seen) == done["calls"], seen


def _wait_until_traced(pid: int) -> None:
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0\n" in status.read_text():
        continue


_CHANGING = re.compile(
    r"^\d+ +(write|pwrite64|writev|pwritev|pwritev2|fsync|fdatasync|sync_file_range|ftruncate|"
    r"truncate|fallocate|rename|renameat|renameat2|link|linkat|symlink|symlinkat|mkdir|mkdirat|"
    r"unlink|unlinkat|rmdir|chmod|fchmod|fchmodat|chown|fchown|fchownat|utimensat|setxattr|"
    r"fsetxattr|copy_file_range|sendfile|splice|mknod|mknodat|creat|open|openat|openat2)\("
)


def _changes(line: str, root: str) -> bool:
    found = _CHANGING.match(line)
    if found is None or f"{root}/" not in line:
        return False
    if found[1] in ("open", "openat", "openat2"):
        return "O_CREAT" in line or "O_TRUNC" in line
    return True


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("scene", SCENES)
def test_killed_at_every_call(in_memory, shim, scene, summed_up):
    with Campaign(in_memory, shim, scene) as campaign:
        campaign.strike_all(range(1, campaign.calls() + SPREAD), mode=KILL)
    summed_up(asdict(campaign.result))
    _sound(campaign)
    _struck(campaign)


@pytest.mark.soak
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("scene", SCENES)
def test_refused_by_the_disk_at_every_call_one_way_each(in_memory, shim, scene, summed_up):
    """Every call once, the six ways taking turns: a sixth of the campaign below."""
    with Campaign(in_memory, shim, scene) as campaign:
        for at in range(1, campaign.calls() + 1):
            mode, fault, sticky = FAILURES[at % len(FAILURES)]
            campaign.strike(at, mode=mode, errno=fault, sticky=sticky)
    summed_up(asdict(campaign.result))
    _sound(campaign)
    assert set(campaign.result.ends) <= REFUSED


@pytest.mark.soak
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("failure", FAILURES)
def test_refused_by_the_disk_at_every_call(in_memory, shim, scene, failure, summed_up):
    mode, fault, sticky = failure
    with Campaign(in_memory, shim, scene) as campaign:
        points = range(1, campaign.calls() + 1)
        campaign.strike_all(points, mode=mode, errno=fault, sticky=sticky)
    summed_up(asdict(campaign.result))
    _sound(campaign)
    assert set(campaign.result.ends) <= REFUSED


@pytest.mark.soak
@pytest.mark.timeout(14400)
@pytest.mark.parametrize("scene", SCENES)
def test_killed_and_disturbed_again_anywhere(in_memory, shim, scene, summed_up):
    """Twelve kills a scene, each with eight disturbances of what puts it right."""
    with Campaign(in_memory, shim, scene) as campaign:
        last = campaign.calls()
        for first in range(1, last, max(1, last // 12)):
            for number in range(8):
                mode, fault = AGAIN[number % len(AGAIN)]
                campaign.strike_twice(first, 3 + 9 * number, mode=mode, errno=fault)
    summed_up(asdict(campaign.result))
    _sound(campaign)
