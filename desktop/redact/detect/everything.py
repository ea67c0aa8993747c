"""All that looks for something in a photograph: faces, writing, barcodes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from desktop.records.detection import Detection, Face, Kind, Suggestion
from desktop.redact._cv import one_thread
from desktop.redact.arrays import Rgb8
from desktop.redact.detect.barcodes import find_barcodes
from desktop.redact.detect.box import Box, overlap, share_inside
from desktop.redact.detect.faces import FaceFinder
from desktop.redact.detect.text import TextFinder

ON_A_FACE: Final = 0.5
"""Writing of which so much lies in a proposed face is its teeth, or the pattern of a mask."""

OF_A_CODE: Final = 0.3
"""Writing that overlaps a barcode by so much, or lies in it by half, is its number, or the bars."""


class Finder:
    """Every detector, loaded and checked once; use it from one thread at a time.

    Args:
        faces: Looks for faces; loaded if not given.

    Raises:
        DetectorMissingError: A model is missing or altered.
    """

    def __init__(self, faces: FaceFinder | None = None) -> None:
        self._text = TextFinder()
        self._faces = faces or FaceFinder()

    def find(self, pixels: Rgb8) -> Detection:
        """Return everything that is proposed in a picture; see ``FaceFinder.find``."""
        with one_thread():
            return self._find(pixels)

    def _find(self, pixels: Rgb8) -> Detection:
        found = self._faces.find(pixels)
        height, width = pixels.shape[:2]
        faces = [_box_of(face) for face in found.faces]
        read = [box for box in self._text.find(pixels) if not _lies_in(box, faces, ON_A_FACE)]
        codes, written = _told_apart(find_barcodes(pixels), read)
        suggestions = [
            *_suggestions(codes, Kind.BARCODE, width, height),
            *_suggestions(written, Kind.TEXT, width, height),
        ]
        return replace(found, suggestions=tuple(suggestions))


def _box_of(face: Face) -> Box:
    return Box(left=face.x, top=face.y, right=face.x + face.w, bottom=face.y + face.h, score=1)


def _lies_in(box: Box, others: Sequence[Box], share: float) -> bool:
    return any(share_inside(box, other) >= share for other in others)


def _told_apart(codes: Sequence[Box], read: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """Return codes, each with the writing that belongs to it, and the other writing."""
    whole, written = list(codes), []
    for box in read:
        mine = [place for place, code in enumerate(whole) if _belongs(box, code)]
        for place in mine:
            whole[place] = whole[place].union(box)
        if not mine:
            written.append(box)
    return whole, written


def _belongs(box: Box, code: Box) -> bool:
    return overlap(box, code) >= OF_A_CODE or share_inside(box, code) >= ON_A_FACE


def _suggestions(
    boxes: Iterable[Box], kind: Kind, width_px: int, height_px: int
) -> Iterable[Suggestion]:
    """Yield boxes rounded outwards, within the picture."""
    for box in boxes:
        inside = box.clipped(width_px, height_px)
        left, top = math.floor(inside.left), math.floor(inside.top)
        right, bottom = math.ceil(inside.right), math.ceil(inside.bottom)
        if right > left and bottom > top:
            score = round(min(max(box.score, 0.0), 1.0), 4)
            yield Suggestion(x=left, y=top, w=right - left, h=bottom - top, score=score, kind=kind)
