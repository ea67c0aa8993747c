"""How one photograph lies over another: moved, turned and made larger, or not at all."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from desktop.errors import DecoderAnswerError

MOST_SCALE: Final = 4.0
"""Two photographs of a series are not taken from further apart than this."""
MOST_SHIFT_PX: Final = 1_000_000.0
MOST_MATCHED: Final = 100_000
_KEYS: Final = ("across", "down", "right", "lower", "slack", "matched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where a point of the first photograph is in the second, in pixels of the upright pictures.

    A point (x, y) lies at (across·x - down·y + right, down·x + across·y + lower).

    Attributes:
        across: Scale times the cosine of the turn.
        down: Scale times its sine.
        right: Shift to the right.
        lower: Shift downwards.
        slack: How far a place may be from where it is said to be, in pixels of the second.
        matched: How many places were found in both; 0 where they do not match, and then nothing
            else means anything.
    """

    across: float = 1.0
    down: float = 0.0
    right: float = 0.0
    lower: float = 0.0
    slack: float = 0.0
    matched: int = 0

    @property
    def scale(self) -> float:
        """Return pixels of the second photograph to one of the first."""
        return math.hypot(self.across, self.down)

    @property
    def degrees(self) -> float:
        """Return how far it is turned, clockwise."""
        return math.degrees(math.atan2(self.down, self.across))

    def carried(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the first photograph is in the second."""
        return (
            self.across * x - self.down * y + self.right,
            self.down * x + self.across * y + self.lower,
        )

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {key: getattr(self, key) for key in _KEYS}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return what plain data of exactly this shape says.

        Raises:
            DecoderAnswerError: It has another shape, or no two photographs lie like that.
        """
        if not isinstance(data, Mapping) or set(data) != set(_KEYS):
            raise DecoderAnswerError("alignment")
        matched = data["matched"]
        if type(matched) is not int or not 0 <= matched <= MOST_MATCHED:
            raise DecoderAnswerError("alignment")
        across, down, right, lower, slack = (_number(data[key]) for key in _KEYS[:5])
        found = cls(
            across=across, down=down, right=right, lower=lower, slack=slack, matched=matched
        )
        if not 1 / MOST_SCALE <= found.scale <= MOST_SCALE or slack < 0:
            raise DecoderAnswerError("alignment")
        return found


def _number(value: object) -> float:
    if type(value) not in {int, float} or not abs(float(str(value))) <= MOST_SHIFT_PX:
        raise DecoderAnswerError("alignment")
    return float(str(value))
