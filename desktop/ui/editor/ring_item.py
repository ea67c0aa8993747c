"""How large the brush is, at the pointer; and the pen that the arrows move."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.ui.editor.region_item import HALO, HALO_PX, LINE_PX, cosmetic_pen
from desktop.ui.stage.viewport import XY

_CROSS_PX: Final = 16
_ARM_PART: Final = 0.7


class RingItem(QGraphicsItem):
    """How large the brush is, at the pointer; and the pen that the arrows move."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._radius = 0.0
        self._pad = 4.0
        self._has_cross = False
        self.setZValue(3500)
        self.setVisible(False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_ring(self, at: XY | None, brush_px: int, scale: float, *, cross: bool) -> None:
        """Show it at a point of the picture, or not at all."""
        if at is None:
            self.setVisible(False)
            return
        radius, pad = brush_px / 2, _CROSS_PX / scale
        if (radius, pad, cross) != (self._radius, self._pad, self._has_cross):
            self.prepareGeometryChange()
            self._radius, self._pad, self._has_cross = radius, pad, cross
        self.setPos(*at)
        self.setVisible(True)

    def boundingRect(self) -> QRectF:
        """Return its room."""
        far = self._radius + self._pad
        return QRectF(-far, -far, 2 * far, 2 * far)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (cosmetic_pen(HALO, HALO_PX), cosmetic_pen(QColor("#FFFFFF"), LINE_PX)):
            painter.setPen(pen)
            if self._radius:
                painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)
            if self._has_cross:
                far = self._pad * _ARM_PART
                painter.drawLine(QPointF(-far, 0), QPointF(far, 0))
                painter.drawLine(QPointF(0, -far), QPointF(0, far))
