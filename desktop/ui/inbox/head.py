"""The head of the inbox: what waits and how old it is, and which of it is shown."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.inbox.rows import FILTERS
from desktop.ui.inbox.state import InboxState
from desktop.ui.phrase import NOTHING, phrase
from desktop.ui.widgets.boxes import column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments

WAITING: Final = "waiting"
COUNTS: Final = "counts"


_GAP: Final = 8


class InboxHead(QWidget):
    """Title, or the tabs of a narrow window; filters, or a list of them; *Add a folder*.

    Signals:
        filter_chosen: Another filter.
        tab_chosen: ``waiting`` or ``counts``.
        folder_asked: A folder is to be added.
        sort_asked: The other order.
    """

    filter_chosen = Signal(str)
    tab_chosen = Signal(str)
    folder_asked = Signal()
    sort_asked = Signal()

    def __init__(self, *, may_import: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_import = may_import
        self.title = Label(phrase("inbox.title"), role="h1", parent=self)
        self.headline = Label(tone="text2", wrap=True, parent=self)
        choices = [(one, phrase(f"inbox.filter_{one}")) for one in FILTERS]
        self.filters = Segments(phrase("inbox.filter"), choices, height="button", parent=self)
        self.filter_list = Combo(phrase("inbox.filter"), choices, parent=self)
        self.add = folder_button(self)
        tabs = [(one, phrase(f"inbox.tab_{one}")) for one in (WAITING, COUNTS)]
        self.tabs = Segments(phrase("inbox.filter"), tabs, parent=self)
        self.tabs.set_value(WAITING)
        self.filters.chosen.connect(self._choose_filter)
        self.filter_list.chosen.connect(self._choose_filter)
        self.tabs.chosen.connect(self._choose_tab)
        self.add.clicked.connect(self._ask_folder)
        self.order = Button(
            phrase("inbox.oldest_first"),
            kind=Kind.GHOST,
            icon="arrow-down",
            key="O",
            key_works=False,
            height="button_small",
            parent=self,
        )
        self.order.clicked.connect(self._sort)
        titled = row(self.title, self.order, None, gap=_GAP)
        words = column(row(self.tabs, None), titled, self.headline, gap=2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(words, 1)
        for one in (self.filters, self.filter_list, self.add):
            layout.addWidget(one)

    def show_state(self, state: InboxState) -> None:
        """Show how much waits; or why something was not done, until the next step."""
        quiet = state.message == NOTHING
        self.headline.say(state.headline if quiet else state.message)
        self.headline.set_tone("text2" if quiet else "warn")
        newest = state.newest_first
        self.order.say(phrase("inbox.newest_first" if newest else "inbox.oldest_first"))
        self.filters.set_value(state.show)
        self.filter_list.set_value(state.show)
        for one in FILTERS:
            self.filters.set_count(one, state.counts.get(one, 0))

    def needed(self, *, folded: bool) -> int:
        """Return the width that filters side by side need beside the title.

        Args:
            folded: The right column is a tab.
        """
        order = self.order.sizeHint().width()
        beside = self.title.sizeHint().width() + _GAP + order
        words = max(self.tabs.sizeHint().width(), order) if folded else beside
        add = self.add.sizeHint().width() + _GAP if self._may_import else 0
        return words + 2 * _GAP + self.filters.sizeHint().width() + add

    def fit(self, *, folded: bool, narrow: bool) -> None:
        """Take the form that there is room for.

        Args:
            folded: The right column is a tab.
            narrow: Filters side by side have no room.
        """
        self.tabs.setVisible(folded)
        self.title.setVisible(not folded)
        self.filters.setVisible(not narrow)
        self.filter_list.setVisible(narrow)
        self.add.setVisible(self._may_import and not narrow)

    def _choose_filter(self, show: object) -> None:
        self.filter_chosen.emit(str(show))

    def _choose_tab(self, tab: object) -> None:
        self.tab_chosen.emit(str(tab))

    def _sort(self) -> None:
        self.sort_asked.emit()

    def _ask_folder(self) -> None:
        self.folder_asked.emit()


def folder_button(parent: QWidget) -> Button:
    """Return a button to add a folder; the page itself answers to its key."""
    return Button(
        phrase("inbox.add_folder"),
        icon="folder-open",
        key="Ctrl+O",
        key_works=False,
        parent=parent,
    )
