"""The outline of something on skin, found from a rough frame around it or a click on it.

A proposal: the colours within the frame are told from those around it (GrabCut), whatever else
differs from the skin around it counts as well, and the outline is grown by a margin, so that a
person who accepts it leaves no edge of it. Where nothing stands out it finds nothing.

Source: Rother, Kolmogorov and Blake 2004, "GrabCut: interactive foreground extraction using
iterated graph cuts".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from desktop.records.region import Point
from desktop.records.traced import Rough, Traced
from desktop.redact._cv import cv2
from desktop.redact.arrays import Mask, Rgb8

WORK_PX: Final = 224
"""The longer side of what is looked at: the outline gets slower above, not better."""

AROUND_PART: Final = 0.3
"""So much of the frame's sides lies around it in what is looked at: the skin it is told from."""

ROUNDS: Final = 2
"""Of GrabCut; it hardly changes afterwards."""

MARGIN_PART: Final = 0.04
"""The outline is grown by this part of what was found, along its longer side."""

LEAST_MARGIN_PX: Final = 3
"""And by so many pixels of what is looked at, at least."""

LEAST_PART: Final = 0.02
"""Less of the frame than this is no finding."""

APART: Final = 16.0
"""What lies further than this from the skin around it, in CIE Lab, is something else."""

CLOSED_PART: Final = 0.06
"""Lines closer to each other than this part of the frame belong together."""

CLICK_PARTS: Final = (0.6, 0.4, 0.25, 0.15)
"""Sides of the frames about a click, as parts of the picture's longer side; the first in which
something has an end is taken."""

FINE_PART: Final = 0.006
"""Corners of the outline are so far from it at most, as a part of its longer side."""

