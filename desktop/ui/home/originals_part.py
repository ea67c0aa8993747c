"""The part of the first page that lists originals to review; nothing where none is due."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.errors import DeskError
from desktop.ids import UserId
from desktop.keeper.calls import ListPeople
from desktop.keeper.originals_calls import ListOriginals
from desktop.records.originals import DueOriginals
from desktop.records.outcome import Topic
from desktop.records.staff_member import StaffMember
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.home.original_work import more_words, pieces_of
from desktop.ui.home.piece_row import PieceRow
from desktop.ui.home.rows_part import RowsPart
from desktop.ui.home.work import Piece
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import column
from desktop.ui.widgets.label import Label


class OriginalsPart(QWidget):
    """A heading with the number, and a row for each of the first.

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
        self._scope = scope
        self._pieces: tuple[Piece, ...] = ()
        self._due: DueOriginals | None = None
        self._names: dict[UserId, str] = {}
        lane = desk.lane
        self._list = Fresh(lane, scope, ListOriginals(), done=self._listed, failed=failed)
        self._people = Fresh(lane, scope, ListPeople(), done=self._named, failed=failed)
        self._part = RowsPart(desk, phrase("originals.title"), opened=self._open, parent=self)
        self._more = Label(role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(column(self._part, self._more, gap=8, margins=(0, 10, 0, 0)))
        self.hide()

    @property
    def rows(self) -> list[PieceRow]:
        """What is listed, from top to bottom."""
        return self._part.rows

    def start(self) -> None:
        """Ask, and again whenever a record has changed."""
        self._desk.lane.on_changed(self._scope, self._heard)
        self._people.ask()
        self._list.ask()

    def _heard(self, topics: frozenset[Topic]) -> None:
        if Topic.RECORD in topics:
            self._list.ask()

    def _listed(self, due: DueOriginals) -> None:
        self._due = due
        self._show()

    def _named(self, people: tuple[StaffMember, ...]) -> None:
        self._names = {one.user_id: one.full_name for one in people}
        self._show()

    def _show(self) -> None:
        due = self._due
        if due is None:
            return
        self._pieces = pieces_of(due, self._names)
        more = more_words(due)
        self._more.say(more)
        self._more.setVisible(more != NOTHING)
        self.setVisible(bool(due.found))
        count = 0 if due.is_more else len(due.found)
        if self._part.show_pieces(self._pieces, count=count):
            self.changed.emit()

    def _open(self, at: int) -> None:
        self.go.emit(self._pieces[at].place)
