"""A loupe over the picture: what lies under the pointer, or the chosen region, enlarged."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from desktop.ui.editor.region_item import RegionItem
from desktop.ui.look.current import colour, scaled
from desktop.ui.stage.backing import SMOOTH_BELOW
from desktop.ui.stage.stage_view import StageView
from desktop.ui.stage.viewport import XY

ACROSS_PX: Final = 240
LEAST_TIMES: Final = 2.5
"""It enlarges by so much at least, and else to one pixel of the picture for one of the screen."""
MOST_TIMES: Final = 16.0
_EDGE_PX: Final = 3


class Loupe(QWidget):
    """A round part of the picture with its regions, larger. It takes no clicks.

    Args:
        stage: The picture.
        items: Returns the regions on it.
    """

    def __init__(self, stage: StageView, items: Callable[[], Iterable[RegionItem]]) -> None:
        super().__init__(stage.viewport())
        self._items = items
        self._stage = stage
        self._middle: XY = (0.0, 0.0)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, middle: XY) -> None:
        """Show what lies around a point of the view, there."""
        self._middle = middle
        across = scaled(ACROSS_PX)
        self.setGeometry(
            round(middle[0] - across / 2), round(middle[1] - across / 2), across, across
        )
        self.show()
        self.raise_()
        self.update()

    @property
    def times(self) -> float:
        """Return by how much it enlarges what is on the screen."""
        return min(max(LEAST_TIMES, 1.0 / self._stage.port.scale), MOST_TIMES)

    def _paint_part(self, painter: QPainter) -> None:
        """Draw the picture and its regions, in image coordinates; no tags, which are words."""
        picture = self._stage.picture
        if picture is None:
            return
        scale = self._stage.port.scale * self.times
        x, y = self._stage.port.to_image(self._middle)
        half = self.width() / 2
        painter.translate(half - x * scale, half - y * scale)
        painter.scale(scale, scale)
        seen = QRectF(x - half / scale, y - half / scale, 2 * half / scale, 2 * half / scale)
        seen &= QRectF(0, 0, *picture.size)
        level = picture.level_for(scale * self.devicePixelRatioF())
        finer = level.width() / picture.size[0]
        source = QRectF(seen.topLeft() * finer, seen.size() * finer)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, scale < SMOOTH_BELOW)
        painter.drawImage(seen, level, source)
        for item in self._items():
            if item.isVisible() and item.boundingRect().intersects(seen):
                item.paint(painter, QStyleOptionGraphicsItem())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part of the scene, clipped to a circle."""
        ratio = self.devicePixelRatioF()
        part = QPixmap(self.size() * ratio)
        part.setDevicePixelRatio(ratio)
        part.fill(colour("stage"))
        painter = QPainter(part)
        self._paint_part(painter)
        painter.end()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = QRectF(self.rect()).adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        round_one = QPainterPath()
        round_one.addEllipse(rim)
        painter.setClipPath(round_one)
        painter.drawPixmap(0, 0, part)
        painter.setClipping(False)
        for ink, wide in (("#0A0A0A", 4.0), ("#FFFFFF", 2.0)):
            painter.setPen(QPen(QColor(ink), wide))
            painter.drawEllipse(rim)
