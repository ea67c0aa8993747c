"""What somebody at work wants done at the sign-in window, which alone ever holds a passphrase.

No Qt here.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.ids import UserId

NOBODY: Final = UserId("")
"""Nobody who is known yet: somebody new."""


class Help(Enum):
    """What one member of staff can do for another as they sign in."""

    ADMIT = "admit"
    """Somebody new chooses their first passphrase."""
    RENEW = "renew"
    """Somebody who forgot theirs chooses another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted, and for whom.

    Attributes:
        other: Who forgot their passphrase; empty for somebody new.
    """

    help: Help
    other: UserId = NOBODY
