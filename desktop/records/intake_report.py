"""Where every file of a card or folder ended: in exactly one list."""

from dataclasses import dataclass, field

from desktop.errors import DeskError
from desktop.ids import ArrivalId, SpoolId
from desktop.records.image import ImageState
from desktop.records.slip_account import SlipAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A file that is sealed in the inbox, read back and matched."""

    arrival: ArrivalId
    file: str
    sha256: str
    state: ImageState
    source_removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A file whose content the vault has already; it was compared with the sealed copy again.

    Attributes:
        copy_matches: False when the vault's copy is damaged: the source is then kept.
    """

    file: str
    arrival: ArrivalId
    source_removed: bool
    copy_matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that stays where it is; ``reason`` is a ``records.arrival.Refusal``."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """A file that is sealed in the spool, read back and matched, while nobody is signed in."""

    file: str
    name: SpoolId
    source_removed: bool


@dataclass(slots=True, kw_only=True)
class IntakeReport:
    """Where every file of the folder ended, and what the slips among them say."""

    arrived: list[Arrived] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    spooled: list[Spooled] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    stopped: DeskError | None = None
    slips: SlipAccount = field(default_factory=SlipAccount)

    def final(self) -> "Intake":
        """Return the report of a run that has ended, as it is told to the window."""
        return Intake(
            arrived=tuple(self.arrived),
            duplicates=tuple(self.duplicates),
            refused=tuple(self.refused),
            pending=tuple(self.pending),
            stopped=self.stopped.code if self.stopped else "",
            slips=self.slips,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where every file of a run that has ended is: an ``IntakeReport`` as a value.

    Attributes:
        stopped: Code of the error that ended the run early, or empty.
        slips: What the slips among them say.
    """

    arrived: tuple[Arrived, ...]
    duplicates: tuple[Duplicate, ...]
    refused: tuple[Refused, ...]
    pending: tuple[str, ...]
    stopped: str = ""
    slips: SlipAccount = field(default_factory=SlipAccount)
