"""What a window may ask about mending a redaction; part of ``keeper.calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import ImageId
from desktop.keeper.call import Call, WithBlock
from desktop.records.detection import Detection
from desktop.records.draft import Draft
from desktop.records.filed import Filed
from desktop.records.outcome import Nothing
from desktop.records.revised import Revisable, Revised
from desktop.records.traced import Rough, Traced


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForRevision(Call[WithBlock[Revisable]]):
    """The untouched original of a filed image, with what was obscured; the reason is audited."""

    image: ImageId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindFacesAgain(Call[Detection]):
    """Where may there be faces in the original of a filed image that is being mended?"""

    image: ImageId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceAgain(Call[Traced]):
    """What is the outline of what lies in a frame of the original of an image that is mended?"""

    image: ImageId
    rough: Rough
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRevision(Call[Nothing]):
    """Seal unfinished work on a filed image, begun when it had been mended so many times."""

    changes: ClassVar[bool] = True

    image: ImageId
    number: int
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseImage(Call[Filed]):
    """File another obscured copy of an image in the place of the one in force."""

    changes: ClassVar[bool] = True

    image: ImageId
    revised: Revised
