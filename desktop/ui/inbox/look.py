"""What the painted rows of the inbox have in common: what is told of them, and painted buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui.inbox.offers import Offer
from desktop.ui.inbox.rows import Header
from desktop.ui.look.current import colour, faint, radius, scaled, size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box
from desktop.ui.phrase import Words
from desktop.ui.pictures import SmallPictures
from desktop.ui.widgets.key import key_text, key_width
from desktop.ui.words import said

_ICON: Final = 18
_PAD: Final = 12
_GAP: Final = 8
_KEY_GAP: Final = 10
_HEIGHT: Final = 34
_KEY_ALPHA: Final = 28
_KEY_ALPHA_PRIMARY: Final = 44

TICK: Final = "tick"
MORE: Final = "more"
SPLIT: Final = "split"
STEP: Final = "step"


@dataclass(frozen=True, slots=True)
class Hot:
    """The painted thing that the pointer is over.

    Attributes:
        key: Of its row.
        part: ``tick``, ``more``, ``split`` or ``step``.
        down: Whether it is being pressed.
    """

    key: str = ""
    part: str = ""
    down: bool = False


@dataclass(slots=True)
class Shown:
    """What the rows ask while they are painted; changed by the screen, kept by nobody else.

    Attributes:
        pictures: The small pictures.
        offer: The step offered for a group.
        may_split: Whether this role may split a series.
        hot: What the pointer is over.
        focus: Key of the group that has the focus; its step is the primary one.
        split_at: Place, in that group, of the image that has the focus; 0 if none.
        ticked: How many images of each group are ticked, by its key.
    """

    pictures: SmallPictures
    offer: Callable[[Header], Offer | None]
    may_split: bool
    hot: Hot = Hot()
    focus: str = ""
    split_at: int = 0
    ticked: dict[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Painted:
    """A button that is painted, not a widget.

    Attributes:
        words: What it does.
        icon: Its drawing.
        key: The key that does the same.
        kind: ``primary``, ``secondary`` or ``ghost``.
    """

    words: Words
    icon: str
    key: str = ""
    kind: str = "secondary"

    def width(self) -> int:
        """Return the room that it takes."""
        wide = 2 * scaled(_PAD) + scaled(_ICON)
        if text := said(self.words):
            wide += _GAP + round(text_width(text, "body", self._weight()))
        if self.key:
            wide += _KEY_GAP + round(key_width(self.key))
        return wide

    def paint(self, painter: QPainter, rect: QRect, *, over: bool, down: bool, on: bool) -> None:
        """Paint it; ``over`` and ``down`` as for a button, ``on`` whether it can be pressed."""
        ink, fill, line = self._inks(over=over, down=down, on=on)
        if fill or line:
            paint_box(painter, QRectF(rect), fill=fill, line=line, corner=radius("control"))
        middle, at = rect.center().y() + 0.5, rect.left() + scaled(_PAD)
        px = scaled(_ICON)
        paint_icon(painter, self.icon, QPointF(at, middle - px / 2), tone=ink, px=px)
        at += px + _GAP
        text = said(self.words)
        painter.setPen(colour(ink))
        painter.setFont(font("body", self._weight()))
        painter.drawText(
            rect.adjusted(at - rect.left(), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text
        )
        if self.key:
            self._paint_key(painter, rect, ink)

    def _paint_key(self, painter: QPainter, rect: QRect, ink: str) -> None:
        high, wide = size("key"), round(key_width(self.key))
        left = rect.right() + 1 - scaled(_PAD) - wide
        cap = QRectF(left, rect.center().y() + 0.5 - high / 2, wide, high)
        alpha = _KEY_ALPHA_PRIMARY if self.kind == "primary" else _KEY_ALPHA
        paint_box(painter, cap, fill=faint(ink, alpha), corner=radius("picture"))
        painter.setFont(font("cap"))
        painter.setPen(colour("text2" if ink == "text" else ink))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key_text(self.key))

    def _weight(self) -> int:
        return SEMIBOLD if self.kind == "primary" else MEDIUM

    def _inks(self, *, over: bool, down: bool, on: bool) -> tuple[str, str | None, str | None]:
        line = "control" if self.kind == "secondary" else None
        if not on:
            return "disabled", None, None
        if self.kind == "primary":
            return "onAccent", "accentPress" if down else "accentHover" if over else "accent", None
        return "text", "sunken" if down else "hover" if over else None, line


def button_height() -> int:
    """Return how high a painted button is."""
    return scaled(_HEIGHT)
