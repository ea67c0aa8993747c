"""What the window may ask of the keeper: one frozen value a use case, with the type of its answer.

This module is the whole contract between the two processes. It names values of ``records`` only, so
that a window never loads an engine, a key or a database. ``keeper.answering`` says which workflow
function answers each; ``keeper.wire`` how they travel.

A call whose answer is ``WithBlock`` comes with one block of sealed memory (pixels).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.ids import ArrivalId, ImageId, PatientId, SeriesId
from desktop.keeper.backup_calls import BackUp, CheckBackup, ReadBackupState
from desktop.keeper.call import Call, WithBlock
from desktop.keeper.giving_calls import Identify
from desktop.keeper.me import Me
from desktop.keeper.recovery_calls import LayOutSheet, LetInAgain, NewVault, SaveSheet
from desktop.keeper.slip_calls import LayOutSlip, ListSlips, MakeSlip, SaveSlip, WithdrawSlip
from desktop.keeper.upkeep_calls import ScrubSlice, SeeFindings
from desktop.records.arrival import Origin
from desktop.records.attached import AttachedFile, AttachedImage, Picked
from desktop.records.audit_line import AuditLine
from desktop.records.computer import ThisComputer
from desktop.records.consent import Consent
from desktop.records.declaration import Declaration
from desktop.records.detection import Detection
from desktop.records.door import Door
from desktop.records.draft import Draft
from desktop.records.filed import Filed, Filing
from desktop.records.found import Found
from desktop.records.given import Given
from desktop.records.inbox import Inbox
from desktop.records.intake_report import Intake
from desktop.records.outcome import Nothing
from desktop.records.patient import Demographics, Patient
from desktop.records.raster import Pyramid
from desktop.records.record import Record
from desktop.records.recovery import RecoveryPlan
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.source_state import CardsNotCleared, SourceState
from desktop.records.staff_member import StaffMember
from desktop.records.tally import Tally
from desktop.records.thumb import Thumb
from desktop.records.workstation import CardRemoval, WatchedFolder, Workstation

__all__ = (
    "BackUp",
    "Call",
    "CheckBackup",
    "Identify",
    "LayOutSheet",
    "LayOutSlip",
    "LetInAgain",
    "ListSlips",
    "MakeSlip",
    "Me",
    "NewVault",
    "ReadBackupState",
    "SaveSheet",
    "SaveSlip",
    "ScrubSlice",
    "SeeFindings",
    "WithBlock",
    "WithdrawSlip",
)
"""What is written down elsewhere and asked for from here."""


# --- before anybody is signed in (the sign-in process asks these)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtDoor(Call[Door]):
    """Who can sign in to this vault?"""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Unlock(Call[Me]):
    """Open the vault for one person; only the sign-in process ever holds this value."""

    folder: Path
    name: str
    passphrase: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FoundVault(Call[NewVault]):
    """Make a vault in an empty folder."""

    changes: ClassVar[bool] = True
    folder: Path
    practice: str
    name: str
    full_name: str
    role: Role
    passphrase: str
    recovery: RecoveryPlan = RecoveryPlan.TWO_OF_THREE


# --- who is at work


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAmI(Call[Me]):
    """Who is signed in?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPeople(Call[tuple[StaffMember, ...]]):
    """Everybody who can sign in."""


