"""What a record says of one image: a line for each fact."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from desktop.ui.filed.say import Fact
from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import text_width
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.words import name_said, said

_GAP: Final = 16
_BETWEEN: Final = 9


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
        if self._upright:
            self._stack(content)
        else:
            self._tabulate(content)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _stack(self, content: QWidget) -> None:
        """Put each label above its value."""
        lines = column(gap=0, margins=(0, 0, 8, 0))
        for fact in self._facts:
            lines.addWidget(Label(fact.label, role="small", tone="text2", parent=content))
            lines.addLayout(_value(fact, content))
            lines.addSpacing(scaled(_BETWEEN))
        lines.addStretch(1)
        content.setLayout(lines)

    def _tabulate(self, content: QWidget) -> None:
        """Put each label before its value."""
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(4)
        for at, fact in enumerate(self._facts):
            label = Label(fact.label, role="small", tone="text2", parent=content)
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addLayout(_value(fact, content), at, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(len(self._facts), 1)
        self._align()

    def _align(self) -> None:
        """Give every label the width of the longest."""
        if self._grid is not None:
            wide = max((text_width(said(f.label), "small") for f in self._facts), default=0)
            self._grid.setColumnMinimumWidth(0, round(wide) + 2)


def _value(fact: Fact, parent: QWidget) -> QHBoxLayout:
    words = Label(fact.value, role="small", wrap=True, selectable=True, parent=parent)
    words.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # to be copied; no stop on the way by keys
    name_said(words, fact.label)
    line = row(gap=6)
    if fact.icon:
        icon = Icon(fact.icon, tone=fact.tone or "text2", px=16, parent=parent)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return line
