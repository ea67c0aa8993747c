"""What a record says of one image: a line for each fact."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desktop.ui.filed.say import Fact
from desktop.ui.look.fonts import text_width
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import name_said, said

_GAP: Final = 16


class FactsView(QScrollArea):
    """Facts with their labels; scrolls where there is no room.

    Args:
        upright: Put labels above their values, for narrow places.
        parent: What it lies in.
    """

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._upright = upright
        self._facts: tuple[Fact, ...] = ()
        self._grid: QGridLayout | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show the facts of another image."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        self._build()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size: the labels share one width."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._align()

    def _build(self) -> None:
        former = self.takeWidget()
        if former is not None:
            former.hide()
            former.deleteLater()
        content = QWidget()
        self._grid = grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(0 if self._upright else 4)
        for at, fact in enumerate(self._facts):
            label = Label(fact.label, role="small", tone="text2", parent=content)
            value = self._value(fact, content)
            if self._upright:
                grid.addWidget(label, at * 2, 0)
                grid.addWidget(value, at * 2 + 1, 0)
                grid.setRowMinimumHeight(at * 2 + 1, value.sizeHint().height() + 10)
            else:
                top = Qt.AlignmentFlag.AlignTop
                grid.addWidget(label, at, 0, top)
                grid.addWidget(value, at, 1, top)
        self._align()
        grid.setColumnStretch(0 if self._upright else 1, 1)
        grid.setRowStretch(len(self._facts) * 2, 1)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _align(self) -> None:
        """Give every label the width of the longest."""
        if self._grid is not None and not self._upright:
            wide = max((text_width(said(f.label), "small") for f in self._facts), default=0)
            self._grid.setColumnMinimumWidth(0, round(wide) + 2)

    def _value(self, fact: Fact, parent: QWidget) -> QWidget:
        held = QWidget(parent)
        words = Label(fact.value, role="small", wrap=True, selectable=True, parent=held)
        name_said(words, fact.label)
        line = row(gap=6)
        if fact.icon:
            tone = fact.tone or "text2"
            line.addWidget(
                Icon(fact.icon, tone=tone, px=16, parent=held), 0, Qt.AlignmentFlag.AlignTop
            )
        line.addWidget(words, 1)
        held.setLayout(line)
        return held
