"""Whether faces are covered at the eyes alone. Pure; no Qt.

A bar over the eyes was the custom of textbooks, and people are recognised by mouth, chin and hair
all the same. Two things are called an eye bar:

- an accepted region of a face that is at least twice as wide as high, where the face that would
  belong to it is mostly uncovered: as wide as the bar, 1.3 times as high, with the eyes at 0.38 of
  its height, as far as it lies in the picture;
- a proposed face that was not accepted, of which accepted regions cover the part with the eyes and
  not most of the rest.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from desktop.records.draft import Draft, Mark, MarkOrigin, MarkState
from desktop.records.gate import Feature
from desktop.records.region import Region, Shape

BAR_WIDE: Final = 2.0
"""So many times as wide as high a region is a bar."""
FACE_HIGH: Final = 1.3
EYES_AT: Final = 0.38
COVERED: Final = 0.6
"""A face counts as covered from this part on; the proof asks for more, of what it finds itself."""
_EYES: Final = (0.1, 0.2, 0.8, 0.35)
"""The part of a face with the eyes: left, top, width, height, as parts of it."""
_EYES_COVERED: Final = 0.6
_STEPS: Final = 24

_Box = tuple[float, float, float, float]


def shows_more_than_eyes(draft: Draft) -> bool:
    """Return whether a face in a photograph is covered at the eyes and hardly elsewhere."""
    covers = tuple(m for m in draft.marks if m.state is MarkState.ACCEPTED)
    regions = [mark.region for mark in covers]
    bars = (m.region for m in covers if m.feature is Feature.FACE and _is_bar(m.region))
    if any(_covered(_face_of(bar, draft), regions) < COVERED for bar in bars):
        return True
    return any(_only_eyes(mark, regions) for mark in draft.marks if _is_found(mark))


def _is_bar(region: Region) -> bool:
    return region.w >= BAR_WIDE * region.h


def _face_of(bar: Region, draft: Draft) -> _Box:
    """Return the face that would belong to a bar over its eyes, as far as it is in the picture."""
    high = bar.w * FACE_HIGH
    top = bar.y + bar.h / 2 - high * EYES_AT
    lower = top + high
    if draft.height_px:
        top, lower = max(0.0, top), min(float(draft.height_px), lower)
    return float(bar.x), top, float(bar.w), lower - top


def _is_found(mark: Mark) -> bool:
    is_face = mark.feature is Feature.FACE and mark.origin is not MarkOrigin.PERSON
    return is_face and mark.state is MarkState.REFUSED


def _only_eyes(mark: Mark, regions: Sequence[Region]) -> bool:
    box = mark.region
    left, top, wide, high = _EYES
    eyes = (box.x + left * box.w, box.y + top * box.h, wide * box.w, high * box.h)
    whole = (float(box.x), float(box.y), float(box.w), float(box.h))
    return _covered(eyes, regions) >= _EYES_COVERED and _covered(whole, regions) < COVERED


def _covered(box: _Box, regions: Iterable[Region]) -> float:
    """Return which part of a box regions cover, by points of a grid."""
    x, y, w, h = box
    near = [one for one in regions if _meet(box, one)]
    points = (
        (x + (across + 0.5) / _STEPS * w, y + (down + 0.5) / _STEPS * h)
        for across in range(_STEPS)
        for down in range(_STEPS)
    )
    inside = sum(any(_holds(one, point) for one in near) for point in points)
    return inside / _STEPS**2


def _meet(box: _Box, region: Region) -> bool:
    x, y, w, h = box
    return (
        region.x < x + w
        and x < region.x + region.w
        and region.y < y + h
        and y < (region.y + region.h)
    )


def _holds(region: Region, point: tuple[float, float]) -> bool:
    """Return whether a region holds a point; of outlines the rectangle around them is asked."""
    x, y = point
    if not (region.x <= x <= region.x + region.w and region.y <= y <= region.y + region.h):
        return False
    if region.shape is not Shape.ELLIPSE:
        return True
    across = (x - region.x - region.w / 2) / (region.w / 2)
    down = (y - region.y - region.h / 2) / (region.h / 2)
    return across * across + down * down <= 1
