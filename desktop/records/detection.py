"""What a detector says of one picture, as values and as JSON: proposals, never decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Self, TypeGuard

from desktop.errors import DecoderAnswerError

MOST = 1_000
"""More of either is not an answer that we believe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A proposal; only a person decides.

    Attributes:
        x: Left edge in pixels of the upright picture.
        y: Upper edge.
        w: Width, at least 1; the box lies inside the picture.
        h: Height, at least 1.
        score: 0 to 1, how much speaks for a face; comparable within one version only.
        sure: Obscured before anyone looks. Otherwise shown as *check*: accept or dismiss.
    """

    x: int
    y: int
    w: int
    h: int
    score: float
    sure: bool

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "x": self.x,
            "y": self.y,
            "w": self.w,
            "h": self.h,
            "score": self.score,
            "sure": self.sure,
        }


class Kind(Enum):
    """What a suggestion is taken for; the values are JSON."""

    TEXT = "text"
    """Writing: a label, a wristband, a badge, a screen."""
    BARCODE = "barcode"
    """Bars or a square code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something beside faces by which somebody might be known; always *check*.

    Attributes:
        x: Left edge in pixels of the upright picture.
        y: Upper edge.
        w: Width, at least 1; the box lies inside the picture.
        h: Height, at least 1.
        score: 0 to 1; comparable within one kind and version only.
        kind: What it is taken for.
    """

    x: int
    y: int
    w: int
    h: int
    score: float
    kind: Kind

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "x": self.x,
            "y": self.y,
            "w": self.w,
            "h": self.h,
            "score": self.score,
            "kind": self.kind.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Everything that was found in one picture.

    Attributes:
        width_px: Width of the upright picture.
        height_px: Height of the upright picture.
        face_may_be_present: Say "this looks like part of a face" even if no box is trusted.
        faces: The proposals, best first. None never means that there is no face.
        suggestions: Writing and barcodes, best first; none means as little.
    """

    width_px: int
    height_px: int
    face_may_be_present: bool
    faces: tuple[Face, ...]
    suggestions: tuple[Suggestion, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return plain data."""
        return {
            "width": self.width_px,
            "height": self.height_px,
            "face_may_be_present": self.face_may_be_present,
            "faces": [face.to_json() for face in self.faces],
            "suggestions": [one.to_json() for one in self.suggestions],
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Return what plain data of exactly this shape says.

        Raises:
            DecoderAnswerError: It has another shape, or boxes lie outside the picture.
        """
        keys = {"width", "height", "face_may_be_present", "faces", "suggestions"}
        if not isinstance(data, Mapping) or set(data) != keys:
            raise DecoderAnswerError("detection")
        width, height, flag = data["width"], data["height"], data["face_may_be_present"]
        faces, suggestions = data["faces"], data["suggestions"]
        if not (_is_extent(width) and _is_extent(height) and isinstance(flag, bool)):
            raise DecoderAnswerError("detection")
        if not all(isinstance(some, list) and len(some) <= MOST for some in (faces, suggestions)):
            raise DecoderAnswerError("detection")
        return cls(
            width_px=width,
            height_px=height,
            face_may_be_present=flag,
            faces=tuple(_face(face, width, height) for face in faces),
            suggestions=tuple(_suggestion(one, width, height) for one in suggestions),
        )


def _is_extent(value: object) -> TypeGuard[int]:
    return type(value) is int and value > 0


def _face(data: object, width_px: int, height_px: int) -> Face:
    """Return one face whose box lies inside the picture."""
    if not isinstance(data, Mapping) or set(data) != {"x", "y", "w", "h", "score", "sure"}:
        raise DecoderAnswerError("face")
    x, y, w, h = _box(data, width_px, height_px)
    sure = data["sure"]
    if type(sure) is not bool:
        raise DecoderAnswerError("face")
    return Face(x=x, y=y, w=w, h=h, score=_score(data["score"]), sure=sure)


def _suggestion(data: object, width_px: int, height_px: int) -> Suggestion:
    """Return one suggestion whose box lies inside the picture."""
    if not isinstance(data, Mapping) or set(data) != {"x", "y", "w", "h", "score", "kind"}:
        raise DecoderAnswerError("suggestion")
    x, y, w, h = _box(data, width_px, height_px)
    try:
        kind = Kind(data["kind"])
    except ValueError as error:
        raise DecoderAnswerError("suggestion") from error
    return Suggestion(x=x, y=y, w=w, h=h, score=_score(data["score"]), kind=kind)


def _box(data: Mapping[str, object], width_px: int, height_px: int) -> tuple[int, int, int, int]:
    numbers = [data[key] for key in ("x", "y", "w", "h")]
    x, y, w, h = (number if type(number) is int else -1 for number in numbers)
    if min(x, y) < 0 or min(w, h) < 1 or x + w > width_px or y + h > height_px:
        raise DecoderAnswerError("box")
    return x, y, w, h


def _score(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise DecoderAnswerError("score")
    return float(value)
