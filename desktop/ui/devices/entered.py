"""A device as it is being entered: texts as typed, and what is missing to keep it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Self

from desktop.errors import RecordInvalidError
from desktop.ids import UserId
from desktop.records.dates import months_later, read_date, show_date
from desktop.records.device import (
    NOBODY,
    Check,
    Device,
    DeviceDraft,
    DeviceKind,
    Reply,
    check_draft,
    checks_of,
)
from desktop.records.device_register import SeenCamera
from desktop.records.plain_text import tidy

TEXTS: Final = ("name", "make", "model", "serial", "own_reason", "note")
DAYS: Final = ("review", "acknowledged")
_TELEPHONES: Final = frozenset({"iphone", "galaxy", "pixel", "nokia", "sm", "moto", "xperia"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A device as somebody writes it down.

    Attributes:
        owner: The member of staff whose own it is; empty: the practice's.
        review: The day of the next review, as typed.
        acknowledged: The day on which the owner signed the rules, as typed; empty: not yet.
    """

    name: str = ""
    kind: DeviceKind = DeviceKind.CAMERA
    make: str = ""
    model: str = ""
    serial: str = ""
    owner: UserId = NOBODY
    own_reason: str = ""
    acknowledged: str = ""
    replies: Mapping[Check, Reply] = field(default_factory=dict)
    review: str = ""
    note: str = ""

    @classmethod
    def of_device(cls, device: Device) -> Self:
        """Return what is in the register."""
        own = device.own_use
        signed = own.acknowledged_on if own else None
        return cls(
            name=device.name,
            kind=device.kind,
            make=device.make,
            model=device.model,
            serial=device.serial,
            owner=device.owner,
            own_reason=own.reason if own else "",
            acknowledged=show_date(signed) if signed else "",
            replies={check: answer.reply for check, answer in device.answers.items()},
            review=show_date(device.review_due) if device.review_due else "",
            note=device.note,
        )

    @classmethod
    def of_camera(cls, camera: SeenCamera, *, today: date, months: int) -> Self:
        """Return what a camera's photographs say, so that it is registered with little to type."""
        words = camera.model.casefold().replace("-", " ").split()
        is_telephone = not _TELEPHONES.isdisjoint(words)
        return cls(
            name=camera.model or camera.make,
            kind=DeviceKind.TELEPHONE if is_telephone else DeviceKind.CAMERA,
            make=camera.make,
            model=camera.model,
            serial=camera.serial,
            review=show_date(months_later(today, months)),
        )

    @classmethod
    def fresh(cls, *, today: date, months: int) -> Self:
        """Return a form with the day of the next review and nothing else."""
        return cls(review=show_date(months_later(today, months)))

    @property
    def needed(self) -> tuple[Check, ...]:
        """The checks that a device of this kind needs."""
        return checks_of(self.kind, is_own=bool(self.owner))

    def with_value(self, name: str, value: Any) -> Self:
        """Return it with one thing changed; what then is not asked any more goes."""
        changed = replace(self, **{name: value})
        if name == "owner" and not value:
            changed = replace(changed, own_reason="", acknowledged="")
        kept = {check: one for check, one in changed.replies.items() if check in changed.needed}
        return replace(changed, replies=kept)

    def with_reply(self, check: Check, reply: Reply) -> Self:
        """Return it with one check answered."""
        return replace(self, replies={**self.replies, check: reply})

    def all_hold(self) -> Self:
        """Return it with every check that is not answered answered *yes*."""
        yes = dict.fromkeys(self.needed, Reply.YES)
        return replace(self, replies={**yes, **self.replies})

    def faults(self) -> Mapping[str, str]:
        """Return what cannot be kept, by field: the code of ``devices.wrong_…``."""
        found = {day: "day" for day in DAYS if self._day(day) is None and self._typed(day)}
        if not tidy(self.name):
            found["name"] = "name"
        return found

    def fault(self) -> str:
        """Return the first reason why it cannot be kept; empty where it can."""
        faults = self.faults()
        if faults:
            return next(iter(faults.values()))
        try:
            check_draft(self.draft())
        except RecordInvalidError as error:
            return error.reason.removeprefix("device_")
        return ""

    def draft(self) -> DeviceDraft:
        """Return it as it is kept."""
        texts = {name: tidy(getattr(self, name)) for name in TEXTS}
        return DeviceDraft(
            kind=self.kind,
            owner=self.owner,
            own_acknowledged_on=self._day("acknowledged"),
            replies=self.replies,
            review_due=self._day("review"),
            **texts,
        )

    def _typed(self, day: str) -> str:
        return str(getattr(self, day)).strip()

    def _day(self, day: str) -> date | None:
        return read_date(self._typed(day))


NOTHING_ENTERED: Final = Entered()
