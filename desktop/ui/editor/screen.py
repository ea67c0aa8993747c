"""The editor as a screen of the window: tools, stage, filmstrip, panel, action bar."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import WithBlock
from desktop.memory import SealedMemory
from desktop.records.patient import Patient
from desktop.records.raster import Pyramid, Raster
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.editor import acts, choosing, delicate, dialogs
from desktop.ui.editor.canvas import Canvas, portable
from desktop.ui.editor.commands import Commands
from desktop.ui.editor.end_card import EndCard
from desktop.ui.editor.film import Film
from desktop.ui.editor.key_groups import key_groups
from desktop.ui.editor.keys import ORIGINAL, Command
from desktop.ui.editor.panel import EditorPanel
from desktop.ui.editor.panes import go_round, keep_room
from desktop.ui.editor.presenter import Presenter
from desktop.ui.editor.shown import Alert, BarShown, EndShown, FileQuestion, HeadShown, Shown
from desktop.ui.editor.stage_pane import StagePane
from desktop.ui.editor.tool_strip import ToolStrip
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import phrase
from desktop.ui.place import EditorPlace, Place
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.stage.viewport import Box
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.key_sheet import KeySheet
from desktop.ui.widgets.notice import Notice

WIDE_PX = 1280
"""Below this width regions and features take turns in the panel."""


class EditorScreen(Screen):
    """Clearing and filing a series of one patient.

    Args:
        place: Which series.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: EditorPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._shown: Shown | None = None
        self._patient: Patient | None = None
        self._end: EndCard | None = None
        self._original_held = False
        self.canvas = Canvas(self._letter)
        self.stage = StagePane(self.canvas, parent=self)
        self.presenter = self.make_presenter(place, desk)
        self.commands = Commands(self.presenter, self, lambda: self.canvas.port)
        self.tools = ToolStrip(parent=self)
        self.notice = Notice(parent=self)
        self.film = Film(parent=self)
        self.panel = EditorPanel(parent=self)
        self.reject = Button(
            phrase("button.reject_image"),
            kind=Kind.GHOST,
            icon="trash-2",
            height="button_large",
            parent=self,
        )
        self.next = Button(
            phrase("button.next_image"),
            after="arrow-right",
            key="Return",
            key_works=False,
            height="button_large",
            parent=self,
        )
        self.file = Button(
            phrase("button.file", count=0),
            kind=Kind.PRIMARY,
            icon="file-check",
            key="Ctrl+Return",
            height="button_large",
            parent=self,
        )
        self.bar = ActionBar(self.reject, self.next, self.file, parent=self)
        self._build()
        self._connect()
        self.set_chrome(Chrome(frame=Frame.TASK, title=phrase("editor.title")))
        self.presenter.open()

    def make_presenter(self, place: Any, desk: Desk) -> Presenter:
        """Return what decides here."""
        return Presenter(desk, self.scope, place, self)

    # ------------------------------------------------------------------ the shell

    def first_focus(self) -> QWidget:
        """Return the picture: every key works there."""
        return self.canvas

    def leave(self, then: Callable[[], None]) -> None:
        """Keep every draft first."""
        self.presenter.leave(then)

    def close_screen(self) -> None:
        """Let go of everything."""
        super().close_screen()
        self.presenter.close()

    # ------------------------------------------------------------------ what the presenter asks

    def show_head(self, patient: Patient, head: HeadShown) -> None:
        """Say in the frame whose it is and what it is about."""
        self._patient = patient
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=head.title,
                count=head.count,
                patient=patient,
                consent=head.consent,
                consent_tone=head.consent_tone.value,
            )
        )

    def show_state(self, shown: Shown) -> None:
        """Show how everything stands."""
        former, self._shown = self._shown, shown
        if former is None:
            for part in (self.tools, self.panel, self.film, self.bar):
                part.show()
        self.canvas.work_with(self.presenter.gesture)
        if former is None or shown.stage != former.stage:
            self.stage.show_stage(shown.stage)
        self.panel.show_state(shown, former)
        if former is None or shown.film != former.film:
            self.film.show_film(shown.film)
        if former is None or shown.alert != former.alert:
            self._show_alert(shown.alert)
        if former is None or shown.bar != former.bar:
            self.show_bar(shown.bar)
        if former is None or _tools_of(shown) != _tools_of(former):
            self.tools.show_state(shown)

    def show_picture(self, answer: WithBlock[Pyramid], *, keep_view: bool) -> None:
        """Show pixels."""
        self.canvas.show_picture(answer, keep_view=keep_view)
        self.panel.list.show_pictures(self.canvas.snap)

    def show_placeholder(self, arrival: ArrivalId, size: tuple[int, int]) -> bool:
        """Show the small picture in the place of the large one."""
        image = self.film.image(arrival)
        if image is None:
            return False
        level = Raster(offset=0, width_px=image.width(), height_px=image.height())
        block = SealedMemory.from_bytes(bytes(image.constBits()))
        value = Pyramid(width_px=size[0], height_px=size[1], levels=(level,))
        self.canvas.show_picture(WithBlock(value=value, block=block))
        return True

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Show a small picture in the filmstrip."""
        self.film.show_thumb(thumb, block)

    def clear_picture(self) -> None:
        """Show no picture."""
        self.canvas.clear_picture()

    def reveal(self, box: Box, *, least_px: float) -> None:
        """Bring a part of the picture into view."""
        self.canvas.reveal(box, least_px=least_px)

    def ask_file(self, question: FileQuestion) -> None:
        """Ask before filing."""
        if self._patient is None:
            return
        dialogs.ask_file(
            self,
            question,
            patient=(self._patient, self.desk.today()),
            pictures=self.film.images(),
            confirmed=lambda why: self.presenter.handing.file(question.arrivals, why),
            cancelled=self.presenter.change_covers,
        )

    def ask_reason(self) -> None:
        """Ask why the photograph is turned away."""
        dialogs.ask_reason(self, confirmed=self.presenter.handing.reject)

    def focus_reason(self) -> None:
        """Go to the field that wants a reason."""
        self.panel.focus_reason()

    def open_details(self) -> None:
        """Open the fields of what is filed as what; the keys come back here when they close."""
        self.panel.open_details()

    def show_keys(self) -> None:
        """Show the sheet of keys."""
        KeySheet(self, key_groups()).open()

    def show_problem(self, error: DeskError) -> None:
        """Explain something that went wrong with the series."""
        self.notice.show_error(error)
        self.notice.offer(None)
        self.notice.show()

    def show_end(self, end: EndShown) -> None:
        """Say that nothing of the series is left to do."""
        if self._end is not None:
            return
        self._end = EndCard(end, parent=self)
        self._end.go.connect(self.go)
        self._end.left.connect(self.left)
        self._stack.addWidget(self._end)
        self._stack.setCurrentWidget(self._end)
        self._end.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def moved_to(self, place: EditorPlace) -> None:
        """Remember where this is."""
        self.set_place(place)

    def go_away(self, place: Place) -> None:
        """Go to another screen."""
        self.go.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key does that no field has taken."""
        focus = QApplication.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QPushButton):
            focus.click()
        elif event.key() == Qt.Key.Key_F6:
            self._next_pane()
        elif not self._key(portable(event), letters=self._letters_work(focus)):
            super().keyPressEvent(event)
            return
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Show the regions again."""
        if event.text() == ORIGINAL and not event.isAutoRepeat():
            self._let_go()
        super().keyReleaseEvent(event)

    def _let_go(self) -> None:
        """The key of the original is no longer held, or is released elsewhere."""
        if self._original_held:
            self._original_held = False
            self.commands.show_original(shown=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take turns in the panel where the window is narrow."""
        super().resizeEvent(event)
        self.panel.set_narrow(narrow=self.width() < WIDE_PX)

    def _letter(self, keys: str) -> bool:
        return self._key(keys, letters=True)

    def _key(self, keys: str, *, letters: bool) -> bool:
        if letters and keys == ORIGINAL:
            self._original_held = True
            self.commands.show_original(shown=True)
            return True
        return self.commands.key(keys, letters=letters)

    def _letters_work(self, focus: QWidget | None) -> bool:
        homes = (self.stage, self.film, self.panel.list)
        return focus is not None and any(h is focus or h.isAncestorOf(focus) for h in homes)

    def _next_pane(self) -> None:
        """Go from picture to panel to filmstrip to bar to tools, and round."""
        go_round(
            (self.stage, self.canvas),
            (self.panel, self.panel.first_focus()),
            (self.film, self.film.first_focus()),
            (self.bar, self.file if self.file.isEnabled() else self.next),
            (self.tools, self.tools.first_focus()),
        )

    def _build(self) -> None:
        self.notice.hide()
        work = QWidget(self)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.notice)
        middle.addWidget(self.stage, 1)
        middle.addWidget(self.film)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.tools)
        across.addLayout(middle, 1)
        across.addWidget(self.panel)
        whole = QVBoxLayout(work)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.bar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(work)
        for part in (self.tools, self.panel, self.film, self.bar):
            keep_room(part)
            part.hide()  # until there is something to work on

    def _connect(self) -> None:
        commands = self.commands
        self.tools.chosen.connect(commands.take)
        self.tools.asked.connect(commands.perform)
        for asked in (self.tools.original_asked, self.stage.original_asked):
            asked.connect(lambda shown: commands.show_original(shown=shown))
        self.stage.wider.clicked.connect(lambda: commands.perform(Command.WIDER))
        self.stage.narrower.clicked.connect(lambda: commands.perform(Command.NARROWER))
        self.tools.loupe_asked.connect(self.canvas.ask_loupe)
        self.canvas.loupe_shown.connect(self.tools.loupe.setChecked)
        self.film.chosen.connect(lambda arrival: self.presenter.go_to(ArrivalId(arrival)))
        self.panel.list.chosen.connect(self._choose_region)
        self.panel.list.added.connect(self._act(choosing.toggle))
        self.panel.list.decided.connect(commands.decide)
        self.panel.accept_sure_asked.connect(commands.accept_sure)
        for told, act in self.panel.form.told:
            told.connect(self._act(act))
        self.panel.gate.answered.connect(self._act(acts.answer))
        self.panel.gate.reasoned.connect(self._act(acts.give_reason))
        self.panel.details.jotted.connect(self._act(delicate.jot))
        self.panel.details.described.connect(self._act(acts.describe))
        self.reject.clicked.connect(self._when_open(self.presenter.ask_reject))
        self.next.clicked.connect(self._when_open(self.presenter.next_image))
        self.file.clicked.connect(self._when_open(self.presenter.ask_to_file))
        self.notice.acted.connect(self._remedy)
        self.canvas.viewport_changed.connect(self._looked)
        self.canvas.focus_lost.connect(self._let_go)

    def _act(self, act: Callable[..., choosing.Why]) -> Callable[..., None]:
        def do(*what: object) -> None:
            if self.presenter.is_open:
                self.presenter.did(act(self.presenter.state, *what))

        return do

    def _when_open(self, act: Callable[[], None]) -> Callable[[], None]:
        def do() -> None:
            if self.presenter.is_open:
                act()

        return do

    def _choose_region(self, number: int) -> None:
        choosing.select(self.presenter.state, number)
        self.presenter.did(None)
        self.presenter.show_region()

    def _looked(self) -> None:
        self.presenter.looked(self.canvas.port, self.canvas.sharpness)

    def _remedy(self) -> None:
        if self._shown is not None and self._shown.alert is not None:
            self.presenter.remedy(self._shown.alert.remedy)

    def _show_alert(self, alert: Alert | None) -> None:
        self.notice.setVisible(alert is not None)
        if alert is None:
            return
        if alert.error is not None:
            self.notice.set_tone(Tone.ERR)
            self.notice.show_error(alert.error)
        else:
            self.notice.show_words(alert.title, alert.body, tone=Tone.WARN)
        self.notice.offer(alert.offer)

    def show_bar(self, shown: BarShown) -> None:
        """Show the action bar."""
        self.bar.show_summary(shown.summary)
        self.bar.show_state(shown.line, shown.tone)
        self.file.say(phrase("button.file", count=shown.fileable))
        self.file.refuse(shown.refused)
        self.file.setVisible(shown.may_file)
        self.next.setEnabled(shown.next)
        self.reject.setVisible(shown.may_reject)
        self.reject.setEnabled(not shown.locked)


def _tools_of(shown: Shown) -> tuple[object, ...]:
    """Return what the tool strip shows."""
    stage = shown.stage
    return stage.tool, stage.original, stage.locked, stage.protecting, shown.undo, shown.redo
