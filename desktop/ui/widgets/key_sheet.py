"""The sheet of keys that opens under ``?``."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.phrase import Words, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog_box import DialogBox
from desktop.ui.widgets.key import Key
from desktop.ui.widgets.label import Label

_BETWEEN: Final = 24
_COLUMNS_APART: Final = 36
_GROUPS_APART: Final = 20


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


class KeySheet(DialogBox):
    """Lists the keys; Esc, ``?`` or its button closes it.

    Args:
        parent: A widget of the window it belongs to.
        groups: The keys, by place.
    """

    def __init__(self, parent: QWidget, groups: tuple[KeyGroup, ...]) -> None:
        super().__init__(parent, phrase("kit.keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(_COLUMNS_APART)
        grid.setVerticalSpacing(_GROUPS_APART)
        for at, group in enumerate(groups):
            grid.addLayout(_group(group), at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(grid)
        self.close_button = Button(phrase("kit.close"), key="Esc", key_works=False, parent=self)
        self.close_button.clicked.connect(self.reject)
        self.foot.addWidget(self.close_button)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on the key that opened it, too."""
        if event.text() == "?":
            self.reject()
        else:
            super().keyPressEvent(event)


def _group(group: KeyGroup) -> QVBoxLayout:
    lines = column(Label(group.words, role="strong"), gap=6)
    for keys, words in group.keys:
        caps = [Key(one) for one in keys.split(" ")]
        lines.addLayout(row(Label(words, tone="text2"), _BETWEEN, None, *caps, gap=4))
    return lines
