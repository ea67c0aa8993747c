"""Small pictures of a screen, in memory only and bounded: the oldest looked at go first."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from desktop.memory import SealedMemory
from desktop.records.raster import Raster
from desktop.records.thumb import Thumb
from desktop.ui.look.current import radius, scaled
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box

MOST_BYTES: Final = 64 * 1024 * 1024
"""About 300 pictures of 256 pixels: ten screens full of them."""
_GRAIN: Final = 32
_MOST_PX: Final = 512
"""As the keeper allows."""
_ICON: Final = 20


def needed_px(width: int, height: int, ratio: float) -> int:
    """Return the longer side to ask for, so that a place is filled at the screen's resolution.

    Photographs of 4:3, upright and lying, are taken into account; others fill it a little softer.

    Args:
        width: Of the place, in pixels as the window counts them.
        height: Of the place.
        ratio: Pixels of the screen to one of the window.
    """
    longer = max(width, height) * ratio * 4 / 3
    return min(-(-round(longer) // _GRAIN) * _GRAIN, _MOST_PX)


@dataclass(slots=True)
class _Kept:
    """One picture.

    Attributes:
        image: As it came; None where it cannot be shown.
        fitted: The same in the very pixels of its place, so that painting only copies.
        stamp: Differs from that of every other picture that was kept.
    """

    image: QImage | None
    fitted: QImage | None = None
    stamp: int = 0

    def size_bytes(self) -> int:
        """Return how much memory it takes."""
        images = (self.image, self.fitted)
        return sum(image.sizeInBytes() for image in images if image is not None)


class SmallPictures:
    """The small pictures that have come so far.

    Invariant: they take at most ``most_bytes``, the present one not counted.

    Args:
        most_bytes: How much they may take.

    Thread: GUI.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._stamps = 0
        self._place = QSize()

    @property
    def size_bytes(self) -> int:
        """How much memory they take now."""
        return self._bytes

    def has(self, subject: str) -> bool:
        """Return whether a picture has come, or the news that there is none."""
        return subject in self._kept

    def stamp(self, subject: str) -> int:
        """Return a number that is another whenever another picture would be painted."""
        kept = self._kept.get(subject)
        return 0 if kept is None else kept.stamp

    def is_missing(self, subject: str) -> bool:
        """Return whether it is known that there is no picture."""
        kept = self._kept.get(subject)
        return kept is not None and kept.image is None

    def keep(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one picture of a page."""
        self._drop(thumb.subject)
        raster = thumb.raster
        fits = raster is not None and raster.end <= block.size
        self._put(thumb.subject, _copied(raster, block) if raster is not None and fits else None)
        kept = self._kept[thumb.subject]
        if kept.image is not None and not self._place.isEmpty():
            self._fitted(kept, self._place)  # now, so that painting a screen full is quick

    def clear(self) -> None:
        """Let every picture go."""
        self._kept.clear()
        self._bytes = 0

    def paint(self, painter: QPainter, subject: str, rect: QRect) -> None:
        """Paint the middle of a picture into a place, or what stands for it until it is there."""
        kept = self._kept.get(subject)
        if kept is None or kept.image is None:
            self._paint_place(painter, rect, "image" if kept is None else "image-off")
            return
        self._kept.move_to_end(subject)
        ratio = painter.device().devicePixelRatio()
        self._place = rect.size() * ratio
        painter.drawImage(rect, self._fitted(kept, self._place))

    def _paint_place(self, painter: QPainter, rect: QRect, drawing: str) -> None:
        paint_box(painter, QRectF(rect), fill="sunken", line="line", corner=radius("picture"))
        px = scaled(_ICON)
        at = QRectF(rect).center() - QPointF(px, px) / 2
        paint_icon(painter, drawing, at, tone="text3", px=px)

    def _fitted(self, kept: _Kept, size: QSize) -> QImage:
        """Return a picture in the pixels of its place: only one size of each is kept."""
        if kept.image is None or (kept.fitted is not None and kept.fitted.size() == size):
            return kept.fitted or QImage()
        before = kept.size_bytes()
        kept.fitted = kept.image.copy(_middle(kept.image.size(), size)).scaled(
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._bytes += kept.size_bytes() - before
        return kept.fitted

    def _put(self, subject: str, image: QImage | None) -> None:
        self._stamps += 1
        kept = _Kept(image, stamp=self._stamps)
        self._kept[subject] = kept
        self._bytes += kept.size_bytes()
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, subject: str) -> None:
        kept = self._kept.pop(subject, None)
        if kept is not None:
            self._bytes -= kept.size_bytes()


def _copied(raster: Raster, block: SealedMemory) -> QImage:
    with block.view() as view:
        pixels = bytes(view[raster.offset : raster.end])
    over = QImage(
        pixels,
        raster.width_px,
        raster.height_px,
        raster.stride_bytes,
        QImage.Format.Format_RGB32,
    )
    return over.copy()


def _middle(size: QSize, place: QSize) -> QRect:
    """Return the largest part around the middle that has the shape of a place."""
    part = place.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (size.width() - part.width()) // 2, (size.height() - part.height()) // 2
    return QRect(left, top, part.width(), part.height())
