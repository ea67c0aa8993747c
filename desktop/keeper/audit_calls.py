"""What the window may ask of the keeper about the audit trail, beside reading it.

They are calls like those of ``keeper.calls`` and travel and are answered like them.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop.keeper.call import Call
from desktop.records.trail_check import TrailCheck
from desktop.wording import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTrail(Call[TrailCheck]):
    """Does every entry of the trail hold? Reports progress (entries), can be cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveTrail(Call[int]):
    """Write entries as a table for a spreadsheet: how many. Reports progress, can be cancelled.

    Attributes:
        to: A file of the user's choice that is not there yet.
        numbers: The entries as they are filtered; none for all.
        language: Of the words for what was done.
    """

    to: Path
    numbers: tuple[int, ...]
    language: Language
