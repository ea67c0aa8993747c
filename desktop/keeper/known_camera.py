"""What is known of a camera that is or was connected, and of following one."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.keeper.following import Follower
from desktop.records.card import CAMERA, CardSeen
from desktop.records.removal import Removal
from desktop.workflow.receiving import SeriesMemory
from desktop.workflow.tethering import Label

PREFIX: Final = CAMERA
"""Begins what stands in the place of a path for a camera."""


@dataclass(slots=True, kw_only=True)
class Tether:
    """A camera that is followed.

    Attributes:
        follower: Tells what is new on it.
        label: Of the sitting.
        removal: What becomes of the files.
        since: When somebody who was signed in last said so.
        is_over: Whether somebody said stop.
        arrived: How many photographs came.
    """

    follower: Follower
    label: Label
    removal: Removal
    since: str
    is_over: bool = False
    arrived: int = 0

    def is_set(self) -> bool:
        """Return whether a run of it is to end after the present file."""
        return self.is_over


@dataclass(slots=True, kw_only=True)
class KnownCamera:
    """A camera that is or was connected during this session.

    Attributes:
        serial: As it says itself; empty where it does not say, None before it was asked.
        noted: What the ledger knows of it: photographs that lie there, and those not known.
    """

    folder: Path
    port: str
    model: str
    serial: str | None = None
    noted: tuple[int, int] | None = None
    series: SeriesMemory = field(default_factory=SeriesMemory)
    is_in: bool = True
    is_due: bool = True
    is_noted: bool = False
    is_looked_at: bool = False
    tether: Tether | None = None

    @property
    def key(self) -> str:
        """Its place on the board."""
        return str(self.folder)

    def seen(self) -> CardSeen:
        """Return the camera as the ledger knows it; one that says no serial number, by its model.

        Two of one model that say none count as one.
        """
        identity = " ".join(filter(None, (f"{CAMERA}{self.model}", self.serial)))
        return CardSeen(identity=identity, label=self.model)
