"""Everything that is known of a photograph or a card, as a sheet over the screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.look.current import scaled
from desktop.ui.phrase import Words, phrase
from desktop.ui.truth_line import TruthLine
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.dialog_box import DialogBox
from desktop.ui.widgets.label import Label

_WIDE = 560


class TruthDialog(DialogBox):
    """Lines of what is so; Enter, Esc and the button close it.

    Args:
        parent: A widget of the window.
        title: Which photograph or card.
        lines: What is so.
    """

    def __init__(self, parent: QWidget, title: Words, lines: tuple[TruthLine, ...]) -> None:
        super().__init__(parent, title)
        held = QWidget(self)
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 2)
        for at, line in enumerate(lines):
            label = Label(line.label, role="small", tone="text2", wrap=True, parent=held)
            tone = "warn" if line.bad else "text"
            words = Label(line.words, tone=tone, wrap=True, parent=held)
            for column, one in enumerate((label, words)):
                one.setAlignment(Qt.AlignmentFlag.AlignTop)
                grid.addWidget(one, at, column)
        self.lines = lines
        self.content.addWidget(held)
        self.done_button = Button(phrase("truth.close"), kind=Kind.PRIMARY, parent=self)
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        self.foot.addWidget(self.done_button)

    def natural_width(self) -> int:
        """Return how wide it would like to be: values are read, not guessed."""
        return scaled(_WIDE)

    def open(self) -> None:
        """Show it."""
        super().open()
        self.done_button.setFocus()
