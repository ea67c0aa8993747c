"""Whether faces are covered at the eyes alone.

A bar over the eyes was the custom of textbooks, and people are recognised by mouth, chin and hair
all the same (GUIDANCE R-26: "the face" is obscured, not a part of it). Two things are called an eye
bar:

- a cover of a face that is at least twice as wide as high, where the face that would belong to it
  is mostly uncovered: as wide as the bar, 1.3 times as high, with the eyes at 0.38 of its height,
  as far as it lies in the picture;
- covers over the eyes of a face that was found, and not over its mouth and chin. A place that
  lies much in a face whose eyes and mouth are covered is taken for another sight of the same one.

``benchmarks/eye_bars.py`` has measured both (docs/redaction.md).

The window says so while somebody decides (``ui.editor.gate_rules``); nothing is filed against it
(``workflow.filing``, ``workflow.revising``).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from desktop.errors import GateOpenError
from desktop.records.detection import Detection
from desktop.records.gate import Feature, Gate, Verdict
from desktop.records.region import Region, Shape

BAR_WIDE: Final = 2.0
"""So many times as wide as high a region is a bar."""
FACE_HIGH: Final = 1.3
EYES_AT: Final = 0.38
COVERED: Final = 0.6
"""The face that belongs to a bar counts as covered from this part on."""
_EYES: Final = (0.25, 0.3, 0.5, 0.2)
"""Where the eyes are in what a detector calls a face, margin included: left, top, width, height, as
parts of it. Narrow, so that a thin bar counts."""
_EYES_COVERED: Final = 0.5
_MOUTH: Final = (0.25, 0.62, 0.5, 0.28)
_MOUTH_COVERED: Final = 0.4
_SAME: Final = 0.3
_STEPS: Final = 24

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels of the upright picture."""


def check_eye_bars(
    gate: Gate, regions: Sequence[Region], features: Sequence[Feature], found: Detection
) -> None:
    """Let *obscured* pass for faces only if none is covered at the eyes alone.

    *Not present* does not pass either where that is so of a face that a detector is sure of: a bar
    makes it harder to find again, and it is there.

    Args:
        gate: The decisions.
        regions: Everything that is covered.
        features: What each region covers, in the same order; where nothing is said of it, a region
            counts where a face was found only.
        found: What detectors made of the original.

    Raises:
        GateOpenError: ``eyes_only``.
    """
    decision = gate.decisions.get(Feature.FACE)
    if decision is None or decision.verdict is Verdict.NEEDED:
        return
    is_absent = decision.verdict is Verdict.ABSENT
    faces = [region for region, of in zip(regions, features, strict=False) if of is Feature.FACE]
    boxes = [(float(f.x), float(f.y), float(f.w), float(f.h)) for f in found.faces]
    sure = [box for box, face in zip(boxes, found.faces, strict=True) if face.sure]
    barred = any(is_eye_bar(face, regions, height_px=found.height_px) for face in faces)
    if barred or shows_a_mouth(boxes, regions, counted=sure if is_absent else boxes):
        raise GateOpenError("eyes_only", feature=Feature.FACE.value)


def is_eye_bar(cover: Region, regions: Sequence[Region], *, height_px: int) -> bool:
    """Return whether the cover of a face has the shape of a bar, with most of the face below it.

    Args:
        cover: One of the regions.
        regions: Everything that is covered.
        height_px: Height of the picture; 0 where it is not known.
    """
    if cover.w < BAR_WIDE * cover.h:
        return False
    return _covered(_face_of(cover, height_px), regions) < COVERED


def shows_a_mouth(
    faces: Iterable[Box], regions: Sequence[Region], *, counted: Sequence[Box] | None = None
) -> bool:
    """Return whether the eyes of a face are covered, and its mouth and chin are not.

    Args:
        faces: Where faces were found.
        regions: Everything that is covered.
        counted: Those of the faces that count; None for all. The others may still be another sight
            of one that is covered.
    """
    barred = [box for box in faces if _covered(_part(box, _EYES), regions) >= _EYES_COVERED]
    is_whole = [_covered(_part(box, _MOUTH), regions) >= _MOUTH_COVERED for box in barred]
    hidden = [box for box, whole in zip(barred, is_whole, strict=True) if whole]
    return any(
        not whole
        and (counted is None or box in counted)
        and not any(_is_same(box, other) for other in hidden)
        for box, whole in zip(barred, is_whole, strict=True)
    )


def _part(box: Box, of: Box) -> Box:
    x, y, w, h = box
    left, top, wide, high = of
    return x + left * w, y + top * h, wide * w, high * h


def _is_same(one: Box, other: Box) -> bool:
    """Return whether two boxes show the same face: they share much of the smaller one."""
    return _shared(one, other) >= _SAME * min(one[2] * one[3], other[2] * other[3])


def _shared(one: Box, other: Box) -> float:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(across, 0.0) * max(down, 0.0)


def _face_of(bar: Region, height_px: int) -> Box:
    """Return the face that would belong to a bar over its eyes, as far as it is in the picture."""
    high = bar.w * FACE_HIGH
    top = bar.y + bar.h / 2 - high * EYES_AT
    lower = top + high
    if height_px:
        top, lower = max(0.0, top), min(float(height_px), lower)
    return float(bar.x), top, float(bar.w), lower - top


def _covered(box: Box, regions: Iterable[Region]) -> float:
    """Return which part of a box regions cover, by points of a grid."""
    x, y, w, h = box
    near = [one for one in regions if _shared(box, (one.x, one.y, one.w, one.h)) > 0]
    points = (
        (x + (across + 0.5) / _STEPS * w, y + (down + 0.5) / _STEPS * h)
        for across in range(_STEPS)
        for down in range(_STEPS)
    )
    inside = sum(any(_holds(one, point) for one in near) for point in points)
    return inside / _STEPS**2


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
