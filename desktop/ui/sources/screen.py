"""Cards and folders: what lies where, the ledger, what is watched, and taking in by hand."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import DeskError
from desktop.keeper.calls import CountCards, ListSources, StopWatching, WatchFolder
from desktop.keeper.device_calls import SeeDevices
from desktop.records.arrival import Origin
from desktop.records.device_register import DeviceRegister
from desktop.records.outcome import Nothing, Topic
from desktop.records.removal import Removal
from desktop.records.role import MAY, Act
from desktop.records.source_state import CardsNotCleared, SourceKind, SourceState
from desktop.ui.cards import CardLine, not_cleared, present_cards, source_ref, watch_lines
from desktop.ui.columns import Beside
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.line_card import LineCard, LineRow, act_button
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import joined, phrase, verbatim
from desktop.ui.place import CardPlace, InboxPlace, Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.sources.folder_form import FolderForm
from desktop.ui.sources.ledger_part import LedgerPart
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import PAGE, column
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import name_said, said

ChooseFolder = Callable[[QWidget], str]
_LEAST = 200


def choose_folder(parent: QWidget) -> str:
    """Ask for a folder with the program's own dialog; empty where none was chosen."""
    return QFileDialog.getExistingDirectory(
        parent,
        said(phrase("sources.choose")),
        options=QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ShowDirsOnly,
    )


