"""One device: what it is, its checklist, what came from it, and what is said when it is lost."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ids import DeviceId
from desktop.records.device import Standing
from desktop.records.device_register import Registered
from desktop.ui.columns import Columns
from desktop.ui.desk import Desk
from desktop.ui.devices.checklist import Checklist
from desktop.ui.devices.device_presenter import DevicePresenter, DeviceState
from desktop.ui.devices.dialogs import Said, device_dialog
from desktop.ui.devices.identity import Identity
from desktop.ui.devices.loss_card import LossCard
from desktop.ui.devices.told import (
    TONES,
    came_words,
    device_detail,
    gps_words,
    seen_detail,
    todo_words,
)
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, Words, joined, phrase, verbatim
from desktop.ui.place import DevicePlace, Place
from desktop.ui.reason_dialog import admit_dialog
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.action_bar import ActionBar
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import CARD, PAGE, column, row
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import name_said

_LEAST: Final = 400
"""How narrow a column may become."""


class DeviceScreen(Screen):
    """Two columns: what it is, and what was checked; the loss above both."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.notice = Notice(parent=self)
        self.warning = Notice(Tone.WARN, parent=self)
        self.loss = LossCard(parent=self)
        self.identity = Identity(parent=self)
        self.facts = Card(parent=self)
        self.checklist = Checklist(parent=self)
        self.lost = Button(phrase("devices.lost"), icon="triangle-alert", parent=self)
        self.stand = Button(phrase("devices.retire"), icon="archive", parent=self)
        self.keep = Button(
            phrase("devices.keep"), kind=Kind.PRIMARY, icon="check", key="Ctrl+Return", parent=self
        )
        self.bar = ActionBar(self.lost, self.stand, self.keep, parent=self)
        self._has_begun = False
        self._build()
        which = place if isinstance(place, DevicePlace) else DevicePlace()
        self.presenter = DevicePresenter(desk, self.scope, which, heard=self._show, kept=self._kept)
        self._connect()
        self.presenter.start()
        self._show()

    def first_focus(self) -> QWidget:
        """Return where one begins."""
        one = self.presenter.state.device
        is_lost = one is not None and one.device.standing is Standing.LOST
        if self.presenter.state.can_manage and not is_lost:
            return self.identity.fields["name"].edit
        return self._scroll

    # ------------------------------------------------------------------------------ making

    def _build(self) -> None:
        for hidden in (self.notice, self.warning, self.loss):
            hidden.hide()
        page = QWidget(self)
        left = QWidget(page)
        left.setLayout(column(self._titled("devices.what_it_is", left), self.identity, gap=8))
        self._left = left
        right = QWidget(page)
        right.setLayout(column(self._titled("devices.checks", right), self.checklist, None, gap=8))
        self._status = Badge(phrase("device_status.approved"), Tone.OK, parent=self.facts)
        self._detail = Label(wrap=True, parent=self.facts)
        facts = row(gap=12, margins=CARD)
        facts.addWidget(self._detail, 1)
        facts.addLayout(column(self._status, None))
        self.facts.setLayout(facts)
        page.setLayout(
            column(
                self.notice,
                self.loss,
                self.warning,
                self.facts,
                Columns(left, right, least=_LEAST, gap=24, parent=page),
                None,
                gap=12,
                margins=PAGE,
            )
        )
        self._scroll = Scroll(page, parent=self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_said(self._scroll, phrase("frame.devices"))
        whole = column(self._scroll, self.bar, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _titled(self, key: str, parent: QWidget) -> Label:
        return Label(phrase(key), role="h3", wrap=True, parent=parent)

    def _connect(self) -> None:
        presenter = self.presenter
        self.identity.entered.connect(presenter.enter)
        self.checklist.answered.connect(presenter.answer)
        self.checklist.review_entered.connect(partial(presenter.enter, "review"))
        self.checklist.all_asked.connect(presenter.all_hold)
        self.checklist.today_asked.connect(presenter.reviewed_today)
        self.keep.clicked.connect(presenter.keep)
        self.lost.clicked.connect(self._ask_lost)
        self.stand.clicked.connect(self._ask_standing)
        self.warning.acted.connect(self._ask_admit)

    # ------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        state = self.presenter.state
        self._show_notice(state)
        self._show_facts(state)
        self.identity.show_entered(state.entered, state.people)
        self._left.setVisible(state.can_manage)
        self.checklist.show_state(state)
        self.loss.show_report(state.report)
        self._show_buttons(state)
        title = state.device.device.name if state.device else ""
        new = phrase("devices.new")
        self.set_chrome(Chrome(frame=Frame.TASK, title=verbatim(title) if title else new))
        self._begin(state)

    def _begin(self, state: DeviceState) -> None:
        """Give the focus to what is done first, once it is known what that is."""
        if state.register is not None and not self._has_begun:
            self._has_begun = True
            if self.isVisible() and self._scroll.hasFocus():
                self.first_focus().setFocus()

    def _show_notice(self, state: DeviceState) -> None:
        self.notice.setVisible(state.problem is not None or state.said != NOTHING or state.gone)
        if state.problem is not None:
            self.notice.show_words(NOTHING, tone=Tone.ERR)
            self.notice.show_error(state.problem)
        elif state.gone:
            self.notice.show_words(phrase("devices.gone"), tone=Tone.INFO)
        else:
            self.notice.show_words(state.said, tone=Tone.OK)

    def _show_facts(self, state: DeviceState) -> None:
        one, camera = state.device, state.camera
        self.facts.setVisible(one is not None or camera is not None)
        self._status.setVisible(one is not None)
        if one is not None:
            words = device_detail(one) if not state.can_manage else came_words(one.came)
            self._status.show_state(phrase(f"device_status.{one.status.value}"), TONES[one.status])
            self._detail.say(joined(words, gps_words(one.came)))
        elif camera is not None:
            self._detail.say(joined(seen_detail(camera), gps_words(camera.came)))
        self._show_warning(one)

    def _show_warning(self, one: Registered | None) -> None:
        held = len(one.came.held) if one else 0
        todo: Words = todo_words(one) if one else NOTHING
        is_lost = one is not None and one.device.standing is Standing.LOST
        has_todos = one is not None and bool(one.todos) and not is_lost
        self.warning.setVisible(has_todos or held > 0)
        if one is None:
            return
        waits = phrase("devices.held_what", count=held) if held else NOTHING
        self.warning.show_words(todo if has_todos else waits, waits if has_todos else NOTHING)
        may = held > 0 and self.presenter.may_admit
        self.warning.offer(phrase("devices.admit") if may else None, icon="check")

    def _show_buttons(self, state: DeviceState) -> None:
        one = state.device
        standing = one.device.standing if one else None
        self.lost.setVisible(
            one is not None and standing is not Standing.LOST and self.presenter.may_report
        )
        self.stand.setVisible(one is not None and state.can_manage)
        in_use = standing is Standing.IN_USE
        self.stand.say(phrase("devices.retire" if in_use else "devices.back"))
        self.stand.set_icon("archive" if in_use else "undo-2")
        self.keep.setVisible(state.can_manage)
        self.keep.say(phrase("devices.keep" if one else "devices.register_this"))
        self.keep.set_busy(state.busy)
        missing = None if state.busy else state.missing
        self.keep.refuse(missing)
        if state.can_manage and missing is not None:
            tone = Tone.WARN if state.changed else Tone.MUTE
            self.bar.show_state(missing, tone)
        else:
            self.bar.show_state(NOTHING, Tone.OK)

    # ------------------------------------------------------------------------------ doing

    def _kept(self, device: DeviceId) -> None:
        self.set_place(DevicePlace(device=device))

    def _ask_lost(self) -> None:
        one = self.presenter.state.device
        if one is not None:
            then = self.presenter.report_lost
            device_dialog(self, Said.LOST, one.device.name, then).open()

    def _ask_standing(self) -> None:
        one = self.presenter.state.device
        if one is None:
            return
        name = one.device.name
        if one.device.standing is Standing.IN_USE:
            then = partial(self.presenter.set_standing, Standing.RETIRED)
            device_dialog(self, Said.RETIRE, name, then).open()
        else:
            then = partial(self.presenter.set_standing, Standing.IN_USE)
            device_dialog(self, Said.BACK, name, then).open()

    def _ask_admit(self) -> None:
        one = self.presenter.state.device
        if one is not None and one.came.held:
            admit_dialog(self, len(one.came.held), self.presenter.admit).open()
