"""The places on the body that have images, with their number; one of them can be chosen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QScrollArea, QSizePolicy, QWidget

from desktop.ui.look.current import colour, scaled, size
from desktop.ui.look.fonts import MEDIUM, SEMIBOLD, font, text_width
from desktop.ui.look.paint import paint_box, paint_ring, painter_of
from desktop.ui.record.presenter import PlaceRow
from desktop.ui.widgets.boxes import column
from desktop.ui.words import keep_said

_PAD: Final = 10
_GAP: Final = 8
_MARK: Final = 3


class SiteList(QScrollArea):
    """A row for each place. Arrow keys move between them and choose.

    Args:
        parent: The page.

    Signals:
        chosen: A place was chosen, or None for all.
    """

    chosen = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._group = QButtonGroup(self)
        self._rows: tuple[PlaceRow, ...] = ()
        self.buttons: list[SiteRow] = []
        self._group.idClicked.connect(self._choose)

    def show_rows(self, rows: Sequence[PlaceRow], chosen: object) -> None:
        """Show the places; rows stay where the places are the same."""
        places = [row.place for row in rows]
        if [row.place for row in self._rows] != places:
            self._build(rows)
        self._rows = tuple(rows)
        for row, button in zip(self._rows, self.buttons, strict=True):
            button.show_row(row)
            button.setChecked(row.place == chosen)

    def _build(self, rows: Sequence[PlaceRow]) -> None:
        for button in self.buttons:
            self._group.removeButton(button)
        content = QWidget()
        self.buttons = [SiteRow(parent=content) for _ in rows]
        for at, button in enumerate(self.buttons):
            self._group.addButton(button, at)
        content.setLayout(column(*self.buttons, None, gap=2))
        former = self.takeWidget()
        if former is not None:
            former.hide()
            former.deleteLater()
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def _choose(self, at: int) -> None:
        self.chosen.emit(self._rows[at].place)


class SiteRow(QRadioButton):
    """One place with its number."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._said = ""
        self._count = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_row(self, row: PlaceRow) -> None:
        """Show a place."""
        self._count = row.count
        keep_said(self, "_set_said", row.words)

    def sizeHint(self) -> QSize:
        """Return a usual size; the width is the list's."""
        return QSize(scaled(120), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Return the room for one word."""
        return QSize(scaled(80), size("nav_row"))

    def hasHeightForWidth(self) -> bool:
        """Return that a long name goes on in a second line."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return how high the row is."""
        room = QRect(0, 0, max(self._words_width(width), 1), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        words = self.fontMetrics().boundingRect(room, wrap, self._said)
        return max(size("nav_row"), words.height() + scaled(16))

    def hitButton(self, pos: QPoint) -> bool:
        """Return whether a press counts: anywhere on it."""
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFont(font("body", MEDIUM))
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row: tinted with a mark at its edge if chosen."""
        painter = painter_of(self)
        rect = QRectF(self.rect())
        if self.hasFocus():
            rect = paint_ring(painter, rect)
        if self.isChecked():
            paint_box(painter, rect, fill="select", line=None)
            bar = QRectF(rect.left(), rect.top() + 8, _MARK, rect.height() - 16)
            paint_box(painter, bar, fill="accentText", corner=_MARK / 2)
        elif self.underMouse():
            paint_box(painter, rect, fill="hover", line=None)
        painter.setFont(font("body", SEMIBOLD if self.isChecked() else MEDIUM))
        painter.setPen(colour("text"))
        words = QRect(_PAD + 2, 0, self._words_width(self.width()), self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, int(flags) | int(Qt.TextFlag.TextWordWrap), self._said)
        painter.setFont(font("body", SEMIBOLD))
        painter.setPen(colour("accentText" if self.isChecked() else "text2"))
        count = self.rect().adjusted(0, 0, -_PAD, 0)
        painter.drawText(
            count, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(self._count)
        )

    def _set_said(self, said: str) -> None:
        self._said = said
        self.setText(said.replace("&", "&&"))
        self.setAccessibleName(f"{said}, {self._count}")
        self.updateGeometry()
        self.update()

    def _words_width(self, width: int) -> int:
        count = round(text_width(str(self._count), "body", SEMIBOLD))
        return width - 2 * _PAD - _GAP - count
