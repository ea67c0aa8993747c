"""Decisions of the device list: what is asked, who may do what, and in which order. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from desktop.errors import DeskError
from desktop.ids import ArrivalId
from desktop.keeper.calls import Call
from desktop.keeper.device_calls import AdmitArrivals, SeeDevices, SetDevicePolicy
from desktop.records.device_register import DevicePolicy, DeviceRegister, DeviceRule
from desktop.records.outcome import Topic
from desktop.records.role import MAY, Act
from desktop.ui.desk import Desk
from desktop.ui.fresh import Fresh
from desktop.ui.lane import Scope
from desktop.ui.phrase import NOTHING, Words, phrase

R = TypeVar("R")

INBOX_MS: Final = 5_000
"""While a card is copied each photograph announces itself; the register is counted less often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesState:
    """Everything that the list shows.

    Attributes:
        register: What the keeper says; None before it has answered.
        said: What was done last.
        problem: Why something could not be done or asked.
    """

    register: DeviceRegister | None = None
    said: Words = NOTHING
    problem: DeskError | None = None

    @property
    def headline(self) -> Words:
        """How many devices there are, and how many need somebody."""
        if self.register is None:
            return NOTHING
        need = sum(1 for one in self.register.devices if one.todos)
        count = phrase("devices.count", count=len(self.register.devices))
        if not self.register.devices:
            return NOTHING
        return phrase("devices.need", all=count, count=need) if need else count


class DevicesPresenter:
    """Asks for the register and does what is decided in the list.

    Args:
        desk: The surroundings.
        scope: The life of the screen.
        heard: Is called whenever something is to be shown otherwise.
    """

    def __init__(self, desk: Desk, scope: Scope, heard: Callable[[], None]) -> None:
        self._desk = desk
        self._scope = scope
        self._heard = heard
        self.state = DevicesState()
        self._see = Fresh(desk.lane, scope, SeeDevices(), done=self._seen, failed=self._failed)

    def start(self) -> None:
        """Ask, and again whenever something has changed."""
        self._desk.lane.on_changed(self._scope, self._changed)
        self.ask()

    def ask(self) -> None:
        """Ask for everything."""
        self.state = replace(self.state, problem=None)
        self._see.ask()

    @property
    def can_manage(self) -> bool:
        """Whether the person at work may change the register."""
        return self.state.register is not None and self.state.register.can_manage

    @property
    def may_admit(self) -> bool:
        """Whether the person at work may let in what is held."""
        return Act.ADMIT_ARRIVAL in MAY[self._desk.me.role]

    def admit(self, arrivals: tuple[ArrivalId, ...], reason: str) -> None:
        """Let in what is held because of its device."""
        self._ask(AdmitArrivals(arrivals=arrivals, reason=reason), self._admitted)

    def set_rule(self, rule: DeviceRule) -> None:
        """Settle what becomes of photographs of doubtful devices."""
        register = self.state.register
        if register is not None and rule is not register.policy.rule:
            self._set(replace(register.policy, rule=rule))

    def set_months(self, months: int) -> None:
        """Settle after how many months a device is looked at again."""
        register = self.state.register
        if register is not None and months != register.policy.review_months:
            self._set(replace(register.policy, review_months=months))

    def read(self) -> None:
        """What was said was read."""
        self.state = replace(self.state, said=NOTHING, problem=None)
        self._heard()

    def _set(self, policy: DevicePolicy) -> None:
        self._ask(SetDevicePolicy(policy=policy), self._settled)

    def _ask(self, call: Call[R], done: Callable[[R], None]) -> None:
        self._desk.lane.ask(call, scope=self._scope, done=done, failed=self._failed)

    def _changed(self, topics: frozenset[Topic]) -> None:
        if Topic.DEVICES in topics:
            self._see.ask()
        elif Topic.INBOX in topics:
            self._see.ask_later(INBOX_MS)

    def _seen(self, register: DeviceRegister) -> None:
        self.state = replace(self.state, register=register)
        self._heard()

    def _admitted(self, arrivals: tuple[ArrivalId, ...]) -> None:
        self._say(phrase("devices.let_in_done", count=len(arrivals)))

    def _settled(self, policy: DevicePolicy) -> None:
        self._say(phrase(f"devices.settled_{policy.rule.value}"))

    def _say(self, words: Words) -> None:
        self.state = replace(self.state, said=words, problem=None)
        self._heard()

    def _failed(self, error: DeskError) -> None:
        self.state = replace(self.state, problem=error)
        self._heard()
