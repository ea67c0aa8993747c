"""What may be asked of photographs that came in while nobody was signed in; more of ``calls``."""

from dataclasses import dataclass
from pathlib import Path

from desktop.keeper.call import Call
from desktop.records.spool import SpoolNews


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """How many photographs wait, sealed; nothing else is said at the door."""

    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSpooled(Call[Spooled]):
    """How many came in while nobody was signed in? The sign-in process asks this."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtSpool(Call[SpoolNews]):
    """What became of them since this person signed in, and how many wait?"""
