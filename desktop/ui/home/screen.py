"""The screen of the first page."""

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.records.attached import AttachedImage, AttachedState
from desktop.records.role import MAY, Act, Role
from desktop.ui.account_card import AccountCard, CardsCard, WatchersCard
from desktop.ui.desk import Desk
from desktop.ui.found_notices import FoundNotices
from desktop.ui.home.looks_part import LooksPart
from desktop.ui.home.originals_part import OriginalsPart
from desktop.ui.home.piece_row import PieceRow
from desktop.ui.home.presenter import MOST_ATTACHED, HomePresenter, HomeState
from desktop.ui.home.work import Piece
from desktop.ui.look.current import scaled, size
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase, verbatim
from desktop.ui.place import AttachedPlace, Home, Place, SafekeepingPlace, SourcesPlace
from desktop.ui.reviews import may_review
from desktop.ui.runs import SourceRef
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.second_looks import may_look
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll

_FOLD_BELOW: Final = 860
_LEAST: Final = 374
"""How narrow the page may become: that of a row, and what is left free beside it."""
_ANY_WIDTH: Final = 16_777_215
"""Qt's word for no limit."""
_TITLES: Final = {Role.MANAGER: "title_manager", Role.RECEPTIONIST: "title_receptionist"}
_DONE: Final = {
    Role.NURSE: "all_done_nurse",
    Role.CLINICIAN: "all_done_clinician",
}
_TONES: Final = {
    AttachedState.ARRIVED: (Tone.MUTE, "circle-check"),
    AttachedState.IN_HAND: (Tone.INFO, "eye"),
    AttachedState.FILED: (Tone.OK, "file-check"),
}


class HomeScreen(Screen):
    """What waits for me, how old it is, and one key to the next piece of work.

    Args:
        place: This place.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: Home, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        role = desk.me.role
        self._may_clear = Act.RECEIVE_IMAGES in MAY[role]
        self._folded: bool | None = None
        self._shown: object = None
        self.pieces: list[PieceRow] = []
        title = phrase(f"home.{_TITLES.get(role, 'title')}")
        self.title = Label(title, role="h1", wrap=True, parent=self)
        self.headline = Label(tone="text2", wrap=True, parent=self)
        self.found = FoundNotices(parent=self)
        self.notice = self._notice(Tone.ERR, phrase("kit.read"), "check")
        self.backup = self._notice(Tone.INFO, phrase("safekeeping.to_backups"), "shield-check")
        self.backup.acted.connect(self._to_safekeeping)
        self._problem: object = None
        self.empty = EmptyState(
            phrase("home.all_done"),
            phrase(f"home.{_DONE.get(role, 'all_done_manager')}"),
            icon="circle-check",
            parent=self,
        )
        self.empty.hide()
        self.attached = AttachedCard(parent=self)
        self.attached.setVisible(role is Role.RECEPTIONIST)
        self.attached.all_asked.connect(self._all_attached)
        self.cards = CardsCard(parent=self)
        self.cards.setVisible(role is not Role.RECEPTIONIST)
        self.watchers = WatchersCard(parent=self)
        self.account = AccountCard(parent=self)
        self.presenter = HomePresenter(desk, self.scope, self)
        self._build()
        desk.found.on_changed(self.scope, self._show_found)
        self.cards.clear_asked.connect(self._to_sources)
        self.set_chrome(Chrome(frame=Frame.LIST, title=title))
        self.notice.acted.connect(self.presenter.read_problem)
        self.presenter.start()

    def first_focus(self) -> QWidget:
        """Return the next piece of work: Enter goes there."""
        return self.pieces[0] if self.pieces else self

    def show_state(self, state: HomeState) -> None:
        """Show a state, without losing the focus."""
        self.headline.say(state.headline)
        if state.problem is not self._problem:
            self._problem = state.problem
            if state.problem is not None:
                self.notice.show_error(state.problem)
        self.notice.setVisible(state.problem is not None)
        self.backup.setVisible(state.backup != NOTHING)
        self.backup.show_words(state.backup)
        self._show_pieces(state)
        self._show_empty()
        self.attached.show_attached(state.attached)
        self.cards.show_cards(state.cards, may_clear=self._may_clear)
        self.watchers.show_watchers(state.watchers)
        if state.account is not None:
            self.account.show_account(state.account)
        self.looks.looking.show()

    def _show_empty(self) -> None:
        """Say that all is done, where that is so."""
        state = self.presenter.state
        more = self.looks.rows or self.originals.rows
        self.empty.setVisible(state.loaded and not state.work and not more)

    def _show_found(self) -> None:
        self.found.show_problems(self.desk.problems)

    def minimumSizeHint(self) -> QSize:
        """Return the room of everything folded: side by side is never a must."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), scaled(_LEAST)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the right column under the work where there is no room beside it."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._folded = None
            self._fold()

    def _notice(self, tone: Tone, offer: Words, icon: str) -> Notice:
        made = Notice(tone, parent=self)
        made.offer(offer, icon=icon)
        made.hide()
        return made

    def _show_pieces(self, state: HomeState) -> None:
        now = self.desk.now()
        wanted = [(piece, piece.age(now), piece.is_old(now)) for piece in state.work]
        if wanted == self._shown:
            return
        self._shown = wanted
        had = next((at for at, one in enumerate(self.pieces) if one.hasFocus()), None)
        began = not self.pieces and self.focusWidget() in {None, self}
        for one in self.pieces:
            self._work.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.pieces = [
            PieceRow(piece, age, old=old, first=at == 0, parent=self._inside)
            for at, (piece, age, old) in enumerate(wanted)
        ]
        for at, made in enumerate(self.pieces):
            made.clicked.connect(partial(self._open, made.piece))
            self._work.insertWidget(at, made)
            made.show()
        if self.pieces and (had is not None or began):
            self.pieces[min(had or 0, len(self.pieces) - 1)].setFocus()

    def _build(self) -> None:
        self._inside = QWidget(self)
        self._work = QVBoxLayout()
        self._work.setSpacing(8)
        self._work.addWidget(self.empty)
        self._build_clinical()
        self._work.addWidget(self.attached)
        self._work.addStretch(1)
        self._right = QWidget(self._inside)
        self._right.setLayout(column(self.account, self.cards, self.watchers, None, gap=12))
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._across.setContentsMargins(0, 0, 4, 0)
        self._across.setSpacing(16)
        self._across.addLayout(self._work, 1)
        self._across.addWidget(self._right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*PAGE)
        layout.setSpacing(12)
        layout.addLayout(column(self.title, self.headline, gap=0))
        layout.addWidget(self.found)
        self._show_found()
        layout.addWidget(self.notice)
        layout.addWidget(self.backup)
        layout.addWidget(Scroll(self._inside, parent=self), 1)
        self.looks.looking.start()
        if may_review(self.desk.me):
            self.originals.start()

    def _build_clinical(self) -> None:
        """Put in what clinicians decide about images that are filed already."""
        failed = self.presenter.fail
        self.looks = LooksPart(self.desk, self.scope, failed=failed, parent=self)
        self.looks.setVisible(may_look(self.desk.me))
        self.originals = OriginalsPart(self.desk, self.scope, failed=failed, parent=self)
        for part in (self.looks, self.originals):
            part.go.connect(self._go)
            part.changed.connect(self._show_empty)
            self._work.addWidget(part)

    def _fold(self) -> None:
        folded = self.width() < scaled(_FOLD_BELOW)
        if folded == self._folded:
            return
        self._folded = folded
        way = QBoxLayout.Direction
        self._across.setDirection(way.TopToBottom if folded else way.LeftToRight)
        wide = size("right_column")
        self._right.setMinimumWidth(0 if folded else wide)
        self._right.setMaximumWidth(_ANY_WIDTH if folded else wide)

    def _open(self, piece: Piece, _checked: object = None) -> None:
        self._go(piece.place)

    def _all_attached(self) -> None:
        self._go(AttachedPlace())

    def _to_safekeeping(self) -> None:
        self._go(SafekeepingPlace())

    def _to_sources(self, _source: SourceRef) -> None:
        self._go(SourcesPlace())

    def _go(self, place: Place) -> None:
        self.go.emit(place)


