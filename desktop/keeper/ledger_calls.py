"""What may be asked of the ledger of cards; more of ``calls``."""

from dataclasses import dataclass
from typing import ClassVar

from desktop.ids import CardId
from desktop.keeper.call import Call
from desktop.records.card import CardState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCards(Call[tuple[CardState, ...]]):
    """Every card that was ever in, those that are not cleared first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCard(Call[CardState]):
    """One card, with its newest runs."""

    card: CardId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestBackup(Call[CardState]):
    """Say of a device of one's own that its own backup holds no photograph."""

    changes: ClassVar[bool] = True
    card: CardId
    not_synchronised: bool
    not_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCleared(Call[int]):
    """Say, with a reason, that one card was cleared otherwise; returns how many files."""

    changes: ClassVar[bool] = True
    card: CardId
    reason: str
