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
