"""Ticks and radio buttons: painted here, worked by Qt."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from desktop.ui.look.current import colour, scaled, size
from desktop.ui.look.fonts import font, text_width
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.phrase import Words
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.tab_stop import stop_at_chosen
from desktop.ui.words import keep_said, name_said

_GAP: Final = 9
_EDGE: Final = 4
_BOX: Final = 18
"""The drawings below are made on a square of this size."""


class Tick(QCheckBox):
    """A box to tick; with ``tri_state`` it can also be partly ticked.

    Args:
        words: What is ticked.
        words_shown: Whether the words stand beside the box.
        tri_state: Whether it can be partly ticked; a person can only tick or untick it.
        parent: What it lies in.
    """

    def __init__(
        self,
        words: Words,
        *,
        words_shown: bool = True,
        tri_state: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._said = ""
        self._shown = words_shown
        self.setTristate(tri_state)
        _prepare(self)
        self.say(words)

    def say(self, words: Words) -> None:
        """Name it by something else."""
        keep_said(self, "_set_said", words)

    def nextCheckState(self) -> None:
        """Tick what is partly ticked or not, untick what is ticked."""
        self.setChecked(self.checkState() is not Qt.CheckState.Checked)

    def sizeHint(self) -> QSize:
        """Return the room that box and words need."""
        return _room(self._said if self._shown else "")

    def minimumSizeHint(self) -> QSize:
        """Return the same: its words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Return whether a press counts: anywhere on it."""
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            _prepare(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box and words."""
        painter = painter_of(self)
        _paint_words(painter, self, self._said if self._shown else "")
        state = self.checkState()
        with_mark = state is not Qt.CheckState.Unchecked
        _enter_box(painter, self)
        fill, line = _box_inks(self, with_mark=with_mark)
        paint_box(
            painter, QRectF(0.75, 0.75, 16.5, 16.5), fill=fill, line=line, corner=4, width=1.5
        )
        if with_mark:
            _paint_mark(painter, self, part=state is Qt.CheckState.PartiallyChecked)

    def _set_said(self, said: str) -> None:
        self._said = said
        _name(self, said)


class Radio(QRadioButton):
    """One of several choices; put them in a :class:`RadioGroup`."""

    def __init__(self, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        _prepare(self)
        keep_said(self, "_set_said", words)

    def sizeHint(self) -> QSize:
        """Return the room that circle and words need."""
        return _room(self._said)

    def minimumSizeHint(self) -> QSize:
        """Return the same: its words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Return whether a press counts: anywhere on it."""
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            _prepare(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw circle and words."""
        painter = painter_of(self)
        _paint_words(painter, self, self._said)
        _enter_box(painter, self)
        on = self.isChecked()
        fill, line = _box_inks(self, with_mark=on)
        paint_box(
            painter, QRectF(0.75, 0.75, 16.5, 16.5), fill=fill, line=line, corner=9, width=1.5
        )
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("onAccent" if self.isEnabled() else "disabled"))
            painter.drawEllipse(QPointF(9, 9), 3.2, 3.2)

    def _set_said(self, said: str) -> None:
        self._said = said
        _name(self, said)


class RadioGroup(QWidget):
    """Choices of which one is taken; none is, until a person or :meth:`set_value` chooses.

    Args:
        words: What is chosen, for assistive technology.
        choices: Pairs of a value and its words.
        upright: One under the other.
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
        upright: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        self.buttons: list[Radio] = []
        name_said(self, words)
        for at, (value, one) in enumerate(choices):
            button = Radio(one, parent=self)
            self._group.addButton(button, at)
            self._values.append(value)
            self.buttons.append(button)
        if upright:
            self.setLayout(column(*self.buttons, gap=2))
        else:
            flow = Flow(gap=16, parent=self)
            for button in self.buttons:
                flow.addWidget(button)
        self._group.idClicked.connect(self._choose)
        stop_at_chosen(self.buttons)

    def value(self) -> object:
        """Return the chosen value, or None."""
        at = self._group.checkedId()
        return self._values[at] if at >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose a value, or with None no one."""
        self._group.setExclusive(False)
        for one, button in zip(self._values, self.buttons, strict=True):
            button.setChecked(one == value)
        self._group.setExclusive(True)
        stop_at_chosen(self.buttons)

    def _choose(self, at: int) -> None:
        stop_at_chosen(self.buttons)
        self.chosen.emit(self._values[at])


def _prepare(button: QAbstractButton) -> None:
    button.setFont(font())
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    button.setAttribute(Qt.WidgetAttribute.WA_Hover)
    button.updateGeometry()


def _name(button: QAbstractButton, said: str) -> None:
    button.setText(said.replace("&", "&&"))
    button.setAccessibleName(said)
    button.updateGeometry()


def _room(words: str) -> QSize:
    wide = size("tick") + 2 * _EDGE
    if words:
        wide += _GAP + round(text_width(words)) + 2
    return QSize(max(wide, size("target")), size("tick_row"))


def _paint_words(painter: QPainter, button: QAbstractButton, words: str) -> None:
    if button.hasFocus():
        paint_ring(painter, QRectF(button.rect()), corner=4)
    painter.setFont(button.font())
    painter.setPen(colour("text" if button.isEnabled() else "disabled"))
    place = QRectF(button.rect()).adjusted(_EDGE + size("tick") + _GAP, 0, 0, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)


def _enter_box(painter: QPainter, button: QAbstractButton) -> None:
    painter.translate(_EDGE, (button.height() - size("tick")) / 2)
    painter.scale(scaled(_BOX) / _BOX, scaled(_BOX) / _BOX)


def _box_inks(button: QAbstractButton, *, with_mark: bool) -> tuple[str, str]:
    if not button.isEnabled():
        return "sunken", "line"
    if with_mark:
        return "accent", "accent"
    return ("hover" if button.underMouse() else "surface"), "control"


def _paint_mark(painter: QPainter, button: QAbstractButton, *, part: bool) -> None:
    pen = QPen(colour("onAccent" if button.isEnabled() else "disabled"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if part:
        painter.drawLine(QLineF(5.5, 9, 12.5, 9))
        return
    mark = QPainterPath(QPointF(5, 9.3))
    mark.lineTo(7.9, 12.1)
    mark.lineTo(13.1, 6.3)
    painter.drawPath(mark)
