"""Segments: a few choices side by side, of which one is taken, or none yet."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from desktop.ui.look.current import colour, scaled, size
from desktop.ui.look.fonts import MEDIUM, font, text_width
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import Words
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.tab_stop import stop_at_chosen
from desktop.ui.words import keep_said, name_said

_ICON: Final = 16
_GAP: Final = 7
_PAD: Final = 14
_PAD_SMALL: Final = 8


class Segments(QWidget):
    """Choices side by side. Arrow keys move between them, Space takes one.

    Args:
        words: What is chosen, for assistive technology.
        choices: Pairs of a value and its words.
        height: Name of its height.
        small: Smaller type and less room around it, for rows in a panel.
        must_decide: Where nothing is chosen, show that somebody has to.
        wraps: Go on in another line where there is no room for all.
        parent: What it lies in.

    Signals:
        chosen: A person chose; the value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        words: Words,
        choices: Iterable[tuple[object, Words]],
        *,
        height: str = "button_small",
        small: bool = False,
        must_decide: bool = False,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._must_decide = must_decide
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        self.buttons: list[Segment] = []
        policy = QSizePolicy.Policy
        across, down = (policy.Preferred,) * 2 if wraps else (policy.Minimum, policy.Fixed)
        self.setSizePolicy(across, down)
        self._layout = layout = Flow(gap=0, line_gap=0) if wraps else QHBoxLayout()
        layout.setSpacing(0)
        self.setLayout(layout)
        for at, (value, one) in enumerate(choices):
            button = Segment(one, height=height, small=small, strong=must_decide, parent=self)
            self._group.addButton(button, at)
            self._values.append(value)
            self.buttons.append(button)
            layout.addWidget(button)
        name_said(self, words)
        self._dress()
        self._group.idClicked.connect(self._choose)
        stop_at_chosen(self.buttons)

    def value(self) -> object:
        """Return the chosen value, or None where nothing is chosen."""
        at = self._group.checkedId()
        return self._values[at] if at >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose a value, or with None no one."""
        self._group.setExclusive(False)
        for one, button in zip(self._values, self.buttons, strict=True):
            button.setChecked(value is not None and one == value)
        self._group.setExclusive(True)
        stop_at_chosen(self.buttons)
        self.update()

    def set_count(self, value: object, count: int | None) -> None:
        """Show a number behind a choice, or none."""
        self.buttons[self._values.index(value)].set_count(count)

    def set_offered(self, value: object, *, offered: bool) -> None:
        """Turn one choice on or off."""
        self.buttons[self._values.index(value)].setEnabled(offered)

    def is_undecided(self) -> bool:
        """Return whether somebody has to choose and nobody has."""
        return self._must_decide and self._group.checkedId() < 0

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trough that the choices lie in, and the warning where none is taken."""
        painter = painter_of(self)
        open_yet = self.is_undecided()
        fill, line = ("warnSoft", "warn") if open_yet else ("sunken", "line")
        trough = QRectF(self.rect()).adjusted(self._mark_room(), 0, 0, 0)
        paint_box(painter, trough, fill=fill, line=line, corner=7, width=1.5 if open_yet else 1)
        if open_yet:
            px = scaled(_ICON)
            at = QPointF(0, (self.height() - px) / 2)
            paint_icon(painter, "triangle-alert", at, tone="warn", px=px)

    def _mark_room(self) -> int:
        return scaled(_ICON) + _GAP if self._must_decide else 0

    def _dress(self) -> None:
        self._layout.setContentsMargins(2 + self._mark_room(), 2, 2, 2)

    def _choose(self, at: int) -> None:
        stop_at_chosen(self.buttons)
        self.update()
        self.chosen.emit(self._values[at])


class Segment(QRadioButton):
    """One choice of :class:`Segments`."""

    def __init__(
        self, words: Words, *, height: str, small: bool, strong: bool, parent: Segments
    ) -> None:
        super().__init__(parent)
        self._said = ""
        self._role = "small" if small else "body"
        self._pad = _PAD_SMALL if small else _PAD
        self._height = height
        self._on = ("accentText", "accentText") if strong else ("text", "chosenLine")
        self._icon = ""
        self._count: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(self._role, MEDIUM))
        keep_said(self, "_set_said", words)

    def set_count(self, count: int | None) -> None:
        """Show a number behind the words, or none."""
        if count != self._count:
            self._count = count
            self._tell()

    def set_icon(self, name: str) -> None:
        """Show a drawing before the words."""
        self._icon = name
        self._tell()

    def sizeHint(self) -> QSize:
        """Return the room that its words need."""
        return QSize(round(self._content()) + 2 * scaled(self._pad), size(self._height) - 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same: words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Return whether a press counts: anywhere on it."""
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(font(self._role, MEDIUM))
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the choice: raised if taken."""
        painter = painter_of(self)
        on = self.isChecked()
        rect = QRectF(self.rect())
        if self.hasFocus():
            rect = paint_ring(painter, rect, corner=4)
        if on:
            paint_box(painter, rect, fill="raised", line=self._on[1], corner=5)
        elif self.underMouse() and self.isEnabled():
            paint_box(painter, rect, fill="hover", corner=5)
        ink = (self._on[0] if on else "text2") if self.isEnabled() else "disabled"
        at = (self.width() - self._content()) / 2
        if self._icon:
            px = scaled(_ICON)
            tone = "accentText" if on else ink
            paint_icon(painter, self._icon, QPointF(at, (self.height() - px) / 2), tone=tone, px=px)
            at += px + _GAP
        painter.setFont(self.font())
        painter.setPen(colour(ink))
        place = QRectF(at, 0, self.width() - at, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._said)
        if self._count is not None:
            at += self._width(self._said) + _GAP
            painter.setPen(colour("accentText" if on else ink))
            place.setLeft(at)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, str(self._count))

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setText(said.replace("&", "&&"))
        self._tell()

    def _tell(self) -> None:
        count = "" if self._count is None else f", {self._count}"
        self.setAccessibleName(f"{self._said}{count}")
        self.updateGeometry()
        self.update()

    def _width(self, words: str) -> float:
        return text_width(words, self._role, MEDIUM)

    def _content(self) -> float:
        wide = self._width(self._said)
        if self._count is not None:
            wide += _GAP + self._width(str(self._count))
        return wide + (scaled(_ICON) + _GAP if self._icon else 0)
