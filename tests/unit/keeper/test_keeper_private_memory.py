"""The keeper's memory is written nowhere and read by nobody else."""

import subprocess
import sys

import pytest

SCRIPT = """
import ctypes, resource
from desktop.keeper.private_memory import keep_memory_private
print(keep_memory_private(), resource.getrlimit(resource.RLIMIT_CORE),
      ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_no_core_dump_and_no_tracing() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert told.stdout.split("\n")[0] == "True (0, 0) 0"


LOCKED = """
import resource, sys
from desktop.keeper.private_memory import keep_out_of_dumps, lock_memory
limit = int(sys.argv[1])
if limit >= 0:
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (limit, limit))
key = bytearray(b"k" * 4_000_000)
locked, marked = lock_memory(), keep_out_of_dumps()
more = bytearray(64_000_000)
lines = open("/proc/self/status").read().splitlines()
kib = next(int(line.split()[1]) for line in lines if line.startswith("VmLck"))
flags = [line.split()[1:] for line in open("/proc/self/smaps") if line.startswith("VmFlags")]
dumped = sum("dd" in one for one in flags)
print(locked, kib > 4_000, dumped >= marked > 5, len(more))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mlockall and madvise as Linux has them")
@pytest.mark.parametrize("limit", [-1, 64 * 1024])
def test_memory_is_locked_wholly_or_not_at_all_and_marked(limit: int) -> None:
    """With a small limit nothing is locked, so that memory does not run out."""
    told = subprocess.run(
        [sys.executable, "-c", LOCKED, str(limit)], capture_output=True, text=True, check=True
    )
    locked, is_locked, is_marked, size = told.stdout.split()
    assert locked == is_locked
    assert (is_marked, size) == ("True", "64000000")
