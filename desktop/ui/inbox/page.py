"""What lies where on the page of the inbox; at the right, or in a second tab, what must add up."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.account_card import AccountCard, CardsCard
from desktop.ui.inbox.grid import GUTTER
from desktop.ui.inbox.list_view import InboxList
from desktop.ui.inbox.notices import Notices
from desktop.ui.inbox.rows import ALL, FILTERS
from desktop.ui.inbox.state import InboxState
from desktop.ui.inbox.undo_bar import UndoBar
from desktop.ui.look.current import scaled, size
from desktop.ui.phrase import NOTHING, joined, phrase
from desktop.ui.widgets.boxes import PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.segments import Segments

_FOLD_BELOW: Final = 1010
"""Width of the page, at 100 %, from which the right column has room beside the list."""
_SEGMENTS_FROM: Final = 700
_ANY_WIDTH: Final = 16_777_215
"""Qt's word for no limit."""
_LIST, _EMPTY, _NONE_HERE, _LOADING = range(4)


class InboxPage(QWidget):
    """The widgets of the inbox in their places.

    Args:
        rows: The list.
        may_import: Whether this role brings images in.
        parent: The screen.

    Signals:
        filter_chosen: Another filter.
        folder_asked: A folder is to be added.
        watch_asked: Folders to watch are to be chosen.
    """

    filter_chosen = Signal(str)
    folder_asked = Signal()
    watch_asked = Signal()

    def __init__(self, rows: InboxList, *, may_import: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self._may_import = may_import
        self._folded: bool | None = None
        self.title = Label(phrase("inbox.title"), role="h1", parent=self)
        self.headline = Label(tone="text2", wrap=True, parent=self)
        choices = [(one, phrase(f"inbox.filter_{one}")) for one in FILTERS]
        self.filters = Segments(phrase("inbox.filter"), choices, height="button", parent=self)
        self.filter_list = Combo(phrase("inbox.filter"), choices, parent=self)
        self.add = self._folder_button()
        self.add_below = self._folder_button()
        self.tabs = Segments(
            phrase("inbox.filter"),
            [(one, phrase(f"inbox.tab_{one}")) for one in ("waiting", "counts")],
            parent=self,
        )
        self.tabs.set_value("waiting")
        self.notices = Notices(parent=self)
        self.stack = QStackedWidget(self)
        self.undo = UndoBar(parent=self)
        self.cards = CardsCard(parent=self)
        self.account = AccountCard(parent=self)
        self._empty = self._made_empty()
        self._none_here = self._made_none_here()
        self.stack.addWidget(rows)
        for one in (self._empty, self._none_here, _Loading(parent=self)):
            held = QWidget(self.stack)
            held.setLayout(column(one, margins=(0, 0, GUTTER, 0)))
            self.stack.addWidget(held)
        self.stack.setCurrentIndex(_LOADING)
        self._left = QWidget(self)
        self._right = self._made_right()
        self._build()
        self._connect()

    def show_state(self, state: InboxState) -> None:
        """Show everything but the rows."""
        said = state.message if state.message != NOTHING else state.headline
        self.headline.say(said)
        self.headline.set_tone("text2" if state.message == NOTHING else "warn")
        self.filters.set_value(state.show)
        self.filter_list.set_value(state.show)
        for one in FILTERS:
            self.filters.set_count(one, state.counts.get(one, 0))
        self.notices.show_state(state)
        self.cards.show_cards(state.cards, may_clear=state.may_import)
        if state.account is not None:
            self.account.show_account(state.account)
        self.undo.show_line(state.undo)
        self.stack.setCurrentIndex(_page_of(state))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the right column into a tab where there is no room for it."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._folded = None
            self._fold()

    def _fold(self) -> None:
        folded = self.width() < scaled(_FOLD_BELOW)
        self.filters.setVisible(self.width() >= scaled(_SEGMENTS_FROM))
        narrow = self.width() < scaled(_SEGMENTS_FROM)
        self.filter_list.setVisible(narrow)
        self.add.setVisible(self._may_import and not narrow)
        self.add_below.setVisible(self._may_import and narrow)
        if folded == self._folded:
            return
        self._folded = folded
        self.tabs.setVisible(folded)
        self.title.setVisible(not folded)
        if folded:
            self._across.removeWidget(self._right)
            self._body.addWidget(self._right, 1)
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(_ANY_WIDTH)
        else:
            self._body.removeWidget(self._right)
            self._across.addWidget(self._right)
            self._right.setFixedWidth(size("right_column"))
        self._show_tab()

    def _show_tab(self, _value: object = None) -> None:
        counts = self.tabs.value() == "counts"
        self._left.setVisible(not self._folded or not counts)
        self._right.setVisible(not self._folded or counts)

    def _build(self) -> None:
        title = column(row(self.tabs, None), self.title, self.headline, gap=2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(title, 1)
        for one in (self.filters, self.filter_list, self.add):
            head.addWidget(one)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addLayout(column(self.notices, margins=(0, 0, GUTTER, 0)))
        left.addWidget(self.stack, 1)
        left.addLayout(column(self.undo, margins=(0, 0, GUTTER, 0)))
        middle = column(column(head, margins=(0, 0, GUTTER, 0)), gap=12)
        self._body = QHBoxLayout()
        self._body.addWidget(self._left, 1)
        middle.addLayout(self._body, 1)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(*PAGE)
        self._across.setSpacing(16 - GUTTER)
        self._across.addLayout(middle, 1)

    def _connect(self) -> None:
        self.filters.chosen.connect(self._choose_filter)
        self.filter_list.chosen.connect(self._choose_filter)
        self.tabs.chosen.connect(self._show_tab)
        self.add.clicked.connect(self._ask_folder)
        self.add_below.clicked.connect(self._ask_folder)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self._ask_folder)

    def _made_right(self) -> QScrollArea:
        inside = QWidget(self)
        below = row(self.add_below, None)
        inside.setLayout(column(below, self.cards, self.account, None, gap=12))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area

    def _folder_button(self) -> Button:
        return Button(
            phrase("inbox.add_folder"),
            icon="folder-open",
            key="Ctrl+O",
            key_works=False,
            parent=self,
        )

    def _made_empty(self) -> EmptyState:
        buttons: tuple[Button, ...] = ()
        if self._may_import:
            folder = Button(
                phrase("inbox.add_folder"), kind=Kind.PRIMARY, icon="folder-open", parent=self
            )
            watch = Button(phrase("inbox.watch_folder"), icon="folder-search", parent=self)
            folder.clicked.connect(self._ask_folder)
            watch.clicked.connect(self._ask_watch)
            buttons = (folder, watch)
        what = joined(phrase("inbox.empty_hint"), phrase("inbox.empty_safe"), between="\n")
        return EmptyState(
            phrase("inbox.empty"), what, icon="memory-stick", buttons=buttons, parent=self
        )

    def _made_none_here(self) -> EmptyState:
        show_all = Button(phrase("inbox.show_all"), icon="list", parent=self)
        show_all.clicked.connect(self._show_all)
        return EmptyState(
            phrase("inbox.empty_filter"),
            phrase("inbox.empty_filter_hint"),
            icon="image",
            buttons=(show_all,),
            parent=self,
        )

    def _choose_filter(self, show: object) -> None:
        self.filter_chosen.emit(str(show))

    def _show_all(self) -> None:
        self.filter_chosen.emit(ALL)

    def _ask_folder(self) -> None:
        if self._may_import:
            self.folder_asked.emit()

    def _ask_watch(self) -> None:
        self.watch_asked.emit()


class _Loading(Card):
    """What stands in the place of the list until the keeper has answered."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        words = Label(phrase("inbox.loading"), tone="text3", parent=self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, words, None))


def _page_of(state: InboxState) -> int:
    if not state.loaded:
        return _LOADING
    if not state.counts.get(ALL):
        return _EMPTY
    return _LIST if state.rows else _NONE_HERE
