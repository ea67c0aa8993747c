"""The limits of a decoder on Windows: a job object; written, and not tested.

What ``decoder_limits`` does with the kernel's limits of a Linux process, a job object does on
Windows: memory, processor time, no process of its own, and an end together with the keeper that
holds its handle. It does not take the network or files away: that needs a restricted token or an
app container, which are not written, and neither is the start of decoders there. So nothing calls
this yet, and no decoder runs on Windows.

Importing it elsewhere is harmless: nothing of Windows is touched before ``confine_process``.

Source: Microsoft, ``CreateJobObjectW``, ``SetInformationJobObject``,
``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``, ``JOBOBJECT_BASIC_UI_RESTRICTIONS``.
"""

import ctypes
import os
from typing import Any, Final

from desktop.settings import Limits

_BASIC_UI_RESTRICTIONS: Final = 4
_EXTENDED_LIMIT_INFORMATION: Final = 9

_LIMIT_PROCESS_TIME: Final = 0x0002
_LIMIT_ACTIVE_PROCESS: Final = 0x0008
_LIMIT_PROCESS_MEMORY: Final = 0x0100
_LIMIT_DIE_ON_UNHANDLED_EXCEPTION: Final = 0x0400
_LIMIT_KILL_ON_JOB_CLOSE: Final = 0x2000
_EVERY_UI_RESTRICTION: Final = 0x00FF
"""No handles of others, clipboard, settings, desktops, atoms or ending the session."""
_TICKS_A_SECOND: Final = 10_000_000
"""Windows counts in steps of 100 nanoseconds."""


class _BasicLimits(ctypes.Structure):
    """``JOBOBJECT_BASIC_LIMIT_INFORMATION``."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class _Counters(ctypes.Structure):
    """``IO_COUNTERS``."""

    _fields_ = tuple((f"counter{number}", ctypes.c_uint64) for number in range(6))


class ExtendedLimits(ctypes.Structure):
    """``JOBOBJECT_EXTENDED_LIMIT_INFORMATION``."""

    _fields_ = (
        ("basic", _BasicLimits),
        ("counters", _Counters),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    )


def extended_limits(limits: Limits, *, lifetime_s: int) -> ExtendedLimits:
    """Return what the system is told of a decoder.

    Args:
        limits: ``decoder_memory_bytes`` is used.
        lifetime_s: Processor seconds that it may use in all.
    """
    wanted = ExtendedLimits()
    wanted.basic.flags = (
        _LIMIT_PROCESS_TIME
        | _LIMIT_ACTIVE_PROCESS
        | _LIMIT_PROCESS_MEMORY
        | _LIMIT_DIE_ON_UNHANDLED_EXCEPTION
        | _LIMIT_KILL_ON_JOB_CLOSE
    )
    wanted.basic.process_time = lifetime_s * _TICKS_A_SECOND
    wanted.basic.active_processes = 1
    wanted.process_memory = limits.decoder_memory_bytes
    return wanted


def confine_process(process_handle: int, limits: Limits, *, lifetime_s: int) -> int:
    """Put a process that was started suspended into a job of its own. Untested.

    Args:
        process_handle: Of the decoder, with ``PROCESS_SET_QUOTA`` and ``PROCESS_TERMINATE``.
        limits: What one file may cost.
        lifetime_s: Processor seconds that it may use in all.

    Returns:
        The job's handle: the decoder ends when the last one is closed, so the keeper holds it.

    Raises:
        OSError: Windows refused, or this is not Windows.
    """
    if os.name != "nt":
        raise OSError("job objects are of Windows")
    return _confined(process_handle, extended_limits(limits, lifetime_s=lifetime_s))


def _confined(process_handle: int, wanted: ExtendedLimits) -> int:
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    restrictions = ctypes.c_uint32(_EVERY_UI_RESTRICTION)
    done = job and all(
        kernel.SetInformationJobObject(
            ctypes.c_void_p(job), kind, ctypes.byref(said), ctypes.sizeof(said)
        )
        for kind, said in (
            (_EXTENDED_LIMIT_INFORMATION, wanted),
            (_BASIC_UI_RESTRICTIONS, restrictions),
        )
    )
    if not done or not kernel.AssignProcessToJobObject(
        ctypes.c_void_p(job), ctypes.c_void_p(process_handle)
    ):
        number = ctypes.get_last_error()  # type: ignore[attr-defined,unused-ignore]
        if job:
            kernel.CloseHandle(ctypes.c_void_p(job))
        raise OSError(number, "the decoder could not be confined")
    return int(job)
