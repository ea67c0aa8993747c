"""A small window under the thing it belongs to; a press outside or Esc closes it."""

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLayout, QWidget

from desktop.ui.look.current import radius
from desktop.ui.look.paint import paint_box, painter_of

_AWAY = 4


class Popover(QWidget):
    """Shows its content near another widget.

    Args:
        parent: The widget it belongs to.
        content: What it shows.
    """

    def __init__(self, parent: QWidget, content: QLayout) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        content.setContentsMargins(12, 12, 12, 12)
        self.setLayout(content)

    def show_at(self, anchor: QWidget, *, above: bool = False) -> None:
        """Open beside a widget, moved so that it stays on the screen."""
        self.adjustSize()
        left = anchor.width() - self.width() if above else 0
        top = -self.height() - _AWAY if above else anchor.height() + _AWAY
        place = anchor.mapToGlobal(QPoint(left, top))
        room = anchor.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill="raised", line="control", corner=radius("card"))
