"""The screen of the inbox."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.ids import ArrivalId
from desktop.memory import SealedMemory
from desktop.records.contents import file_key
from desktop.records.role import Act
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.inbox.list_view import InboxList
from desktop.ui.inbox.look import Shown
from desktop.ui.inbox.menu import entries, show_menu
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.offers import Offer
from desktop.ui.inbox.page import InboxPage
from desktop.ui.inbox.pasting import pasted
from desktop.ui.inbox.presenter import InboxPresenter
from desktop.ui.inbox.preview import Preview
from desktop.ui.inbox.questions import PasteDialog, SittingDialog, clear_dialog
from desktop.ui.inbox.rows import Header, Line, Row, Standing, Tile, key_of
from desktop.ui.inbox.state import InboxState, Strip, StripKind
from desktop.ui.look.current import size
from desktop.ui.phrase import phrase, verbatim
from desktop.ui.pictures import SmallPictures, needed_px
from desktop.ui.place import CardPlace, InboxPlace, Place, SourcesPlace
from desktop.ui.reason_dialog import (
    admit_dialog,
    put_back_dialog,
    reject_dialog,
    set_aside_dialog,
    take_back_dialog,
    try_again_dialog,
)
from desktop.ui.runs import SourceRef
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.truth_dialog import TruthDialog
from desktop.ui.words import said


class InboxScreen(Screen):
    """Everything that waits.

    Args:
        place: Which filter, and where the focus is to be.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: InboxPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._wanted = place.focus
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._left_at: dict[str, str] = {}
        self.pictures = SmallPictures()
        self.model = InboxModel(self)
        thumb_px = needed_px(
            size("picture_width"), size("picture_height"), self.devicePixelRatioF()
        )
        self.presenter = InboxPresenter(desk, self.scope, self, place, thumb_px=thumb_px)
        may = self.presenter.may
        self._shown = Shown(self.pictures, self.presenter.offer, may(Act.SPLIT_SERIES))
        self.rows = InboxList(self.model, self._shown, parent=self)
        self.page = InboxPage(self.rows, may_import=may(Act.RECEIVE_IMAGES), parent=self)
        self.preview = Preview(parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._connect_list()
        self._connect_page()
        self.set_chrome(Chrome(frame=Frame.LIST, title=phrase("inbox.title")))
        self.presenter.start()

    # -------------------------------------------------------------------------- as a screen

    def first_focus(self) -> QWidget:
        """Return the list: its keys are the fast way through the work.

        While nothing waits there is no list; the screen itself keeps the focus for it.
        """
        return self.rows if self.model.rows else self

    def drop_files(self, paths: tuple[str, ...]) -> bool:
        """Offer the folders and the files that were dropped."""
        if not self.presenter.may(Act.RECEIVE_IMAGES) or not paths:
            return False
        folders = [path for path in paths if Path(path).is_dir()]
        for folder in folders:
            self.presenter.imports.add_folder(folder)
        files = [Path(path) for path in paths if path not in folders]
        for beside in dict.fromkeys(one.parent for one in files):
            only = tuple(file_key(os.fsencode(one.name)) for one in files if one.parent == beside)
            self.presenter.imports.add_folder(str(beside), only=only)
        return True

    def paste(self) -> None:
        """Take in what lies on the clipboard, files or a picture, and empty it."""
        if not self.presenter.may(Act.RECEIVE_IMAGES):
            return
        found = pasted()
        if found.files:
            self.drop_files(found.files)
        elif found.picture:
            then = partial(self.presenter.imports.take_picture, found.picture)
            PasteDialog(self, then).open()
        else:
            self.presenter.say(phrase("inbox.nothing_to_paste"))

    def close_screen(self) -> None:
        """Let go of every picture."""
        super().close_screen()
        self.preview.stage.clear_picture()
        self.pictures.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the large image over everything."""
        super().resizeEvent(event)
        self.preview.setGeometry(self.rect())

    # ---------------------------------------------------------------------------- as a view

    def show_state(self, state: InboxState) -> None:
        """Show a state, without losing selection, focus or place."""
        if state.rows != self.model.rows:
            self.rows.hold()
            self.model.replace(state.rows)
            self.rows.note_focus()
            self.rows.count_ticks()
            self.rows.lay_out_again()
        self.page.show_state(state)
        self._rescan.setEnabled(not state.troubles)  # a notice has the key then
        if state.rows and not self.rows.currentIndex().isValid():
            self._begin_focus()
        if state.rows and self.hasFocus():
            self.rows.setFocus()
        for strip in state.strips:
            self._go_to_what_came(strip)

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""
        return self.pictures.has(subject)

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""
        self.pictures.keep(thumb, block)
        at = self.model.row_of(thumb.subject)
        if at >= 0:
            self.rows.viewport().update(self.rows.visualRect(self.model.index(at)))

    def show_place(self, place: Place) -> None:
        """Go elsewhere."""
        self.go.emit(place)

    # ------------------------------------------------------------------------------- inside

    def _connect_list(self) -> None:
        rows, presenter = self.rows, self.presenter
        rows.stepped.connect(self.take_step)
        rows.patient_asked.connect(presenter.choose_patient)
        rows.split_asked.connect(presenter.acts.split)
        rows.reject_asked.connect(self._reject_tile)
        rows.look_asked.connect(self.look)
        rows.aside_asked.connect(self._set_tile_aside)
        rows.facts_asked.connect(self.show_facts)
        rows.sort_asked.connect(presenter.sort)
        rows.menu_asked.connect(self._open_menu)
        rows.ticked.connect(presenter.tick)
        rows.seen.connect(presenter.see)
        rows.selectionModel().currentChanged.connect(self._remember)
        self.preview.closed.connect(self._looked)
        self.preview.step_asked.connect(self._look_beside)
        self.preview.keep_asked.connect(self._keep_in_preview)
        self.preview.reject_asked.connect(partial(self._from_preview, self._reject_tile))
        self.preview.aside_asked.connect(partial(self._from_preview, self._set_tile_aside))
        self.preview.facts_asked.connect(partial(self._from_preview, self.show_facts))
        self.preview.patient_asked.connect(self._choose_from_preview)

    def _connect_page(self) -> None:
        page, presenter = self.page, self.presenter
        page.filter_chosen.connect(self._show_filter)
        page.folder_asked.connect(self._choose_folder)
        page.watch_asked.connect(self._choose_watched)
        page.sort_asked.connect(presenter.sort)
        page.undo.undo_asked.connect(presenter.acts.undo)
        page.cards.clear_asked.connect(self._clear)
        notices, imports = page.notices, presenter.imports
        notices.import_asked.connect(self._import)
        notices.choose_asked.connect(self._choose_from)
        notices.follow_asked.connect(self._follow)
        notices.unfollow_asked.connect(imports.stop_following)
        notices.shoot_asked.connect(imports.shoot)
        notices.after_chosen.connect(imports.choose_after)
        notices.origin_chosen.connect(imports.say_origin)
        notices.stop_asked.connect(imports.stop)
        notices.clear_asked.connect(self._clear)
        notices.put_away.connect(imports.put_away)
        notices.go_on_asked.connect(imports.go_on)
        notices.look_asked.connect(presenter.rescan)
        notices.read.connect(presenter.read_problem)
        notices.focus_left.connect(self._take_focus)
        self._rescan = QShortcut(QKeySequence("F5"), self)
        self._rescan.activated.connect(presenter.rescan)
        QShortcut(QKeySequence("Ctrl+Shift+I"), self).activated.connect(self._choose_first)
        QShortcut(QKeySequence("Ctrl+V"), self).activated.connect(self.paste)
        QShortcut(QKeySequence("Ctrl+Z"), self).activated.connect(presenter.acts.undo)

    def _take_focus(self) -> None:
        self.first_focus().setFocus()

    def _begin_focus(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None or not self.rows.focus_on(wanted):
            self.rows.focus_first()

    def _remember(self) -> None:
        tile = self.rows.tile()
        focus = tile.arrival if tile is not None else None
        self.set_place(InboxPlace(show=self.presenter.state.show, focus=focus))

    def _show_filter(self, show: str) -> None:
        self.presenter.show_filter(show)
        self._remember()

    # -------------------------------------------------------------------------- what is offered

    def may(self, act: Act) -> bool:
        """Return whether this person may do something."""
        return self.presenter.may(act)

    def offer(self, header: Header) -> Offer | None:
        """Return the step of a group."""
        return self.presenter.offer(header)

    def about(self, header: Header, tile: Tile | None) -> tuple[ArrivalId, ...]:
        """Return which images an act is about."""
        return self.presenter.about(header, tile)

    def take_step(self, row: Header | Line, tile: Tile | None) -> None:
        """Take the step of a group, or show what is set aside."""
        if isinstance(row, Line):
            self._show_filter(Standing.SET_ASIDE.value)
        elif self.presenter.step(row, tile.arrival if tile is not None else None) is not None:
            self.take_back(row, self.about(row, None))

    def look(self, tile: Tile) -> None:
        """Show an image large."""
        if self.may(Act.VIEW_ARRIVAL):
            at = self.model.index(self.model.row_of(tile.arrival))
            ticked = self.rows.selectionModel().isSelected(at)
            self.preview.look_at(tile, ticked=ticked)
            self.presenter.acts.preview(tile, self.preview.show_picture)

    def tick_group(self, header: Header) -> None:
        """Tick a group, or untick it."""
        self.rows.tick_group(header)

    def split(self, tile: Tile) -> None:
        """Let a series begin with an image."""
        self.presenter.acts.split(tile)

    def reject(self, arrivals: tuple[ArrivalId, ...]) -> None:
        """Ask why, then turn images away."""
        if self.may(Act.REJECT_ARRIVAL):
            then = partial(self.presenter.acts.reject, arrivals)
            reject_dialog(self, len(arrivals), then).open()

    def take_back(self, header: Header, arrivals: tuple[ArrivalId, ...]) -> None:
        """Ask why, then take images back from a patient; let them in; or have a reader try."""
        if header.is_held:
            then = partial(self.presenter.acts.admit, arrivals)
            admit_dialog(self, len(arrivals), then).open()
            return
        then = partial(self.presenter.acts.take_back, arrivals)
        tiles = (row for row in self.model.rows if isinstance(row, Tile))
        if all(tile.by_hand for tile in tiles if tile.arrival in arrivals):
            put_back_dialog(self, len(arrivals), then).open()
            return
        if header.standing is Standing.SET_ASIDE:
            try_again_dialog(self, len(arrivals), then).open()
            return
        patient = None if header.patient is None else (header.patient, self.desk.today())
        take_back_dialog(self, len(arrivals), then, patient=patient).open()

    def set_aside(self, arrivals: tuple[ArrivalId, ...]) -> None:
        """Ask why, then set images aside."""
        if self.may(Act.SET_ASIDE):
            then = partial(self.presenter.acts.set_aside, arrivals)
            set_aside_dialog(self, len(arrivals), then).open()

    def show_facts(self, tile: Tile) -> None:
        """Show what happened to an image."""
        title = verbatim(tile.name) if tile.name else phrase("inbox.no_name")
        TruthDialog(self, title, self.presenter.truth(tile)).open()

    def _set_tile_aside(self, tile: Tile) -> None:
        header = self.rows.header()
        if header is not None and header.standing is not Standing.SET_ASIDE:
            self.set_aside(self.about(header, tile))

    def _from_preview(self, act: Callable[[Tile], None]) -> None:
        tile = self.rows.tile()
        if tile is not None:
            act(tile)

    def _keep_in_preview(self) -> None:
        self.rows.keep()
        tile = self.rows.tile()
        if tile is not None:
            self.look(tile)

    def _choose_from_preview(self) -> None:
        header = self.rows.header()
        self.preview.leave()
        if header is not None:
            self.presenter.choose_patient(header)

    def _reject_tile(self, tile: Tile) -> None:
        header = self.rows.header()
        if header is not None:
            self.reject(self.about(header, tile))

    def _open_menu(self, row: Row, at: QPoint) -> None:
        tile = row if isinstance(row, Tile) else None
        header = self.model.header_of(self.model.row_of(key_of(row)))
        if header is not None:
            show_menu(self, entries(self, header, tile), at)

    def _look_beside(self, step: int) -> None:
        self.rows.step_focus(step)
        tile = self.rows.tile()
        if tile is not None:
            self.look(tile)

    def _looked(self) -> None:
        self.presenter.acts.end_preview()
        self.rows.setFocus()

    def _import(self, strip: Strip) -> None:
        self._left_at[strip.source.path] = self.rows.focus_key()
        self.presenter.imports.take_in(strip.source, strip.after, strip.only)

    def _follow(self, strip: Strip) -> None:
        then = partial(self.presenter.imports.follow, strip.source)
        SittingDialog(self, strip.source.label, then, label=strip.sitting).open()

    def _choose_first(self) -> None:
        """Look into the first card or folder that is offered."""
        kinds = {StripKind.OFFER, StripKind.CAMERA}
        offered = (one for one in self.presenter.state.strips if one.kind in kinds)
        first = next((one for one in offered if not one.only), None)
        if first is not None:
            self._choose_from(first.source)

    def _choose_from(self, source: SourceRef) -> None:
        self.presenter.imports.put_away(source)  # it is looked into instead
        self.go.emit(CardPlace(path=source.path, label=source.label))

    def _go_to_what_came(self, strip: Strip) -> None:
        """Put the focus on what was imported here, unless somebody has moved on meanwhile."""
        left_at = self._left_at.get(strip.source.path)
        if left_at is None or strip.first is None or self.model.row_of(strip.first) < 0:
            return
        del self._left_at[strip.source.path]
        if self.rows.focus_key() == left_at and not self.rows.selectionModel().hasSelection():
            self.rows.focus_on(strip.first)

    def _clear(self, source: SourceRef) -> None:
        imports = self.presenter.imports
        dialog = clear_dialog(self, source, imports.on_card(source))
        dialog.confirmed.connect(partial(imports.clear, source))
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, said(phrase("inbox.add_folder")))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.presenter.imports.add_folder)
        dialog.open()

    def _choose_watched(self) -> None:
        self.go.emit(SourcesPlace())
