"""The computer's own lock and its sleep, with which Diogel locks: what may be heard, and of whom.

``computer_lock_dbus`` listens on Linux, ``computer_lock_windows`` on Windows.
"""

from enum import Enum
from typing import Final

from PySide6.QtCore import QObject, Signal

LOCKED: Final = "system"
"""Why we lock when the computer was locked, as the sign-in window says it."""
SLEEPS: Final = "sleep"
"""Why we lock when the computer is about to sleep."""


class Sign(Enum):
    """What of the computer we may hear."""

    SESSION = "session"
    """The session is locked (logind)."""
    SCREEN = "screen"
    """A screen saver or lock covers the screen."""
    SLEEP = "sleep"
    """The computer is about to sleep."""
    DELAY = "delay"
    """It waits with sleeping until we have locked."""


class ComputerLock(QObject):
    """Listens to nothing: a computer that says nothing, and the base of those that do.

    Signals:
        locking: Lock now, for this reason (``LOCKED``, ``SLEEPS``).
    """

    locking = Signal(str)

    @property
    def heard(self) -> frozenset[Sign]:
        """What is listened to."""
        return frozenset()

    def hold(self) -> None:
        """Somebody is in: have the computer wait before it sleeps."""

    def release(self) -> None:
        """The keys are gone: it may sleep. Twice is harmless."""
