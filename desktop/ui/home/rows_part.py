"""A part of the first page with a heading, a number and a row for each piece of work."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.desk import Desk
from desktop.ui.home.piece_row import PieceRow
from desktop.ui.home.work import Piece
from desktop.ui.phrase import NOTHING, Words, verbatim
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.label import Label


class RowsPart(QWidget):
    """Rows that can be pressed; what is the same stays as it is, and keeps the focus.

    Args:
        desk: The surroundings.
        title: The heading.
        opened: Told which row was pressed.
        parent: The page.

    Attributes:
        rows: What is listed, from top to bottom.
    """

    def __init__(
        self, desk: Desk, title: Words, *, opened: Callable[[int], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened = opened
        self._shown: object = None
        self.rows: list[PieceRow] = []
        heading = Label(title, role="h3", parent=self)
        self._count = Label(role="body", tone="text2", parent=self)
        head = row(heading, self._count, None, gap=10)
        self._held = QVBoxLayout()
        self._held.setSpacing(8)
        self.setLayout(column(head, self._held, gap=8))

    def show_pieces(self, pieces: Sequence[Piece], *, count: int) -> bool:
        """Show these, and how many there are in all; return whether they are others than before."""
        now = self._desk.now()
        wanted = [(one, one.age(now), one.is_old(now)) for one in pieces]
        self._count.say(verbatim(count) if count else NOTHING)
        if wanted == self._shown:
            return False
        self._shown = wanted
        had = next((at for at, one in enumerate(self.rows) if one.hasFocus()), None)
        for one in self.rows:
            self._held.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.rows = [
            PieceRow(piece, age, old=old, first=False, parent=self) for piece, age, old in wanted
        ]
        for at, made in enumerate(self.rows):
            made.clicked.connect(partial(self._open, at))
            self._held.addWidget(made)
            made.show()
        if self.rows and had is not None:
            self.rows[min(had, len(self.rows) - 1)].setFocus()
        return True

    def _open(self, at: int, _checked: object = None) -> None:
        self._opened(at)
