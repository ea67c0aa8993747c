"""The part of the first page that lists what waits for a second clinician."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ui.desk import Desk
from desktop.ui.home.look_work import LookLine, Looks
from desktop.ui.home.looking import Looking
from desktop.ui.home.piece_row import PieceRow
from desktop.ui.home.rows_part import RowsPart
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase
from desktop.ui.place import Place
from desktop.ui.second_look_dialogs import take_over_dialog
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.label import Label


class LooksPart(QWidget):
    """A heading with the number, a row for each image, and a sentence where none waits.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        failed: Explains an error.
        parent: The page.

    Signals:
        go: A ``Place`` to go to.
        changed: There are other rows.
    """

    go = Signal(object)
    changed = Signal()

    def __init__(
        self, desk: Desk, scope: Scope, *, failed: Callable[[DeskError], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.looking = Looking(desk, scope, self, failed=failed)
        self._lines: tuple[LookLine, ...] = ()
        title = phrase("second_look.title")
        self._part = RowsPart(desk, title, opened=self._open, parent=self)
        self.none = Label(
            phrase("second_look.none"), role="body", tone="text2", wrap=True, parent=self
        )
        self._elsewhere = Label(role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(column(self._part, self.none, self._elsewhere, gap=8, margins=(0, 10, 0, 0)))

    @property
    def rows(self) -> list[PieceRow]:
        """What is listed, from top to bottom."""
        return self._part.rows

    def ask_take_over(self, line: LookLine) -> None:
        """Ask before a colleague's second look is taken over."""
        dialog = take_over_dialog(self, line.who, line.look.patient, self._desk.today())
        dialog.confirmed.connect(partial(self.looking.take, line))
        dialog.open()

    def go_there(self, place: Place) -> None:
        """Go to another screen."""
        self.go.emit(place)

    def show_looks(self, looks: Looks) -> None:
        """Show what waits, without losing the focus."""
        self._lines = looks.lines
        self.none.setVisible(not looks.count)
        self._elsewhere.setVisible(bool(looks.elsewhere))
        self._elsewhere.say(phrase("second_look.elsewhere", count=looks.elsewhere))
        pieces = [one.piece for one in looks.lines]
        if self._part.show_pieces(pieces, count=looks.count):
            self.changed.emit()

    def _open(self, at: int) -> None:
        self.looking.open(self._lines[at])
