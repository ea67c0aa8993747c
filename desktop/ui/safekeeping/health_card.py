"""Whether what is stored can still be read, and reading all of it through."""

from PySide6.QtWidgets import QWidget

from desktop.ui.desk import Desk
from desktop.ui.found_notices import FoundNotices
from desktop.ui.keeping import Part
from desktop.ui.lane import Scope
from desktop.ui.phrase import phrase
from desktop.ui.safekeeping.part_view import PartView
from desktop.ui.safekeeping.presenter import SafekeepingPresenter
from desktop.ui.widgets.boxes import CARD, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label


class HealthCard(Card):
    """What the comparison at the start found, and reading through now.

    Attributes:
        read: Reads every sealed file through; of whoever holds the keys.
        computer: Leads to what the settings say of this computer's disk.
        holds: Says whether everything that was compared holds.
        found: What does not.
    """

    def __init__(
        self, desk: Desk, scope: Scope, presenter: SafekeepingPresenter, *, parent: QWidget
    ) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._presenter = presenter
        self.holds = Label(role="strong", wrap=True, parent=self)
        self.found = FoundNotices(parent=self)
        desk.found.on_changed(scope, self._show_found)
        self._show_found()
        may = presenter.may_read_through
        by_itself = "safekeeping.by_itself" if may else "safekeeping.by_clinician"
        self.read = Button(phrase("safekeeping.read"), icon="scan-search", parent=self)
        self.read.setVisible(may)
        self.computer = Button(
            phrase("safekeeping.computer"), kind=Kind.GHOST, icon="settings", parent=self
        )
        self.view = PartView(desk.keeping, Part.HEALTH, parent=self)
        acts = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=acts)
        flow.addWidget(self.read)
        flow.addWidget(self.computer)
        self.setLayout(
            column(
                self.holds,
                self.found,
                Label(phrase(by_itself), tone="text2", wrap=True, parent=self),
                acts,
                self.view,
                gap=10,
                margins=CARD,
            )
        )
        self.read.clicked.connect(presenter.read_through)

    def _show_found(self) -> None:
        held = "compared" if self._desk.is_compared else "comparing"
        self.holds.say(phrase(f"safekeeping.{'compared_not' if self._desk.problems else held}"))
        self.found.show_problems(self._desk.problems)

    def show_state(self) -> None:
        """Show how things stand."""
        self.read.refuse(phrase("safekeeping.busy") if self._presenter.is_busy else None)
        self.view.show_part()
