"""What a window may ask about destroying an image; part of ``keeper.calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.keeper.call import Call
from desktop.records.destruction import Because, Destroyed, PastDestruction


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyImage(Call[Destroyed]):
    """Destroy the keys of a filed image (``i-…``) or of a rejected arrival (``a-…``).

    Attributes:
        reason: In the person's own words; sealed in the audit.
        because: In one word, for the signed log.
    """

    changes: ClassVar[bool] = True

    subject: str
    reason: str
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDestroyed(Call[tuple[PastDestruction, ...]]):
    """What was destroyed in this vault, the newest first?"""