class SourcesScreen(Screen):
    """Cards above, the ledger of all of them, watched folders below."""

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
        self._sources: tuple[SourceState, ...] = ()
        self._devices: dict[str, str] = {}
        self._may_take_in = Act.RECEIVE_IMAGES in MAY[desk.me.role]
        self._may_watch = Act.WATCH_FOLDER in MAY[desk.me.role]
        self.notice = Notice(parent=self)
        self.failed = Notice(Tone.WARN, parent=self)
        self.cards = LineCard(phrase("cards.none"), parent=self)
        self.folders = LineCard(phrase("cards.no_watchers"), parent=self)
        self.add = Button(phrase("sources.watch"), icon="folder-search", parent=self)
        self.form = FolderForm(parent=self)
        self.ledger = LedgerPart(
            desk, self.scope, failed=self._show_error, done=self.notice.hide, parent=self
        )
        self._build()
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.add.clicked.connect(self._ask_folder)
        self.form.watch_asked.connect(self._watch)
        self.form.cancelled.connect(self._put_form_away)
        lane = desk.lane
        self._list = Fresh(
            lane, self.scope, ListSources(), done=self._listed, failed=self._show_error
        )
        self._count = Fresh(
            lane, self.scope, CountCards(), done=self._counted, failed=self._show_error
        )
        self._see = Fresh(lane, self.scope, SeeDevices(), done=self._seen, failed=self._show_error)
        lane.on_changed(self.scope, self._heard)
        desk.runs.on_changed(self.scope, self._show)
        self._ask()
        self.ledger.start()

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _build(self) -> None:
        for hidden in (self.notice, self.failed, self.form):
            hidden.hide()
        self.add.setVisible(self._may_watch)
        page = QWidget(self)
        watched = Label(phrase("cards.watchers"), role="h3", wrap=True, parent=page)
        page.setLayout(
            column(
                Label(phrase("frame.sources"), role="h1", wrap=True, parent=page),
                self.notice,
                self.failed,
                Label(phrase("sources.cards_in"), role="h3", wrap=True, parent=page),
                self.cards,
                12,
                self.ledger,
                12,
                Beside(watched, self.add, least=_LEAST, parent=page),
                self.form,
                self.folders,
                None,
                gap=10,
                margins=PAGE,
            )
        )
        self._scroll = Scroll(page, parent=self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_said(self._scroll, phrase("frame.sources"))
        self.setLayout(column(self._scroll))

    # ------------------------------------------------------------------------------ asking

    def _heard(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.SOURCES, Topic.INBOX}:
            self._ask()

    def _ask(self) -> None:
        self._list.ask()
        self._count.ask()

    def _seen(self, register: DeviceRegister) -> None:
        devices = [one.device for one in register.devices]
        self.form.offer(devices)
        self._devices = {one.id: one.name for one in devices}
        self._show()

    def _listed(self, sources: tuple[SourceState, ...]) -> None:
        self._sources = sources
        if any(one.device and one.device not in self._devices for one in sources):
            self._see.ask()
        self._show()

    def _counted(self, cards: CardsNotCleared) -> None:
        self.failed.setVisible(cards.failed > 0)
        if cards.failed:
            self.failed.show_words(
                phrase("sources.failed", count=cards.failed), phrase("sources.failed_detail")
            )

    def _show_error(self, error: DeskError) -> None:
        self.notice.show_error(error)
        self.notice.show()
        self.form.watch.set_busy(False)

    def _ask_folder(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self._see.ask()
            self.form.show_folder(chosen)
            self.form.show()
            self.form.origin.buttons[0].setFocus()

    def _watch(self) -> None:
        call = WatchFolder(
            folder=Path(self.form.folder),
            origin=Origin(self.form.origin.value()),
            removal=Removal(self.form.removal.value()),
            device=str(self.form.device.value() or ""),
        )
        self.form.watch.set_busy(True)
        self.desk.lane.ask(call, scope=self.scope, done=self._watched, failed=self._show_error)

    def _watched(self, _nothing: Nothing) -> None:
        self._put_form_away()
        self._done(_nothing)

    def _put_form_away(self) -> None:
        self.form.hide()
        self.add.setFocus()

    def _stop(self, path: str) -> None:
        call = StopWatching(folder=Path(path))
        self.desk.lane.ask(call, scope=self.scope, done=self._done, failed=self._show_error)

    def _done(self, _nothing: Nothing) -> None:
        self.notice.hide()
        self._ask()

    def _take_in(self, source: SourceState) -> None:
        runs = self.desk.runs
        after = runs.chosen(source)
        runs.begin(source_ref(source), after, lane=self.desk.lane, jobs=self.desk.jobs)
        self.go.emit(InboxPlace())

    def _choose_from(self, source: SourceState) -> None:
        self.go.emit(CardPlace(path=source.path, label=source.label))

    # ------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        lines = not_cleared(self._sources, self.desk.runs, now=self.desk.now())
        self.cards.show_rows(tuple(partial(self._card_row, line) for line in lines))
        self.ledger.show_present(present_cards(self._sources))
        folders = [one for one in self._sources if one.kind is SourceKind.FOLDER]
        self.folders.show_rows(tuple(partial(self._folder_row, one) for one in folders))

    def _card_row(self, line: CardLine, parent: QWidget) -> QWidget:
        label = verbatim(line.source.label)
        small: list[QWidget] = [
            Badge(line.age, Tone.WARN if line.old else Tone.MUTE, icon="clock", parent=parent)
        ]
        source = next(one for one in self._sources if one.path == line.source.path)
        if self._may_take_in and not source.busy:
            act = partial(self._take_in, source)
            words = "sources.take_in"
            look = partial(self._choose_from, source)
            small.append(
                act_button("card.choose", icon="list-checks", of=label, act=look, parent=parent)
            )
            small.append(act_button(words, icon="download", of=label, act=act, parent=parent))
        detail = joined(line.detail, line.proof)
        drawing = "usb" if source.cabled else "memory-stick"
        return LineRow(drawing, label, detail, *small, elide=True, parent=parent)

    def _folder_row(self, one: SourceState, parent: QWidget) -> QWidget:
        state = watch_lines((one,), now=self.desk.now())[0]
        path = verbatim(one.path)
        small: list[QWidget] = [Badge(state.state, state.tone, parent=parent)]
        if self._may_watch:
            act = partial(self._stop, one.path)
            small.append(act_button("sources.stop", icon="x", of=path, act=act, parent=parent))
        device = (verbatim(self._devices.get(one.device, "…")),) if one.device else ()
        origin = phrase(f"origin.{one.origin.value}")
        detail = joined(origin, *device, phrase(f"sources.removal_{one.removal.value}"))
        return LineRow("folder-search", path, detail, *small, elide=True, parent=parent)
