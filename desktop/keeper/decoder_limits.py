"""What a decoder process takes away from itself before it loads a library or sees a file.

The order matters: a new user namespace clears the death signal and the "not dumpable" mark, and
the system call filter must come last, because it denies some of the steps before it.

Standard library only, and nothing of Diogel but the limits: this runs before everything else.
"""

import ctypes
import errno
import os
import resource
import signal
import struct
from enum import Enum
from typing import Final

from desktop.keeper.decoder_landlock import allow_reading_only, readable_places
from desktop.keeper.decoder_seccomp import deny_reaching_out
from desktop.settings import Limits

JOBS_PER_CHILD: Final = 20
"""Files that one recycled decoder sees: a start costs about as much as three examinations."""

EXIT_MEMORY: Final = 70
"""Exit status of a decoder that ran out of memory."""
EXIT_NOT_CONFINED: Final = 71
"""Exit status of a decoder that could not be confined enough to be trusted with a file."""

_AFTER_STANDARD_ERROR: Final = 3
_OPEN_FILES: Final = 64
_START_CPU_S: Final = 30
_LARGEST_ANSWER_BYTES: Final = 16
"""For three pixels: a rendered picture has four bytes a pixel, and its halves a third as much."""

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWIPC: Final = 0x08000000
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_CAPABILITY_VERSION_3: Final = 0x20080522


class Measure(Enum):
    """A measure that a decoder reports to be in force, beyond the limits that always are."""

    NAMESPACE = "namespace"
    """A network of its own with nothing in it."""
    LANDLOCK = "landlock"
    """No file can be opened but the program's own, for reading."""
    SECCOMP = "seccomp"
    """No sockets, programs, processes, signals to others or files to write."""


def answer_bytes(limits: Limits) -> int:
    """Return the size that no block exceeds: the largest picture with all its smaller sizes."""
    return max(limits.file_bytes, -(-limits.pixels * _LARGEST_ANSWER_BYTES // 3))


def resource_limits(limits: Limits) -> tuple[tuple[int, tuple[int, int]], ...]:
    """Return the kernel's limits of a decoder as (resource, (soft, hard)).

    ``RLIMIT_FSIZE`` also counts what is written to anonymous memory, so it cannot be zero; that
    nothing is written to a disk is seen to by Landlock and the system call filter. Threads are
    not limited: the kernel counts them per user, the other programs of that user included.

    Source: setrlimit(2), memfd_create(2).
    """
    memory, largest = limits.decoder_memory_bytes, answer_bytes(limits)
    lifetime_s = _START_CPU_S + (JOBS_PER_CHILD + 1) * limits.decoder_cpu_s
    return (
        (resource.RLIMIT_AS, (memory, memory)),
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (largest, largest)),
        (resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES)),
        (resource.RLIMIT_CPU, (lifetime_s, lifetime_s)),
    )


def confine(limits: Limits, *, keep_fd: int, parent_id: int) -> frozenset[Measure]:
    """Take everything away from this process that decoding does not need, for good.

    Args:
        limits: Memory, processor time and sizes.
        keep_fd: The one descriptor above standard error that stays open.
        parent_id: The process that started this one and with which it ends.

    Returns:
        The measures in force.

    Raises:
        OSError: A measure that no decoder may do without is missing, or the parent is gone.
    """
    close_descriptors(keep_fd)
    os.umask(0o077)
    for kind, pair in resource_limits(limits):
        resource.setrlimit(kind, pair)
    libc = ctypes.CDLL(None, use_errno=True)
    namespace = leave_network(libc)
    bind_to_parent(libc, parent_id)
    in_force = {
        Measure.NAMESPACE: namespace,
        Measure.LANDLOCK: allow_reading_only(readable_places()),
        Measure.SECCOMP: deny_reaching_out(),
    }
    if not (in_force[Measure.NAMESPACE] or in_force[Measure.SECCOMP]):
        raise PermissionError(errno.EPERM, "network")
    return frozenset(measure for measure, holds in in_force.items() if holds)


def allow_processor_time(cpu_s: int) -> None:
    """Move the soft limit so that the next job may use ``cpu_s`` seconds of processor time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used_s = int(usage.ru_utime + usage.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (min(used_s + cpu_s, hard), hard))


def bind_to_parent(libc: ctypes.CDLL, parent_id: int) -> None:
    """Give up every privilege and the right to get one, and end together with the parent.

    Raises:
        OSError: A step failed, or the parent is gone.
    """
    _drop_capabilities(libc)
    _set(libc, _PR_SET_NO_NEW_PRIVS, 1)
    _set(libc, _PR_SET_DUMPABLE, 0)
    _set(libc, _PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_id:
        raise ProcessLookupError(errno.ESRCH, "parent")


def close_descriptors(keep_fd: int) -> None:
    """Close every descriptor above standard error but this one."""
    os.closerange(_AFTER_STANDARD_ERROR, keep_fd)
    os.closerange(keep_fd + 1, os.sysconf("SC_OPEN_MAX"))


def leave_network(libc: ctypes.CDLL) -> bool:
    """Move into an empty network; some distributions do not let ordinary users do so."""
    isolated = _CLONE_NEWNET | _CLONE_NEWIPC
    return any(libc.unshare(flags) == 0 for flags in (isolated | _CLONE_NEWUSER, isolated))


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Give up what root may do: a decoder of a root process, or root of its own namespace.

    Source: capset(2), ``struct __user_cap_header_struct`` and two empty data structures.
    """
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _check(libc.capset(header, bytes(24)))


def _set(libc: ctypes.CDLL, option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _check(libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
