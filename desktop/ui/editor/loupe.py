"""A loupe over the picture: what lies under the pointer, or the chosen region, enlarged."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.ui.look.current import colour, scaled
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
    """

    def __init__(self, stage: StageView) -> None:
        super().__init__(stage.viewport())
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the part of the scene, clipped to a circle."""
        ratio = self.devicePixelRatioF()
        part = QPixmap(self.size() * ratio)
        part.setDevicePixelRatio(ratio)
        part.fill(colour("stage"))
        side = self.width() / self.times
        at = QPointF(*self._middle) - QPointF(side / 2, side / 2)
        painter = QPainter(part)
        self._stage.scene().render(painter, QRectF(self.rect()), QRectF(at.x(), at.y(), side, side))
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
