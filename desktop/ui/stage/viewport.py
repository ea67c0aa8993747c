"""Where a picture lies in a view: fit, zoom at a point, pan; plain arithmetic, no Qt.

Coordinates: *image* is pixels of the upright picture, *view* is pixels of the widget as the window
counts them, both with y downwards. A point goes from one to the other by
``view = origin + image * scale``.

The middle of the room always lies on the picture. So a picture cannot be lost, every corner of it
can be brought to the middle, and zooming in at a point of the picture never moves that point.
"""

import math
from dataclasses import dataclass, replace
from typing import Final, Self

XY = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, w, h."""

MOST_SCALE: Final = 16.0
"""1600 %: one pixel of the picture is then as large as a letter."""

WHEEL_FACTOR: Final = 1.2
"""One notch of a wheel (120 units, 15 degrees) zooms by this."""

STEPS: Final = (
    *(1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0),
)
"""What *zoom in* and *zoom out* stop at, as parts of 100 %."""

_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Insets:
    """Space at the edges of a view that a fitted picture leaves free, in view pixels."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at, without pixels, so that pictures of different sizes can be linked.

    Attributes:
        zoom: Times the fitted size.
        across: Part of the picture's width that lies in the middle of the room, 0 to 1.
        down: Part of its height.
    """

    zoom: float
    across: float
    down: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewport:
    """A picture in a view.

    Attributes:
        picture: Width and height in image pixels, at least 1.
        view: Width and height in view pixels, at least 1.
        insets: What a fitted picture leaves free.
        ratio: Pixels of the screen to one of the view; 100 % is one image pixel a screen pixel.
        scale: View pixels to one image pixel.
        origin: Where the picture's upper left corner lies, in view pixels.
        fits: Whether the picture follows the size of the view.
    """

    picture: tuple[int, int]
    view: tuple[float, float]
    insets: Insets
    ratio: float
    scale: float
    origin: XY
    fits: bool

    @classmethod
    def fitted(
        cls,
        picture: tuple[int, int],
        view: tuple[float, float],
        *,
        insets: Insets | None = None,
        ratio: float = 1.0,
    ) -> Self:
        """Return the whole picture in the middle of the room that the insets leave."""
        bare = cls(
            picture=(max(1, picture[0]), max(1, picture[1])),
            view=(max(1.0, view[0]), max(1.0, view[1])),
            insets=insets or Insets(),
            ratio=ratio,
            scale=1.0,
            origin=(0.0, 0.0),
            fits=True,
        )
        return bare.fit()

    # ------------------------------------------------------------------ there and back

    def to_view(self, point: XY) -> XY:
        """Return where a point of the picture is seen."""
        return (
            self.origin[0] + point[0] * self.scale,
            self.origin[1] + point[1] * self.scale,
        )

    def to_image(self, point: XY) -> XY:
        """Return which point of the picture is seen there; it may lie outside the picture."""
        return (
            (point[0] - self.origin[0]) / self.scale,
            (point[1] - self.origin[1]) / self.scale,
        )

    def box_to_view(self, box: Box) -> Box:
        """Return where a box of the picture is seen."""
        x, y = self.to_view(box[:2])
        return x, y, box[2] * self.scale, box[3] * self.scale

    def seen(self) -> Box:
        """Return the part of the picture that is in the view; w and h may be 0."""
        left, top = self.to_image((0.0, 0.0))
        right, bottom = self.to_image(self.view)
        left, right = max(0.0, left), min(float(self.picture[0]), right)
        top, bottom = max(0.0, top), min(float(self.picture[1]), bottom)
        return left, top, max(0.0, right - left), max(0.0, bottom - top)

    # ------------------------------------------------------------------ sizes

    @property
    def room(self) -> Box:
        """The part of the view that the insets leave, in view pixels; at least 1 by 1."""
        inset = self.insets
        width = max(1.0, self.view[0] - inset.left - inset.right)
        height = max(1.0, self.view[1] - inset.top - inset.bottom)
        return inset.left, inset.top, width, height

    @property
    def middle(self) -> XY:
        """The middle of the room, in view pixels."""
        x, y, width, height = self.room
        return x + width / 2, y + height / 2

    @property
    def fit_scale(self) -> float:
        """The scale at which the picture fits."""
        _, _, width, height = self.room
        fitting = min(width / self.picture[0], height / self.picture[1])
        return min(fitting, MOST_SCALE / self.ratio)

    @property
    def least_scale(self) -> float:
        """The smaller of fit and 100 %: a picture never gets smaller than that."""
        return min(self.fit_scale, 1.0 / self.ratio)

    @property
    def percent(self) -> int:
        """What a person reads as the zoom; never 0."""
        return max(1, round(self.scale * self.ratio * 100))

    @property
    def is_actual(self) -> bool:
        """Whether one image pixel is one pixel of the screen."""
        return math.isclose(self.scale * self.ratio, 1.0, rel_tol=_SAME)

    # ------------------------------------------------------------------ moves

    def fit(self) -> Self:
        """Return the whole picture in the middle of the room."""
        scale = self.fit_scale
        across, down = self.middle
        origin = (across - self.picture[0] * scale / 2, down - self.picture[1] * scale / 2)
        return replace(self, scale=scale, origin=origin, fits=True)

    def actual(self, at: XY | None = None) -> Self:
        """Return 100 %, keeping the point seen at ``at`` (else in the middle) where it is."""
        return self.zoomed_to(1.0 / self.ratio, at)

    def toggled(self, at: XY) -> Self:
        """Return 100 % at a point, or the fitted picture if it does not fit now."""
        return self.actual(at) if self.fits and not self.is_actual else self.fit()

    def zoomed(self, factor: float, at: XY | None = None) -> Self:
        """Return the picture enlarged by a factor about a point of the view."""
        return self.zoomed_to(self.scale * factor, at)

    def zoomed_to(self, scale: float, at: XY | None = None) -> Self:
        """Return the picture at a scale, not below the least.

        Args:
            scale: View pixels to one image pixel.
            at: The point of the view that keeps its place; the middle if none is given. Where no
                picture is, the nearest point of the picture keeps its place.
        """
        wanted = min(max(scale, self.least_scale), MOST_SCALE / self.ratio)
        if math.isclose(wanted, self.fit_scale, rel_tol=_SAME):
            return self.fit()
        return self._about(wanted, at)

    def stepped(self, direction: int, at: XY | None = None) -> Self:
        """Return the next step up (1) or down (-1); fit counts as a step."""
        stops = sorted({*(step / self.ratio for step in STEPS), self.fit_scale})
        if direction > 0:
            wanted = next((s for s in stops if s > self.scale * (1 + _SAME)), stops[-1])
        else:
            wanted = next((s for s in reversed(stops) if s < self.scale * (1 - _SAME)), stops[0])
        return self.zoomed_to(wanted, at)

    def panned(self, dx: float, dy: float) -> Self:
        """Return the picture moved by view pixels; a fitted picture that is moved fits no more."""
        moved = replace(self, origin=(self.origin[0] + dx, self.origin[1] + dy)).clamped()
        return replace(moved, fits=self.fits and moved.origin == self.origin)

    def resized(self, view: tuple[float, float], ratio: float | None = None) -> Self:
        """Return the picture in a view of another size: fitted still, or about the same middle."""
        middle = self.to_image(self.middle)
        size = (max(1.0, view[0]), max(1.0, view[1]))
        other = replace(self, view=size, ratio=ratio or self.ratio)
        if self.fits:
            return other.fit()
        return replace(other, scale=max(other.scale, other.least_scale)).centred_on(middle)

    def inset(self, insets: Insets) -> Self:
        """Return the picture with other space left free: fitted still, or where it is."""
        other = replace(self, insets=insets)
        return other.fit() if self.fits else other.clamped()

    def centred_on(self, point: XY) -> Self:
        """Return the picture with one of its points in the middle of the room."""
        across, down = self.middle
        origin = (across - point[0] * self.scale, down - point[1] * self.scale)
        return replace(self, origin=origin, fits=False).clamped()

    def revealing(self, box: Box, *, least_px: float) -> Self:
        """Return a viewport in which a box of the picture can be judged.

        Nothing moves if it can already; else the box comes to the middle, as large as it must be,
        and never larger than the room.

        Args:
            box: In image pixels, w and h above 0.
            least_px: What its shorter side needs in view pixels, unless 100 % is reached first.
        """
        x, y, width, height = self.box_to_view(box)
        left, top, room_w, room_h = self.room
        inside = (
            x >= left and y >= top and x + width <= left + room_w and y + height <= top + room_h
        )
        enough = min(least_px / min(box[2:]), max(1.0 / self.ratio, self.scale))
        if inside and self.scale >= enough * (1 - _SAME):
            return self
        most = min(room_w / box[2], room_h / box[3])
        scale = min(max(self.scale, enough), most)
        about = (box[0] + box[2] / 2, box[1] + box[3] / 2)
        return self._about(max(scale, self.least_scale), None).centred_on(about)

    def clamped(self) -> Self:
        """Return the picture moved as little as needed for the middle of the room to lie on it."""
        origin = tuple(
            min(max(at, middle - size * self.scale), middle)
            for at, middle, size in zip(self.origin, self.middle, self.picture, strict=True)
        )
        return replace(self, origin=(origin[0], origin[1]))

    # ------------------------------------------------------------------ linked pictures

    def look(self) -> Look:
        """Return what is looked at, for a linked picture."""
        x, y = self.to_image(self.middle)
        return Look(
            zoom=self.scale / self.fit_scale, across=x / self.picture[0], down=y / self.picture[1]
        )

    def looking(self, look: Look) -> Self:
        """Return this picture looked at as a linked one is."""
        if math.isclose(look.zoom, 1.0, rel_tol=_SAME):
            return self.fit()
        scale = min(self.fit_scale * look.zoom, MOST_SCALE / self.ratio)
        about = (look.across * self.picture[0], look.down * self.picture[1])
        return replace(self, scale=scale).centred_on(about)

    def _about(self, scale: float, at: XY | None) -> Self:
        """Return a scale with the picture's point under ``at`` kept in its place."""
        point = self._on_picture(at or self.middle)
        seen_at = self.to_view(point)
        origin = (seen_at[0] - point[0] * scale, seen_at[1] - point[1] * scale)
        return replace(self, scale=scale, origin=origin, fits=False).clamped()

    def _on_picture(self, at: XY) -> XY:
        """Return the point of the picture that is nearest to a point of the view."""
        x, y = self.to_image(at)
        return (
            min(max(x, 0.0), float(self.picture[0])),
            min(max(y, 0.0), float(self.picture[1])),
        )
