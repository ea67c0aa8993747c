"""What stands at the right of the patient banner: a state, in words, on the dark ground."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.look.current import colour, faint, scaled, size
from desktop.ui.look.fonts import MEDIUM, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import Words
from desktop.ui.words import keep_said

_ICON: Final = 18
_PAD: Final = 12
_GAP: Final = 8
_FILL_ALPHA: Final = 20
_LINE_ALPHA: Final = 115


class BannerTag(QLabel):
    """A state in the banner."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = "info"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, words: Words, icon: str) -> None:
        """Show another state."""
        self._icon = icon
        keep_said(self, "setText", words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that its words need."""
        wide = text_width(self.text(), "body", MEDIUM) + scaled(_ICON) + _GAP + 2 * _PAD
        return QSize(round(wide), size("button_small"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        fill, line = faint("bannerText", _FILL_ALPHA), faint("bannerText", _LINE_ALPHA)
        paint_box(painter, rect, fill=fill, line=line)
        px = scaled(_ICON)
        at = QPointF(_PAD, (self.height() - px) / 2)
        paint_icon(painter, self._icon, at, tone="bannerText", px=px)
        painter.setPen(colour("bannerText"))
        painter.setFont(font("body", MEDIUM))
        place = rect.adjusted(_PAD + px + _GAP, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())
