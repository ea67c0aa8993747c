"""Words on the screen, in a role and a tone; and icons beside them."""

import re
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.look.current import colour, scaled
from desktop.ui.look.fonts import font
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import RING, painter_of
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.words import keep_said

_LEAST_ELIDED: Final = 48
_DATE: Final = re.compile(r"(\d\d)-([A-Z][a-z]{2})-(\d{4})")
_UNBROKEN: Final = "\\1\u2011\\2\u2011\\3"


class Label(QLabel):
    """A text that is said again in a new language, and drawn again in a new look.

    Args:
        words: What it says.
        role: Type: ``display``, ``h1``, ``h2``, ``h3``, ``strong``, ``body``, ``small``, ``cap``.
        tone: Name of a colour of the theme.
        weight: In place of the role's own.
        wrap: Go on in a new line where there is no more room.
        elide: End with an ellipsis where there is no more room; the tool tip then says it all.
        selectable: Its text can be selected and copied, with mouse and keys.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words = NOTHING,
        *,
        role: str = "body",
        tone: str = "text",
        weight: int | None = None,
        wrap: bool = False,
        elide: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._tone, self._weight = role, tone, weight
        self._elide = elide
        self._said = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dress()
        self.say(words)

    def say(self, words: Words) -> None:
        """Say something else."""
        keep_said(self, "_set_said", words)

    def text(self) -> str:
        """Return what it says, with plain hyphens in dates."""
        return self._said

    def set_tone(self, tone: str) -> None:
        """Change the colour, by its name in the theme."""
        self._tone = tone
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def minimumSizeHint(self) -> QSize:
        """Return how small it may become: an elided text may lose most of its width."""
        hint = super().minimumSizeHint()
        if self._elide:
            hint.setWidth(min(hint.width(), scaled(_LEAST_ELIDED)))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell all in a tool tip where it does not fit."""
        super().resizeEvent(event)
        self._tell_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened if need be."""
        if not self._elide:
            super().paintEvent(event)
            if self.hasFocus():
                self._paint_focus()
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setFont(self.font())
        painter.drawText(self.contentsRect(), int(self.alignment()), self._shortened())

    def _set_said(self, text: str) -> None:
        self._said = text
        self.setText(_DATE.sub(_UNBROKEN, text) if self.wordWrap() else text)
        self._tell_all()

    def _paint_focus(self) -> None:
        painter = painter_of(self)
        painter.setPen(QPen(colour(self._tone), RING))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    def _shortened(self) -> str:
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def _tell_all(self) -> None:
        if self._elide:
            self.setToolTip(self.text() if self._shortened() != self.text() else "")

    def _dress(self) -> None:
        self.setFont(font(self._role, self._weight))
        ink = colour(self._tone)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != ink:
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)


class Icon(QWidget):
    """A drawing beside words; it says nothing of its own."""

    def __init__(
        self, name: str, *, tone: str = "text2", px: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._px = name, tone, px
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, *, tone: str | None = None) -> None:
        """Show another drawing."""
        self._name = name
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        """Return its size at the text size in use."""
        return QSize(scaled(self._px), scaled(self._px))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_icon(painter, self._name, QPointF(0, 0), tone=self._tone, px=scaled(self._px))
