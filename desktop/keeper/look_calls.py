"""What a window may ask about second looks and the policy of filing; part of ``keeper.calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import ImageId
from desktop.keeper.call import Call
from desktop.records.flags import RedactionPolicy
from desktop.records.second_look import LookOutcome, SecondLook


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSecondLooks(Call[tuple[SecondLook, ...]]):
    """What waits for a second clinician, or was sent back, the oldest first?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSecondLook(Call[SecondLook]):
    """Become the second clinician for an image: only then it can be opened."""

    changes: ClassVar[bool] = True

    image: ImageId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideSecondLook(Call[SecondLook]):
    """Agree to an image, or send it back with words to whoever filed it."""

    changes: ClassVar[bool] = True

    image: ImageId
    outcome: LookOutcome
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeRedactionPolicy(Call[RedactionPolicy]):
    """What has the practice settled about filing?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRedactionPolicy(Call[RedactionPolicy]):
    """Settle which images a second clinician must agree to."""

    changes: ClassVar[bool] = True

    policy: RedactionPolicy
