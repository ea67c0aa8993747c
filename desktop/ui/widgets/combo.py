"""A list to choose one thing from, that unfolds."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.look.fonts import font
from desktop.ui.look.icons import paint_icon
from desktop.ui.phrase import Words
from desktop.ui.words import name_said, said

_ARROW = 16
_EDGE = 10


class Combo(QComboBox):
    """A choice of things, each with what it is to the program and what it is to a person.

    Args:
        words: Its name for assistive technology.
        choices: Pairs of a value and its words.
        parent: What it lies in.

    Signals:
        chosen: A person chose something else; the value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        words: Words,
        choices: Iterable[tuple[object, Words]] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices: tuple[tuple[object, Words], ...] = ()
        self.setFont(font())
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        name_said(self, words)
        self.set_choices(choices)
        self.activated.connect(self._choose)

    def set_choices(self, choices: Iterable[tuple[object, Words]]) -> None:
        """Offer other things; what was chosen stays chosen if it is still there."""
        before = self.value()
        self._choices = tuple(choices)
        self.clear()
        for _, words in self._choices:
            self.addItem(said(words))
        self.set_value(before)

    def value(self) -> object:
        """Return the chosen value, or None."""
        at = self.currentIndex()
        return self._choices[at][0] if 0 <= at < len(self._choices) else None

    def set_value(self, value: object) -> None:
        """Choose a value; one that is not offered leaves the first chosen."""
        values = [one for one, _ in self._choices]
        self.setCurrentIndex(values.index(value) if value in values else 0 if values else -1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new language or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for at, (_, words) in enumerate(self._choices):
                self.setItemText(at, said(words))
        elif event.type() == QEvent.Type.StyleChange:
            self.setFont(font())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a choice must not change by scrolling past it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and the arrow that the style sheet cannot draw without a file."""
        super().paintEvent(event)
        px = scaled(_ARROW)
        at = QPointF(self.width() - px - _EDGE, (self.height() - px) / 2)
        tone = "text2" if self.isEnabled() else "disabled"
        paint_icon(QPainter(self), "chevron-down", at, tone=tone, px=px)

    def _choose(self, at: int) -> None:
        self.chosen.emit(self._choices[at][0])
