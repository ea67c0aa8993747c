"""Decisions about one device: what is shown, what is missing, what is kept. No Qt here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from desktop.errors import DeskError
from desktop.ids import DeviceId
from desktop.keeper.calls import Call, ListPeople
from desktop.keeper.device_calls import (
    AdmitArrivals,
    KeepDevice,
    ReportLost,
    SeeDevices,
    SetStanding,
    WhatItHolds,
)
from desktop.records.dates import months_later, show_date
from desktop.records.device import Check, Reply, Standing
from desktop.records.device_register import DeviceRegister, LossReport, Registered, SeenCamera
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.records.staff_member import StaffMember
from desktop.ui.desk import Desk
from desktop.ui.devices.entered import NOTHING_ENTERED, Entered
from desktop.ui.devices.presenter import INBOX_MS
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase
from desktop.ui.place import DevicePlace

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """Everything that the screen of one device shows.

    Attributes:
        register: What the keeper says; None before it has answered.
        device: The device, where it is in the register.
        camera: The camera that is to be registered, where that was asked.
        people: Who can be the owner.
        entered: What is written down at the moment.
        changed: Whether that is something else than what is kept.
        busy: Whether it is being kept.
        report: What a lost device may still hold.
        said: What was done last.
        problem: Why something could not be done.
        gone: Whether there is no such device or camera any more.
    """

    register: DeviceRegister | None = None
    device: Registered | None = None
    camera: SeenCamera | None = None
    people: tuple[StaffMember, ...] = ()
    entered: Entered = NOTHING_ENTERED
    changed: bool = False
    busy: bool = False
    report: LossReport | None = None
    said: Words = NOTHING
    problem: DeskError | None = None
    gone: bool = False

    @property
    def can_manage(self) -> bool:
        """Whether the person at work may change it."""
        return self.register is not None and self.register.can_manage

    @property
    def missing(self) -> Words | None:
        """Why it cannot be kept; None where it can."""
        fault = self.entered.fault()
        if fault:
            return phrase(f"devices.wrong_{fault}")
        return None if self.changed else phrase("devices.unchanged")


class DevicePresenter:
    """One device of the register, or one that is being written into it.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        place: Which device, or which camera.
        heard: Is called whenever something is to be shown otherwise.
        kept: Is called when it was kept, with its identifier.
    """

    def __init__(
        self,
        desk: Desk,
        scope: Scope,
        place: DevicePlace,
        *,
        heard: Callable[[], None],
        kept: Callable[[DeviceId], None],
    ) -> None:
        self._desk = desk
        self._scope = scope
        self._device = place.device
        self._camera = place.camera
        self._heard = heard
        self._tell_kept = kept
        self.state = DeviceState()
        lane, fail = desk.lane, self._failed
        self._see = Fresh(lane, scope, SeeDevices(), done=self._seen, failed=fail)
        self._people = Fresh(lane, scope, ListPeople(), done=self._got_people, failed=fail)

    def start(self) -> None:
        """Ask, and again whenever the register has changed."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self._see.ask()
        self._people.ask()

    @property
    def may_report(self) -> bool:
        """Whether the person at work may say that it is lost."""
        return Act.REPORT_LOST in MAY[self._desk.me.role]

    @property
    def may_admit(self) -> bool:
        """Whether the person at work may let in what is held because of it."""
        return Act.ADMIT_ARRIVAL in MAY[self._desk.me.role]

    # ------------------------------------------------------------------ writing it down

    def enter(self, name: str, value: Any) -> None:
        """Take what was typed or chosen."""
        self._enter(self.state.entered.with_value(name, value))

    def answer(self, check: Check, reply: Reply) -> None:
        """Take the answer to a check."""
        self._enter(self.state.entered.with_reply(check, reply))

    def all_hold(self) -> None:
        """Answer what is not answered with *yes*."""
        self._enter(self.state.entered.all_hold())

    def reviewed_today(self) -> None:
        """Put the next review as many months from today as the practice has settled."""
        if self.state.register is not None:
            months = self.state.register.policy.review_months
            day = months_later(self._desk.today(), months)
            self.enter("review", show_date(day))

    def keep(self) -> None:
        """Write it into the register."""
        if self.state.missing is None and not self.state.busy and self.state.can_manage:
            self.state = replace(self.state, busy=True, problem=None, said=NOTHING)
            self._heard()
            call = KeepDevice(draft=self.state.entered.draft(), device=self._device)
            self._ask(call, self._kept)

    def _enter(self, entered: Entered) -> None:
        if entered != self.state.entered:
            self.state = replace(self.state, entered=entered, changed=True, said=NOTHING)
            self._heard()

    # ------------------------------------------------------------------ deciding

    def report_lost(self, reason: str) -> None:
        """Say that it is lost."""
        if self._device is not None:
            self._ask(ReportLost(device=self._device, reason=reason), self._lost)

    def set_standing(self, standing: Standing, reason: str) -> None:
        """Say that it is not used any more, or is again."""
        if self._device is not None:
            call = SetStanding(device=self._device, standing=standing, reason=reason)
            self._ask(call, partial(self._stands, standing))

    def admit(self, reason: str) -> None:
        """Let in what is held because of it."""
        if self.state.device is not None:
            held = self.state.device.came.held
            self._ask(AdmitArrivals(arrivals=held, reason=reason), self._admitted)

    def _ask(self, call: Call[R], done: Callable[[R], None]) -> None:
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    # ------------------------------------------------------------------ answers

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.DEVICES in topics:
            self._see.ask()
        elif Topic.INBOX in topics:
            self._see.ask_later(INBOX_MS)

    def _seen(self, register: DeviceRegister) -> None:
        before = self.state
        device = next((one for one in register.devices if one.device.id == self._device), None)
        camera = next((one for one in register.cameras if one.id == self._camera), None)
        entered = before.entered
        if not before.changed:
            entered = self._entered(register, device, camera)
        gone = (self._device is not None and device is None) or (
            self._device is None and self._camera is not None and camera is None
        )
        self.state = replace(
            before,
            register=register,
            device=device,
            camera=camera,
            entered=entered,
            gone=gone and not before.busy,
            changed=before.changed or (device is None and camera is not None),
        )
        if device is not None and device.device.standing is Standing.LOST:
            self._ask(WhatItHolds(device=device.device.id), self._held)
        self._heard()

    def _entered(
        self, register: DeviceRegister, device: Registered | None, camera: SeenCamera | None
    ) -> Entered:
        months, today = register.policy.review_months, self._desk.today()
        if device is not None:
            return Entered.of_device(device.device)
        if camera is not None:
            return Entered.of_camera(camera, today=today, months=months)
        return Entered.fresh(today=today, months=months)

    def _got_people(self, people: tuple[StaffMember, ...]) -> None:
        there = tuple(one for one in people if not one.left_at)
        self.state = replace(self.state, people=there)
        self._heard()

    def _held(self, report: LossReport) -> None:
        self.state = replace(self.state, report=report)
        self._heard()

    def _kept(self, kept: Registered) -> None:
        words = "devices.kept_new" if self._device is None else "devices.kept"
        self._device, self._camera = kept.device.id, None
        self._done(phrase(words), device=kept, entered=Entered.of_device(kept.device))
        self._tell_kept(kept.device.id)

    def _lost(self, report: LossReport) -> None:
        self._done(phrase("devices.reported"), report=report)

    def _stands(self, standing: Standing, kept: Registered) -> None:
        self._done(phrase(f"devices.stands_{standing.value}"), device=kept, report=None)

    def _admitted(self, arrivals: tuple[Any, ...]) -> None:
        self._done(phrase("devices.let_in_done", count=len(arrivals)))

    def _done(self, words: Words, **more: Any) -> None:
        if "entered" in more:
            more["changed"] = False
        self.state = replace(self.state, said=words, problem=None, busy=False, gone=False, **more)
        self._heard()

    def _failed(self, error: DeskError) -> None:
        self.state = replace(self.state, problem=error, busy=False)
        self._heard()
