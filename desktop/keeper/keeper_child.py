"""The keeper's process from its first instruction: private, bound to the window, then at work.

Started with the numbers of its two sockets and of the window's process.
"""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Final

from desktop.clock import SystemClock
from desktop.keeper.channel import Channel
from desktop.keeper.hub import Hub
from desktop.keeper.private_memory import keep_memory_private, lock_memory
from desktop.keeper.process import MOST_CLOSING_S
from desktop.keeper.server import Keeper
from desktop.keeper.waiting import Waker

_PR_SET_PDEATHSIG: Final = 1


def main(arguments: Sequence[str]) -> None:
    """Be the keeper until the window goes away.

    Args:
        arguments: Descriptor of the workspace, descriptor of the door, the window's process.
    """
    workspace_fd, door_fd, window = (int(argument) for argument in arguments[:3])
    keep_memory_private()
    lock_memory()
    terminated = Waker()
    _end_with(window, terminated)
    hub = Hub()
    keeper = Keeper(
        hub=hub,
        workspace=Channel(hub, socket.socket(fileno=workspace_fd)),
        door=Channel(hub, socket.socket(fileno=door_fd)),
        clock=SystemClock(),
    )
    keeper.run(terminated)


def _end_with(window: int, terminated: Waker) -> None:
    """End when asked, and when the process that started us is no more.

    Source: prctl(2), PR_SET_PDEATHSIG.
    """

    def asked(_number: int, _frame: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, MOST_CLOSING_S)
        terminated.wake()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, asked)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != window:
        sys.exit(0)
