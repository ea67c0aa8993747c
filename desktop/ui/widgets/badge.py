"""Badges: a state in words, with its icon and tone; painted the same by widgets and delegates."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import MEDIUM, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box
from desktop.ui.look.tokens import StateLook, Tone, tokens
from desktop.ui.phrase import Phrase, Words, phrase
from desktop.ui.words import keep_said

_ICON: Final = 14
_PAD: Final = 7
_GAP: Final = 5
_INKS: Final = {
    Tone.OK: ("ok", "okSoft", "okLine"),
    Tone.WARN: ("warn", "warnSoft", "warnLine"),
    Tone.ERR: ("err", "errSoft", "errLine"),
    Tone.INFO: ("accentText", "accentSoft", "accentLine"),
    Tone.MUTE: ("text2", "sunken", "line"),
}
_ICONS: Final = {
    Tone.OK: "circle-check",
    Tone.WARN: "triangle-alert",
    Tone.ERR: "circle-alert",
    Tone.INFO: "info",
    Tone.MUTE: "circle-dashed",
}


def inks(tone: Tone) -> tuple[str, str, str]:
    """Return the names of a tone's colours: of words, of what lies behind, of its edge."""
    return _INKS[tone]


def tone_icon(tone: Tone) -> str:
    """Return the icon of a tone where nothing more particular is known."""
    return _ICONS[tone]


def state_look(state: str) -> StateLook:
    """Return tone and icon of a state, as in ``state_look("needs_redaction")``."""
    return tokens().states[state]


def state_words(state: str) -> Phrase:
    """Return the words of a state."""
    return phrase(f"badge.{state}")


def badge_size(words: str) -> QSize:
    """Return how much room a badge takes."""
    inside = scaled(_ICON) + _GAP + text_width(words, "cap", MEDIUM)
    return QSize(round(inside) + 2 * _PAD, size("badge"))


def paint_badge(
    painter: QPainter, at: QPointF, words: str, tone: Tone, *, icon: str = ""
) -> QRectF:
    """Paint a badge; return where it lies.

    Args:
        painter: Where; its pen, brush and type are as before afterwards.
        at: The top left corner.
        words: The state, said.
        tone: Its tone.
        icon: Its icon; the tone's own if not given.
    """
    ink, fill, line = _INKS[tone]
    rect = QRectF(at, badge_size(words))
    px = scaled(_ICON)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_box(painter, rect, fill=fill, line=line, corner=radius("badge"))
    place = QPointF(rect.left() + _PAD, rect.center().y() - px / 2)
    paint_icon(painter, icon or _ICONS[tone], place, tone=ink, px=px)
    painter.setPen(colour(ink))
    painter.setFont(font("cap", MEDIUM))
    text_rect = rect.adjusted(_PAD + px + _GAP, 0, 0, 0)
    painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()
    return rect


class Badge(QLabel):
    """A badge in a layout.

    Args:
        words: The state.
        tone: Its tone.
        icon: Its icon; the tone's own if not given.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words,
        tone: Tone = Tone.MUTE,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(words, tone, icon=icon)

    @classmethod
    def of(cls, state: str, *, parent: QWidget | None = None) -> "Badge":
        """Return the badge of a state in the table of the look."""
        look = state_look(state)
        return cls(state_words(state), look.tone, icon=look.icon, parent=parent)

    def show_state(self, words: Words, tone: Tone, *, icon: str = "") -> None:
        """Show another state."""
        self._tone, self._icon = tone, icon
        keep_said(self, "setText", words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room that its words need."""
        return badge_size(self.text())

    def minimumSizeHint(self) -> QSize:
        """Return the same: a badge is never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        paint_badge(QPainter(self), QPointF(0, 0), self.text(), self._tone, icon=self._icon)
