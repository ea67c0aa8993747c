"""Small faces in large photographs: a finer view where it shows more, and a second, sharper look.

A face in a mirror, on a poster or in the background may be too small once a photograph of 24
megapixels is reduced. So YuNet looks once more at up to twice that size: in tiles, at those alone
to which the finer view adds anything; if these are too many, at the whole, a little coarser. Both
cost about the same, whatever the photograph shows.

At that size leaves and folds look like faces too. Each candidate is therefore looked at again in
the pixels of the photograph itself, by YuNet *and* by CenterFace: of 150 small faces and 382 other
things the two told 97 % from all but one in 200 (docs/redaction.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box, overlap
from desktop.redact.detect.centerface import CenterFace
from desktop.redact.detect.yunet import YuNet

FINE_PX: Final = 2560
COARSER_PX: Final = 1920
"""The longer side of the whole, where too many tiles have detail."""

WORTH: Final = 1.2
"""A photograph so many times longer than the usual view is looked at more finely."""

TILE_PX: Final = 640
TILE_OVERLAP_PX: Final = 64
"""Wider than a face that only the finer view shows."""

MOST_TILES: Final = 8
BLOCK_PX: Final = 32
DETAIL: Final = 3.0
"""Grey levels that a block of the finer view differs by from the usual view, on average. Walls,
sky and what is out of focus stay below; a face of 20 pixels does not."""

LARGEST_PX: Final = 96.0
"""Longer side in the finer view; larger faces the usual view shows."""

MOST_LOOKS: Final = 16
SHARP_PX: Final = 48.0
"""Longer side that a candidate has in the second look."""

AROUND: Final = 3.0
"""Width of the second look in widths of the candidate."""

MOST_ENLARGED: Final = 2.0
HERE: Final = 0.3
"""Overlap from which the second look means the same place."""

YUNET_AT_ALL: Final = 0.1
"""Below this CenterFace is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the finer view showed.

    Attributes:
        boxes: In pixels of the picture.
        scale: Pixels of the view per pixel of the picture.
        is_whole: Whether all of the picture was looked at.
    """

    boxes: tuple[Box, ...]
    scale: float
    is_whole: bool

    def candidates(self) -> list[Box]:
        """Return the small boxes, best first: larger faces the usual view shows."""
        small = [box for box in self.boxes if box.side * self.scale <= LARGEST_PX]
        return _apart(small)[:MOST_LOOKS]


class FineLook:
    """Both looks, with the nets of the finder.

    Args:
        yunet: The net.
        centerface: The net.
    """

    def __init__(self, yunet: YuNet, centerface: CenterFace) -> None:
        self._yunet = yunet
        self._centerface = centerface

    def look(self, pixels: Rgb8, usual_bgr: Rgb8) -> Seen | None:
        """Return what a finer view shows; none if the photograph has no more to show.

        Args:
            pixels: (H, W, 3) uint8 RGB, upright.
            usual_bgr: The same, reduced, blue first: what is looked at in any case.
        """
        longest = max(pixels.shape[:2])
        if longest < WORTH * max(usual_bgr.shape[:2]):
            return None
        finer = reduced(pixels, min(FINE_PX, longest), quick=True)
        fine = np.asarray(cv2.cvtColor(finer, cv2.COLOR_RGB2BGR), np.uint8)
        tiles = _tiles_with_detail(fine, usual_bgr)
        if len(tiles) > MOST_TILES:
            fine = reduced(fine, min(COARSER_PX, longest), quick=True)
            tiles = [(0, 0, fine.shape[1], fine.shape[0])]
        across, down = pixels.shape[1] / fine.shape[1], pixels.shape[0] / fine.shape[0]
        found = (box for tile in tiles for box in self._in_tile(fine, tile))
        return Seen(
            boxes=tuple(box.scaled(across, down) for box in found),
            scale=max(fine.shape) / longest,
            is_whole=tiles == [(0, 0, fine.shape[1], fine.shape[0])],
        )

    def second(self, pixels: Rgb8, box: Box) -> float:
        """Return what two nets make of a place in the picture's own pixels, 0 to 1.

        Args:
            pixels: (H, W, 3) uint8 RGB, upright.
            box: In pixels of the picture.
        """
        view, left, top, scale = _cut_out(pixels, box)
        if min(view.shape[:2]) < BLOCK_PX:
            return 0.0
        here = Box(
            left=(box.left - left) * scale,
            top=(box.top - top) * scale,
            right=(box.right - left) * scale,
            bottom=(box.bottom - top) * scale,
            score=box.score,
        )
        first = _best_at(here, self._yunet.find(view))
        if first < YUNET_AT_ALL:
            return first / 2
        return (first + _best_at(here, self._centerface.find(view, lowest_score=0.05))) / 2

    def _in_tile(self, fine: Rgb8, tile: tuple[int, int, int, int]) -> list[Box]:
        left, top, right, bottom = tile
        found = self._yunet.find(np.ascontiguousarray(fine[top:bottom, left:right]))
        return [box.moved(left, top) for box in found]


def reduced(pixels: Rgb8, side: int, *, quick: bool = False) -> Rgb8:
    """Return a picture whose longer side is at most this: halved while it can be, then averaged.

    Halving first costs a third of averaging the whole at once.

    Args:
        pixels: (H, W, 3) or (H, W) uint8.
        side: In pixels.
        quick: The last step, which is less than a half, is interpolated instead, a fifth as dear.
    """
    small = pixels
    while max(small.shape[:2]) >= 2 * side and min(small.shape[:2]) > 1:
        size = (small.shape[1] // 2, small.shape[0] // 2)
        small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    height, width = small.shape[:2]
    if max(height, width) <= side:
        return small
    scale = side / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    method = cv2.INTER_LINEAR if quick else cv2.INTER_AREA
    return np.asarray(cv2.resize(small, size, interpolation=method), np.uint8)


def _tiles_with_detail(fine: Rgb8, usual: Rgb8) -> list[tuple[int, int, int, int]]:
    """Return left, top, right and bottom of the tiles that show more than the usual view did."""
    height, width = fine.shape[:2]
    green = np.ascontiguousarray(fine[:, :, 1])
    before = cv2.resize(np.ascontiguousarray(usual[:, :, 1]), (width, height))
    added = cv2.absdiff(green, np.asarray(before, np.uint8))
    blocks = (max(width // BLOCK_PX, 1), max(height // BLOCK_PX, 1))
    detail = np.asarray(cv2.resize(added, blocks, interpolation=cv2.INTER_AREA), np.uint8)
    across, down = width / blocks[0], height / blocks[1]
    return [
        (left, top, right, bottom)
        for top, bottom in _spans(height)
        for left, right in _spans(width)
        if detail[
            int(top / down) : max(int(bottom / down), int(top / down) + 1),
            int(left / across) : max(int(right / across), int(left / across) + 1),
        ].max()
        >= DETAIL
    ]


def _spans(length: int) -> list[tuple[int, int]]:
    """Return beginnings and ends of tiles along one side, the last one flush with the end."""
    if length <= TILE_PX:
        return [(0, length)]
    step = TILE_PX - TILE_OVERLAP_PX
    starts = [*range(0, length - TILE_PX, step), length - TILE_PX]
    return [(start, start + TILE_PX) for start in starts]


def _cut_out(pixels: Rgb8, box: Box) -> tuple[Rgb8, int, int, float]:
    """Return a box and its surroundings, blue first; where it was cut out; and how enlarged."""
    height, width = pixels.shape[:2]
    wide = box.grown((AROUND - 1) / 2).clipped(width, height)
    left, top = int(wide.left), int(wide.top)
    part = pixels[top : max(int(wide.bottom), top + 1), left : max(int(wide.right), left + 1)]
    scale = min(SHARP_PX / max(box.side, 1.0), MOST_ENLARGED)
    size = tuple(max(round(side * scale), 1) for side in (part.shape[1], part.shape[0]))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    view = cv2.resize(part, size, interpolation=method)
    return np.ascontiguousarray(np.asarray(view, np.uint8)[:, :, ::-1]), left, top, scale


def _best_at(here: Box, found: Sequence[Box]) -> float:
    return max((box.score for box in found if overlap(box, here) >= HERE), default=0.0)


def _apart(boxes: list[Box]) -> list[Box]:
    """Return the best of boxes that overlap: tiles see the same face twice."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda one: -one.score):
        if not any(overlap(box, other) >= HERE for other in kept):
            kept.append(box)
    return kept
