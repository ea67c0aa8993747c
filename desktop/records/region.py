"""One area of a picture that is to be obscured, as a value.

Coordinates are whole pixels of the upright picture: x to the right, y downwards, the pixel (x, y)
covers the square from (x, y) to (x+1, y+1). A region may reach over the edge of the picture; what
lies outside is not burned. This module knows no picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self, TypeGuard

from desktop.errors import RegionInvalidError

FURTHEST_PX: Final = 1_000_000
"""No coordinate is further out: ten times the widest picture that any format here can hold."""

FEWEST_POINTS: Final = 3
MOST_POINTS: Final = 10_000
"""A freehand outline of a hand has a few hundred points."""

LEAST_BRUSH_PX: Final = 2
"""A narrower stroke could pass between the middles of pixels."""
MOST_BRUSH_PX: Final = 20_000
"""Wider than any photograph is high."""


class Shape(Enum):
    """The outline of a region."""

    RECTANGLE = "rectangle"
    """Every pixel from (x, y) to (x+w, y+h)."""
    ELLIPSE = "ellipse"
    """Every pixel that the ellipse touching the four sides of the rectangle touches."""
    POLYGON = "polygon"
    """Every pixel that the closed outline through the points touches or holds."""
    STROKE = "stroke"
    """Every pixel that a round brush touches on its way through the points."""


class Style(Enum):
    """What a region looks like afterwards; none of them keeps anything of what was inside."""

    SOLID = "solid"
    """Black."""
    MOSAIC = "mosaic"
    """Coarse squares made from the surroundings and noise."""
    BLUR = "blur"
    """A soft patch made from the surroundings and noise."""


Point = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """An area to be obscured; it always has an extent.

    Attributes:
        shape: The outline.
        x: Left edge in pixels of the upright picture; may be negative.
        y: Upper edge.
        w: Width in pixels, at least 1.
        h: Height in pixels, at least 1.
        points: Corners of a polygon as (x, y), at least three and not all on one line; the
            rectangle above is exactly around them. Of a stroke the way of the brush's middle, at
            least one point; the rectangle is around all that the brush touches. Empty for the
            other shapes.
        style: What it looks like afterwards.
        brush_px: Diameter of the brush of a stroke, at least 2; 0 for the other shapes.

    Raises:
        RegionInvalidError: ``not_integer``, ``no_area``, ``too_far``, ``points``, ``brush``.
    """

    shape: Shape
    x: int
    y: int
    w: int
    h: int
    points: tuple[Point, ...] = ()
    style: Style = Style.SOLID
    brush_px: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no area or contradicts itself."""
        corners = (n for point in self.points for n in point)
        numbers = (self.x, self.y, self.w, self.h, self.brush_px, *corners)
        if not all(_is_whole(number) for number in numbers):
            raise RegionInvalidError("not_integer")
        if self.w < 1 or self.h < 1:
            raise RegionInvalidError("no_area")
        if any(abs(number) > FURTHEST_PX for number in numbers):
            raise RegionInvalidError("too_far")
        if self.shape is Shape.STROKE:
            self._check_stroke()
        elif self.brush_px:
            raise RegionInvalidError("brush")
        elif self.shape is Shape.POLYGON:
            self._check_points()
        elif self.points:
            raise RegionInvalidError("points")

    def _check_stroke(self) -> None:
        """Refuse a brush that draws nothing, or one that does not fill its rectangle."""
        if not LEAST_BRUSH_PX <= self.brush_px <= MOST_BRUSH_PX:
            raise RegionInvalidError("brush")
        if not 1 <= len(self.points) <= MOST_POINTS:
            raise RegionInvalidError("points")
        if (self.x, self.y, self.w, self.h) != _brushed(self.points, self.brush_px):
            raise RegionInvalidError("points")

    def _check_points(self) -> None:
        """Refuse an outline without area, or one that does not fill its rectangle."""
        if not FEWEST_POINTS <= len(self.points) <= MOST_POINTS:
            raise RegionInvalidError("points")
        if _are_on_one_line(self.points):
            raise RegionInvalidError("no_area")
        if (self.x, self.y, self.w, self.h) != _around(self.points):
            raise RegionInvalidError("points")

    @classmethod
    def rectangle(cls, x: int, y: int, w: int, h: int, *, style: Style = Style.SOLID) -> Self:
        """Return a rectangle; see ``Region`` for the numbers and errors."""
        return cls(shape=Shape.RECTANGLE, x=x, y=y, w=w, h=h, style=style)

    @classmethod
    def ellipse(cls, x: int, y: int, w: int, h: int, *, style: Style = Style.SOLID) -> Self:
        """Return the ellipse inside a rectangle; see ``Region``."""
        return cls(shape=Shape.ELLIPSE, x=x, y=y, w=w, h=h, style=style)

    @classmethod
    def polygon(cls, points: Sequence[Point], *, style: Style = Style.SOLID) -> Self:
        """Return the polygon through points of the upright picture; see ``Region``."""
        corners = tuple((x, y) for x, y in points)
        if len(corners) < FEWEST_POINTS:
            raise RegionInvalidError("points")
        if not all(_is_whole(number) for point in corners for number in point):
            raise RegionInvalidError("not_integer")
        x, y, w, h = _around(corners)
        return cls(shape=Shape.POLYGON, x=x, y=y, w=w, h=h, points=corners, style=style)

    @classmethod
    def stroke(cls, points: Sequence[Point], *, brush_px: int, style: Style = Style.SOLID) -> Self:
        """Return what a round brush covers on its way through points; see ``Region``."""
        way = tuple((x, y) for x, y in points)
        if not way:
            raise RegionInvalidError("points")
        if not all(
            _is_whole(number) for number in (brush_px, *(n for point in way for n in point))
        ):
            raise RegionInvalidError("not_integer")
        x, y, w, h = _brushed(way, brush_px)
        return cls(
            shape=Shape.STROKE, x=x, y=y, w=w, h=h, points=way, style=style, brush_px=brush_px
        )

    def to_json(self) -> dict[str, object]:
        """Return plain data with every key, ready for ``json.dumps``; a stroke has one more."""
        brush = {"brush_px": self.brush_px} if self.shape is Shape.STROKE else {}
        return {
            "shape": self.shape.value,
            "x": self.x,
            "y": self.y,
            "w": self.w,
            "h": self.h,
            "points": [[x, y] for x, y in self.points],
            "style": self.style.value,
            **brush,
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return the region that plain data describes.

        Missing ``shape`` means rectangle, missing ``style`` solid. A polygon needs ``points``
        only, a stroke ``points`` and ``brush_px``: their rectangle is taken from them, whatever
        the data says.

        Raises:
            RegionInvalidError: ``not_an_object``, ``shape``, ``style``, ``missing``, or as above.
        """
        if not isinstance(data, Mapping):
            raise RegionInvalidError("not_an_object")
        shape = _shape(data.get("shape", Shape.RECTANGLE.value))
        style = _style(data.get("style", Style.SOLID.value))
        points = _points(data.get("points") or ())
        if shape is Shape.POLYGON:
            return cls.polygon(points, style=style)
        if shape is Shape.STROKE:
            return cls.stroke(points, brush_px=_number(data, "brush_px"), style=style)
        x, y, w, h = (_number(data, key) for key in ("x", "y", "w", "h"))
        brush_px = _number(data, "brush_px") if "brush_px" in data else 0
        return cls(shape=shape, x=x, y=y, w=w, h=h, points=points, style=style, brush_px=brush_px)


def _is_whole(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool)


def _number(data: Mapping[object, object], key: str) -> int:
    if key not in data:
        raise RegionInvalidError("missing", key=key)
    number = data[key]
    if not _is_whole(number):
        raise RegionInvalidError("not_integer", key=key)
    return number


def _shape(value: object) -> Shape:
    try:
        return Shape(value)
    except ValueError as exc:
        raise RegionInvalidError("shape") from exc


def _style(value: object) -> Style:
    try:
        return Style(value)
    except ValueError as exc:
        raise RegionInvalidError("style") from exc


def _points(value: object) -> tuple[Point, ...]:
    if not isinstance(value, list | tuple):
        raise RegionInvalidError("points")
    return tuple(_point(entry) for entry in value)


def _point(value: object) -> Point:
    match value:
        case [x, y] if _is_whole(x) and _is_whole(y):
            return x, y
        case [_, _]:
            raise RegionInvalidError("not_integer")
        case _:
            raise RegionInvalidError("points")


def _around(points: Sequence[Point]) -> tuple[int, int, int, int]:
    """Return x, y, w, h of the rectangle around points; w and h may be 0."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    upper, lower = min(y for _, y in points), max(y for _, y in points)
    return left, upper, right - left, lower - upper


def _brushed(points: Sequence[Point], brush_px: int) -> tuple[int, int, int, int]:
    """Return x, y, w, h of the whole pixels around all that a round brush touches."""
    x, y, w, h = _around(points)
    reach = -(-brush_px // 2)
    return x - reach, y - reach, w + 2 * reach, h + 2 * reach


def _are_on_one_line(points: Sequence[Point]) -> bool:
    """Return whether no three points span an area; a figure of eight does."""
    x0, y0 = points[0]
    other = next(((x, y) for x, y in points if (x, y) != (x0, y0)), None)
    if other is None:
        return True
    dx, dy = other[0] - x0, other[1] - y0
    return all(dx * (y - y0) == dy * (x - x0) for x, y in points)
