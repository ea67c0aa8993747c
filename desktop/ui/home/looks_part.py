"""The part of the first page that lists what waits for a second clinician."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import DeskError
from desktop.ui.desk import Desk
from desktop.ui.home.look_work import LookLine, Looks
from desktop.ui.home.looking import Looking
from desktop.ui.home.piece_row import PieceRow
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.place import Place
from desktop.ui.second_look_dialogs import take_over_dialog
from desktop.ui.widgets.boxes import column, row
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
        self._shown: object = None
        self.rows: list[PieceRow] = []
        title = Label(phrase("second_look.title"), role="h3", parent=self)
        self._count = Label(role="body", tone="text2", parent=self)
        self.none = Label(
            phrase("second_look.none"), role="body", tone="text2", wrap=True, parent=self
        )
        self._elsewhere = Label(role="small", tone="text2", wrap=True, parent=self)
        head = row(title, self._count, None, gap=10)
        self._held = QVBoxLayout()
        self._held.setSpacing(8)
        layout = column(head, self.none, self._held, self._elsewhere, gap=8, margins=(0, 10, 0, 0))
        self.setLayout(layout)

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
        now = self._desk.now()
        wanted = [(one, one.piece.age(now), one.piece.is_old(now)) for one in looks.lines]
        self._count.say(verbatim(looks.count) if looks.count else NOTHING)
        self.none.setVisible(not looks.count)
        self._elsewhere.setVisible(bool(looks.elsewhere))
        self._elsewhere.say(phrase("second_look.elsewhere", count=looks.elsewhere))
        if wanted == self._shown:
            return
        self._shown = wanted
        had = next((at for at, one in enumerate(self.rows) if one.hasFocus()), None)
        for one in self.rows:
            self._held.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.rows = [
            PieceRow(line.piece, age, old=old, first=False, parent=self)
            for line, age, old in wanted
        ]
        for made, (line, _age, _old) in zip(self.rows, wanted, strict=True):
            made.clicked.connect(partial(self._open, line))
            self._held.addWidget(made)
            made.show()
        if self.rows and had is not None:
            self.rows[min(had, len(self.rows) - 1)].setFocus()
        self.changed.emit()

    def _open(self, line: LookLine, _checked: object = None) -> None:
        self.looking.open(line)
