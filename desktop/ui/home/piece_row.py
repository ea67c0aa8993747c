"""One piece of work as a row that can be pressed."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.home.work import Piece
from desktop.ui.look.current import colour, faint, radius, scaled, size
from desktop.ui.look.fonts import SEMIBOLD, font, line_height, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase
from desktop.ui.widgets.badge import badge_size, paint_badge
from desktop.ui.widgets.key import key_text, key_width
from desktop.ui.words import keep_said, said

_PAD: Final = 16
_ICON: Final = 22
_GAP: Final = 14
_LINES_GAP: Final = 3
_HEIGHT: Final = 64
_OPEN_PAD: Final = 14
_KEY_GAP: Final = 10
_KEY_ALPHA: Final = 44
_LEAST: Final = 340
_KEY: Final = "Return"
_WRAP: Final = Qt.TextFlag.TextWordWrap.value
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter.value


class PieceRow(QPushButton):
    """A row; Enter, Space or a press goes there. The next piece is the primary one.

    Args:
        piece: What is to be done.
        age: How long it has waited; nothing where that says nothing.
        old: Whether it has waited for long.
        first: Whether it is the next piece.
        parent: The page.
    """

    def __init__(
        self, piece: Piece, age: Words, *, old: bool, first: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.piece = piece
        self._age, self._old, self._first = age, old, first
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        keep_said(self, "_set_said", joined(piece.title, piece.detail, age, between=", "))

    def hasHeightForWidth(self) -> bool:
        """Return that its words take more lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that its words need."""
        room = width - self._left() - self._right()
        lines = self._title_height(room) + _LINES_GAP + self._detail_height(room)
        return max(scaled(_HEIGHT), lines + 2 * scaled(11))

    def sizeHint(self) -> QSize:
        """Return a usual size."""
        wide = max(self.width(), scaled(_LEAST))
        return QSize(scaled(_LEAST), self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it may become."""
        return QSize(scaled(_LEAST), scaled(_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it; up and down go from row to row."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        painter = painter_of(self)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = "sunken" if self.isDown() else "hover" if self.underMouse() else "surface"
        paint_box(painter, rect, fill=fill, line="line", corner=radius("card"))
        if self.hasFocus():
            paint_box(painter, rect, fill=None, line="focus", corner=radius("card"), width=2)
        px = scaled(_ICON)
        at = QPointF(scaled(_PAD), (self.height() - px) / 2)
        paint_icon(painter, self.piece.icon, at, tone=self.piece.tone or "accentText", px=px)
        left = self._left()
        self._paint_words(painter, left, self.width() - left - self._right())
        self._paint_open(painter)
        self._paint_age(painter)

    def _left(self) -> int:
        return scaled(_PAD) + scaled(_ICON) + _GAP

    def _right(self) -> int:
        """Return the room that button and badge take at the right."""
        badge = badge_size(said(self._age)).width() + _GAP if self._age != NOTHING else 0
        return scaled(_PAD) + self._open_width() + badge + _GAP

    def _open_width(self) -> int:
        words = said(phrase("home.open"))
        wide = round(text_width(words, "body", SEMIBOLD)) + 2 * scaled(_OPEN_PAD)
        return wide + (_KEY_GAP + round(key_width(_KEY)) if self._first else 0)

    def _title_height(self, room: int) -> int:
        return max(_height(said(self.piece.title), "h3", room), line_height("h3"))

    def _detail_height(self, room: int) -> int:
        detail = said(self.piece.detail)
        return _height(detail, "small", room) if detail else 0

    def _paint_open(self, painter: QPainter) -> None:
        """Paint the button at the right; the next piece has the one primary button."""
        high, wide = size("button_small"), self._open_width()
        box = QRectF(self.width() - scaled(_PAD) - wide, (self.height() - high) / 2, wide, high)
        ink = "onAccent" if self._first else "text"
        fill, line = ("accent", None) if self._first else (None, "control")
        paint_box(painter, box, fill=fill, line=line, corner=radius("control"))
        painter.setFont(font("body", SEMIBOLD))
        painter.setPen(colour(ink))
        inside = box.adjusted(scaled(_OPEN_PAD), 0, 0, 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, said(phrase("home.open")))
        if self._first:
            tall = size("key")
            left = box.right() - scaled(_OPEN_PAD) - key_width(_KEY)
            cap = QRectF(left, box.center().y() - tall / 2, key_width(_KEY), tall)
            paint_box(painter, cap, fill=faint(ink, _KEY_ALPHA), corner=radius("picture"))
            painter.setFont(font("cap"))
            painter.setPen(colour(ink))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key_text(_KEY))

    def _paint_age(self, painter: QPainter) -> None:
        if self._age == NOTHING:
            return
        words = said(self._age)
        wanted = badge_size(words)
        left = self.width() - scaled(_PAD) - self._open_width() - _GAP - wanted.width()
        at = QPointF(left, (self.height() - wanted.height()) / 2)
        paint_badge(painter, at, words, Tone.WARN if self._old else Tone.MUTE, icon="clock")

    def _paint_words(self, painter: QPainter, left: int, room: int) -> None:
        first, second = self._title_height(room), self._detail_height(room)
        top = (self.height() - first - (_LINES_GAP + second if second else 0)) // 2
        painter.setFont(font("h3"))
        painter.setPen(colour("text"))
        title = said(self.piece.title)
        painter.drawText(QRect(left, top, room, first), _WRAP | _MIDDLE, title)
        painter.setFont(font("small"))
        painter.setPen(colour("text2"))
        place = QRect(left, top + first + _LINES_GAP, room, second)
        painter.drawText(place, _WRAP, said(self.piece.detail))

    def _set_said(self, text: str) -> None:
        self.setAccessibleName(text)
        self.setToolTip(said(self.piece.detail))
        self.update()


def _height(words: str, role: str, room: int) -> int:
    """Return how high words are where they have so much room."""
    metrics = QFontMetrics(font(role))
    return metrics.boundingRect(QRect(0, 0, max(room, 1), 10_000), _WRAP, words).height()
