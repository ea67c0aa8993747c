"""The bar above a photograph, and the zoom in it; in two lines where one does not hold them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import SEMIBOLD, text_width
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.widgets.boxes import Pane, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.label import Label

_HIGH: Final = 52
_EDGE: Final = 14
_GAP: Final = 12


class ToolBar(Pane):
    """Two groups of things: one at the left, one at the right.

    Args:
        left: From left to right; the last one takes the room that is left.
        right: From left to right.
        parent: The screen.
    """

    def __init__(
        self, left: Sequence[QWidget], right: Sequence[QWidget], *, parent: QWidget
    ) -> None:
        super().__init__("surface", edges=("bottom",), parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._left, self._right = QWidget(self), QWidget(self)
        left_row = row(*left[:-1])
        left_row.addWidget(left[-1], 1)
        self._left.setLayout(left_row)
        self._right.setLayout(row(None, *right))
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(_EDGE, 6, _EDGE, 7)
        self._lines.setSpacing(_GAP)
        self._lines.addWidget(self._left, 1)
        self._lines.addWidget(self._right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out whether one line holds everything."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider group."""
        wide = max(one.minimumSizeHint().width() for one in (self._left, self._right))
        return QSize(wide + 2 * _EDGE, scaled(_HIGH))

    def _fit(self) -> None:
        needs = self._left.minimumSizeHint().width() + self._right.minimumSizeHint().width()
        one_line = needs + _GAP + 2 * _EDGE <= self.width()
        wanted = QBoxLayout.Direction.LeftToRight if one_line else QBoxLayout.Direction.TopToBottom
        self._lines.setDirection(wanted)
        self._lines.setSpacing(_GAP if one_line else 2)
        self.setFixedHeight(scaled(_HIGH) if one_line else scaled(2 * _HIGH - 8))


class ZoomBar(QWidget):
    """Zoom in steps, what it is now, and the whole picture.

    Signals:
        stepped: One step in (1) or out (-1).
        fit_asked: The whole picture is to be seen.
        actual_asked: 100 % is to be seen.
    """

    stepped = Signal(int)
    fit_asked = Signal()
    actual_asked = Signal()

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.out = self._step("viewer.zoom_out", "minus", "Ctrl+-")
        self.into = self._step("viewer.zoom_in", "plus", "Ctrl++")
        self.percent = Label(role="body", weight=SEMIBOLD, parent=self)
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fit = Button(phrase("viewer.fit"), key="Ctrl+0", height="button_small", parent=self)
        self.actual = Button(
            verbatim("100 %"), kind=Kind.GHOST, key="Ctrl+1", height="button_small", parent=self
        )
        self.setLayout(row(self.out, self.percent, self.into, self.fit, self.actual, gap=6))
        self.out.clicked.connect(self._out)
        self.into.clicked.connect(self._into)
        self.fit.clicked.connect(self._fit)
        self.actual.clicked.connect(self._actual)
        self.show_percent(None)
        self._dress()

    def show_percent(self, percent: int | None) -> None:
        """Say what the zoom is, or with None that there is no picture."""
        self.percent.say(NOTHING if percent is None else verbatim(f"{percent} %"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self.percent.setMinimumWidth(round(text_width("1600 %", "body", SEMIBOLD)))

    def _step(self, words: str, icon: str, key: str) -> Button:
        return Button(
            phrase(words), icon=icon, key=key, height="button_small", icon_only=True, parent=self
        )

    def _out(self) -> None:
        self.stepped.emit(-1)

    def _into(self) -> None:
        self.stepped.emit(1)

    def _fit(self) -> None:
        self.fit_asked.emit()

    def _actual(self) -> None:
        self.actual_asked.emit()
