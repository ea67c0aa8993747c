"""One subject of the trail: what it is, and four counts. Never a picture."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.ui.audit.entries import People, subject_words
from desktop.ui.audit.presenter import Summary
from desktop.ui.look.current import colour, radius, scaled
from desktop.ui.look.fonts import font
from desktop.ui.look.icons import paint_icon
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.words import keep_said

_HIDDEN: Final = (116, 84)
_COUNTS: Final = ("people_saw", "times_opened", "copies_left", "refusals")


class SummaryCard(Card):
    """What happened to one subject, in numbers."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._hidden = _Hidden(self)
        self.title = Label(role="h2", wrap=True, parent=self)
        self.code = Label(role="small", tone="text2", selectable=True, parent=self)
        self.copy = Button(
            phrase("audit.copy_id"),
            kind=Kind.GHOST,
            icon="copy",
            height="button_small",
            parent=self,
        )
        self.numbers = [Label(role="h1", parent=self) for _ in _COUNTS]
        self.labels = [Label(role="small", tone="text2", wrap=True, parent=self) for _ in _COUNTS]
        counts = QGridLayout()
        counts.setHorizontalSpacing(22)
        counts.setVerticalSpacing(2)
        for at, (number, label) in enumerate(zip(self.numbers, self.labels, strict=True)):
            counts.addWidget(number, 0, at)
            counts.addWidget(label, 1, at, Qt.AlignmentFlag.AlignTop)
        line = row(self._hidden, gap=18, margins=(14, 12, 16, 12))
        words = column(None, self.title, row(self.code, self.copy, None), None, gap=2)
        line.addLayout(words, 2)
        line.addLayout(counts, 3)
        self.setLayout(line)

    def show_summary(self, subject: str, people: People, summary: Summary) -> None:
        """Show a subject."""
        self._hidden.setVisible(subject.startswith(("i-", "a-")))
        self.title.say(subject_words(subject, people))
        self.code.say(verbatim(subject))
        values = (summary.people, summary.opened, summary.copies, summary.refusals)
        for at, (key, value) in enumerate(zip(_COUNTS, values, strict=True)):
            self.numbers[at].say(verbatim(value))
            self.numbers[at].set_tone("warn" if value and at > 1 else "text")
            self.labels[at].say(phrase(f"audit.{key}", count=value))


class _Hidden(QWidget):
    """Stands where a picture would be, and says why there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_said(self, "_set_said", phrase("audit.hidden"))

    def sizeHint(self) -> QSize:
        """Return the size of a small picture."""
        return QSize(*(scaled(side) for side in _HIDDEN))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, fill="sunken", line="line", corner=radius("picture"))
        px = scaled(22)
        paint_icon(painter, "eye-off", QPointF(rect.center().x() - px / 2, scaled(12)), px=px)
        painter.setFont(font("cap"))
        painter.setPen(colour("text2"))
        words = rect.adjusted(4, scaled(36), -4, -2)
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(words, flags | int(Qt.TextFlag.TextWordWrap), self._said)

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setAccessibleName(said)
        self.update()
