"""The picture in the scene: the right level for the scale, and only the part that is seen."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.stage.backing import SMOOTH_BELOW, Backing, paint_part
from desktop.ui.stage.picture import Picture


class PyramidItem(QGraphicsItem):
    """Paints a :class:`Picture` in image coordinates.

    A preview and the whole picture cover the same rectangle, so that the one takes the place of
    the other without a jump.
    """

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._size = (0, 0)
        self._backing = Backing()
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
        self._backing.clear()
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
        picture = self._picture
        exposed = option.exposedRect.intersected(self.boundingRect())
        if picture is None or not picture.is_open or exposed.isEmpty():
            return
        world = painter.worldTransform()
        ratio = painter.device().devicePixelRatio()
        scale = world.m11() * ratio
        origin = QPointF(world.dx() * ratio, world.dy() * ratio)
        part = world.mapRect(exposed).toAlignedRect()
        painter.save()
        painter.setWorldTransform(QTransform())
        if widget is None:
            smooth = scale < SMOOTH_BELOW
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.scale(1 / ratio, 1 / ratio)
            paint_part(painter, picture, scale, origin, QRectF(part))
        else:
            size = QSize(round(widget.width() * ratio), round(widget.height() * ratio))
            part &= widget.rect()
            image = self._backing.drawn(picture, scale, origin, size)
            source = QRectF(part.topLeft() * ratio, part.size() * ratio)
            shown = QRectF(part).intersected(world.mapRect(self.boundingRect()))
            painter.setClipRect(shown, Qt.ClipOperation.IntersectClip)
            painter.drawImage(QRectF(part), image, source)
        painter.restore()
