"""How long somebody who guesses passphrases is made to wait: longer each time, never for ever.

Kept in the memory of one keeper; that failed sign-ins are also noted for the audit is the vault's.

Source: NCSC, "Password policy: updating your approach": throttling rather than lock-out, because
a lock-out is a way to keep a practice from its records.
"""

import math
import time
from typing import Final

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0


class Guesses:
    """The failed sign-ins of this keeper."""

    def __init__(self) -> None:
        """Begin without any."""
        self._wait_s = 0.0
        self._not_before = 0.0

    def failed(self) -> int:
        """Note a failure; return after how many whole seconds the next try is looked at."""
        self._wait_s = min(max(self._wait_s * 2, FIRST_WAIT_S), LONGEST_WAIT_S)
        self._not_before = time.monotonic() + self._wait_s
        return math.ceil(self._wait_s)

    def left_s(self) -> float:
        """Return for how many seconds no try is looked at yet."""
        return max(self._not_before - time.monotonic(), 0.0)
