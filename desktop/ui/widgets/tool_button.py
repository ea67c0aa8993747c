"""Tools beside the picture: a drawing with its key under it."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import Words
from desktop.ui.widgets.key import key_text
from desktop.ui.words import keep_said

_ICON: Final = 20
_WIDE: Final = 48
_HIGH: Final = 46
_HIGH_WITHOUT_KEY: Final = 30


class ToolButton(QPushButton):
    """A tool. Its key is printed under it; the stage answers to the key, not the button.

    Args:
        words: What it does; in the tool tip and for assistive technology.
        icon: Its drawing.
        key: Its key, in Qt's portable form.
        checkable: Whether it stays chosen.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words,
        *,
        icon: str,
        key: str,
        checkable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._key = icon, key
        self._key_shown = True
        self.setCheckable(checkable)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_said(self, "_set_said", words)

    def sizeHint(self) -> QSize:
        """Return the room that drawing and key need."""
        wide = max(scaled(_WIDE), round(text_width(key_text(self._key), "cap")) + 8)
        return QSize(wide, self.high(key_shown=self._key_shown))

    @staticmethod
    def high(*, key_shown: bool) -> int:
        """Return how high a tool is with its key under it, or without."""
        return scaled(_HIGH if key_shown else _HIGH_WITHOUT_KEY)

    def show_key(self, *, shown: bool) -> None:
        """Print the key under the drawing, or leave it to the tool tip."""
        if shown != self._key_shown:
            self._key_shown = shown
            self.updateGeometry()
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        on = self.isChecked()
        if self.hasFocus():
            rect = paint_ring(painter, QRectF(self.rect()))
        if on:
            paint_box(painter, rect, fill="select", line="accentLine", corner=radius("control"))
        elif self.underMouse() and self.isEnabled():
            paint_box(painter, rect, fill="hover", corner=radius("control"))
        ink = ("accentText" if on else "text") if self.isEnabled() else "disabled"
        px = scaled(_ICON)
        top = scaled(5) if self._key_shown else (self.height() - px) / 2
        paint_icon(painter, self._icon, QPointF((self.width() - px) / 2, top), tone=ink, px=px)
        if not self._key_shown:
            return
        painter.setPen(colour(ink if on or not self.isEnabled() else "text2"))
        painter.setFont(font("cap"))
        place = QRectF(0, scaled(26), self.width(), scaled(17))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, key_text(self._key))

    def _set_said(self, said: str) -> None:
        self.setAccessibleName(said)
        self.setToolTip(f"{said}  {key_text(self._key)}")
