"""What a window may ask about the vault as a whole; part of the contract in ``keeper.calls``."""

from dataclasses import dataclass
from pathlib import Path

from desktop.keeper.call import Call
from desktop.records.findings import Findings
from desktop.records.scrubbed import NIGHTS, Scrubbed


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubSlice(Call[Scrubbed]):
    """Read a part of the sealed files through now; reports progress, can be cancelled.

    It runs beside other calls. The keeper does the same by itself once a day.

    Attributes:
        parts: The vault in so many slices; 1 for all of it.
        backup: A place of backups from which what is damaged is repaired, if given.
    """

    parts: int = NIGHTS
    backup: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeFindings(Call[Findings]):
    """What does not hold in this vault, as far as it was compared since somebody signed in?

    Asked again when ``Topic.FOUND`` is announced. Everybody may ask; it speaks of codes and
    identifiers.
    """
