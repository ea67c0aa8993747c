"""How a decoder's C library deals with memory: it keeps what was used until a job is done.

By itself it hands every large block back at once, and asks the system for the next one, which must
be cleared page by page: a photograph of 24 megapixels needs some twenty of 72 MB each. Between two
jobs nothing is kept, so that a decoder that waits is small.

Source: mallopt(3), malloc_trim(3). Another C library than glibc passes over both.
"""

import ctypes
from typing import Final

KEEPING: Final = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(1 << 40)}
"""Environment of a decoder: no block apart from the others, and none handed back by itself."""

_LIBC: Final = ctypes.CDLL(None)


def hand_back() -> None:
    """Give the system the memory that is not used any more."""
    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(ctypes.c_size_t(0))
