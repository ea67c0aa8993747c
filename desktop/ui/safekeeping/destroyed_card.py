"""What was destroyed in this vault, and destroying something that nobody here sees."""

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from desktop.records.role import Domain
from desktop.ui.desk import Desk
from desktop.ui.destroy_dialog import DestroyDialog, Doomed
from desktop.ui.keeping import Part
from desktop.ui.look.current import scaled, size
from desktop.ui.phrase import phrase
from desktop.ui.place import AuditPlace
from desktop.ui.safekeeping.destroyed_rows import DestroyedRows
from desktop.ui.safekeeping.part_view import PartView
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.table import Table

MOST_ROWS: Final = 6
_HEAD: Final = 34
_BAR: Final = 14


class DestroyedCard(Card):
    """A list, the newest first; with nothing in it a sentence.

    Attributes:
        none: Says that there is nothing.
        table: The list.
        destruction: Destroys what somebody names by its identifier.
        trail: Leads to everything that happened to the chosen line.

    Signals:
        go: Somebody wants to be elsewhere; a ``Place``.
    """

    go = Signal(object)

    def __init__(self, desk: Desk, presenter: SafekeepingPresenter, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._presenter = presenter
        self._row = 0
        self.none = Label(phrase("destruction.none"), tone="text2", wrap=True, parent=self)
        self.rows = DestroyedRows(self._name, self)
        self.table = Table(phrase("destruction.list"), self.rows, parent=self)
        self.destruction = Button(phrase("destruction.by_identifier"), icon="trash-2", parent=self)
        self.trail = Button(phrase("destruction.in_the_trail"), icon="history", parent=self)
        self.view = PartView(desk.keeping, Part.DESTROYED, parent=self)
        acts = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=acts)
        flow.addWidget(self.destruction)
        flow.addWidget(self.trail)
        note = Label(phrase("destruction.note"), role="small", tone="text2", wrap=True, parent=self)
        self.setLayout(column(self.none, self.table, acts, self.view, note, gap=8, margins=CARD))
        self.table.row_chosen.connect(self._choose)
        self.table.row_opened.connect(self._open)
        self.destruction.clicked.connect(self._ask)
        self.trail.clicked.connect(self._to_trail)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()

    def show_state(self) -> None:
        """Show how things stand."""
        lines = self._presenter.state.destroyed
        if self.rows.show_lines(lines):
            self._dress()
            self._row = 0
        self.none.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.trail.setVisible(bool(lines) and Domain.GOVERNANCE in self._desk.me.keys)
        self.destruction.refuse(phrase("safekeeping.busy") if self._presenter.is_busy else None)
        self.view.show_part()

    def _dress(self) -> None:
        rows = min(max(self.rows.row_count(), 1), MOST_ROWS)
        self.table.setFixedHeight(scaled(_HEAD) + rows * size("table_row") + scaled(_BAR))

    def _name(self, user_id: str) -> str:
        person = self._presenter.person_of(user_id)
        return person.full_name if person is not None else user_id

    def _choose(self, row: int) -> None:
        self._row = row

    def _open(self, row: int) -> None:
        self._row = row
        if not self.trail.isHidden():
            self._to_trail()

    def _to_trail(self) -> None:
        if self._row < len(self.rows.lines):
            self.go.emit(AuditPlace(subject=self.rows.lines[self._row].subject))

    def _ask(self) -> None:
        DestroyDialog(self.window(), today=self._desk.today(), then=self._destroy).open()

    def _destroy(self, doomed: Doomed) -> None:
        self._presenter.destroy(doomed.subject, doomed.because, doomed.reason)
