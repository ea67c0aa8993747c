"""Faces: YuNet at many scales and turned, CenterFace beside it, two tiers of proposals.

Every number here was measured by ``benchmarks/detection.py``; docs/redaction.md has the figures.
"""

import math
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from desktop.records.detection import Detection, Face
from desktop.redact._cv import cv2
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.box import Box, overlap, share_inside
from desktop.redact.detect.centerface import CenterFace
from desktop.redact.detect.closeup import SCALES as CLOSE_SCALES
from desktop.redact.detect.closeup import close_evidence, close_place, mirrored
from desktop.redact.detect.evidence import LARGEST_PX, SMALLEST_PX, View, places
from desktop.redact.detect.fine import MOST_LOOKS, FineLook, Seen, reduced
from desktop.redact.detect.yunet import YuNet

LONGEST_PX: Final = 1280
"""Larger pictures are reduced to this first; what is too small in it, the finer look is for."""

SCALES: Final = (96, 128, 160, 224, 320, 448, 640, 896, 1280)
"""Longer sides at which YuNet looks; the small ones see a face that fills the frame."""

ENLARGED: Final = 448
"""Small pictures are looked at up to this scale."""

NARROWEST_PX: Final = 16
"""No face shows in a strip that is narrower, and the nets see things in it."""

TURNED_SCALES: Final = (160, 320, 640)
TURNED_FINE: Final = 896
"""The dearest turned view is looked at only where a coarser one of the same turn shows a trace of
something that is no sure face already."""

TURNED_TRACE: Final = 0.2
CENTERFACE_SCALES: Final = (320, 640)

YUNET_SURE: Final = 0.5
CENTERFACE_SURE: Final = 0.6
CENTERFACE_CHECK: Final = 0.3
BORNE_OUT: Final = 0.1
"""CenterFace alone also sees faces in lapels and hair; a trace of the same in YuNet settles it."""

YUNET_CHECK: Final = 0.2
LARGE: Final = 0.4
"""A box longer than this share of the picture is large: most plain skin gives a weak one."""

TURNED_CHECK: Final = 0.4
"""Turned places only ever ask."""

CLOSE_CHECK: Final = 0.45
"""Evidence of the mirrored picture that asks by itself, at any turn, and lets a large place be
sure."""

CLOSE_TRACE: Final = 0.35
"""Evidence without which a large weak place in the upright picture is taken for skin."""

SECOND_SURE: Final = 0.6
SECOND_CHECK: Final = 0.3
"""What a second look at a small candidate must make of it."""

SECOND_KEPT: Final = 0.1
"""Below this, a small weak box of the usual view is dropped."""

SECOND_LARGEST: Final = 0.1
"""A weak box longer than this share of the picture is never dropped by a second look."""

SAME_FACE: Final = 0.5
"""Boxes of one tier that overlap so far are joined; joining looser ones swallows neighbours."""

EXPLAINED: Final = 0.3
"""A weak box that overlaps a sure one so far means the same face."""

COVERED: Final = 0.7
"""A weak box that lies so far within a sure one adds nothing."""

