"""What lies where on the page of the inbox; at the right, or in a second tab, what must add up."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.account_card import AccountCard, CardsCard
from desktop.ui.inbox.grid import GUTTER
from desktop.ui.inbox.head import COUNTS, InboxHead, folder_button
from desktop.ui.inbox.list_view import InboxList
from desktop.ui.inbox.notices import Notices
from desktop.ui.inbox.rows import ALL
from desktop.ui.inbox.state import InboxState
from desktop.ui.inbox.undo_bar import UndoBar
from desktop.ui.look.current import scaled, size
from desktop.ui.phrase import joined, phrase
from desktop.ui.widgets.boxes import PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.pages import Pages
from desktop.ui.widgets.scroll import Scroll

_FOLD_BELOW: Final = 1010
"""Width of the page, at 100 %, from which the right column has room beside the list."""
_SEGMENTS_FROM: Final = 760
_LEAST: Final = 400
"""How narrow the page may become, at 100 %, with everything folded."""
_ACROSS: Final = 16
"""Between the list and the right column."""
_ANY_WIDTH: Final = 16_777_215
"""Qt's word for no limit."""
LIST, EMPTY, NONE_HERE, LOADING = range(4)


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
        sort_asked: The other order.
    """

    filter_chosen = Signal(str)
    folder_asked = Signal()
    watch_asked = Signal()
    sort_asked = Signal()

    def __init__(self, rows: InboxList, *, may_import: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_import = may_import
        self._folded: bool | None = None
        self._tab = ""
        self.head = InboxHead(may_import=may_import, parent=self)
        self.notices = Notices(parent=self)
        self.stack = Pages(self)
        self.undo = UndoBar(parent=self)
        self.add_below = folder_button(self)
        self.cards = CardsCard(parent=self)
        self.account = AccountCard(parent=self)
        self.add_first = Button(
            phrase("inbox.add_folder"), kind=Kind.PRIMARY, icon="folder-open", parent=self
        )
        self.watch = Button(phrase("inbox.watch_folder"), icon="folder-search", parent=self)
        self.show_all = Button(phrase("inbox.show_all"), icon="list", parent=self)
        self._fill_stack(rows)
        self._left = QWidget(self)
        inside = QWidget(self)
        inside.setLayout(column(row(self.add_below, None), self.cards, self.account, None, gap=12))
        self._right = Scroll(inside, parent=self)
        self._build()
        self._connect()

    def show_state(self, state: InboxState) -> None:
        """Show everything but the rows."""
        self.head.show_state(state)
        self.notices.show_state(state)
        self.cards.show_cards(state.cards, may_clear=state.may_import)
        if state.account is not None:
            self.account.show_account(state.account)
        self.undo.show_line(state.undo)
        self._fold()
        self.stack.setCurrentIndex(_page_of(state))

    def minimumSizeHint(self) -> QSize:
        """Return the room of everything folded: side by side is never a must."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), scaled(_LEAST)), hint.height())

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
        elif event.type() == QEvent.Type.LanguageChange:
            self._fold()

    def _fold(self) -> None:
        folded = self.width() < scaled(_FOLD_BELOW)
        narrow = self.width() < scaled(_SEGMENTS_FROM) or self._is_tight(folded=folded)
        self.head.fit(folded=folded, narrow=narrow)
        self.add_below.setVisible(self._may_import and narrow)
        if folded == self._folded:
            return
        self._folded = folded
        if folded:
            self._across.removeWidget(self._right)
            self._body.addWidget(self._right, 1)
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(_ANY_WIDTH)
        else:
            self._body.removeWidget(self._right)
            self._across.addWidget(self._right)
            self._right.setFixedWidth(size("right_column"))
        self._show_tab(self._tab)

    def _is_tight(self, *, folded: bool) -> bool:
        """Return whether the filters have no room side by side."""
        beside = 0 if folded else size("right_column") + _ACROSS
        room = self.width() - PAGE[0] - PAGE[2] - GUTTER - beside
        return room < self.head.needed(folded=folded)

    def _show_tab(self, tab: str) -> None:
        self._tab = tab
        counts = tab == COUNTS
        self._left.setVisible(not self._folded or not counts)
        self._right.setVisible(not self._folded or counts)

    def _fill_stack(self, rows: InboxList) -> None:
        self.stack.addWidget(rows)
        for one in (self._made_empty(), self._made_none_here(), _Loading(parent=self)):
            held = QWidget(self.stack)
            held.setLayout(column(one, margins=(0, 0, GUTTER, 0)))
            self.stack.addWidget(held)
        self.stack.setCurrentIndex(LOADING)

    def _build(self) -> None:
        beside_bar = (0, 0, GUTTER, 0)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        left.addLayout(column(self.notices, margins=beside_bar))
        left.addWidget(self.stack, 1)
        left.addLayout(column(self.undo, margins=beside_bar))
        middle = column(column(self.head, margins=beside_bar), gap=12)
        self._body = QHBoxLayout()
        self._body.addWidget(self._left, 1)
        middle.addLayout(self._body, 1)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(*PAGE)
        self._across.setSpacing(_ACROSS - GUTTER)
        self._across.addLayout(middle, 1)

    def _connect(self) -> None:
        self.head.filter_chosen.connect(self.filter_chosen)
        self.head.tab_chosen.connect(self._show_tab)
        self.head.folder_asked.connect(self._ask_folder)
        self.head.sort_asked.connect(self.sort_asked)
        self.add_below.clicked.connect(self._ask_folder)
        self.add_first.clicked.connect(self._ask_folder)
        self.watch.clicked.connect(self._ask_watch)
        self.show_all.clicked.connect(self._choose_all)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self._ask_folder)

    def _made_empty(self) -> EmptyState:
        buttons = (self.add_first, self.watch)
        for button in buttons:
            button.setVisible(self._may_import)
        what = joined(phrase("inbox.empty_hint"), phrase("inbox.empty_safe"), between="\n")
        title = phrase("inbox.empty")
        return EmptyState(title, what, icon="memory-stick", buttons=buttons, parent=self)

    def _made_none_here(self) -> EmptyState:
        return EmptyState(
            phrase("inbox.empty_filter"),
            phrase("inbox.empty_filter_hint"),
            icon="image",
            buttons=(self.show_all,),
            parent=self,
        )

    def _choose_all(self) -> None:
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
        return LOADING
    if not state.counts.get(ALL):
        return EMPTY
    return LIST if state.rows else NONE_HERE
