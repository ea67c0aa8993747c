"""A rough frame around something on a photograph, and the outline that was found in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeGuard

from desktop.errors import DecoderAnswerError
from desktop.records.region import FEWEST_POINTS, FURTHEST_PX, Point

MOST_CORNERS: Final = 2_000
"""An outline has some tens; more is not an answer that we believe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rough:
    """Where to look, in pixels of the upright picture.

    Attributes:
        x: Left edge, or where was clicked.
        y: Upper edge, or where was clicked.
        w: Width; 0 with ``h`` for a click.
        h: Height.
    """

    x: int
    y: int
    w: int = 0
    h: int = 0

    @property
    def is_click(self) -> bool:
        """Return whether it is a point, without a frame."""
        return self.w < 1 or self.h < 1

    def to_json(self) -> dict[str, int]:
        """Return plain data."""
        return {"x": self.x, "y": self.y, "w": self.w, "h": self.h}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        """Return what plain data says.

        Raises:
            ValueError: It is something else, or further out than any picture.
        """
        numbers = [data.get(key) for key in ("x", "y", "w", "h")]
        if not all(type(one) is int and abs(one) <= FURTHEST_PX for one in numbers):
            raise ValueError("frame")
        x, y, w, h = (int(str(one)) for one in numbers)
        return cls(x=x, y=y, w=w, h=h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """What was found in a frame: a proposal.

    Attributes:
        points: Corners of the outline in pixels of the upright picture; none where nothing stands
            out from what is around it.
    """

    points: tuple[Point, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {"points": [[x, y] for x, y in self.points]}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return what plain data of exactly this shape says.

        Raises:
            DecoderAnswerError: It has another shape.
        """
        if not isinstance(data, Mapping) or set(data) != {"points"}:
            raise DecoderAnswerError("traced")
        points = data["points"]
        if not isinstance(points, list) or len(points) > MOST_CORNERS:
            raise DecoderAnswerError("traced")
        if 0 < len(points) < FEWEST_POINTS:
            raise DecoderAnswerError("traced")
        return cls(points=tuple(_point(point) for point in points))


def _point(data: object) -> Point:
    match data:
        case [x, y] if _is_place(x) and _is_place(y):
            return x, y
        case _:
            raise DecoderAnswerError("traced")


def _is_place(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= FURTHEST_PX
