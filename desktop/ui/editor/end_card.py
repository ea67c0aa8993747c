"""What takes the place of the editor when nothing of a series is left to do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.editor.shown import EndShown
from desktop.ui.phrase import phrase
from desktop.ui.widgets.boxes import FORM, Pane, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.empty_state import EmptyState


class EndCard(Pane):
    """What was done, and what waits next.

    Signals:
        go: A ``Place`` to go to.
        left: Back to where one came from.
    """

    go = Signal(object)
    left = Signal()

    def __init__(self, end: EndShown, *, parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self.next = Button(
            phrase("editor.end_next"), kind=Kind.PRIMARY, after="arrow-right", parent=self
        )
        self.record = Button(phrase("editor.end_record"), icon="file-text", parent=self)
        self.back = Button(
            phrase("editor.end_back"),
            kind=Kind.SECONDARY if end.next is not None else Kind.PRIMARY,
            parent=self,
        )
        self.next.setVisible(end.next is not None)
        self.record.setVisible(end.record is not None)
        self.next.clicked.connect(lambda: self.go.emit(end.next))
        self.record.clicked.connect(lambda: self.go.emit(end.record))
        self.back.clicked.connect(self.left)
        state = EmptyState(
            end.title,
            end.what,
            icon="file-check",
            buttons=(self.back, self.record, self.next),
            parent=self,
        )
        self.setLayout(column(state, gap=0, margins=FORM))

    def first_focus(self) -> QWidget:
        """Return the button that goes on."""
        return self.back if self.next.isHidden() else self.next
