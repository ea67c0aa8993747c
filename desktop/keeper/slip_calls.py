"""What the window may ask about session slips; more of ``calls``."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.ids import PatientId, SlipId
from desktop.keeper.call import Call
from desktop.records.outcome import Nothing
from desktop.records.paper import Paper
from desktop.records.slip import NewSlip, OpenSlip


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSlip(Call[NewSlip]):
    """Make a session slip for a patient; it can be shown this once."""

    changes: ClassVar[bool] = True
    patient: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSlip(Call[Nothing]):
    """Say that a slip was not used."""

    changes: ClassVar[bool] = True
    slip: SlipId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSlips(Call[tuple[OpenSlip, ...]]):
    """My slips that are valid and were not photographed yet."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LayOutSlip(Call[Paper]):
    """A slip as a page, for a printer."""

    slip: NewSlip


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SaveSlip(Call[Nothing]):
    """Write a slip as PDF where somebody chose, outside the vault."""

    slip: NewSlip
    to: Path
