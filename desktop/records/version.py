"""One state of an image's redaction: as it was filed, or as somebody mended it."""

from dataclasses import dataclass

from desktop.ids import UserId
from desktop.records.redaction import Redaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Who redacted an image so, when and why.

    Attributes:
        number: 0 as it was filed, then counted up.
        at: When, ISO 8601.
        by: Who.
        reason: Why it was mended; empty for the filing.
        redaction: What was obscured.
    """

    number: int
    at: str
    by: UserId
    reason: str
    redaction: Redaction
