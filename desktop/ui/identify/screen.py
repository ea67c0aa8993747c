"""The screen of patient and consent: who is in these images, and what was agreed."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.memory import SealedMemory
from desktop.records.patient import Patient
from desktop.records.role import Act
from desktop.records.thumb import Thumb
from desktop.ui.desk import Desk
from desktop.ui.identify.chooser_pane import ChooserPane
from desktop.ui.identify.confirm import give_dialog
from desktop.ui.identify.presenter import IdentifyPresenter
from desktop.ui.identify.sheet import ConsentSheet
from desktop.ui.identify.state import IdentifyState
from desktop.ui.look.current import scaled
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.pictures import SmallPictures
from desktop.ui.place import IdentifyPlace
from desktop.ui.reason_dialog import reject_dialog
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.slips.making import KEY as SLIP_KEY
from desktop.ui.slips.making import SlipMaking, may_make
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.button import Button, Kind

_BOTH_FROM = 1120
"""Width, at 100 %, from which both sides have room beside each other."""


class IdentifyScreen(Screen):
    """One piece of work: these images, this patient, this consent.

    Args:
        place: Which images.
        desk: The surroundings.
        parent: The shell.
    """

    def __init__(self, place: IdentifyPlace, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self._built = False
        self.pictures = SmallPictures()
        self.presenter = IdentifyPresenter(desk, self.scope, self, place)
        self._patient: Patient | None = None
        self._settled = False
        may_add = self.presenter.may(Act.ADD_PATIENT)
        self.chooser = ChooserPane(self.pictures, may_add=may_add, parent=self)
        self.sheet = ConsentSheet(parent=self)
        count = len(place.arrivals)
        self.refuse = Button(
            phrase("identify.does_not_agree"), kind=Kind.GHOST, icon="ban", parent=self
        )
        self.give = Button(
            phrase("identify.give", count=count),
            kind=Kind.PRIMARY,
            icon="user-check",
            key="Ctrl+Return",
            height="button_large",
            parent=self,
        )
        self.slips = SlipMaking(self, desk, self.scope, failed=self.presenter.fail)
        self.slip = Button(
            phrase("slip.offer"), kind=Kind.GHOST, icon="camera", key=SLIP_KEY, parent=self
        )
        self.bar = ActionBar(self.refuse, self.slip, self.give, parent=self)
        self.slip.setVisible(may_make(desk))
        self.refuse.setVisible(self.presenter.may(Act.REJECT_ARRIVAL))
        self._build()
        self._built = True
        self._connect()
        self.presenter.start()

    # -------------------------------------------------------------------------- as a screen

    def first_focus(self) -> QWidget:
        """Return the search field."""
        return self.chooser.search.edit

    def change_patient(self) -> None:
        """Choose somebody else: what was filled in for this one goes."""
        self.presenter.unchoose()
        self.chooser.search.edit.setFocus()
        self.chooser.search.edit.selectAll()

    def close_screen(self) -> None:
        """Let go of every picture."""
        super().close_screen()
        self.pictures.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one side after the other where both have no room."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._built:
            self._fold()

    # ---------------------------------------------------------------------------- as a view

    def show_state(self, state: IdentifyState) -> None:
        """Show a state."""
        today = self.desk.today()
        self.chooser.show_state(state, today)
        self.sheet.show_state(state)
        self._show_bar(state)
        self._show_chrome(state)
        changed, self._patient = state.chosen != self._patient, state.chosen
        self._fold()
        if changed and state.chosen is None:
            self._settled = False
        if state.chosen is not None and state.on_record is not None and not self._settled:
            self._settled = True
            self.sheet.first_focus().setFocus()

    def has_thumb(self, subject: str) -> bool:
        """Return whether a small picture is there already."""
        return self.pictures.has(subject)

    def show_thumb(self, thumb: Thumb, block: SealedMemory) -> None:
        """Keep a copy of one small picture and show it."""
        self.pictures.keep(thumb, block)
        self.chooser.strip.update()

    def leave_screen(self) -> None:
        """It is done: go back."""
        self.left.emit()

    # ------------------------------------------------------------------------------- inside

    def _build(self) -> None:
        self.right = QWidget(self)
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.sheet, 1)
        right.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.chooser)
        layout.addWidget(self.right, 1)

    def _connect(self) -> None:
        presenter, chooser, sheet = self.presenter, self.chooser, self.sheet
        chooser.typed.connect(presenter.type)
        chooser.chosen.connect(presenter.choose)
        chooser.add_asked.connect(presenter.begin_adding)
        chooser.newcomer.entered.connect(presenter.enter)
        chooser.newcomer.add_asked.connect(presenter.add)
        chooser.newcomer.stopped.connect(presenter.stop_adding)
        sheet.filled_in.connect(presenter.fill_in)
        sheet.using_chosen.connect(presenter.use)
        sheet.read.connect(presenter.read_problem)
        self.give.clicked.connect(self._ask)
        self.refuse.clicked.connect(self._ask_why)
        self.slip.clicked.connect(self._make_slip)

    def _show_bar(self, state: IdentifyState) -> None:
        lacks = state.lacks
        self.give.set_busy(state.busy)
        self.give.refuse(lacks if lacks != NOTHING else None)
        if lacks != NOTHING:
            self.bar.show_missing(lacks)
        else:
            self.bar.show_state(phrase("identify.everything_here"), Tone.OK)

    def _show_chrome(self, state: IdentifyState) -> None:
        words, tone = _consent_state(state)
        self.set_chrome(
            Chrome(
                frame=Frame.TASK,
                title=phrase("identify.title"),
                count=state.count,
                patient=state.chosen,
                consent=words,
                consent_tone=tone,
                may_change_patient=state.chosen is not None,
            )
        )

    def _fold(self) -> None:
        both = self.width() >= scaled(_BOTH_FROM)
        self.chooser.set_alone(alone=not both)
        self.chooser.setVisible(both or self._patient is None)
        self.right.setVisible(both or self._patient is not None)

    def _ask(self) -> None:
        state = self.presenter.state
        if not state.is_settled or state.chosen is None:
            return
        dialog = give_dialog(
            self, state, state.chosen, today=self.desk.today(), pictures=self.pictures
        )
        dialog.given.connect(self.presenter.give)
        dialog.open()

    def _make_slip(self) -> None:
        chosen = self.presenter.state.chosen
        if chosen is not None:
            self.slips.begin(chosen)

    def _ask_why(self) -> None:
        count = len(self.presenter.state.arrivals)
        reject_dialog(self, count, self.presenter.refuse, chosen="no_agreement").open()


def _consent_state(state: IdentifyState) -> tuple[Words, str]:
    if state.chosen is None or state.on_record is None:
        return NOTHING, "mute"
    if state.using is not None:
        return phrase("badge.consent_recorded"), "ok"
    return phrase("badge.needs_consent"), "warn"
