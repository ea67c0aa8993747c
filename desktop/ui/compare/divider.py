"""The line between two pictures that lie one over the other; a slider to keys and to everybody."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from desktop.ui.look.current import colour
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import phrase
from desktop.ui.words import name_said

STEPS: Final = 1000
"""Positions from the left edge to the right."""
_KEY_STEP: Final = 20
_PAGE_STEP: Final = 100
_HIT: Final = 48
_HANDLE: Final = 38
_LINE: Final = 3
_ICON: Final = 14


class Divider(QSlider):
    """Lies over the pictures at its own position and moves with what drags it.

    Args:
        parent: What the pictures lie in.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grip = 0.0
        self.setRange(0, STEPS)
        self.setSingleStep(_KEY_STEP)
        self.setPageStep(_PAGE_STEP)
        self.setValue(STEPS // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        name_said(self, phrase("compare.divider"))

    @property
    def at(self) -> float:
        """Where the line is, as a part of the width: 0 to 1."""
        return self.value() / STEPS

    def place(self) -> None:
        """Lie where the line is."""
        parent = self.parentWidget()
        if parent is not None:
            left = round(self.at * parent.width() - _HIT / 2)
            self.setGeometry(left, 0, _HIT, parent.height())

    def step(self, by: int) -> None:
        """Move by steps of the keys."""
        self.setValue(self.value() + by * _KEY_STEP)

    def sizeHint(self) -> QSize:
        """Return the width that is pressed."""
        return QSize(_HIT, _HIT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Up and Down to the page: the line goes left and right."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().x() - _HIT / 2
            self.setSliderDown(True)
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line with the pointer."""
        parent = self.parentWidget()
        if self.isSliderDown() and parent is not None:
            at = self.mapTo(parent, event.position()).x() - self._grip
            self.setValue(round(at / max(parent.width(), 1) * STEPS))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the line."""
        self.setSliderDown(False)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and its handle."""
        painter = painter_of(self)
        middle = self.width() / 2
        ground, ink = colour("stage"), colour("stageText")
        painter.fillRect(QRectF(middle - _LINE / 2 - 1, 0, _LINE + 2, self.height()), ground)
        painter.fillRect(QRectF(middle - _LINE / 2, 0, _LINE, self.height()), ink)
        top = self.height() * 0.72
        handle = QRectF(middle - _HANDLE / 2, top - _HANDLE / 2, _HANDLE, _HANDLE)
        if self.hasFocus():
            ring = handle.adjusted(-4, -4, 4, 4)
            paint_box(painter, ring, fill=ground, line="accentLine", corner=_HANDLE, width=3)
        paint_box(painter, handle, fill=ink, line=ground, corner=_HANDLE / 2, width=1.5)
        for icon, left in (("chevron-left", -_ICON - 1), ("chevron-right", 1)):
            place = QPointF(middle + left, top - _ICON / 2)
            paint_icon(painter, icon, place, tone=ground, px=_ICON)
