"""The sheet of keys that opens under ``?``."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.ui.look.current import radius, scaled
from desktop.ui.look.paint import paint_box, painter_of
from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.scrim import Scrim
from desktop.ui.words import keep_said

_BETWEEN: Final = 24


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that work in one place.

    Attributes:
        words: Where.
        keys: Pairs of keys in Qt's portable form and what they do; several keys that do the same
            stand with spaces between them.
    """

    words: Words
    keys: tuple[tuple[str, Words], ...]


class KeySheet(QDialog):
    """Lists the keys; Esc, ``?`` or its button closes it."""

    def __init__(self, parent: QWidget, groups: tuple[KeyGroup, ...]) -> None:
        super().__init__(parent.window(), Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scrim = Scrim(parent.window())
        self.finished.connect(self._scrim.lift)
        title = phrase("kit.keys")
        keep_said(self, "setWindowTitle", title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(36))
        grid.setVerticalSpacing(20)
        for at, group in enumerate(groups):
            grid.addLayout(self._group(group), at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        self.close_button = Button(phrase("kit.close"), key="Esc", key_works=False, parent=self)
        self.close_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 24, 26, 24)
        layout.setSpacing(16)
        layout.addWidget(Label(title, role="h2", parent=self))
        layout.addLayout(grid)
        layout.addLayout(row(None, self.close_button))

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window behind."""
        super().showEvent(event)
        self._scrim.fall()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on the key that opened it, too."""
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        rect = QRectF(self.rect())
        paint_box(painter_of(self), rect, fill="raised", line="control", corner=radius("dialog"))

    def _group(self, group: KeyGroup) -> QVBoxLayout:
        lines = column(Label(group.words, role="strong", parent=self), gap=6)
        for keys, words in group.keys:
            caps = [Key(one, parent=self) for one in keys.split(" ")]
            label = Label(words, tone="text2", parent=self)
            lines.addLayout(row(label, scaled(_BETWEEN), None, *caps, gap=4))
        return lines
