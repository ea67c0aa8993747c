"""Small pictures of a screen, in memory only: they go with the screen."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.memory import SealedMemory
from desktop.records.thumb import Thumb
from desktop.ui.lane import Lane, Scope
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box
from desktop.ui.thumbs import Thumbs

LONGEST_PX: Final = 512
"""Sharp in the largest place a small picture has, also on a dense screen."""
_ICON: Final = 20
_MOST_SCALED: Final = 600
"""A few sizes of every picture of a long record."""


class SmallPictures(QObject):
    """The small pictures that have come so far.

    Args:
        lane: How to ask.
        scope: The screen's.
        parent: The screen.

    Signals:
        arrived: A picture has come, or the news that there is none; its subject.
    """

    arrived = Signal(str)

    def __init__(self, lane: Lane, scope: Scope, parent: QObject) -> None:
        super().__init__(parent)
        self._found: dict[str, QPixmap | None] = {}
        self._scaled: dict[tuple[str, int, int, bool], QPixmap] = {}
        self._veiled: frozenset[str] = frozenset()
        self._thumbs = Thumbs(
            lane, scope, longest_px=LONGEST_PX, has=self._found.__contains__, got=self._got
        )

    def want(self, subjects: Iterable[str]) -> None:
        """Ask for these, the first ones first; what is veiled is not even asked for."""
        self._thumbs.want(one for one in subjects if one not in self._veiled)

    def veil(self, subjects: Iterable[str]) -> None:
        """Show none of these: pictures for which the desk must be one's own."""
        before, self._veiled = self._veiled, frozenset(subjects)
        for subject in before ^ self._veiled:
            self.arrived.emit(subject)

    def forget(self) -> None:
        """Let every picture go."""
        self._found.clear()
        self._scaled.clear()

    def has(self, subject: str) -> bool:
        """Return whether a picture is there."""
        return self._found.get(subject) is not None

    def is_missing(self, subject: str) -> bool:
        """Return whether it is known that there is no picture."""
        return subject in self._found and self._found[subject] is None

    def paint(self, painter: QPainter, subject: str, rect: QRect, *, whole: bool = False) -> None:
        """Paint a picture into a place, or what stands for it until it is there.

        Args:
            painter: Where.
            subject: Which image.
            rect: The place.
            whole: Show all of it on the neutral ground; else fill the place with its middle.
        """
        found = None if subject in self._veiled else self._found.get(subject)
        corner = radius("picture")
        if found is None:
            paint_box(painter, QRectF(rect), fill="sunken", line=None, corner=corner)
            px = scaled(_ICON)
            at = QPointF(rect.center()) - QPointF(px, px) / 2
            paint_icon(painter, self._stands_for(subject), at, tone="text3", px=px)
            return
        place = _inside(rect, found.size()) if whole else rect
        if whole:
            painter.fillRect(rect, colour("stage"))
        ratio = painter.device().devicePixelRatio()
        pixels = self._sized(subject, found, place.size() * ratio, whole=whole)
        painter.drawPixmap(place, pixels)

    def _stands_for(self, subject: str) -> str:
        """Return the drawing in the place of a picture that is not shown."""
        if subject in self._veiled:
            return "eye-off"
        return "image-off" if self.is_missing(subject) else "image"

    def _sized(self, subject: str, found: QPixmap, size: QSize, *, whole: bool) -> QPixmap:
        """Return a picture in the very pixels of its place, so that it is sharp and calm."""
        key = (subject, size.width(), size.height(), whole)
        if key not in self._scaled:
            if len(self._scaled) >= _MOST_SCALED:
                self._scaled.clear()
            part = found if whole else found.copy(_middle(found.size(), size))
            self._scaled[key] = part.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled[key]

    def _got(self, thumb: Thumb, block: SealedMemory) -> None:
        self._found[thumb.subject] = None if thumb.raster is None else _copied(thumb, block)
        self.arrived.emit(thumb.subject)


def _copied(thumb: Thumb, block: SealedMemory) -> QPixmap | None:
    raster = thumb.raster
    if raster is None or raster.end > block.size:
        return None
    with block.view() as view:
        pixels = bytes(view[raster.offset : raster.end])
    image = QImage(
        pixels,
        raster.width_px,
        raster.height_px,
        raster.stride_bytes,
        QImage.Format.Format_RGB32,
    )
    return QPixmap.fromImage(image)


def _inside(rect: QRect, size: QSize) -> QRect:
    fitted = size.scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = rect.left() + (rect.width() - fitted.width()) // 2
    top = rect.top() + (rect.height() - fitted.height()) // 2
    return QRect(left, top, fitted.width(), fitted.height())


def _middle(size: QSize, place: QSize) -> QRect:
    """Return the largest part around the middle that has the proportions of a place."""
    part = place.scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (size.width() - part.width()) // 2, (size.height() - part.height()) // 2
    return QRect(left, top, part.width(), part.height())
