"""A numbered group of the consent sheet; its number turns into a tick when it is done."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.look.current import colour, scaled
from desktop.ui.look.fonts import SEMIBOLD, font
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import Words, joined, phrase, verbatim
from desktop.ui.widgets.boxes import row
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.words import name_said

_CIRCLE: Final = 24
_ICON: Final = 14


class NumberCircle(QWidget):
    """The number of a group, or a tick."""

    def __init__(self, number: int, words: Words, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._words = words
        self._done = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_done(done=False)

    @property
    def is_done(self) -> bool:
        """Whether the tick is shown."""
        return self._done

    def set_done(self, *, done: bool) -> None:
        """Show the tick, or the number."""
        self._done = done
        parts = (verbatim(self._number), self._words)
        said = joined(*parts, phrase("identify.group_done"), between=", ") if done else None
        name_said(self, said or joined(*parts, between=", "))
        self.update()

    def sizeHint(self) -> QSize:
        """Return its size at the text size in use."""
        return QSize(scaled(_CIRCLE), scaled(_CIRCLE))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        fill, line = ("okSoft", "okLine") if self._done else ("sunken", "line")
        paint_box(painter, rect, fill=fill, line=line, corner=rect.height() / 2)
        if self._done:
            px = scaled(_ICON)
            at = QPointF(rect.center().x() - px / 2, rect.center().y() - px / 2)
            paint_icon(painter, "check", at, tone="ok", px=px)
            return
        painter.setFont(font("cap", SEMIBOLD))
        painter.setPen(colour("text2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(self._number))


class GroupBox(QWidget):
    """Number, title, hint, and under them what is to be filled in.

    Args:
        number: Counts the groups of the sheet.
        title: What it asks.
        hint: In small beside it.
        parent: The sheet.
    """

    def __init__(
        self, number: int, title: Words, hint: Words, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.circle = NumberCircle(number, title, parent=self)
        self.hint = Label(hint, role="small", tone="text2", parent=self)
        words = QWidget(self)
        flow = Flow(gap=10, line_gap=0, parent=words)
        flow.addWidget(Label(title, role="h3", parent=words))
        flow.addWidget(self.hint)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.circle)
        head.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.head = head
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._body)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def _dress(self) -> None:
        self._body.setContentsMargins(scaled(_CIRCLE) + 10, 0, 0, 0)

    def add(self, item: QWidget | QLayout) -> None:
        """Put something under the title."""
        if isinstance(item, QWidget):
            self._body.addWidget(item)
        else:
            self._body.addLayout(item)

    def set_done(self, *, done: bool) -> None:
        """Turn the number into a tick, or back."""
        self.circle.set_done(done=done)


def beside(*items: QWidget, gap: int = 10) -> QHBoxLayout:
    """Return widgets that share the width."""
    held = row(gap=gap)
    for item in items:
        held.addWidget(item, 1)
    return held
