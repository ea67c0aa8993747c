"""What I attached today: that it arrived, and how far it is; nothing of what it shows."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import DeskError
from desktop.keeper.calls import AttachedToday
from desktop.records.attached import AttachedImage, AttachedState
from desktop.records.outcome import Topic
from desktop.ui.columns import Beside
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.place import AttachPlace, Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, PAGE, Line, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import name_said

_LOOK: Final = {
    AttachedState.ARRIVED: (Tone.OK, "lock"),
    AttachedState.IN_HAND: (Tone.INFO, "eye"),
    AttachedState.FILED: (Tone.OK, "file-check"),
}
_LEAST: Final = 240
"""How narrow the name of a patient may become."""


class AttachedScreen(Screen):
    """A list that changes by itself as images go their way."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.notice = Notice(parent=self)
        self.notice.hide()
        self.attach = Button(
            phrase("attached_today.attach"), kind=Kind.PRIMARY, icon="paperclip", parent=self
        )
        self.empty = EmptyState(
            phrase("attached_today.empty"),
            phrase("attached_today.empty_detail"),
            icon="history",
            buttons=(self.attach,),
            parent=self,
        )
        self._card = Card(parent=self)
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(*CARD)
        self._rows.setSpacing(0)
        self._card.hide()
        self.empty.hide()
        self.shown: tuple[AttachedImage, ...] = ()
        page = QWidget(self)
        page.setLayout(
            column(
                Label(phrase("attached_today.title"), role="h1", parent=page),
                Label(phrase("attached_today.detail"), tone="text2", wrap=True, parent=page),
                self.notice,
                self._card,
                self.empty,
                None,
                gap=10,
                margins=PAGE,
            )
        )
        self._scroll = Scroll(page, parent=self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_said(self._scroll, phrase("attached_today.title"))
        self.setLayout(column(self._scroll))
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.attach.clicked.connect(self._go)
        self._list = Fresh(
            desk.lane, self.scope, AttachedToday(), done=self._show, failed=self._show_error
        )
        desk.lane.on_changed(self.scope, self._heard)
        self._list.ask()

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _go(self) -> None:
        self.go.emit(AttachPlace())

    def _heard(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.INBOX, Topic.RECORD}:
            self._list.ask()

    def _show_error(self, error: DeskError) -> None:
        self.notice.show_error(error)
        self.notice.show()

    def _show(self, attached: tuple[AttachedImage, ...]) -> None:
        self.notice.hide()
        self._card.setVisible(bool(attached))
        self.empty.setVisible(not attached)
        if attached == self.shown:
            return
        self.shown = attached
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for at, one in enumerate(attached):
            if at:
                self._rows.addWidget(Line(tone="line2", parent=self._card))
            self._rows.addWidget(self._row(one))

    def _row(self, one: AttachedImage) -> QWidget:
        box = QWidget(self._card)
        banner = one.patient.banner(self.desk.today())
        who = joined(
            phrase("finder.born", born=banner.born),
            verbatim(banner.nhs_number) if banner.nhs_number else phrase("banner.not_known"),
        )
        time = datetime.fromisoformat(one.at).astimezone().strftime("%H:%M")
        tone, icon = _LOOK[one.state]
        words = QWidget(box)
        words.setLayout(
            column(
                Label(verbatim(banner.name), role="strong", elide=True, parent=words),
                Label(who, role="small", tone="text2", elide=True, parent=words),
                gap=2,
            )
        )
        state = phrase(f"attached_today.state_{one.state.value}")
        badge = Badge(state, tone, icon=icon, parent=box)
        line = row(Label(verbatim(time), tone="text2", parent=box), gap=16, margins=(0, 8, 0, 8))
        line.addWidget(Beside(words, badge, least=_LEAST, parent=box), 1)
        box.setLayout(line)
        return box
