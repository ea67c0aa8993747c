"""Waiting for something outside this process, without saying who else may work meanwhile.

``BLOCKING`` holds its thread, as a command does that has nothing else to do. In the keeper
``hub.Hub`` waits instead, and other calls go on.
"""

import os
import select
import time
from contextlib import suppress
from typing import Final, Protocol

_DRAIN_BYTES: Final = 4096


class Waiting(Protocol):
    """How a function waits."""

    def sleep(self, seconds: float) -> None:
        """Return after so long."""
        ...

    def wait_readable(self, fd: int, timeout_s: float | None) -> bool:
        """Return whether a descriptor can be read within so long; None for as long as it takes."""
        ...


class Blocking:
    """Waits by holding the thread."""

    def sleep(self, seconds: float) -> None:
        """Return after so long."""
        time.sleep(seconds)

    def wait_readable(self, fd: int, timeout_s: float | None) -> bool:
        """Return whether a descriptor can be read within so long."""
        return wait_for(fd, select.POLLIN, timeout_s)


BLOCKING: Final = Blocking()


def wait_for(fd: int, events: int, timeout_s: float | None) -> bool:
    """Hold the thread until a descriptor is ready for ``events`` of poll(2), or hangs up."""
    poll = select.poll()
    poll.register(fd, events)
    return bool(poll.poll(None if timeout_s is None else timeout_s * 1000))


class Waker:
    """Lets any thread, or a signal handler, wake whoever waits here.

    Thread: ``wake`` any; the rest the one that waits.
    """

    def __init__(self) -> None:
        """Open the pipe.

        Raises:
            OSError: The system has no descriptor left.
        """
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def wake(self) -> None:
        """Wake whoever waits, or will wait next. Many wakes before that count as one."""
        with suppress(BlockingIOError):  # full: somebody is being woken already
            os.write(self._write, b"\0")

    def wait(self, waiting: Waiting, timeout_s: float | None = None) -> bool:
        """Return whether somebody woke us within so long."""
        if not waiting.wait_readable(self._read, timeout_s):
            return False
        self.drain()
        return True

    @property
    def fd(self) -> int:
        """What becomes readable; for a loop that waits for several things."""
        return self._read

    def drain(self) -> None:
        """Forget the wakes so far."""
        with suppress(BlockingIOError):
            while os.read(self._read, _DRAIN_BYTES):
                pass

    def close(self) -> None:
        """Give the pipe back; nobody may wake afterwards."""
        os.close(self._read)
        os.close(self._write)
