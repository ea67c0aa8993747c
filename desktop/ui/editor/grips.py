"""What a hand holds while it selects: a region, a handle, several regions, a frame. No Qt.

Positions are in image pixels. Each takes one named step, however far it is moved.
"""

import math
from typing import Protocol

from desktop.records.draft import Mark
from desktop.records.region import Region, Shape
from desktop.ui.editor import acts, altering, choosing, geometry
from desktop.ui.editor.geometry import Handle
from desktop.ui.editor.state import Sketch, State
from desktop.ui.stage.viewport import XY


class Grip(Protocol):
    """Something that is held."""

    def move(self, point: XY, *, even: bool) -> None:
        """The pointer is there now; ``even``: Shift is held."""

    def let_go(self, point: XY) -> None:
        """The button went up there."""

    def give_up(self) -> None:
        """Have everything as it was."""


class Drag:
    """One region, or a handle of it.

    Args:
        state: The editor.
        mark: The region as it is.
        handle: Which handle, or None for all of it.
        start: Where the pointer took it.
        key: Which drag it is.
    """

    def __init__(
        self, state: State, mark: Mark, handle: Handle | None, *, start: XY, key: object
    ) -> None:
        self._state = state
        self._mark = mark
        self._handle = handle
        self._start = start
        self._key = key

    def move(self, point: XY, *, even: bool) -> None:
        """Move it, or pull the handle there."""
        del even
        size = self._state.picture
        if self._handle is None:
            dx, dy = _between(self._start, point)
            region = geometry.moved(self._mark.region, dx, dy, size)
        else:
            region = geometry.pulled(self._mark.region, self._handle, point, size)
        self._reshape(region)

    def let_go(self, point: XY) -> None:
        """End the step."""
        del point
        self._state.history.settle()

    def give_up(self) -> None:
        """Have it as it was."""
        self._reshape(self._mark.region)
        self._state.history.settle()

    def _reshape(self, region: Region) -> None:
        acts.reshape(self._state, self._mark.number, region, merge=self._key)


class Several:
    """All chosen regions; where they are not moved, the one that was pressed is chosen alone."""

    def __init__(self, state: State, number: int, *, start: XY, key: object) -> None:
        self._state = state
        self._number = number
        self._start = start
        self._key = key
        self._regions = {mark.number: mark.region for mark in state.chosen}
        self._is_moved = False

    def move(self, point: XY, *, even: bool) -> None:
        """Move them together."""
        del even
        dx, dy = _between(self._start, point)
        self._is_moved = self._is_moved or (dx, dy) != (0, 0)
        altering.move_all(self._state, self._regions, dx, dy, merge=self._key)

    def let_go(self, point: XY) -> None:
        """End the step."""
        del point
        self._state.history.settle()
        if not self._is_moved:
            choosing.select(self._state, self._number)

    def give_up(self) -> None:
        """Have them as they were."""
        altering.move_all(self._state, self._regions, 0, 0, merge=self._key)
        self._state.history.settle()


class Turning:
    """The handle that turns a region about its middle; with Shift in steps of 15 degrees."""

    def __init__(self, state: State, mark: Mark, *, start: XY) -> None:
        self._state = state
        x, y, w, h = geometry.box_of(mark.region)
        self._middle = (x + w / 2, y + h / 2)
        self._from = self._degrees(start)
        self._turned = 0.0

    def move(self, point: XY, *, even: bool) -> None:
        """Turn it as far as the pointer went round its middle."""
        wanted = (self._degrees(point) - self._from + 180) % 360 - 180
        if even:
            wanted = round(wanted / altering.LONG_TURN_DEGREES) * altering.LONG_TURN_DEGREES
        self._turn_to(wanted)

    def let_go(self, point: XY) -> None:
        """End the step."""
        del point
        self._state.history.settle()

    def give_up(self) -> None:
        """Turn it back."""
        self._turn_to(0.0)
        self._state.history.settle()

    def _turn_to(self, wanted: float) -> None:
        if wanted != self._turned:
            altering.turn(self._state, wanted - self._turned)
            self._turned = wanted

    def _degrees(self, at: XY) -> float:
        """Return in which direction a point lies, in degrees clockwise from the right."""
        return math.degrees(math.atan2(at[1] - self._middle[1], at[0] - self._middle[0]))


class Frame:
    """A frame that chooses every region whose rectangle it touches, besides those chosen."""

    def __init__(self, state: State, *, start: XY) -> None:
        self._state = state
        self._start = start

    def move(self, point: XY, *, even: bool) -> None:
        """Show it."""
        del even
        self._state.sketch = Sketch(shape=Shape.RECTANGLE, points=(self._start, point))

    def let_go(self, point: XY) -> None:
        """Choose."""
        self._state.sketch = None
        left, right = sorted((self._start[0], point[0]))
        top, bottom = sorted((self._start[1], point[1]))
        boxes = ((mark.number, geometry.box_of(mark.region)) for mark in self._state.draft.marks)
        choosing.select_too(
            self._state,
            (
                number
                for number, (x, y, w, h) in boxes
                if x < right and left < x + w and y < bottom and top < y + h
            ),
        )

    def give_up(self) -> None:
        """Show it no more."""
        self._state.sketch = None


def _between(one: XY, other: XY) -> tuple[int, int]:
    return round(other[0] - one[0]), round(other[1] - one[1])
