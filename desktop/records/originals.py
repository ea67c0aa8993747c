"""Originals reviewed to go earlier than their images: what the practice settled, what is due.

An original is kept for as long as its image, so that a wrong cover stays mendable. A practice that
keeps unobscured photographs no longer than it needs them (UK GDPR Article 5(1)(c) and (e);
GUIDANCE R-01) has them reviewed after some months: a clinician compares each with the copy in force
and keeps or destroys it. Nothing here ever happens by itself (ADR 0040).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from desktop.errors import RecordInvalidError
from desktop.ids import ImageId, UserId
from desktop.records.dates import months_later
from desktop.records.patient import Patient

FEWEST_MONTHS: Final = 3
"""A wrong cover is to be noticed in this time at least."""
MOST_MONTHS: Final = 120
COMPARED_WITHIN: Final = timedelta(hours=24)
"""For so long whoever has looked at an original may destroy it."""
_SHORTEST_MONTH_DAYS: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsPolicy:
    """What the practice has settled about originals.

    Attributes:
        review_months: After how many months an original is reviewed, counted from when its image
            was filed or its redaction mended last, or from when it was last decided to keep it;
            0: originals are kept for as long as their images.

    Raises:
        RecordInvalidError: ``review_months``.
    """

    review_months: int = 0

    def __post_init__(self) -> None:
        """Refuse a time that is no time."""
        if self.review_months and not FEWEST_MONTHS <= self.review_months <= MOST_MONTHS:
            raise RecordInvalidError("review_months")

    @property
    def keeps_all(self) -> bool:
        """Whether no original is ever reviewed."""
        return self.review_months == 0

    def is_due(self, since: date, today: date) -> bool:
        """Return whether what was filed, mended or kept last on ``since`` is to be reviewed."""
        return not self.keeps_all and months_later(since, self.review_months) <= today

    def newest_due(self, today: date) -> date:
        """Return a day after which nothing can be due yet: to look through fewer images."""
        return today - timedelta(days=_SHORTEST_MONTH_DAYS * self.review_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOriginal:
    """An original that is to be reviewed.

    Attributes:
        since: When its image was filed, its redaction mended or it was kept last, as stored.
        changed: When the copy in force was made: who looked before has compared another.
        former: How many copies from before its redaction was mended would go with it.
        kept_by: Who decided to keep it last; empty where nobody did.
    """

    image: ImageId
    patient: Patient
    filed_at: str
    since: str
    changed: datetime
    former: int
    kept_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueOriginals:
    """The review list.

    Attributes:
        found: What is due, filed longest ago first.
        is_more: Whether there are more than are told.
    """

    policy: OriginalsPolicy
    found: tuple[DueOriginal, ...] = ()
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOriginal:
    """A review that ended with keeping the original."""

    image: ImageId
    by: UserId
    review_on: date