MARGIN: Final = 0.12
"""Added on each side: hairline, chin and ears belong to a face; the nets stop short of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """A picture as the nets see it.

    Attributes:
        bgr: (h, w, 3) uint8, blue first, at most ``LONGEST_PX`` long.
        width_px: Width of the picture that boxes refer to.
        height_px: Its height.
        known: The sizes that were made.
    """

    bgr: Rgb8
    width_px: int
    height_px: int
    known: dict[int, Rgb8] = field(default_factory=dict)

    @property
    def longest_px(self) -> int:
        """Longer side of the picture that boxes refer to."""
        return max(self.width_px, self.height_px)

    def is_small(self, box: Box) -> bool:
        """Return whether a box is too small to be a close-up."""
        return box.side <= LARGE * self.longest_px

    def fitted(self, side: int) -> Rgb8:
        """Return it at another size, which is made once."""
        if side not in self.known:
            self.known[side] = _fitted(self.bgr, side)
        return self.known[side]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Close:
    """What speaks for a face seen close.

    Attributes:
        by_turn: Upright, and turned counter-clockwise by one to three quarters.
        trace: Upright, of any size.
    """

    by_turn: tuple[float, ...]
    trace: float


class FaceFinder:
    """Both models, loaded and checked once; use it from one thread at a time.

    Raises:
        DetectorMissingError: A model is missing or altered.
    """

    def __init__(self) -> None:
        self._yunet = YuNet()
        self._centerface = CenterFace()
        self._fine = FineLook(self._yunet, self._centerface)

    def find(self, pixels: Rgb8) -> Detection:
        """Return the faces that may be in a picture.

        Args:
            pixels: (H, W, 3) uint8 RGB, upright.

        Returns:
            Boxes in pixels of this picture, sure ones first, then by score. The same picture
            gives the same answer, whatever was looked at before.
        """
        height, width = pixels.shape[:2]
        bgr = np.asarray(cv2.cvtColor(reduced(pixels, LONGEST_PX), cv2.COLOR_RGB2BGR), np.uint8)
        picture = _Picture(bgr=bgr, width_px=width, height_px=height)
        sides = _sides(max(bgr.shape[:2]))
        fine = self._fine.look(pixels, bgr)
        found = places(self._upright(picture, sides, fine))
        other = self._centerface_boxes(picture)
        close = self._close_evidence(picture)
        large = {box for box in found if not picture.is_small(box)}
        doubted = set() if close.by_turn[0] >= CLOSE_CHECK else large
        sure = [box for box in found if box.score >= YUNET_SURE and box not in doubted]
        sure += [box for box in other if _is_borne_out(box, found)]
        weak = [box for box in found if box.score >= YUNET_CHECK and box not in sure]
        weak = [box for box in weak if box not in large or close.trace >= CLOSE_TRACE]
        weak += [box for box in other if not _is_borne_out(box, found)]
        weak = self._standing(pixels, weak)
        small = self._small(pixels, fine, known=sure + weak)
        sure += [box for box in small if box.score >= SECOND_SURE]
        weak += [box for box in small if box.score < SECOND_SURE]
        weak += self._turned(picture, close, sure) + self._close_ups(picture, close, found)
        faces = _faces(sure, weak, picture)
        return Detection(
            width_px=width,
            height_px=height,
            face_may_be_present=bool(faces) or max(close.by_turn) >= CLOSE_CHECK,
            faces=faces,
        )

    def _close_evidence(self, picture: _Picture) -> _Close:
        """Return what the mirrored picture says of faces seen close, at each turn."""
        by_turn: list[float] = []
        trace = 0.0
        for quarters in range(4):
            views = [self._view(picture, side, quarters, mirror=True) for side in CLOSE_SCALES]
            found = places(views)
            by_turn.append(close_evidence(found, picture.longest_px))
            if not quarters:
                trace = close_evidence(found, picture.longest_px, smallest=0.0)
        return _Close(by_turn=tuple(by_turn), trace=trace)

    def _close_ups(self, picture: _Picture, close: _Close, upright: list[Box]) -> list[Box]:
        """Return where the faces are that the mirrored picture speaks for, at most one a turn."""
        found: list[Box] = []
        for quarters, evidence in enumerate(close.by_turn):
            if evidence < CLOSE_CHECK:
                continue
            seen = upright
            if quarters:
                seen = places([self._view(picture, side, quarters) for side in CLOSE_SCALES])
            place = close_place(seen, picture.longest_px)
            if place is not None:
                found.append(replace(place, score=evidence))
        return found

    def _standing(self, pixels: Rgb8, weak: list[Box]) -> list[Box]:
        """Return the weak boxes that stay: small ones in a large picture are looked at again.

        Where there are very many, the weakest stay unseen.
        """
        longest = max(pixels.shape[:2])
        if longest <= LONGEST_PX:
            return weak
        small = sorted(
            (box for box in weak if box.side <= SECOND_LARGEST * longest),
            key=lambda box: -box.score,
        )
        fallen = {box for box in small[:MOST_LOOKS] if self._fine.second(pixels, box) < SECOND_KEPT}
        return [box for box in weak if box not in fallen]

    def _upright(self, picture: _Picture, sides: list[int], fine: Seen | None) -> list[View]:
        """Return what YuNet sees upright; where the finer view was whole it stands for the largest.

        What is too small for the largest usual view it leaves to the second look.
        """
        if fine is None or not fine.is_whole:
            return [self._view(picture, side) for side in sides]
        least = SMALLEST_PX * picture.longest_px / sides[-1]
        boxes = tuple(box for box in fine.boxes if box.side >= least)
        return [
            *(self._view(picture, side) for side in sides[:-1]),
            View(scale=fine.scale, boxes=boxes),
        ]

    def _small(self, pixels: Rgb8, fine: Seen | None, *, known: list[Box]) -> list[Box]:
        """Return small faces that only a finer view shows, scored by the second look."""
        found = fine.candidates() if fine else []
        new = [box for box in found if not any(overlap(box, one) >= EXPLAINED for one in known)]
        scored = (replace(box, score=self._fine.second(pixels, box)) for box in new)
        return [box for box in scored if box.score >= SECOND_CHECK]

    def _view(
        self, picture: _Picture, side: int, quarters: int = 0, *, mirror: bool = False
    ) -> View:
        """Return what YuNet sees at one scale, turned counter-clockwise by quarters.

        With its mirror image around it, boxes may lie outside of the picture.
        """
        plain = picture.fitted(side)
        height, width = plain.shape[:2]
        scale = max(height, width) / picture.longest_px
        if min(height, width) < NARROWEST_PX:
            return View(scale=scale, boxes=())
        wide, beyond = mirrored(plain) if mirror else (plain, 0)
        view = np.ascontiguousarray(np.rot90(wide, quarters))
        boxes = (
            box.scaled(1 / view.shape[1], 1 / view.shape[0])
            .turned_back(quarters)
            .scaled(wide.shape[1], wide.shape[0])
            .moved(-beyond, -beyond)
            .scaled(picture.width_px / width, picture.height_px / height)
            for box in self._yunet.find(view)
        )
        return View(scale=scale, boxes=tuple(boxes))

    def _turned(self, picture: _Picture, close: _Close, sure: list[Box]) -> list[Box]:
        """Return strong places in the picture on its sides and upside down.

        Large ones only where the mirrored picture speaks for them: the net sees faces in knuckles
        and shoulders that fill the frame.
        """
        sides = _sides(max(picture.bgr.shape[:2]))
        found: list[Box] = []
        for quarters in (1, 2, 3):
            is_face = close.by_turn[quarters] >= CLOSE_CHECK
            views = [self._view(picture, side, quarters) for side in sides if side in TURNED_SCALES]
            if TURNED_FINE in sides and any(_is_new(view, sure) for view in views):
                views.append(self._view(picture, TURNED_FINE, quarters))
            strong = (box for box in places(views) if box.score >= TURNED_CHECK)
            found.extend(box for box in strong if is_face or picture.is_small(box))
        return found

    def _centerface_boxes(self, picture: _Picture) -> list[Box]:
        """Return what CenterFace sees; whether that is sure, YuNet has a say in."""
        found: list[Box] = []
        for side in CENTERFACE_SCALES:
            view = picture.fitted(side)
            height, width = view.shape[:2]
            if min(height, width) < NARROWEST_PX:
                continue
            across, down = picture.width_px / width, picture.height_px / height
            boxes = self._centerface.find(view, lowest_score=CENTERFACE_CHECK)
            found += [box.scaled(across, down) for box in boxes if box.side <= LARGEST_PX]
        return found


def _sides(longest_px: int) -> list[int]:
    """Return the scales to look at: enlarging beyond the picture invents skin, not faces."""
    return [side for side in SCALES if side <= max(longest_px, ENLARGED)]


def _fitted(pixels: Rgb8, side: int) -> Rgb8:
    """Return a picture with its longer side at this length, or enlarged twofold at most."""
    height, width = pixels.shape[:2]
    if side >= LONGEST_PX >= max(height, width):
        return pixels
    scale = min(side / max(height, width), 2.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    fitted: Rgb8 = np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
    return fitted


def _is_new(view: View, sure: list[Box]) -> bool:
    """Return whether a view shows a trace of a face that is not among the sure ones."""
    seen = (box for box in view.believable() if box.score >= TURNED_TRACE)
    return any(not any(_says_same(box, one) for one in sure) for box in seen)


def _is_borne_out(box: Box, found: list[Box]) -> bool:
    """Return whether a box of CenterFace may be called sure."""
    return box.score >= CENTERFACE_SURE or any(
        place.score >= BORNE_OUT and overlap(box, place) >= EXPLAINED for place in found
    )


def _faces(sure: list[Box], weak: list[Box], picture: _Picture) -> tuple[Face, ...]:
    """Return the proposals: overlapping boxes joined, weak ones inside sure ones left out."""
    certain = _joined(sure)
    doubtful = _joined([box for box in weak if not any(_says_same(box, one) for one in certain)])
    tiers = [(box, True) for box in certain] + [(box, False) for box in doubtful]
    faces = (_face(box, picture, is_sure=is_sure) for box, is_sure in tiers)
    return tuple(face for face in faces if face is not None)


def _says_same(weak: Box, sure: Box) -> bool:
    return overlap(weak, sure) >= EXPLAINED or share_inside(weak, sure) >= COVERED


def _joined(boxes: list[Box]) -> list[Box]:
    """Return the unions of boxes that overlap, best first.

    Not the best of them: a better score may sit on a worse place.
    """
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda one: -one.score):
        whole = box
        for other in [one for one in joined if overlap(one, box) >= SAME_FACE]:
            joined.remove(other)
            whole = whole.union(other)
        joined.append(whole)
    return sorted(joined, key=lambda one: -one.score)


def _face(box: Box, picture: _Picture, *, is_sure: bool) -> Face | None:
    """Return a proposal with its margin, within the picture, rounded outwards."""
    grown = box.grown(MARGIN).clipped(picture.width_px, picture.height_px)
    left, top = math.floor(grown.left), math.floor(grown.top)
    right, bottom = math.ceil(grown.right), math.ceil(grown.bottom)
    if right <= left or bottom <= top:
        return None
    score = round(min(max(box.score, 0.0), 1.0), 4)
    return Face(x=left, y=top, w=right - left, h=bottom - top, score=score, sure=is_sure)
