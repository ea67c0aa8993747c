"""Keeping what the keeper has in memory out of core dumps, swap and other programs' reach.

Source: the practice of KeePassXC; prctl(2) PR_SET_DUMPABLE, setrlimit(2) RLIMIT_CORE, mlockall(2),
madvise(2) MADV_DONTDUMP. What an administrator of the computer does is not covered; nor is
hibernation, which writes locked memory too.
"""

import ctypes
import sys
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE: Final = 4
_LOCK_ALL: Final = 1 | 2 | 4
"""MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT: what is there and what comes, once it is used."""
_CAP_IPC_LOCK: Final = 14
_MADV_DONTDUMP: Final = 16
_STATUS: Final = Path("/proc/self/status")
_MAPS: Final = Path("/proc/self/maps")


def keep_memory_private() -> bool:
    """Forbid core dumps and tracing of this process by others; return whether it took effect.

    On systems other than Linux only core dumps are forbidden; on Windows nothing is, yet.
    """
    if sys.platform == "win32":
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return False
    return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0


def lock_memory() -> bool:
    """Keep this process's memory out of swap, where the system allows all of it; say whether.

    An ordinary user may lock a few megabytes (RLIMIT_MEMLOCK). With such a limit and MCL_FUTURE the
    process would run out of memory, so then nothing is locked here; SQLCipher locks its own.
    """
    if sys.platform != "linux" or not _may_lock_all():
        return False
    return int(ctypes.CDLL(None).mlockall(_LOCK_ALL)) == 0


def _may_lock_all() -> bool:
    if sys.platform == "win32":
        return False
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if most == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
        return True
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    capable = next((line for line in lines if line.startswith("CapEff:")), "CapEff: 0")
    return bool(int(capable.split()[1], 16) >> _CAP_IPC_LOCK & 1)


def keep_out_of_dumps() -> int:
    """Mark what may hold a key now as not to be dumped; return how many mappings were marked.

    Core dumps of this process are forbidden; a debugger of the administrator heeds this mark, too.
    """
    if sys.platform != "linux":
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    marked = 0
    for line in _MAPS.read_text(encoding="utf-8", errors="replace").splitlines():
        where, rights = line.split()[:2]
        if rights == "rw-p":
            begin, end = (int(part, 16) for part in where.split("-"))
            marked += advise(begin, end - begin, _MADV_DONTDUMP) == 0
    return marked
