"""What a window may ask about reviewing originals; part of ``keeper.calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import ImageId
from desktop.keeper.call import Call
from desktop.records.destruction import Destroyed
from desktop.records.originals import DueOriginals, KeptOriginal, OriginalsPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOriginals(Call[DueOriginals]):
    """Which originals are to be reviewed, filed longest ago first?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOriginal(Call[KeptOriginal]):
    """Decide that a reviewed original is needed further.

    Attributes:
        reason: In the person's own words; sealed in the audit.
    """

    changes: ClassVar[bool] = True

    image: ImageId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyOriginal(Call[Destroyed]):
    """Destroy a reviewed original; the copy in force stays.

    Attributes:
        reason: In the person's own words; sealed in the audit.
    """

    changes: ClassVar[bool] = True

    image: ImageId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeOriginalsPolicy(Call[OriginalsPolicy]):
    """For how long has the practice settled to keep originals?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOriginalsPolicy(Call[OriginalsPolicy]):
    """Settle after how long originals are reviewed; nothing is destroyed by it."""

    changes: ClassVar[bool] = True

    policy: OriginalsPolicy
