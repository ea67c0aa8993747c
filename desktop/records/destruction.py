"""Destroying an image on purpose: why in one word, and what is told afterwards.

Destruction is of the key: without it the sealed file is noise, here and wherever a copy of the
file lies. A backup holds a copy of the *catalogue*, and with it the key, until it expires.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from desktop.ids import UserId

BACKUPS_KEPT_DAYS: Final = 397
"""Thirteen months: with the twelve monthly backups that are kept unless other numbers are given
(``vault.backup_prune``), what is destroyed today can be in one for so long."""


class Because(Enum):
    """Why something is destroyed, in a word that may stand outside the vault.

    It tells nothing of a person. The reason in somebody's own words is sealed in the audit.
    """

    RETENTION = "retention"
    """It has been kept for as long as it must be."""
    CONSENT = "consent"
    """The consent was withdrawn, or there never was one."""
    REQUEST = "request"
    """The patient asked, and the practice agrees."""
    MISTAKE = "mistake"
    """It should never have been taken in."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """What is gone, and what is not.

    Attributes:
        subject: The image (``i-…``) or the rejected arrival (``a-…``).
        objects: How many sealed files lost their key.
        finished: Whether the files are gone and the log says so; otherwise the next start of the
            vault finishes. The key is gone either way.
        backups_until: The last day on which a backup can hold a copy.
    """

    subject: str
    objects: int
    finished: bool
    backups_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDestruction:
    """One image, original or rejected arrival that was destroyed, as a list shows it.

    Attributes:
        subject: The image (``i-…``) or the rejected arrival (``a-…``).
        at: When.
        by: Who signed for it.
        because: Why, in one word; None where a later sign-in finished what was cut off, and for an
            original.
        objects: How many sealed files lost their key.
        backups_until: The last day on which a backup can hold a copy.
        is_original: Whether only the original went, and the image is in the record.
    """

    subject: str
    at: str
    by: UserId
    because: Because | None
    objects: int
    backups_until: date
    is_original: bool = False


def backups_until(today: date) -> date:
    """Return the last day on which a backup can still hold what is destroyed ``today``."""
    return today + timedelta(days=BACKUPS_KEPT_DAYS)
