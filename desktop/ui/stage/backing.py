"""What is seen of a picture, drawn once: moving it copies, and only new edges are drawn.

Scaling smoothly is what painting a photograph costs, several milliseconds for a common window and
many more for a large screen. While the scale stays, what was drawn is still right: it is moved, and
the strips that come into view are drawn beside it.
"""

import math
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from desktop.ui.stage.picture import Picture

SMOOTH_BELOW: Final = 2.0
"""From 200 % on every pixel is shown as it is: what is judged there are pixels."""

_SAME: Final = 1e-4
"""A shift that is this near to whole pixels is one."""


class Backing:
    """Holds the visible part of one picture in pixels of the screen. GUI thread only."""

    def __init__(self) -> None:
        self._image = QImage()
        self._of: tuple[int, float] | None = None
        self._origin = QPointF()

    def clear(self) -> None:
        """Forget what was drawn: the picture is another, or is gone."""
        self._image = QImage()
        self._of = None

    def drawn(self, picture: Picture, scale: float, origin: QPointF, size: QSize) -> QImage:
        """Return the picture as it is seen; it stays this object's.

        Args:
            picture: What is shown.
            scale: Screen pixels to one of the picture.
            origin: Where its upper left corner lies, in screen pixels.
            size: Of the view, in screen pixels.
        """
        of = (id(picture), scale)
        shift = origin - self._origin
        moved = QPoint(round(shift.x()), round(shift.y()))
        is_whole = (QPointF(moved) - shift).manhattanLength() < _SAME
        if of != self._of or size != self._image.size() or not is_whole:
            self._image = QImage(size, QImage.Format.Format_RGB32)
            self._draw(picture, scale, origin, [QRect(QPoint(), size)])
        elif not moved.isNull():
            self._move(picture, scale, origin, moved)
        self._of, self._origin = of, origin
        return self._image

    def _move(self, picture: Picture, scale: float, origin: QPointF, by: QPoint) -> None:
        whole = QRect(QPoint(), self._image.size())
        former, self._image = self._image, QImage(whole.size(), QImage.Format.Format_RGB32)
        painter = QPainter(self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(by, former)
        painter.end()
        self._draw(picture, scale, origin, strips(whole, by))

    def _draw(self, picture: Picture, scale: float, origin: QPointF, where: list[QRect]) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < SMOOTH_BELOW)
        for rect in where:
            paint_part(painter, picture, scale, origin, QRectF(rect))
        painter.end()


def strips(whole: QRect, by: QPoint) -> list[QRect]:
    """Return what is empty after the content of a rectangle was moved: at most two parts."""
    kept = whole & whole.translated(by)
    if kept.isEmpty():
        return [whole]
    beside = QRect(whole)
    if by.x() > 0:
        beside.setRight(kept.left() - 1)
    else:
        beside.setLeft(kept.right() + 1)
    across = QRect(kept.left(), whole.top(), kept.width(), whole.height())
    if by.y() > 0:
        across.setBottom(kept.top() - 1)
    else:
        across.setTop(kept.bottom() + 1)
    return [part for part in (beside, across) if not part.isEmpty()]


def paint_part(
    painter: QPainter, picture: Picture, scale: float, origin: QPointF, part: QRectF
) -> None:
    """Paint what of a picture lies in a part of the view; coordinates are screen pixels.

    Args:
        painter: Its clip is set to ``part`` meanwhile, so that strips meet without a seam.
        picture: What is shown.
        scale: Screen pixels to one of the picture.
        origin: Where its upper left corner lies.
        part: Where to paint.
    """
    width, height = picture.size
    image = picture.level_for(scale)
    seen = part.intersected(QRectF(origin.x(), origin.y(), width * scale, height * scale))
    if seen.isEmpty():
        return
    across, down = width * scale / image.width(), height * scale / image.height()
    left = max(0, math.floor((seen.left() - origin.x()) / across) - 1)
    top = max(0, math.floor((seen.top() - origin.y()) / down) - 1)
    right = min(image.width(), math.ceil((seen.right() - origin.x()) / across) + 1)
    bottom = min(image.height(), math.ceil((seen.bottom() - origin.y()) / down) + 1)
    source = QRectF(left, top, right - left, bottom - top)
    target = QRectF(
        origin.x() + left * across,
        origin.y() + top * down,
        source.width() * across,
        source.height() * down,
    )
    painter.save()
    painter.setClipRect(part, Qt.ClipOperation.ReplaceClip)
    painter.drawImage(target, image, source)
    painter.restore()
