"""What was said and agreed, before it becomes a consent in the record."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.records.consent import Capacity, ExplanationPoint, How, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said and agreed, as the person who records it enters it.

    Attributes:
        at: When; now unless said otherwise.
        basis: Code of the lawful basis; empty for the default of care.
    """

    how: How
    capacity: Capacity
    explained: frozenset[ExplanationPoint]
    uses: frozenset[Use]
    giver_name: str = ""
    relationship: str = ""
    reason: str = ""
    basis: str = ""
    at: datetime | None = None
    valid_until: date | None = None
