"""How much speaks for a face, over all scales at which it would show.

One scale alone is easily fooled by skin: seen close, YuNet finds a weak, huge face on most plain
skin. Two rules calm that, without losing faces (figures in docs/redaction.md). A box wider than
``LARGEST_PX`` of the network's own pixels is not believed: the same face is seen better at a
smaller scale. And the score of a place is the *mean* over all scales at which a face of that size
would be between ``SMALLEST_PX`` and ``LARGEST_PX``, with nothing found counting as nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.redact.detect.box import Box, overlap, weighted_mean

SMALLEST_PX: Final = 16.0
LARGEST_PX: Final = 448.0
SAME_PLACE: Final = 0.35
"""Boxes of two scales that overlap by this much mean the same face."""

KEPT_SHARE: Final = 0.5
"""Boxes that score less than this share of the best of their place do not move its edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one scale saw.

    Attributes:
        scale: Pixels of the view per pixel of the picture.
        boxes: In pixels of the picture.
    """

    scale: float
    boxes: tuple[Box, ...]

    def believable(self) -> tuple[Box, ...]:
        """Return the boxes that are not too wide for this scale."""
        return tuple(box for box in self.boxes if box.side * self.scale <= LARGEST_PX)


def places(views: Sequence[View]) -> list[Box]:
    """Return one box for each place where some scale saw a face.

    Returns:
        Boxes in pixels of the picture, best first; the score is the mean over scales.
    """
    seen = [(box, index) for index, view in enumerate(views) for box in view.believable()]
    seen.sort(key=lambda pair: -pair[0].score)
    found: list[Box] = []
    while seen:
        best = seen[0][0]
        here = [pair for pair in seen if overlap(best, pair[0]) >= SAME_PLACE]
        seen = [pair for pair in seen if overlap(best, pair[0]) < SAME_PLACE]
        found.append(_place(here or [seen.pop(0)], views))
    return sorted(found, key=lambda box: -box.score)


def _place(here: list[tuple[Box, int]], views: Sequence[View]) -> Box:
    """Return where the boxes of one place agree, scored by the mean over scales."""
    best, best_index = here[0]
    by_view: dict[int, float] = {}
    for box, index in here:
        by_view[index] = max(by_view.get(index, 0.0), box.score)
    fitting = {
        index
        for index, view in enumerate(views)
        if SMALLEST_PX <= best.side * view.scale <= LARGEST_PX
    } | {best_index}
    strong = [
        box for box, index in here if index in fitting and box.score >= best.score * KEPT_SHARE
    ]
    score = sum(by_view.get(index, 0.0) for index in fitting) / len(fitting)
    return weighted_mean(strong, score=score)
