"""Cards and folders: what still lies where, what is watched, and taking in by hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import DeskError
from desktop.keeper.calls import CountCards, ListSources, StopWatching, WatchFolder
from desktop.records.arrival import Origin
from desktop.records.outcome import Nothing, Topic
from desktop.records.removal import Removal
from desktop.records.role import MAY, Act
from desktop.records.source_state import CardsNotCleared, SourceKind, SourceState
from desktop.ui.cards import CardLine, not_cleared, source_ref, watch_lines
from desktop.ui.desk import Desk
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.place import InboxPlace, Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, PAGE, Line, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Icon, Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.tick import RadioGroup
from desktop.ui.words import said

ChooseFolder = Callable[[QWidget], str]
_ORIGINS: Final = (Origin.PRACTICE, Origin.PATIENT, Origin.OTHER)


def choose_folder(parent: QWidget) -> str:
    """Ask for a folder with the program's own dialog; empty where none was chosen."""
    return QFileDialog.getExistingDirectory(
        parent,
        said(phrase("sources.choose")),
        options=QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ShowDirsOnly,
    )


class SourcesScreen(Screen):
    """Cards above, watched folders below."""

    def __init__(
        self,
        place: Place,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        choose: ChooseFolder = choose_folder,
    ) -> None:
        super().__init__(place, desk, parent)
        self._choose = choose
        self._folder = ""
        self._sources: tuple[SourceState, ...] = ()
        self._may_take_in = Act.RECEIVE_IMAGES in MAY[desk.me.role]
        self._may_watch = Act.WATCH_FOLDER in MAY[desk.me.role]
        self.notice = Notice(parent=self)
        self.notice.hide()
        self.failed = Notice(Tone.WARN, parent=self)
        self.failed.hide()
        self.cards = Card(parent=self)
        self.folders = Card(parent=self)
        self._card_rows = _rows(self.cards)
        self._folder_rows = _rows(self.folders)
        self.add = Button(phrase("sources.watch"), icon="folder-search", parent=self)
        self.form = self._form()
        self._build()
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.add.clicked.connect(self._ask_folder)
        desk.lane.on_changed(self.scope, self._heard)
        desk.runs.on_changed(self.scope, self._show)
        self._ask()

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _build(self) -> None:
        page = QWidget(self)
        hint = Label(phrase("sources.flash"), role="small", tone="text2", wrap=True, parent=page)
        page.setLayout(
            column(
                Label(phrase("frame.sources"), role="h1", parent=page),
                self.notice,
                self.failed,
                Label(phrase("cards.title"), role="h3", parent=page),
                self.cards,
                hint,
                12,
                row(Label(phrase("cards.watchers"), role="h3", parent=page), None, self.add),
                self.form,
                self.folders,
                None,
                gap=10,
                margins=PAGE,
            )
        )
        self.add.setVisible(self._may_watch)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidget(page)
        self.setLayout(column(self._scroll))

    def _form(self) -> Card:
        form = Card(tone=Tone.INFO, parent=self)
        self._form_title = Label(role="strong", wrap=True, parent=form)
        self.origin = RadioGroup(
            phrase("sources.origin"),
            [(one, phrase(f"origin.{one.value}")) for one in _ORIGINS],
            parent=form,
        )
        self.removal = RadioGroup(
            phrase("sources.removal"),
            [(one, phrase(f"sources.removal_{one.value}")) for one in Removal],
            upright=True,
            parent=form,
        )
        self.origin.set_value(Origin.PRACTICE)
        self.removal.set_value(Removal.NEVER)
        self.cancel = Button(phrase("button.cancel"), kind=Kind.GHOST, parent=form)
        self.watch = Button(
            phrase("sources.watch_this"), kind=Kind.PRIMARY, icon="folder-search", parent=form
        )
        form.setLayout(
            column(
                self._form_title,
                Label(phrase("sources.origin"), role="small", tone="text2", parent=form),
                self.origin,
                Label(phrase("sources.removal"), role="small", tone="text2", parent=form),
                self.removal,
                row(None, self.cancel, self.watch),
                gap=6,
                margins=CARD,
            )
        )
        form.hide()
        self.cancel.clicked.connect(form.hide)
        self.watch.clicked.connect(self._watch)
        return form

    # ------------------------------------------------------------------------------ asking

    def _heard(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.SOURCES, Topic.INBOX}:
            self._ask()

    def _ask(self) -> None:
        lane = self.desk.lane
        lane.ask(ListSources(), scope=self.scope, done=self._listed, failed=self._failed)
        lane.ask(CountCards(), scope=self.scope, done=self._counted, failed=self._failed)

    def _listed(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        self._show()

    def _counted(self, cards: CardsNotCleared) -> None:
        self.failed.setVisible(cards.failed > 0)
        if cards.failed:
            self.failed.show_words(
                phrase("sources.failed", count=cards.failed), phrase("sources.failed_detail")
            )

    def _failed(self, error: DeskError) -> None:
        self.notice.show_error(error)
        self.notice.show()

    def _ask_folder(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self._folder = chosen
            self._form_title.say(phrase("sources.watch_title", folder=verbatim(chosen)))
            self.form.show()
            self.watch.setFocus()

    def _watch(self) -> None:
        call = WatchFolder(
            folder=Path(self._folder),
            origin=Origin(self.origin.value()),
            removal=Removal(self.removal.value()),
        )
        self.form.hide()
        self.desk.lane.ask(call, scope=self.scope, done=self._done, failed=self._failed)

    def _stop(self, path: str, _checked: object = None) -> None:
        call = StopWatching(folder=Path(path))
        self.desk.lane.ask(call, scope=self.scope, done=self._done, failed=self._failed)

    def _done(self, _nothing: Nothing) -> None:
        self.notice.hide()
        self._ask()

    def _take_in(self, source: SourceState, _checked: object = None) -> None:
        runs = self.desk.runs
        after = runs.chosen(source)
        runs.begin(source_ref(source), after, lane=self.desk.lane, jobs=self.desk.jobs)
        self.go.emit(InboxPlace())

    # ------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        _empty(self._card_rows)
        _empty(self._folder_rows)
        lines = not_cleared(self._sources, self.desk.runs, now=self.desk.now())
        for at, line in enumerate(lines):
            self._card_rows.addWidget(_ruled(self._card_row(line), at, self.cards))
        if not lines:
            self._card_rows.addWidget(Label(phrase("cards.none"), tone="text2", parent=self.cards))
        folders = [one for one in self._sources if one.kind is SourceKind.FOLDER]
        for at, one in enumerate(folders):
            self._folder_rows.addWidget(_ruled(self._folder_row(one), at, self.folders))
        if not folders:
            nobody = Label(phrase("cards.no_watchers"), tone="text2", parent=self.folders)
            self._folder_rows.addWidget(nobody)

    def _card_row(self, line: CardLine) -> QWidget:
        box = QWidget(self.cards)
        words = column(
            Label(verbatim(line.source.label), role="strong", elide=True, parent=box),
            Label(
                joined(line.detail, line.proof), role="small", tone="text2", wrap=True, parent=box
            ),
            gap=2,
        )
        made = row(Icon("memory-stick", px=20, parent=box), gap=12, margins=(0, 8, 0, 8))
        made.addLayout(words, 1)
        badge = Badge(line.age, Tone.WARN if line.old else Tone.MUTE, icon="clock", parent=box)
        made.addWidget(badge)
        source = next(one for one in self._sources if one.path == line.source.path)
        if self._may_take_in and not source.busy:
            button = Button(phrase("sources.take_in"), icon="download", parent=box)
            button.clicked.connect(partial(self._take_in, source))
            made.addWidget(button)
        box.setLayout(made)
        return box

    def _folder_row(self, one: SourceState) -> QWidget:
        box = QWidget(self.folders)
        state = watch_lines((one,), now=self.desk.now())[0]
        facts = joined(
            phrase(f"origin.{one.origin.value}"), phrase(f"sources.removal_{one.removal.value}")
        )
        words = column(
            Label(verbatim(one.path), role="strong", elide=True, parent=box),
            Label(facts, role="small", tone="text2", wrap=True, parent=box),
            gap=2,
        )
        made = row(Icon("folder-search", px=20, parent=box), gap=12, margins=(0, 8, 0, 8))
        made.addLayout(words, 1)
        made.addWidget(Badge(state.state, state.tone, parent=box))
        if self._may_watch:
            button = Button(phrase("sources.stop"), kind=Kind.GHOST, icon="x", parent=box)
            button.clicked.connect(partial(self._stop, one.path))
            made.addWidget(button)
        box.setLayout(made)
        return box


def _rows(card: Card) -> QVBoxLayout:
    made = QVBoxLayout(card)
    made.setContentsMargins(*CARD)
    made.setSpacing(0)
    return made


def _ruled(widget: QWidget, at: int, parent: QWidget) -> QWidget:
    """Return a row with a hairline above it, unless it is the first."""
    if at == 0:
        return widget
    box = QWidget(parent)
    widget.setParent(box)
    box.setLayout(column(Line(tone="line2", parent=box), widget, gap=0))
    return box


def _empty(rows: QVBoxLayout) -> None:
    while (item := rows.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.setParent(None)
            widget.deleteLater()
