"""A camera that is followed, as it is handed over when the workstation is locked and unlocked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.records.removal import Removal

MOST_HOURS: Final = 12
"""How long a camera is followed after somebody who was signed in last said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCamera:
    """What whoever goes on following a camera has to know.

    Attributes:
        port: Where it is connected.
        model: As it says itself; another one at the same port is not followed.
        identity: In the ledger of cards (``card.CardSeen``); empty where that is not known.
        removal: What becomes of its files.
        sitting: The label of the sitting, sealed to the inbox; empty for none.
        since: When somebody who was signed in began it or took it up again, ISO 8601 with zone.
        known: Keys (``contents.file_key``) of the files that are none of its business, or were
            dealt with.
    """

    port: str
    model: str
    identity: str = ""
    removal: Removal
    sitting: str
    since: str
    known: frozenset[str]

    def is_in_force(self, now: datetime) -> bool:
        """Return whether it is followed at ``now``; a beginning that is yet to come is none."""
        age = now - datetime.fromisoformat(self.since)
        return timedelta(0) <= age <= timedelta(hours=MOST_HOURS)
