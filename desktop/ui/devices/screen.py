"""The devices that photographs come from: those of the register, and cameras that are not in it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.records.device_match import Fit
from desktop.records.device_register import DeviceRegister, Registered, SeenCamera
from desktop.ui.columns import Beside
from desktop.ui.desk import Desk
from desktop.ui.devices.policy_card import PolicyCard
from desktop.ui.devices.presenter import DevicesPresenter
from desktop.ui.devices.told import (
    ICONS,
    TONES,
    device_detail,
    gps_words,
    seen_detail,
    seen_title,
    todo_tone,
    todo_words,
)
from desktop.ui.line_card import LineCard, LineRow, act_button
from desktop.ui.look.tokens import Tone
from desktop.ui.phrase import NOTHING, phrase, verbatim
from desktop.ui.place import DevicePlace, Place
from desktop.ui.reason_dialog import admit_dialog
from desktop.ui.screen import Chrome, Frame, Screen
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.boxes import PAGE, column
from desktop.ui.widgets.button import Button, Kind
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.notice import Notice
from desktop.ui.widgets.scroll import Scroll
from desktop.ui.words import name_said

_LEAST: Final = 260
_WIDEST: Final = 1040
"""The page is no wider: lines that run across the whole screen are hard to read."""


class DevicesScreen(Screen):
    """What was seen and is not in the register above, the register below, then the policy."""

    def __init__(self, place: Place, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(place, desk, parent)
        self.presenter = DevicesPresenter(desk, self.scope, self._show)
        page = QWidget(self)
        self.notice = Notice(parent=page)
        self.headline = Label(tone="text2", wrap=True, parent=page)
        self.add = Button(phrase("devices.add"), kind=Kind.PRIMARY, icon="plus", parent=page)
        self.seen_title = Label(phrase("devices.seen"), role="h3", wrap=True, parent=page)
        self.seen_what = Label(
            phrase("devices.seen_what"), role="small", tone="text2", wrap=True, parent=page
        )
        self.seen = LineCard(parent=page)
        self.listed_title = Label(phrase("devices.listed"), role="h3", wrap=True, parent=page)
        self.listed = LineCard(parent=page)
        self.empty = EmptyState(
            phrase("devices.none"), phrase("devices.none_what"), icon="camera", parent=page
        )
        self.policy_title = Label(phrase("devices.policy"), role="h3", wrap=True, parent=page)
        self.policy = PolicyCard(parent=page)
        self._build(page)
        self.set_chrome(Chrome(frame=Frame.LIST))
        self.add.clicked.connect(self._add)
        self.notice.acted.connect(self.presenter.read)
        self.policy.rule_chosen.connect(self.presenter.set_rule)
        self.policy.months_chosen.connect(self.presenter.set_months)
        self._show()
        self.presenter.start()

    def first_focus(self) -> QWidget:
        """Return what the arrow keys move."""
        return self._scroll

    def _build(self, page: QWidget) -> None:
        title = QWidget(page)
        heading = Label(phrase("frame.devices"), role="h1", wrap=True, parent=title)
        title.setLayout(column(heading, self.headline, gap=0))
        head = Beside(title, self.add, least=_LEAST, parent=page)
        for wide in (
            *(head, self.notice, self.seen, self.listed, self.empty, self.policy),
            self.seen_what,
        ):
            wide.setMaximumWidth(_WIDEST)
        self.notice.offer(phrase("kit.read"), icon="check")
        page.setLayout(
            column(
                head,
                self.notice,
                self.seen_title,
                self.seen_what,
                self.seen,
                self.listed_title,
                self.listed,
                self.empty,
                8,
                self.policy_title,
                self.policy,
                None,
                gap=10,
                margins=PAGE,
            )
        )
        self._scroll = Scroll(page, parent=self)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name_said(self._scroll, phrase("frame.devices"))
        self.setLayout(column(self._scroll))

    # ------------------------------------------------------------------------------ showing

    def _show(self) -> None:
        state = self.presenter.state
        self.notice.setVisible(state.problem is not None or state.said != NOTHING)
        if state.problem is not None:
            self.notice.show_words(NOTHING, tone=Tone.ERR)
            self.notice.show_error(state.problem)
        else:
            self.notice.show_words(state.said, tone=Tone.OK)
        register = state.register
        self.headline.setVisible(state.headline != NOTHING)
        self.headline.say(state.headline)
        self.add.setVisible(self.presenter.can_manage)
        for part in (self.policy_title, self.policy):
            part.setVisible(register is not None)
        self._show_register(register)

    def _show_register(self, register: DeviceRegister | None) -> None:
        devices = register.devices if register else ()
        cameras = register.cameras if register else ()
        for part in (self.seen_title, self.seen_what, self.seen):
            part.setVisible(bool(cameras))
        for part in (self.listed_title, self.listed):
            part.setVisible(bool(devices))
        self.empty.setVisible(register is not None and not devices)
        if register is not None:
            self.seen.show_rows(tuple(partial(self._camera_row, one) for one in cameras))
            self.listed.show_rows(tuple(partial(self._device_row, one) for one in devices))
            self.policy.show_register(register)

    def _camera_row(self, one: SeenCamera, parent: QWidget) -> QWidget:
        title = seen_title(one)
        small: list[QWidget] = []
        if one.came.held:
            held = phrase("devices.held", count=len(one.came.held))
            small.append(Badge(held, Tone.WARN, icon="circle-pause", parent=parent))
            if self.presenter.may_admit:
                act = partial(self._ask_admit, one)
                words = "devices.admit"
                small.append(act_button(words, icon="check", of=title, act=act, parent=parent))
        if self.presenter.can_manage and one.fit is Fit.NONE:
            act = partial(self._register, one)
            made = act_button("devices.register", icon="plus", of=title, act=act, parent=parent)
            small.append(made)
        icon = "circle-help" if one.fit is Fit.UNNAMED else "camera"
        warned = gps_words(one.came)
        return LineRow(icon, title, seen_detail(one), *small, warned=warned, parent=parent)

    def _device_row(self, one: Registered, parent: QWidget) -> QWidget:
        name = verbatim(one.device.name)
        tone = TONES[one.status]
        small: list[QWidget] = [
            Badge(phrase(f"device_status.{one.status.value}"), tone, parent=parent)
        ]
        if one.came.held:
            held = phrase("devices.held", count=len(one.came.held))
            small.append(Badge(held, Tone.WARN, icon="circle-pause", parent=parent))
            if self.presenter.may_admit:
                act = partial(self._ask_admit, one)
                words = "devices.admit"
                small.append(act_button(words, icon="check", of=name, act=act, parent=parent))
        act = partial(self._open, one)
        small.append(act_button("home.open", icon="", of=name, act=act, parent=parent))
        icon = ICONS[one.device.kind]
        detail, todo = device_detail(one), todo_words(one)
        tone = todo_tone(one)
        return LineRow(icon, name, detail, *small, warned=todo, tone=tone, parent=parent)

    # ------------------------------------------------------------------------------ doing

    def _ask_admit(self, one: SeenCamera | Registered) -> None:
        held = one.came.held
        admit_dialog(self, len(held), partial(self.presenter.admit, held)).open()

    def _add(self) -> None:
        self.go.emit(DevicePlace())

    def _register(self, one: SeenCamera) -> None:
        self.go.emit(DevicePlace(camera=one.id))

    def _open(self, one: Registered) -> None:
        self.go.emit(DevicePlace(device=one.device.id))
