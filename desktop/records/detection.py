"""What a detector says of one picture, as values and as JSON: proposals, never decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, TypeGuard

from desktop.errors import DecoderAnswerError

MOST_FACES = 1_000
"""More is not an answer that we believe."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Everything that was found in one picture.

    Attributes:
        width_px: Width of the upright picture.
        height_px: Height of the upright picture.
        face_may_be_present: Say "this looks like part of a face" even if no box is trusted.
        faces: The proposals, best first. None never means that there is no face.
    """

    width_px: int
    height_px: int
    face_may_be_present: bool
    faces: tuple[Face, ...]

    def to_json(self) -> dict[str, object]:
        """Return plain data; ``suggestions`` is empty while nothing but faces is looked for."""
        return {
            "width": self.width_px,
            "height": self.height_px,
            "face_may_be_present": self.face_may_be_present,
            "faces": [face.to_json() for face in self.faces],
            "suggestions": [],
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
        width, height, faces = data["width"], data["height"], data["faces"]
        flag = data["face_may_be_present"]
        if not (_is_extent(width) and _is_extent(height) and isinstance(flag, bool)):
            raise DecoderAnswerError("detection")
        if not isinstance(faces, list) or len(faces) > MOST_FACES or data["suggestions"] != []:
            raise DecoderAnswerError("detection")
        return cls(
            width_px=width,
            height_px=height,
            face_may_be_present=flag,
            faces=tuple(_face(face, width, height) for face in faces),
        )


def _is_extent(value: object) -> TypeGuard[int]:
    return type(value) is int and value > 0


def _face(data: object, width_px: int, height_px: int) -> Face:
    """Return one face whose box lies inside the picture."""
    if not isinstance(data, Mapping) or set(data) != {"x", "y", "w", "h", "score", "sure"}:
        raise DecoderAnswerError("face")
    x, y, w, h = data["x"], data["y"], data["w"], data["h"]
    score, sure = data["score"], data["sure"]
    if not all(type(number) is int for number in (x, y, w, h)):
        raise DecoderAnswerError("face")
    if min(x, y) < 0 or min(w, h) < 1 or x + w > width_px or y + h > height_px:
        raise DecoderAnswerError("face")
    if type(score) not in {int, float} or not 0 <= score <= 1 or type(sure) is not bool:
        raise DecoderAnswerError("face")
    return Face(x=x, y=y, w=w, h=h, score=float(score), sure=sure)
