"""When a photograph or a region counts as seen. Pure; no Qt.

*Accept all sure* only counts for boxes that have been on screen once, large enough to be judged and
for as long as an eye needs to rest on something. Source: ARCHITECTURE 2; an eye rests 200 to 400 ms
(Rayner 1998, "Eye movements in reading and information processing", for scenes).
"""

from typing import Final

from desktop.records.draft import Draft, Mark
from desktop.ui.editor.geometry import box_of
from desktop.ui.stage.viewport import Viewport

DWELL_MS: Final = 400
"""What moves away sooner was not looked at."""

LEAST_PX: Final = 24
"""Shorter side of a region, in pixels that are both in the picture and on the screen."""

PHOTO_PX: Final = 800
"""Longer side of what must have come of a photograph before it can be judged."""

COMFORT_PX: Final = 96
"""How large a region is shown when somebody goes to it and it is too small to be judged."""

_WHOLE: Final = 0.98
"""The part of a region, or of the photograph, that must be in view."""


def photo_is_seen(viewport: Viewport, *, sharpness: float) -> bool:
    """Return whether the whole photograph is in view, and more of it than a small picture."""
    _, _, w, h = viewport.seen()
    longest = max(viewport.picture)
    if longest * sharpness < min(PHOTO_PX, longest) - 1:
        return False
    return w * h >= _WHOLE * viewport.picture[0] * viewport.picture[1]


def mark_is_seen(mark: Mark, viewport: Viewport, *, sharpness: float) -> bool:
    """Return whether a region can be judged as it is on screen.

    Args:
        mark: Which.
        viewport: How the picture lies in the view.
        sharpness: Pixels that have arrived to one of the picture, along a side: 1 for the whole
            picture, less for a preview.
    """
    x, y, w, h = box_of(mark.region)
    left, top, width, height = viewport.seen()
    across = min(x + w, left + width) - max(x, left)
    down = min(y + h, top + height) - max(y, top)
    if across <= 0 or down <= 0 or across * down < _WHOLE * _in_picture(mark, viewport):
        return False
    detail = min(viewport.scale * viewport.ratio, sharpness)
    return min(w, h) * detail >= LEAST_PX or detail >= 1.0


def looked_at(draft: Draft, viewport: Viewport, *, sharpness: float) -> tuple[bool, frozenset[int]]:
    """Return whether the photograph is seen now, and the numbers of the marks that are."""
    marks = (mark for mark in draft.marks if not mark.seen)
    seen = {m.number for m in marks if mark_is_seen(m, viewport, sharpness=sharpness)}
    return photo_is_seen(viewport, sharpness=sharpness), frozenset(seen)


def _in_picture(mark: Mark, viewport: Viewport) -> int:
    """Return how many pixels of a region's box lie in the picture."""
    x, y, w, h = box_of(mark.region)
    across = min(x + w, viewport.picture[0]) - max(x, 0)
    down = min(y + h, viewport.picture[1]) - max(y, 0)
    return max(1, across) * max(1, down)
