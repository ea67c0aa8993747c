"""The picture in the scene: the right level for the scale, and only the part that is seen."""

import math
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.stage.picture import Picture

SMOOTH_BELOW: Final = 2.0
"""From 200 % on every pixel is shown as it is: what is judged there are pixels."""


class PyramidItem(QGraphicsItem):
    """Paints a :class:`Picture` in image coordinates.

    A preview and the whole picture cover the same rectangle, so that the one takes the place of
    the other without a jump.
    """

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._size = (0, 0)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def picture(self) -> Picture | None:
        """Return what is painted, or None."""
        return self._picture

    def set_picture(self, picture: Picture | None) -> None:
        """Paint another picture, owned from here on; the former one is closed."""
        former, self._picture = self._picture, picture
        if picture is not None and picture.size != self._size:
            self.prepareGeometryChange()
            self._size = picture.size
        self.update()
        if former is not None and former is not picture:
            former.close()

    def boundingRect(self) -> QRectF:
        """Return the rectangle of the whole picture."""
        return QRectF(0, 0, *self._size)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the exposed part."""
        if self._picture is None or not self._picture.is_open:
            return
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        scale *= painter.device().devicePixelRatio()
        image = self._picture.level_for(scale)
        exposed = option.exposedRect.intersected(self.boundingRect())
        if exposed.isEmpty():
            return
        source = self._source(exposed, image)
        target = self._target(source, image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < SMOOTH_BELOW)
        painter.drawImage(target, image, source)

    def _source(self, exposed: QRectF, image: QImage) -> QRectF:
        """Return the whole pixels of a level that show a part, with one more for smoothing."""
        across, down = image.width() / self._size[0], image.height() / self._size[1]
        left = max(0, math.floor(exposed.left() * across) - 1)
        top = max(0, math.floor(exposed.top() * down) - 1)
        right = min(image.width(), math.ceil(exposed.right() * across) + 1)
        bottom = min(image.height(), math.ceil(exposed.bottom() * down) + 1)
        return QRectF(left, top, right - left, bottom - top)

    def _target(self, source: QRectF, image: QImage) -> QRectF:
        """Return where those pixels lie in the whole picture."""
        across, down = self._size[0] / image.width(), self._size[1] / image.height()
        return QRectF(
            source.left() * across,
            source.top() * down,
            source.width() * across,
            source.height() * down,
        )
