"""A card looked into: small pictures of what lies on it, what is chosen, and taking that in."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.memory import SealedMemory
from desktop.records.intake_report import Refused
from desktop.records.thumb import Thumb
from desktop.ui.card.files import FilesView
from desktop.ui.card.presenter import CardPresenter
from desktop.ui.card.run_view import RunView
from desktop.ui.card.state import CardState
from desktop.ui.desk import Desk
from desktop.ui.look.current import size
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.pictures import SmallPictures, needed_px
from desktop.ui.place import CardPlace, Place
from desktop.ui.runs import After
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.boxes import CARD, PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.flow import Flow
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.widgets.segments import Segments
from desktop.ui.words import name_said

_PHOTOGRAPHS, _LEFT = "photographs", "left"
_LOADING, _FILES, _EMPTY, _REFUSED = range(4)


class CardScreen(Screen):
    """What lies on a card, to choose from.

    Args:
        place: Which card.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: CardPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._label = place.label
        self._refused: tuple[Refused, ...] = ()
        self.pictures = SmallPictures()
        self.files = FilesView(self.pictures, parent=self)
        self.tabs = Segments(
            phrase("card.list"),
            [(one, phrase(f"card.{one}")) for one in (_PHOTOGRAPHS, _LEFT)],
            parent=self,
        )
        self.tabs.set_value(_PHOTOGRAPHS)
        self.all = Button(phrase("card.all"), height="button_small", parent=self)
        self.new = Button(phrase("card.only_new"), height="button_small", parent=self)
        self.none = Button(phrase("card.none"), height="button_small", parent=self)
        self.after = Combo(
            phrase("inbox.when_done"),
            [(one, phrase(f"inbox.after_{one.value}")) for one in After],
            parent=self,
        )
        self.notice = Notice(parent=self)
        self.run = RunView(parent=self)
        self.take_in = Button(
            phrase("inbox.import", count=0),
            kind=Kind.PRIMARY,
            icon="download",
            key="Ctrl+Return",
            parent=self,
        )
        self.bar = ActionBar(self.take_in, parent=self)
        self.stack = QStackedWidget(self)
        self.left_there = QWidget(self)
        self._build()
        thumb_px = needed_px(
            size("picture_width"), size("picture_height"), self.devicePixelRatioF()
        )
        self.presenter = CardPresenter(desk, self.scope, self, place, thumb_px=thumb_px)
        self._connect()
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=phrase("card.title", label=verbatim(self._label)),
                has_bar=True,
            )
        )
        self.presenter.start()

    # -------------------------------------------------------------------------- as a screen

    def first_focus(self) -> QWidget:
        """Return the photographs: the keys work there."""
        return self.files

    def close_screen(self) -> None:
        """Let go of every picture."""
        super().close_screen()
        self.pictures.clear()

    # ---------------------------------------------------------------------------- as a view

    def show_state(self, state: CardState) -> None:
        """Show a state."""
        self.files.show_state(state)
        self.run.show_state(state)
        self._show_page(state)
        self.after.set_value(state.after)
        count = len(state.ticked)
        self.take_in.say(phrase("inbox.import", count=count))
        self.take_in.set_busy(state.is_running)
        self.take_in.refuse(None if count or state.is_running else phrase("card.choose_some"))
        if state.gone:
            self.take_in.refuse(phrase("card.is_gone"))
        self.bar.show_summary(state.summary)
        self.notice.setVisible(state.problem is not None)
        if state.problem is not None:
            self.notice.show_error(state.problem)

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""
        return self.pictures.has(subject)

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""
        self.pictures.keep(thumb, block)
        self.files.show_picture(thumb.subject)

    def show_place(self, place: Place) -> None:
        """Go elsewhere."""
        self.go.emit(place)

    # ------------------------------------------------------------------------------- inside

    def _build(self) -> None:
        self.notice.hide()
        self.notice.offer(phrase("card.look_again"), icon="refresh-cw")
        loading = Card(parent=self)
        words = Label(phrase("card.loading"), tone="text3", parent=loading)
        loading.setLayout(column(None, row(None, words, None), None))
        empty = EmptyState(
            phrase("card.empty"), phrase("card.empty_hint"), icon="memory-stick", parent=self
        )
        scroll = Scroll(self.left_there, parent=self)
        name_said(scroll, phrase("card.left"))
        self.left_there.setLayout(column(None))
        for one in (loading, self.files, empty, scroll):
            self.stack.addWidget(one)
        tools = QWidget(self)
        flow = Flow(gap=8, line_gap=8, parent=tools)
        for tool in (self.tabs, self.all, self.new, self.none, self.after):
            flow.addWidget(tool)
        page = QWidget(self)
        inside = column(self.notice, self.run, tools, gap=10, margins=PAGE)
        inside.addWidget(self.stack, 1)
        page.setLayout(inside)
        whole = column(page, self.bar, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        presenter = self.presenter
        self.files.toggled.connect(presenter.toggle)
        self.files.stretched.connect(presenter.choose_from_to)
        self.files.seen.connect(presenter.see)
        for signal in (self.files.all_asked, self.all.clicked):
            signal.connect(self._all)
        for signal in (self.files.new_asked, self.new.clicked):
            signal.connect(self._new)
        for signal in (self.files.none_asked, self.none.clicked):
            signal.connect(self._none)
        self.after.chosen.connect(presenter.choose_after)
        self.tabs.chosen.connect(self._tab)
        self.take_in.clicked.connect(self._take_in)
        self.run.stop_asked.connect(presenter.stop)
        self.run.go_on_asked.connect(presenter.go_on)
        self.run.inbox_asked.connect(presenter.to_inbox)
        self.notice.acted.connect(presenter.look_again)
        QShortcut(QKeySequence("F5"), self).activated.connect(presenter.look_again)

    def _all(self) -> None:
        self.presenter.choose_all()

    def _new(self) -> None:
        self.presenter.choose_new()

    def _none(self) -> None:
        self.presenter.choose_none()

    def _take_in(self) -> None:
        self.presenter.take_in()

    def _tab(self, _value: object) -> None:
        self._show_page(self.presenter.state)

    def _show_page(self, state: CardState) -> None:
        counts = (len(state.items), len(state.refused)) if state.loaded else (None, None)
        for button, count in zip(self.tabs.buttons, counts, strict=True):
            button.set_count(count)
        if state.refused != self._refused or not state.refused:
            self._refused = state.refused
            self._show_refused(state.refused)
        if not state.loaded:
            page = _LOADING
        elif self.tabs.value() == _LEFT:
            page = _REFUSED
        else:
            page = _FILES if state.items else _EMPTY
        self.stack.setCurrentIndex(page)

    def _show_refused(self, refused: tuple[Refused, ...]) -> None:
        """List what is not taken in, grouped by its reason."""
        layout = self.left_there.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        if layout is None:
            return
        reasons = dict.fromkeys(one.reason for one in refused)
        for reason in reasons:
            layout.addWidget(_group(reason, refused, self.left_there))
        if not refused:
            nothing = Label(phrase("card.nothing_left"), tone="text2", parent=self.left_there)
            layout.addWidget(nothing)
        layout.addWidget(QWidget(self.left_there))


def _group(reason: str, refused: tuple[Refused, ...], parent: QWidget) -> Card:
    files = [one.file for one in refused if one.reason == reason]
    card = Card(parent=parent)
    title = joined(
        phrase(f"refusal.{reason}"), phrase("card.files", count=len(files)), between=", "
    )
    names = joined(*(verbatim(name) for name in files if name), between="\n")
    card.setLayout(
        column(
            Label(title, role="strong", wrap=True, parent=card),
            Label(names, role="small", tone="text2", wrap=True, parent=card),
            gap=4,
            margins=CARD,
        )
    )
    return card