# --- what waits


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInbox(Call[Inbox]):
    """What waits?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtComputer(Call[ThisComputer]):
    """Is the disk below the vault encrypted, and the swap?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountImages(Call[Tally]):
    """Where does everything stand? For every role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnails(Call[WithBlock[tuple[Thumb, ...]]]):
    """Small pictures of arrivals (``a-…``) or filed images (``i-…``, the obscured copy).

    Attributes:
        subjects: At most 48; one audit entry.
        longest_px: The longer side, at most 512.
    """

    subjects: tuple[str, ...]
    longest_px: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPicture(Call[WithBlock[Pyramid]]):
    """One picture, upright: an arrival (``a-…``) or the obscured copy of an image (``i-…``).

    Attributes:
        longest_px: The longer side at most; 0 for every pixel, with its smaller levels.
    """

    subject: str
    longest_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOriginal(Call[WithBlock[Pyramid]]):
    """The untouched original of a filed image; needs a reason, which is audited."""

    image: ImageId
    reason: str
    longest_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFaces(Call[Detection]):
    """Where may there be faces in an arrival?"""

    arrival: ArrivalId


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectArrivals(Call[tuple[ArrivalId, ...]]):
    """Turn arrivals away with a reason; they stay sealed."""

    changes: ClassVar[bool] = True
    arrivals: tuple[ArrivalId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackArrivals(Call[tuple[ArrivalId, ...]]):
    """Undo: identified, rejected or set aside arrivals wait for a patient again, with a reason."""

    changes: ClassVar[bool] = True
    arrivals: tuple[ArrivalId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSeries(Call[SeriesId]):
    """Everything of a series from this arrival on becomes a series of its own."""

    changes: ClassVar[bool] = True
    first: ArrivalId


# --- patients and consent


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPatients(Call[Found]):
    """Who is meant by what is typed?"""

    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPatient(Call[Patient]):
    """Add somebody who is not in the list yet."""

    changes: ClassVar[bool] = True
    person: Demographics


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConsents(Call[tuple[Consent, ...]]):
    """A patient's consents, newest first."""

    patient: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(Call[Consent]):
    """Record what was explained and agreed."""

    changes: ClassVar[bool] = True
    patient: PatientId
    given: Given


# --- redaction and filing


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDrafts(Call[tuple[Draft, ...]]):
    """The unfinished redactions of these arrivals; those that have none are left out."""

    arrivals: tuple[ArrivalId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft(Call[Nothing]):
    """Seal an unfinished redaction in the vault."""

    changes: ClassVar[bool] = True
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImage(Call[Filed]):
    """Burn, prove and file one arrival."""

    changes: ClassVar[bool] = True
    arrival: ArrivalId
    filing: Filing


# --- the record


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecord(Call[Record]):
    """What is filed for this patient?"""

    patient: PatientId


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveImage(Call[Path]):
    """Write the obscured copy to a file of the user's choice, with a reason."""

    changes: ClassVar[bool] = True
    image: ImageId
    to: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAudit(Call[tuple[AuditLine, ...]]):
    """Who did what: all, or of one subject; ``most`` of the newest below number ``before``."""

    subject: str = ""
    before: int = 0
    most: int = 0


# --- cards, folders, attaching


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSources(Call[tuple[SourceState, ...]]):
    """Which cards and watched folders are there? Changes are announced by ``Topic.SOURCES``.

    Attributes:
        afresh: Look at the cards first, at once.
    """

    afresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCards(Call[CardsNotCleared]):
    """What may still lie on cards although it is in the vault? For every role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCleared(Call[int]):
    """Record that files which could not be removed are gone now: of how many, with a reason."""

    changes: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWorkstation(Call[Workstation]):
    """What is this workstation set to?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCardRemoval(Call[Nothing]):
    """Settle what becomes of the files on cards at this workstation."""

    changes: ClassVar[bool] = True
    policy: CardRemoval


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFolder(Call[Nothing]):
    """Watch a folder here from now on, also after a restart; ``device`` as of ``WatchedFolder``."""

    changes: ClassVar[bool] = True
    folder: Path
    origin: Origin
    removal: Removal
    device: str = ""

    def wanted(self) -> WatchedFolder:
        """Return the folder as the settings of this workstation have it."""
        return WatchedFolder(
            path=self.folder, origin=self.origin, removal=self.removal, device=self.device
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWatching(Call[Nothing]):
    """Do not watch this folder any more."""

    changes: ClassVar[bool] = True
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Call[Intake]):
    """Take in a card or folder beside other calls; reports progress, can be cancelled.

    Attributes:
        only: Keys of the files that were chosen (``card_calls.LookInto``); empty for all of them.
    """

    folder: Path
    origin: Origin
    removal: Removal
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Call[tuple[AttachedFile, ...]]):
    """Seal files into the inbox for a patient, with what the front desk declares; no way back out.

    Reports progress and can be cancelled between files; ``second`` is a second identifier, typed.
    """

    changes: ClassVar[bool] = True
    files: tuple[Picked, ...]
    patient: PatientId
    declaration: Declaration
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedToday(Call[tuple[AttachedImage, ...]]):
    """What did I attach today, newest first? That it arrived, and nothing of what it shows."""
