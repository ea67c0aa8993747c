"""What a guess is to cost at a new slot of this computer: the floor, or more where it is fast.

Only the memory grows, and never below the floor of ``KdfCost``: a slow or busy computer gets the
floor. A slot keeps its cost when it is opened elsewhere, so memory stops at a gibibyte, and at an
eighth of what this computer has.

Source: RFC 9106 section 4 (choose passes, then memory by the time that is tolerable); the span of
0.5 to 1.0 s is ours.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Final

import psutil

from desktop.vault.passphrase import MOST_MEMORY_KIB, KdfCost, KdfParams, stretch

LEAST_S: Final = 0.5
MOST_S: Final = 1.0
_SHARE_OF_MEMORY: Final = 8
_SAMPLE: Final = "how long does this take"


def calibrated(
    seconds_of: Callable[[KdfCost], float], *, memory_kib: int, floor: KdfCost | None = None
) -> KdfCost:
    """Return the floor, or so many times its memory that a guess takes 0.5 to 1.0 s.

    Args:
        seconds_of: How long one guess at a cost takes here.
        memory_kib: What this computer has.
        floor: The least cost; 64 MiB, three passes, four lanes unless said otherwise.
    """
    least = floor or KdfCost()
    seconds = seconds_of(least)
    if seconds >= LEAST_S:
        return least
    wanted = int(least.memory_kib * (LEAST_S + MOST_S) / 2 / max(seconds, 0.001))
    most = min(MOST_MEMORY_KIB, memory_kib // _SHARE_OF_MEMORY)
    memory = max(least.memory_kib, min(wanted, most))
    return KdfCost(memory_kib=memory, passes=least.passes, lanes=least.lanes)


@cache
def cost_here() -> KdfCost:
    """Return what a new slot costs on this computer; measured once in the life of a process."""
    return calibrated(_timed, memory_kib=psutil.virtual_memory().total // 1024)


def _timed(cost: KdfCost) -> float:
    params = KdfParams.fresh(cost)
    began = time.perf_counter()
    stretch(_SAMPLE, params)
    return time.perf_counter() - began