class AttachedCard(Card):
    """What somebody attached today: for whom, when, and that it arrived; never what it shows."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shown: tuple[AttachedImage, ...] | None = None
        self._inside: QWidget | None = None
        self.all = Button(phrase("home.open"), kind=Kind.GHOST, height="button_small", parent=self)
        self.all_asked = self.all.clicked
        self._count = Label(role="body", tone="text2", parent=self)
        title = Label(phrase("home.attached_today"), role="h3", parent=self)
        self._held = QVBoxLayout()
        head = row(title, self._count, None, self.all, gap=10)
        self.setLayout(column(head, self._held, gap=8, margins=(16, 12, 14, 14)))

    def show_attached(self, attached: tuple[AttachedImage, ...]) -> None:
        """Show the latest of them."""
        if attached == self._shown:
            return
        self._shown = attached
        self._count.say(verbatim(len(attached)) if attached else NOTHING)
        inside = QWidget(self)
        lines: list[QWidget] = [_line(one, inside) for one in attached[:MOST_ATTACHED]]
        more = len(attached) - len(lines)
        if more:
            words = phrase("home.attached_more", count=more)
            lines.append(Label(words, role="small", tone="text2", parent=inside))
        if not attached:
            none = phrase("home.attached_none")
            lines.append(Label(none, tone="text2", wrap=True, parent=inside))
        inside.setLayout(column(*lines, gap=6))
        if self._inside is not None:
            self._held.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = inside
        self._held.addWidget(inside)


def _line(one: AttachedImage, parent: QWidget) -> QWidget:
    held = QWidget(parent)
    tone, icon = _TONES[one.state]
    words = phrase(f"home.attached_{one.state.value}")
    line = QHBoxLayout(held)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(10)
    line.addWidget(Label(verbatim(_time(one.at)), tone="text2", parent=held))
    line.addWidget(Label(verbatim(one.patient.display_name()), elide=True, parent=held), 1)
    line.addWidget(Badge(words, tone, icon=icon, parent=held))
    return held


def _time(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M")
