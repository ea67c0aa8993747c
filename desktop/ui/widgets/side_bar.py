"""The list of places at the left of list screens."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.current import colour, radius, scaled, size
from desktop.ui.look.fonts import SEMIBOLD, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.badge import inks
from desktop.ui.widgets.boxes import Pane
from desktop.ui.widgets.label import Label
from desktop.ui.words import keep_said, name_said

_ICON: Final = 18
_LEFT: Final = 20
_GAP: Final = 10
_RIGHT: Final = 18
_EDGE: Final = 8
_PILL: Final = 20


@dataclass(frozen=True, slots=True)
class NavPlace:
    """A place to go to.

    Attributes:
        code: What it is to the program.
        icon: Its drawing.
        words: What it is to a person.
    """

    code: str
    icon: str
    words: Words


@dataclass(frozen=True, slots=True)
class Section:
    """Places under a heading.

    Attributes:
        words: The heading.
        places: In their order.
    """

    words: Words
    places: tuple[NavPlace, ...]


class NavItem(QPushButton):
    """A place in the side bar, with a number if something waits there."""

    def __init__(self, place: NavPlace, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = place.code
        self._icon = place.icon
        self._said = ""
        self._count = 0
        self._tone = Tone.MUTE
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        keep_said(self, "_set_said", place.words)

    def set_count(self, count: int, tone: Tone) -> None:
        """Show how many wait there; 0 shows nothing."""
        self._count, self._tone = count, tone
        self._tell()

    def sizeHint(self) -> QSize:
        """Return the room that words and number need."""
        wide = _LEFT + scaled(_ICON) + _GAP + text_width(self._said, "body", SEMIBOLD) + _RIGHT
        if self._count:
            wide += self._pill_width() + _GAP
        return QSize(round(wide), size("nav_row"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        painter = painter_of(self)
        rect = QRectF(self.rect()).adjusted(_EDGE, 1, -_EDGE, -1)
        on = self.isChecked()
        if on or self.underMouse():
            fill, line = ("select", "selectLine") if on else ("hover", None)
            paint_box(painter, rect, fill=fill, line=line, corner=radius("control"))
        if on:
            bar = QRectF(_EDGE, self.height() / 4, 3, self.height() / 2)
            paint_box(painter, bar, fill="accentText", corner=1.5)
        if self.hasFocus():
            paint_ring(painter, rect, corner=4)
        px = scaled(_ICON)
        at = QPointF(_LEFT, (self.height() - px) / 2)
        paint_icon(painter, self._icon, at, tone="accentText" if on else "text2", px=px)
        painter.setPen(colour("text"))
        painter.setFont(font("body", SEMIBOLD if on else None))
        place = QRectF(self.rect()).adjusted(_LEFT + px + _GAP, 0, -_LEFT, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._said)
        if self._count:
            ink, fill, line = inks(self._tone)
            high = scaled(_PILL)
            wide = self._pill_width()
            pill = QRectF(self.width() - _RIGHT - wide, (self.height() - high) / 2, wide, high)
            paint_box(painter, pill, fill=fill, line=line, corner=high / 2)
            painter.setPen(colour(ink))
            painter.setFont(font("cap", SEMIBOLD))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(self._count))

    def _pill_width(self) -> float:
        return max(scaled(22), text_width(str(self._count), "cap", SEMIBOLD) + 14)

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setText(said.replace("&", "&&"))
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._said}, {self._count}" if self._count else self._said)
        self.updateGeometry()
        self.update()


class SideBar(Pane):
    """The places of a role; which they are is for the caller to say.

    Signals:
        chosen: A person goes somewhere; the code of the place.
    """

    chosen = Signal(str)

    def __init__(
        self,
        sections: Iterable[Section],
        *,
        foot: tuple[NavPlace, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("surface", edges=("right",), parent=parent)
        self._items: dict[str, NavItem] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 1, 8)
        self._layout.setSpacing(2)
        for section in sections:
            heading = Label(section.words, role="cap", tone="text2", weight=SEMIBOLD, parent=self)
            heading.setContentsMargins(_LEFT, 8, 8, 4)
            self._layout.addWidget(heading)
            self._add(section.places)
        self._layout.addStretch(1)
        self._add(foot)
        name_said(self, phrase("shell.places"))
        self._dress()

    def set_current(self, code: str) -> None:
        """Show where the person is, without announcing it."""
        for known, item in self._items.items():
            item.setChecked(known == code)

    def set_count(self, code: str, count: int, tone: Tone = Tone.MUTE) -> None:
        """Show how many wait in a place."""
        self._items[code].set_count(count, tone)
        self._dress()

    def item(self, code: str) -> NavItem:
        """Return the row of a place."""
        return self._items[code]

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size or language."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}:
            self._dress()

    def _add(self, places: tuple[NavPlace, ...]) -> None:
        for place in places:
            item = NavItem(place, parent=self)
            self._items[place.code] = item
            item.clicked.connect(partial(self._choose, place.code))
            self._layout.addWidget(item)

    def _dress(self) -> None:
        widest = max((item.sizeHint().width() for item in self._items.values()), default=0)
        self.setFixedWidth(max(size("side_bar"), widest))

    def _choose(self, code: str, *_checked: bool) -> None:
        self.set_current(code)
        self.chosen.emit(code)
