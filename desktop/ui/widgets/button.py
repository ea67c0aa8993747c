"""Buttons: painted here, worked by Qt, with their key printed on them."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.look.current import colour, faint, radius, scaled, size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import NOTHING, Words
from desktop.ui.widgets.key import key_text, key_width
from desktop.ui.words import keep_said

_ICON: Final = 18
_AFTER: Final = 16
_GAP: Final = 8
_KEY_GAP: Final = 10
_PAD: Final = 14
_PAD_ICON: Final = 9
_KEY_ALPHA: Final = 28
_KEY_ALPHA_PRIMARY: Final = 44


_ACTS: Final = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Shortcut,
    }
)


class Kind(Enum):
    """What a button is for, which decides how it looks."""

    PRIMARY = "primary"
    """The one next step of a screen."""
    SECONDARY = "secondary"
    """Another step."""
    GHOST = "ghost"
    """A step of less weight, without a border."""
    DANGER = "danger"
    """Destroys; never the default."""
    STAGE = "stage"
    """Lies on the neutral grey around a photograph."""


@dataclass(frozen=True, slots=True)
class _Paint:
    """Colours of a button in one state; None is nothing."""

    ink: str
    fill: str | None
    line: str | None


_ON: Final = {
    Kind.PRIMARY: (
        _Paint("onAccent", "accent", None),
        _Paint("onAccent", "accentHover", None),
        _Paint("onAccent", "accentPress", None),
    ),
    Kind.SECONDARY: (
        _Paint("text", "surface", "control"),
        _Paint("text", "hover", "control"),
        _Paint("text", "sunken", "control"),
    ),
    Kind.GHOST: (
        _Paint("text", None, None),
        _Paint("text", "hover", "line"),
        _Paint("text", "sunken", "line"),
    ),
    Kind.DANGER: (
        _Paint("onAccent", "errFill", None),
        _Paint("onAccent", "errPress", None),
        _Paint("onAccent", "errPress", None),
    ),
    Kind.STAGE: (
        _Paint("stageText", "stageRaised", "stageLine"),
        _Paint("stageText", "stageHover", "stageLine"),
        _Paint("stageText", "stageHover", "stageLine"),
    ),
}
"""At rest, under the pointer, pressed."""
_OFF: Final = {
    Kind.PRIMARY: _Paint("disabled", "sunken", "line"),
    Kind.SECONDARY: _Paint("disabled", "surface", "line"),
    Kind.GHOST: _Paint("disabled", None, None),
    Kind.DANGER: _Paint("disabled", "sunken", "line"),
    Kind.STAGE: _Paint("stageText2", "stageRaised", None),
}


class Button(QPushButton):
    """A button that is named by what it does.

    Args:
        words: What it does; with ``icon_only`` said in the tool tip and to assistive technology.
        kind: What it is for.
        icon: Name of the drawing before the words.
        after: Name of the drawing behind them.
        key: The key that does the same, in Qt's portable form; printed on the button.
        key_works: Whether the button itself answers to the key. Turn it off for single letters,
            which work only while a list or the stage has the focus.
        height: Name of its height: ``button_small``, ``button``, ``button_large`` or
            ``button_sign_in``.
        icon_only: Show no words.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words,
        *,
        kind: Kind = Kind.SECONDARY,
        icon: str = "",
        after: str = "",
        key: str = "",
        key_works: bool = True,
        height: str = "button",
        icon_only: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon, self._after = kind, icon, after
        self._key, self._key_works = key, key_works
        self._height, self._icon_only = height, icon_only
        self._said = ""
        self._reason = ""
        self._busy = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font("body", self._weight()))
        self.say(words)

    @property
    def kind(self) -> Kind:
        """What it is for."""
        return self._kind

    def say(self, words: Words) -> None:
        """Name the button by something else."""
        keep_said(self, "_set_said", words)

    def set_icon(self, name: str) -> None:
        """Show another drawing before the words."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Print another key, and answer to it if the button answers to keys."""
        self._key = key
        self._tell_key()
        self._tell()

    def refuse(self, reason: Words | None) -> None:
        """Turn the button off and say why, in its tool tip; or with None turn it on again."""
        self.setEnabled(reason is None)
        keep_said(self, "_set_reason", NOTHING if reason is None else reason)

    def set_busy(self, busy: bool) -> None:
        """Show that its act is going on; it answers to nothing meanwhile."""
        self._busy = busy
        self.update()

    def event(self, event: QEvent) -> bool:
        """Answer to nothing while busy, neither mouse nor keys."""
        return True if self._busy and event.type() in _ACTS else super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer to no key while busy; the focus can still be moved on."""
        if self._busy:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the room that its words need in the language and type in use."""
        least = size("target")
        return QSize(max(round(self._content()) + 2 * self._pad(), least), size(self._height))

    def minimumSizeHint(self) -> QSize:
        """Return the same: words on a button are never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(font("body", self._weight()))
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button."""
        self.paint_on(painter_of(self))

    def paint_on(self, painter: QPainter) -> None:
        """Draw it with a painter of its own size, smooth edges on: on itself or on a picture."""
        look = self._look()
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus():
            ring = "stageText" if self._kind is Kind.STAGE else "focus"
            rect = paint_ring(painter, QRectF(self.rect()), ink=ring)
        if look.fill or look.line:
            paint_box(painter, rect, fill=look.fill, line=look.line, corner=radius("control"))
        self._paint_content(painter, look.ink)

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setText(said.replace("&", "&&"))
        self.setAccessibleName(said)
        self._tell_key()
        self._tell()

    def _tell_key(self) -> None:
        self.setShortcut(QKeySequence(self._key if self._key_works else ""))

    def _set_reason(self, reason: str) -> None:
        self._reason = reason
        self.setAccessibleDescription(reason)
        self._tell()

    def _tell(self) -> None:
        name = " ".join(filter(None, (self._said, key_text(self._key)))) if self._icon_only else ""
        self.setToolTip("\n".join(filter(None, (name, self._reason))))
        self.updateGeometry()
        self.update()

    def _weight(self) -> int:
        return SEMIBOLD if self._kind in {Kind.PRIMARY, Kind.DANGER} else MEDIUM

    def _words(self) -> str:
        return "" if self._icon_only else self._said

    def _drawing(self) -> str:
        if self._busy:
            return "loader"
        return "check" if self.isChecked() and self._icon and self._words() else self._icon

    def _pad(self) -> int:
        return scaled(_PAD if self._words() else _PAD_ICON)

    def _content(self) -> float:
        """Return the width of what is drawn, without padding."""
        words = self._words()
        wide = text_width(words, "body", self._weight())
        if self._drawing():
            wide += scaled(_ICON) + (_GAP if words else 0)
        if self._key and not self._icon_only:
            wide += _KEY_GAP + key_width(self._key)
        return wide + (scaled(_AFTER) + _GAP if self._after else 0)

    def _look(self) -> _Paint:
        if not self.isEnabled():
            return _OFF[self._kind]
        if self._kind is Kind.SECONDARY and self.isChecked():
            return _Paint("accentText", "select", "accentText")
        rest, over, down = _ON[self._kind]
        if self.isDown():
            return down
        return over if self.underMouse() or self.isChecked() else rest

    def _paint_content(self, painter: QPainter, ink: str) -> None:
        at = (self.width() - self._content()) / 2
        middle = self.height() / 2
        words = self._words()
        if drawing := self._drawing():
            px = scaled(_ICON)
            paint_icon(painter, drawing, QPointF(at, middle - px / 2), tone=ink, px=px)
            at += px + (_GAP if words else 0)
        painter.setPen(colour(ink))
        painter.setFont(self.font())
        wide = text_width(words, "body", self._weight())
        place = QRectF(at, 0, wide + 2, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
        at += wide
        if self._key and not self._icon_only:
            at = self._paint_key(painter, at + _KEY_GAP, ink)
        if self._after:
            px = scaled(_AFTER)
            place_after = QPointF(at + _GAP, middle - px / 2)
            paint_icon(painter, self._after, place_after, tone=ink, px=px)

    def _paint_key(self, painter: QPainter, at: float, ink: str) -> float:
        high = size("key")
        cap = QRectF(at, (self.height() - high) / 2, key_width(self._key), high)
        strong = self._kind in {Kind.PRIMARY, Kind.DANGER} and self.isEnabled()
        paint_box(
            painter,
            cap,
            fill=faint(ink, _KEY_ALPHA_PRIMARY if strong else _KEY_ALPHA),
            corner=radius("picture"),
        )
        painter.setFont(font("cap"))
        painter.setPen(colour("text2" if ink == "text" else ink))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key_text(self._key))
        return cap.right()
