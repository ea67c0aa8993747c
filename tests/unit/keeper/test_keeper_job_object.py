"""What Windows would be told of a decoder. THE CALLS THEMSELVES ARE NOT TESTED: no Windows here."""

import ctypes
import sys

import pytest

from desktop.keeper.decoder_job_object import ExtendedLimits, confine_process, extended_limits
from desktop.settings import Limits


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes are those of 64 bits")
def test_the_structure_has_the_size_that_windows_documents() -> None:
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert ExtendedLimits.process_memory.offset == 112


def test_memory_time_and_processes_are_limited() -> None:
    wanted = extended_limits(Limits(decoder_memory_bytes=1 << 30), lifetime_s=60)
    assert wanted.process_memory == 1 << 30
    assert wanted.basic.process_time == 600_000_000
    assert wanted.basic.active_processes == 1
    assert wanted.basic.flags == 0x250A


@pytest.mark.skipif(sys.platform == "win32", reason="there it would confine something")
def test_elsewhere_it_says_that_it_is_of_windows() -> None:
    with pytest.raises(OSError, match="Windows"):
        confine_process(0, Limits(), lifetime_s=1)
