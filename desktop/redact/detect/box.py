"""Boxes as a detector finds them, and how they meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle with a score; the frame of its coordinates is said where it is made.

    Attributes:
        left: Left edge.
        top: Upper edge.
        right: Right edge, beyond ``left``.
        bottom: Lower edge, beyond ``top``.
        score: 0 to 1.
    """

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @classmethod
    def around(cls, points: Iterable[Sequence[float]]) -> Self:
        """Return the smallest box around points of (x, y), with a score of 1."""
        across, down = zip(*((float(x), float(y)) for x, y in points), strict=True)
        return cls(left=min(across), top=min(down), right=max(across), bottom=max(down), score=1.0)

    @property
    def side(self) -> float:
        """Length of the longer side."""
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def area(self) -> float:
        """Area; 0 if the box is turned inside out."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)

    def scaled(self, across: float, down: float) -> Self:
        """Return the box in a frame that is so many times finer."""
        return replace(
            self,
            left=self.left * across,
            right=self.right * across,
            top=self.top * down,
            bottom=self.bottom * down,
        )

    def moved(self, across: float, down: float) -> Self:
        """Return the box so far to the right and down."""
        return replace(
            self,
            left=self.left + across,
            right=self.right + across,
            top=self.top + down,
            bottom=self.bottom + down,
        )

    def turned_back(self, quarters: int) -> Self:
        """Return a box of a turned picture in the frame of the unturned one.

        Args:
            quarters: How often the picture was turned by 90 degrees, counter-clockwise. Both
                frames go from 0 to 1 on both axes.
        """
        box = self
        for _ in range(quarters):
            box = replace(
                box, left=1 - box.bottom, right=1 - box.top, top=box.left, bottom=box.right
            )
        return box

    def union(self, other: "Box") -> Self:
        """Return the smallest box around both, with the better score."""
        return replace(
            self,
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
            score=max(self.score, other.score),
        )

    def grown(self, share: float) -> Self:
        """Return the box with a margin of this share of its width and height on each side."""
        across = (self.right - self.left) * share
        down = (self.bottom - self.top) * share
        return replace(
            self,
            left=self.left - across,
            right=self.right + across,
            top=self.top - down,
            bottom=self.bottom + down,
        )

    def clipped(self, width: float, height: float) -> Self:
        """Return what lies between (0, 0) and (width, height)."""
        return replace(
            self,
            left=min(max(self.left, 0.0), width),
            right=min(max(self.right, 0.0), width),
            top=min(max(self.top, 0.0), height),
            bottom=min(max(self.bottom, 0.0), height),
        )


def shared_area(a: Box, b: Box) -> float:
    """Return the area that two boxes have in common."""
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return max(across, 0.0) * max(down, 0.0)


def overlap(a: Box, b: Box) -> float:
    """Return shared area over joint area, 0 to 1."""
    shared = shared_area(a, b)
    joint = a.area + b.area - shared
    return shared / joint if joint > 0 else 0.0


def share_inside(a: Box, b: Box) -> float:
    """Return which share of the first box lies in the second."""
    return shared_area(a, b) / a.area if a.area > 0 else 0.0


def weighted_mean(boxes: Sequence[Box], *, score: float) -> Box:
    """Return the box whose edges are the means of the edges, each weighing as its score."""
    weight = sum(box.score for box in boxes)
    return Box(
        left=sum(box.left * box.score for box in boxes) / weight,
        top=sum(box.top * box.score for box in boxes) / weight,
        right=sum(box.right * box.score for box in boxes) / weight,
        bottom=sum(box.bottom * box.score for box in boxes) / weight,
        score=score,
    )
