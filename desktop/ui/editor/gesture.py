"""What the left button does on the picture, as one small machine: press, move, release. No Qt.

Positions come in view pixels with the viewport they belong to; regions go out in image pixels.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop.records.region import Region, Shape
from desktop.records.traced import Rough
from desktop.ui.editor import acts, choosing, geometry
from desktop.ui.editor.grips import Drag, Frame, Grip, Several, Turning
from desktop.ui.editor.hit import Hit, Part, hit
from desktop.ui.editor.state import Sketch, State, Tool
from desktop.ui.phrase import Words, phrase
from desktop.ui.stage.viewport import XY, Viewport

SLOP_PX: Final = 4
"""A hand that presses trembles by less than this."""
CLOSE_PX: Final = 12
"""A click this near to the first corner closes a polygon."""
LEAST_STEP_PX: Final = 2
"""A brush that has moved less, in view pixels, has not moved."""
TRACE_PX: Final = 1.0
"""How far a traced outline may be from the drawn line, in view pixels."""


class Heard(Protocol):
    """Who is told what came of a gesture."""

    def changed(self) -> None:
        """Something is to be shown otherwise."""

    def say(self, words: Words) -> None:
        """Something could not be done."""


@dataclass(frozen=True, slots=True)
class _Box:
    start_view: XY
    start: XY
    shape: Shape


@dataclass(slots=True)
class _Trace:
    start_view: XY
    points: list[XY]
    is_drawn: bool = False


@dataclass(slots=True)
class _Stroke:
    points: list[XY]
    last_view: XY


_Drawing = _Box | _Trace | _Stroke


class Gesture:
    """Left button and pointer over the picture.

    Args:
        state: The editor.
        heard: Is told of changes.
        find: Has an outline found in a frame.
    """

    def __init__(self, state: State, heard: Heard, *, find: Callable[[Rough], None]) -> None:
        self._state = state
        self._heard = heard
        self._find = find
        self._drawing: _Drawing | None = None
        self._grip: Grip | None = None
        self._corners: list[XY] = []
        self._count = 0

    @property
    def is_busy(self) -> bool:
        """Return whether something is being dragged or drawn."""
        is_held = self._drawing is not None or self._grip is not None
        return is_held or bool(self._corners) or self.has_pen

    @property
    def has_pen(self) -> bool:
        """Return whether there is a pen that the arrows move."""
        return self._state.pen is not None

    def over(self, at: XY, port: Viewport) -> Hit | None:
        """Return what the tool in hand would take at a point of the view.

        Tools that draw take the handles of the chosen region, so that what was just drawn can be
        put right without changing the tool.
        """
        if self._state.original or self._corners:
            return None
        alone = None if len(self._state.chosen) > 1 else self._state.selected
        found = hit(at, self._state.draft.marks, port, selected=alone)
        if self._state.tool is Tool.SELECT or found is None:
            return found
        return found if found.part in {Part.HANDLE, Part.TURN} else None

    def press(self, at: XY, port: Viewport, *, even: bool = False) -> None:
        """The button goes down; ``even``: Shift is held, which adds to what is chosen."""
        if self._state.tool is Tool.SELECT and even:
            self._take_too(at, port)
            return
        if self._state.tool is Tool.SELECT or self.over(at, port) is not None:
            self._take(at, port)
            return
        if self._state.is_locked:
            self._heard.say(phrase("editor.is_locked"))
            return
        point = port.to_image(at)
        match self._state.tool:
            case Tool.FREEHAND:
                self._drawing = _Trace(at, [point])
            case Tool.BRUSH:
                self._drawing = _Stroke([point], at)
                self._sketch_stroke([point])
                self._heard.changed()
            case Tool.RECTANGLE | Tool.EDGE:
                self._drawing = _Box(at, point, Shape.RECTANGLE)
            case _:
                self._drawing = _Box(at, point, Shape.ELLIPSE)

    def move(self, at: XY, port: Viewport, *, even: bool = False) -> None:
        """The pointer moves; ``even``: keep sides equal, turn in steps."""
        point = port.to_image(at)
        if self._grip is not None:
            self._grip.move(point, even=even)
        elif self._drawing is not None:
            self._draw_on(self._drawing, at, point, even=even)
        elif self._corners and not self.has_pen:
            self._sketch_line(point)
        else:
            return
        self._heard.changed()

    def _draw_on(self, drawing: _Drawing, at: XY, point: XY, *, even: bool) -> None:
        match drawing:
            case _Box() as box:
                self._sketch_box(box, point, even=even)
            case _Trace() as trace:
                self._trace(trace, at, point)
            case _Stroke() as stroke:
                self._brush_on(stroke, at, point)

    def release(self, at: XY, port: Viewport, *, even: bool = False) -> None:
        """The button goes up."""
        grip, self._grip = self._grip, None
        drawing, self._drawing = self._drawing, None
        if grip is not None:
            grip.let_go(port.to_image(at))
        elif drawing is not None:
            self._end_drawing(drawing, at, port, even=even)
        else:
            return
        self._heard.changed()

    def _end_drawing(self, drawing: _Drawing, at: XY, port: Viewport, *, even: bool) -> None:
        match drawing:
            case _Box() as box:
                self._draw_box(box, at, port, even=even)
            case _Trace() as trace if trace.is_drawn and not self._corners:
                self._draw_line(trace.points, port)
            case _Trace():
                self._add_corner(at, port)
            case _Stroke() as stroke:
                self._draw_stroke([*stroke.points, port.to_image(at)], port)

    def double(self, port: Viewport) -> bool:
        """Close a polygon with a double click; return whether one was being drawn."""
        if self._state.tool is Tool.SELECT:
            return False
        self.close(port)
        return True

    def close(self, port: Viewport) -> bool:
        """Make a region of the corners and the pen so far; return whether there were any."""
        if not self._corners and not self.has_pen:
            return False
        points = [*self._corners, *([self._state.pen] if self._state.pen is not None else [])]
        self._state.pen = None
        if self._state.tool is Tool.BRUSH:
            self._draw_stroke(points, port)
        else:
            self._draw_line(points, port)
        self._heard.changed()
        return True

    # ------------------------------------------------------------------ the pen of the arrows

    def put_pen(self, port: Viewport) -> None:
        """Show a pen in the middle of what is seen, or set a corner where it is."""
        if self._state.pen is None:
            x, y, w, h = port.seen()
            self._state.pen = (x + w / 2, y + h / 2)
        else:
            self._corners.append(self._state.pen)
            self._sketch_line(self._state.pen)
        self._heard.changed()

    def move_pen(self, dx: float, dy: float, port: Viewport) -> XY | None:
        """Move the pen by pixels of the view; return where it is, in image pixels."""
        if self._state.pen is None:
            return None
        across, down = port.picture
        x, y = self._state.pen
        x = min(max(x + dx / port.scale, 0.0), float(across))
        y = min(max(y + dy / port.scale, 0.0), float(down))
        self._state.pen = (x, y)
        if self._corners:
            self._sketch_line((x, y))
        self._heard.changed()
        return x, y

    def step_back(self) -> bool:
        """Take the last corner away; return whether there was one."""
        if not self._corners:
            return False
        self._corners.pop()
        self._sketch_line(self._state.pen)
        self._heard.changed()
        return True

    def cancel(self) -> bool:
        """Give up what is being dragged or drawn; return whether there was something."""
        if not self.is_busy:
            return False
        if self._grip is not None:
            self._grip.give_up()
        self._grip = self._drawing = None
        self._corners.clear()
        self._state.sketch = None
        self._state.pen = None
        self._heard.changed()
        return True

    # ------------------------------------------------------------------ select

    def _take_too(self, at: XY, port: Viewport) -> None:
        """Choose one more region, or let go of it; beside them begin a frame."""
        found = self.over(at, port)
        if found is None:
            self._grip = Frame(self._state, start=port.to_image(at))
        elif found.part is Part.TURN:
            self._take(at, port)
            return
        else:
            choosing.toggle(self._state, found.number)
        self._heard.changed()

    def _take(self, at: XY, port: Viewport) -> None:
        found = self.over(at, port)
        start = port.to_image(at)
        self._count += 1
        key = ("drag", self._count)
        chosen = {mark.number for mark in self._state.chosen}
        if found is not None and found.number in chosen and len(chosen) > 1:
            if not self._state.is_locked:
                self._grip = Several(self._state, found.number, start=start, key=key)
            self._heard.changed()
            return
        choosing.select(self._state, None if found is None else found.number)
        mark = self._state.mark
        if found is not None and mark is not None and not self._state.is_locked:
            if found.part is Part.TURN:
                self._grip = Turning(self._state, mark, start=start)
            else:
                handle = None if found.part is Part.BODY else found.handle
                self._grip = Drag(self._state, mark, handle, start=start, key=key)
        self._heard.changed()

    # ------------------------------------------------------------------ draw

    def _sketch_box(self, box: _Box, point: XY, *, even: bool) -> None:
        found = geometry.drawn_box(box.start, point, self._state.picture, square=even)
        if found is None:
            self._state.sketch = None
            return
        x, y, w, h = found
        self._state.sketch = Sketch(shape=box.shape, points=((x, y), (x + w, y + h)))

    def _draw_box(self, box: _Box, at: XY, port: Viewport, *, even: bool) -> None:
        self._state.sketch = None
        if self._state.tool is Tool.EDGE:
            self._trace_in(box, port.to_image(at))
            return
        found = geometry.drawn_box(box.start, port.to_image(at), self._state.picture, square=even)
        if found is None or _gap(at, box.start_view) < geometry.LEAST_DRAWN_PX:
            choosing.select(self._state, None)
            return
        x, y, w, h = found
        self._draw(Region(shape=box.shape, x=x, y=y, w=w, h=h, style=self._state.style))

    def _trace_in(self, box: _Box, to: XY) -> None:
        """Have the outline found in the frame that was drawn, or where was clicked."""
        found = geometry.drawn_box(box.start, to, self._state.picture)
        x, y, w, h = found or (round(box.start[0]), round(box.start[1]), 0, 0)
        self._find(Rough(x=x, y=y, w=w, h=h))

    def _trace(self, trace: _Trace, at: XY, point: XY) -> None:
        trace.is_drawn = trace.is_drawn or _gap(at, trace.start_view) > SLOP_PX
        if trace.is_drawn and not self._corners:
            trace.points.append(point)
            self._state.sketch = Sketch(shape=Shape.POLYGON, points=tuple(trace.points))
        elif self._corners:
            self._sketch_line(point)

    def _brush_on(self, stroke: _Stroke, at: XY, point: XY) -> None:
        if _gap(at, stroke.last_view) >= LEAST_STEP_PX:
            stroke.points.append(point)
            stroke.last_view = at
            self._sketch_stroke(stroke.points)

    def _add_corner(self, at: XY, port: Viewport) -> None:
        is_whole = len(self._corners) > 2  # noqa: PLR2004 - an outline has three corners
        if is_whole and _gap(at, port.to_view(self._corners[0])) <= CLOSE_PX:
            self._draw_line(self._corners, port)
            return
        self._corners.append(port.to_image(at))
        self._sketch_line(None)

    def _sketch_line(self, to: XY | None) -> None:
        points = (*self._corners, to) if to is not None else tuple(self._corners)
        if not points:
            self._state.sketch = None
        elif self._state.tool is Tool.BRUSH:
            self._sketch_stroke(points)
        else:
            self._state.sketch = Sketch(shape=Shape.POLYGON, points=points)

    def _sketch_stroke(self, points: Sequence[XY]) -> None:
        brush_px = self._state.brush_px
        self._state.sketch = Sketch(shape=Shape.STROKE, points=tuple(points), brush_px=brush_px)

    def _draw_stroke(self, points: Sequence[XY], port: Viewport) -> None:
        region = geometry.brushed(
            points,
            self._state.picture,
            tolerance=TRACE_PX / port.scale,
            brush_px=self._state.brush_px,
            style=self._state.style,
        )
        self._corners = []
        self._state.sketch = None
        if region is not None:
            self._draw(region)

    def _draw_line(self, points: list[XY], port: Viewport) -> None:
        tolerance = TRACE_PX / port.scale
        region = geometry.traced(
            points, self._state.picture, tolerance=tolerance, style=self._state.style
        )
        self._corners = []
        self._state.sketch = None
        if region is not None:
            self._draw(region)

    def _draw(self, region: Region) -> None:
        why = acts.draw(self._state, region)
        if why is not None:
            self._heard.say(why)


def _gap(one: XY, other: XY) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])
