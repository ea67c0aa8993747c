"""Keeping what the keeper has in memory out of core dumps and out of other programs' reach.

Source: the practice of KeePassXC; prctl(2) PR_SET_DUMPABLE, setrlimit(2) RLIMIT_CORE. What an
administrator of the computer does, and what hibernation writes, is not covered.
"""

import ctypes
import sys
from typing import Final

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE: Final = 4


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