LEAST_SIDE_PX: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What is looked at: a part of the picture, made small.

    Attributes:
        small: (h, w, 3) uint8 RGB.
        inside: (h, w) bool, true within the frame.
        left: Where it lies in the picture.
        top: Where it lies in the picture.
        scale: Its pixels to one of the picture.
    """

    small: Rgb8
    inside: Mask
    left: int
    top: int
    scale: float


def trace(pixels: Rgb8, rough: Rough) -> Traced:
    """Return the outline of what lies in a frame or under a click, in pixels of the picture.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright.
        rough: The frame, or the click.
    """
    height, width = pixels.shape[:2]
    for frame in _frames(rough, max(width, height)):
        look = _look(pixels, frame)
        if look is None:
            continue
        found = _stands_out(look)
        if rough.is_click:
            found = _under(found, look, (rough.x, rough.y))
        if np.count_nonzero(found) >= LEAST_PART * np.count_nonzero(look.inside):
            return Traced(points=_outline(found, look, (width, height)))
    return Traced()


def _frames(rough: Rough, longest: int) -> Iterator[Rough]:
    """Yield the frames to look at in turn: the one that was drawn, or some about a click."""
    if not rough.is_click:
        yield rough
        return
    for part in CLICK_PARTS:
        half = round(longest * part / 2)
        yield Rough(x=rough.x - half, y=rough.y - half, w=2 * half, h=2 * half)


def _look(pixels: Rgb8, frame: Rough) -> _Look | None:
    """Return the frame with what is around it; None where too little of it is in the picture."""
    height, width = pixels.shape[:2]
    left, right = _stretch(frame.x, frame.w, width)
    top, bottom = _stretch(frame.y, frame.h, height)
    if min(right - left, bottom - top) < LEAST_SIDE_PX:
        return None
    scale = min(1.0, WORK_PX / max(right - left, bottom - top))
    size = (
        max(LEAST_SIDE_PX, round((right - left) * scale)),
        max(LEAST_SIDE_PX, round((bottom - top) * scale)),
    )
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    small: Rgb8 = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    inside = np.zeros((size[1], size[0]), dtype=np.bool_)
    rows = _within(frame.y - top, frame.h, scale, size[1])
    columns = _within(frame.x - left, frame.w, scale, size[0])
    inside[rows, columns] = True
    if not inside.any() or inside.all():
        return None
    return _Look(small=small, inside=inside, left=left, top=top, scale=scale)


def _stretch(at: int, length: int, most: int) -> tuple[int, int]:
    around = max(8, round(length * AROUND_PART))
    return max(0, at - around), min(most, at + length + around)


def _within(at: int, length: int, scale: float, most: int) -> slice:
    """Return a side of the frame, with one pixel at least left free around it."""
    return slice(max(1, round(at * scale)), max(1, min(most - 1, round((at + length) * scale))))


def _stands_out(look: _Look) -> Mask:
    """Return what is told from the surroundings, by either way, in one piece as far as it goes."""
    lab = np.asarray(cv2.cvtColor(look.small, cv2.COLOR_RGB2LAB)).astype(np.float32)
    lab[..., 0] *= 100 / 255
    away = _from_skin(lab, look.inside)
    cut = _cut(look)
    found = (cut & (away > APART / 2)) | ((away > APART) & look.inside)
    found = _without_specks(found)
    side = max(3, round(CLOSED_PART * max(look.inside.any(axis=0).sum(), 1)))
    round_one = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side | 1, side | 1))
    closed = np.asarray(cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_CLOSE, round_one)) > 0
    return _filled(closed & look.inside)


def _from_skin(lab: np.ndarray, inside: Mask) -> np.ndarray:
    """Return how far each pixel is from the nearest of the colours around the frame.

    The surroundings are put into a few colours: skin in light and in shade, and what lies beside.
    """
    outside = lab[~inside]
    few = outside[:: max(1, len(outside) // 3000)]
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(1)
    labels = np.zeros((len(few), 1), np.int32)
    _, found, centres = cv2.kmeans(
        np.ascontiguousarray(few), min(5, len(few)), labels, criteria, 2, cv2.KMEANS_PP_CENTERS
    )
    labels, middles = np.asarray(found), np.asarray(centres)
    counts = np.bincount(labels.ravel(), minlength=len(middles))
    kept = middles[counts >= len(few) * 0.08]
    gaps = [np.linalg.norm(lab - middle, axis=2) for middle in kept]
    nearest: np.ndarray = np.min(gaps, axis=0)
    return np.asarray(cv2.GaussianBlur(nearest, (0, 0), 1.0))


def _cut(look: _Look) -> Mask:
    """Return what GrabCut takes for the inside of the frame."""
    marks = np.where(look.inside, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    below, above = np.zeros((1, 65)), np.zeros((1, 65))
    bgr = np.ascontiguousarray(look.small[..., ::-1])
    cv2.setRNGSeed(1)
    try:
        cv2.grabCut(bgr, marks, (0, 0, 1, 1), below, above, ROUNDS, cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        return np.zeros_like(look.inside)
    found: Mask = (marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)
    return found


def _without_specks(found: Mask) -> Mask:
    """Return what was found without single pixels and hairs."""
    small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    return np.asarray(cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, small)) > 0


def _filled(found: Mask) -> Mask:
    """Return every piece that counts, without holes: the largest, and those a tenth of it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8))
    if count < 2:  # noqa: PLR2004 - the ground is one
        return np.zeros_like(found)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.isin(labels, 1 + np.nonzero(areas >= areas.max() * 0.1)[0]).astype(np.uint8)
    outlines, _ = cv2.findContours(kept, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(kept, outlines, -1, 1, thickness=cv2.FILLED)
    return kept > 0


def _under(found: Mask, look: _Look, click: Point) -> Mask:
    """Return the piece under a click; nothing where there is none, or it goes on beyond."""
    _, labels = cv2.connectedComponents(found.astype(np.uint8))
    x, y = round((click[0] - look.left) * look.scale), round((click[1] - look.top) * look.scale)
    near = labels[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4]
    there = near[near > 0]
    piece: Mask = labels == int(there[0]) if there.size else np.zeros_like(found)
    core = cv2.erode(look.inside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    beyond = np.count_nonzero(piece & ~core) > 0.06 * np.count_nonzero(piece)
    return np.zeros_like(found) if beyond else piece


def _outline(found: Mask, look: _Look, picture: tuple[int, int]) -> tuple[Point, ...]:
    """Return one grown outline around all that was found, in pixels of the picture."""
    rows, columns = np.nonzero(found)
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    margin = max(LEAST_MARGIN_PX, round(longest * MARGIN_PART))
    room = 2 * margin + 2
    wide = np.pad(found.astype(np.uint8), room)
    grown = np.asarray(cv2.dilate(wide, _disc(margin)))
    outlines, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    one = outlines[0] if len(outlines) == 1 else cv2.convexHull(np.concatenate(outlines))
    fine = cv2.approxPolyDP(one, max(0.7, longest * FINE_PART), closed=True)
    corners = (fine[:, 0, :].astype(np.float64) - room + 0.5) / look.scale
    return tuple(
        (
            min(max(round(look.left + x), 0), picture[0]),
            min(max(round(look.top + y), 0), picture[1]),
        )
        for x, y in corners
    )


def _disc(radius: int) -> np.ndarray:
    return np.asarray(
        cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    )
