"""What a window may ask about files before and after they come in; part of ``keeper.calls``."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.ids import ArrivalId
from desktop.keeper.call import Call, WithBlock
from desktop.records.arrival import Origin
from desktop.records.attached import LookedInto
from desktop.records.contents import Contents
from desktop.records.intake_report import Intake
from desktop.records.outcome import Nothing
from desktop.records.removal import Removal
from desktop.records.thumb import Thumb


@dataclass(frozen=True, slots=True, kw_only=True)
class LookInto(Call[Contents]):
    """What lies on this card or in this folder, file by file? Nothing is taken in."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafThrough(Call[WithBlock[tuple[Thumb, ...]]]):
    """Small pictures of files that lie on a source, from the source itself and kept nowhere.

    Attributes:
        files: Keys of ``LookInto``, at most 48; one audit entry.
        origin: Whose device they were made on; foreign ones get a fresh decoder each.
        longest_px: The longer side, at most 512.
    """

    folder: Path
    files: tuple[str, ...]
    origin: Origin = Origin.PRACTICE
    longest_px: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowCamera(Call[Nothing]):
    """Take in what is shot on a camera as it is shot, until somebody says stop or the lock.

    Attributes:
        folder: The path of the camera's ``SourceState``.
        sitting: A label that is sealed with each photograph; it gives nothing to anybody.
        removal: What becomes of the files on the camera.
    """

    folder: Path
    sitting: str = ""
    removal: Removal = Removal.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFollowing(Call[Nothing]):
    """Do not follow this camera any more."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseShutter(Call[Nothing]):
    """Take a photograph with a camera that is connected."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TakePicture(Call[Intake]):
    """Take in a picture that was pasted; it never was a file.

    Attributes:
        picture: The bytes of a picture file, in base64.
        origin: Whose device it was made on.
    """

    picture: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(Call[tuple[ArrivalId, ...]]):
    """Set arrivals aside by hand, with a reason, until somebody takes them back or rejects them."""

    changes: ClassVar[bool] = True
    arrivals: tuple[ArrivalId, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookIntoFiles(Call[tuple[LookedInto, ...]]):
    """Which of these files are saved e-mails, by their content, and which pictures are in them?"""

    files: tuple[Path, ...]
