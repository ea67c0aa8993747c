"""What was done last, with the minutes in which one key undoes it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.inbox.state import UndoLine
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label


class UndoBar(Card):
    """One line under the list.

    Signals:
        undo_asked: Undo it.
    """

    undo_asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = Label(role="strong", elide=True, parent=self)
        self._detail = Label(role="small", tone="text2", elide=True, parent=self)
        self._minutes = Label(role="small", tone="text2", parent=self)
        self.undo = Button(
            phrase("button.undo"), icon="undo-2", key="Ctrl+Z", key_works=False, parent=self
        )
        self.undo.clicked.connect(self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 14, 9)
        layout.setSpacing(12)
        layout.addWidget(Icon("circle-check", tone="ok", px=20, parent=self))
        layout.addLayout(column(self._title, self._detail, gap=1), 1)
        layout.addWidget(self._minutes)
        layout.addWidget(self.undo)
        self.hide()

    def show_line(self, line: UndoLine | None) -> None:
        """Show what was done last, or nothing."""
        self.setVisible(line is not None)
        if line is not None:
            self._title.say(line.title)
            self._detail.say(line.detail)
            self._minutes.say(phrase("inbox.minutes_left", count=line.minutes))

    def _ask(self) -> None:
        self.undo_asked.emit()
