"""Chosen regions moved together, turned, doubled, and brushes made wider. No Qt.

Each act takes one named step, or says why it cannot.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desktop.records.region import LEAST_BRUSH_PX, Region, Shape
from desktop.ui.editor import geometry
from desktop.ui.editor.choosing import (
    Why,
    locked_words,
    none_chosen,
    select,
    select_too,
    step_words,
    with_marks,
)
from desktop.ui.editor.state import State, Tool
from desktop.ui.phrase import phrase

TURN_DEGREES: Final = 1.0
LONG_TURN_DEGREES: Final = 15.0
BRUSH_STEP: Final = 1.25
"""One press of a key makes a brush so many times wider."""
_BESIDE_PART: Final = 4
"""A second region lies beside the first by this part of the shorter side."""


def move_all(
    state: State, regions: Mapping[int, Region], dx: int, dy: int, *, merge: object
) -> None:
    """Move regions together from where they were; one drag is one step.

    Args:
        state: The editor.
        regions: What they were before, by number.
        dx: How far to the right, in image pixels; all stop where the first reaches the edge.
        dy: How far down.
        merge: Which drag it is.
    """
    if state.is_locked:
        return
    dx, dy = geometry.step_of_all(tuple(regions.values()), dx, dy, state.picture)
    marks = [mark for mark in state.draft.marks if mark.number in regions]
    moved = [replace(mark, region=geometry.shifted(regions[mark.number], dx, dy)) for mark in marks]
    state.edit(with_marks(state, moved), step_words("move", marks), merge=merge)


def turn(state: State, degrees: float) -> Why:
    """Turn the chosen regions clockwise, each about its own middle."""
    marks = () if state.is_locked else state.chosen
    if not marks:
        return none_chosen(state)
    turned = [replace(mark, region=state.turn(mark, degrees)) for mark in marks]
    merge = ("turn", tuple(mark.number for mark in marks))
    state.edit(with_marks(state, turned), step_words("turn", marks), merge=merge)
    return None


def duplicate(state: State) -> Why:
    """Put a second one beside every chosen region, and choose those."""
    marks = () if state.is_locked else state.chosen
    if not marks:
        return none_chosen(state)
    regions = tuple(mark.region for mark in marks)
    least = min(min(region.w, region.h) for region in regions)
    off = max(1, least // _BESIDE_PART)
    dx, dy = geometry.step_of_all(regions, off, off, state.picture)
    if (dx, dy) == (0, 0):
        dx, dy = geometry.step_of_all(regions, -off, -off, state.picture)
    draft, numbers = state.draft, []
    for mark in marks:
        numbers.append(state.new_number())
        moved = geometry.shifted(mark.region, dx, dy)
        draft = draft.add(
            moved,
            mark.feature,
            number=numbers[-1],
            protected=mark.is_finding,
            reason=mark.reason,
        )
    state.edit(draft, step_words("duplicate", marks))
    select(state, numbers[0])
    select_too(state, numbers)
    return None


def resize_brush(state: State, step: int) -> Why:
    """Make the brush wider (1) or narrower (-1): of a chosen stroke, else of the next one.

    Returns:
        How wide it is now.
    """
    mark = state.mark
    is_stroke = mark is not None and mark.region.shape is Shape.STROKE
    if mark is None or not is_stroke or state.tool is not Tool.SELECT:
        state.brush_px = stepped_brush(state.brush_px, step)
        return phrase("editor.brush_is", px=state.brush_px)
    if state.is_locked:
        return locked_words(state)
    region = mark.region
    wide = geometry.brush_within(stepped_brush(region.brush_px, step), state.picture)
    changed = Region.stroke(region.points, brush_px=wide, style=region.style)
    name = phrase("editor.step_brush", number=mark.number)
    state.edit(
        state.draft.change(replace(mark, region=changed)), name, merge=("brush", mark.number)
    )
    return phrase("editor.brush_is", px=wide)


def stepped_brush(brush_px: int, step: int) -> int:
    """Return the next diameter up (1) or down (-1)."""
    if step > 0:
        return max(brush_px + 1, round(brush_px * BRUSH_STEP))
    return max(LEAST_BRUSH_PX, min(brush_px - 1, round(brush_px / BRUSH_STEP)))
