"""Devices that photographs are made on: whose they are, what was checked, and how they stand.

Source: GUIDANCE R-07, R-08 and R-27 to R-47. Whether a device may be relied on follows from what is
written down here and from the day alone; nobody sets a device *approved*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from desktop.errors import RecordInvalidError
from desktop.ids import DeviceId, UserId
from desktop.records.plain_text import is_plain, is_plain_lines

NOBODY: Final = UserId("")
LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 1000
LONGEST_MAKER: Final = 64
"""As many characters as are believed of what a camera writes (``intake.exif.TEXT_LIMIT``)."""


class DeviceKind(Enum):
    """What a device is; which checks it needs follows from it."""

    CAMERA = "camera"
    TELEPHONE = "telephone"
    TABLET = "tablet"
    SCANNER = "scanner"
    OTHER = "other"


class Check(Enum):
    """What is to be so of a device (GUIDANCE R-27 to R-47)."""

    PASSCODE = "passcode"
    """A passcode of six characters or more, or biometric access (R-31)."""
    ENCRYPTED = "encrypted"
    """The device is encrypted, its memory card as well (R-28, R-29, R-32)."""
    CLOUD_OFF = "cloud_off"
    """Nothing is backed up to a cloud, or to a personal backup (R-08, R-33, R-43)."""
    UPDATED = "updated"
    """Its operating system and programs are up to date (R-34, R-39)."""
    GPS_OFF = "gps_off"
    """It writes no place into photographs (R-35)."""
    BLUETOOTH_OFF = "bluetooth_off"
    """Bluetooth and other ways to share nearby are off."""
    TRACKED = "tracked"
    """It can be found, and wiped from afar (R-30)."""
    APPROVED_OWNER = "approved_owner"
    """Whose it is, is right and approved (R-27)."""
    UNTAMPERED = "untampered"
    """Not jailbroken or tampered with, and guarded against viruses (R-40, R-41)."""
    MEDICAL_ONLY = "medical_only"
    """Used for medical photographs alone, without a SIM of its own (R-47)."""
    NOTHING_STAYS = "nothing_stays"
    """Of a member of staff's own device: no photograph of a patient stays on it (R-42)."""


class Reply(Enum):
    """What was found when a check was made."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    """The device has nothing that this could be about; only where ``may_be_absent`` says so."""


class Standing(Enum):
    """What a person says of a device."""

    IN_USE = "in_use"
    LOST = "lost"
    """Lost or stolen: what comes from it is held or flagged until somebody decides."""
    RETIRED = "retired"
    """Not used any more."""


class DeviceStatus(Enum):
    """How a device stands on a day; follows from its record."""

    APPROVED = "approved"
    """Every check holds, its review is not due, and nothing is missing."""
    UNAPPROVED = "unapproved"
    """A check is open or fails, or its exception is not whole."""
    OVERDUE = "overdue"
    """Its review date has passed."""
    LOST = "lost"
    RETIRED = "retired"


class Todo(Enum):
    """What is to be done about a device."""

    ANSWER_CHECKS = "answer_checks"
    """A check is not answered."""
    MEND_CHECKS = "mend_checks"
    """A check was answered with *no*."""
    REVIEW = "review"
    """The review date has passed, or none is set."""
    EXCEPTION = "exception"
    """A member of staff's own device without a whole exception (R-36 to R-38)."""
    GPS_FOUND = "gps_found"
    """A photograph came with a place after the check was made: it is to be made again (R-35)."""
    LOOK_FOR_IT = "look_for_it"
    """It is lost."""


_HARDWARE: Final = frozenset({DeviceKind.TELEPHONE, DeviceKind.TABLET})
_MAY_BE_ABSENT: Final = frozenset(
    {Check.PASSCODE, Check.ENCRYPTED, Check.UPDATED, Check.BLUETOOTH_OFF, Check.TRACKED}
)


def checks_of(kind: DeviceKind, *, is_own: bool) -> tuple[Check, ...]:
    """Return the checks that a device needs, in the order in which they are asked.

    Args:
        kind: What it is.
        is_own: Whether it is a member of staff's own: then it cannot be for medical photographs
            alone, and instead nothing of a patient may stay on it.
    """
    left_out = {Check.MEDICAL_ONLY} if is_own else {Check.NOTHING_STAYS}
    if kind not in _HARDWARE and not is_own:
        left_out.add(Check.UNTAMPERED)
    return tuple(check for check in Check if check not in left_out)


def may_be_absent(kind: DeviceKind, check: Check) -> bool:
    """Return whether a device of this kind can have nothing that a check is about."""
    return kind not in _HARDWARE and check in _MAY_BE_ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found when one check was made.

    Attributes:
        on: The day.
        by: Who made it.
    """

    reply: Reply
    on: date
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUse:
    """Why a member of staff may use a device of their own, and that both sides agreed to it.

    Attributes:
        reason: Why no device of the practice will do (R-37).
        acknowledged_on: When its owner signed the practice's rules for own devices (R-38).
        approved_by: Who allowed it; empty: nobody yet.
    """

    reason: str = ""
    acknowledged_on: date | None = None
    approved_by: UserId = NOBODY

    @property
    def is_whole(self) -> bool:
        """Whether reason, acknowledgement and approval are all there."""
        return bool(self.reason and self.acknowledged_on and self.approved_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDraft:
    """What somebody writes down of a device; ``check_draft`` has the rules.

    Attributes:
        name: What the practice calls it.
        make: Maker, as photographs name it.
        model: Likewise.
        serial: Of its body; empty where photographs name none.
        owner: The member of staff whose own it is; empty: the practice's.
        own_reason: Why no device of the practice will do, for a member of staff's own.
        own_acknowledged_on: When its owner signed the practice's rules for own devices.
        replies: What was found of each check that was made.
        review_due: When it is to be looked at again.
        note: Anything else worth knowing.
    """

    name: str
    kind: DeviceKind
    make: str = ""
    model: str = ""
    serial: str = ""
    owner: UserId = NOBODY
    own_reason: str = ""
    own_acknowledged_on: date | None = None
    replies: Mapping[Check, Reply]
    review_due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of the register.

    Attributes:
        owner: The member of staff whose own it is; empty: the practice's.
        own_use: The exception for it, as far as it may be read: the reason is for those who hold
            the governance key.
        has_exception: Whether the exception is whole, for those who cannot read it.
        standing_since: When somebody said that it is lost, retired or in use again, ISO 8601.
    """

    id: DeviceId
    name: str
    kind: DeviceKind
    make: str
    model: str
    serial: str
    owner: UserId
    has_exception: bool
    answers: Mapping[Check, Answer]
    review_due: date | None
    standing: Standing
    standing_since: str
    recorded_at: str
    recorded_by: UserId
    own_use: OwnUse | None = None
    note: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is a member of staff's own."""
        return bool(self.owner)

    @property
    def needed(self) -> tuple[Check, ...]:
        """The checks that it needs."""
        return checks_of(self.kind, is_own=self.is_own)

    def failing(self) -> tuple[Check, ...]:
        """Return the checks that were answered with *no*."""
        found = (check for check in self.needed if check in self.answers)
        return tuple(check for check in found if self.answers[check].reply is Reply.NO)

    def unanswered(self) -> tuple[Check, ...]:
        """Return the checks that nobody has made."""
        return tuple(check for check in self.needed if check not in self.answers)


def status_of(device: Device, *, on: date) -> DeviceStatus:
    """Return how a device stands on a day.

    Args:
        device: The device.
        on: The day at the practice; a review is due from the day after ``review_due``.
    """
    if device.standing is Standing.LOST:
        return DeviceStatus.LOST
    if device.standing is Standing.RETIRED:
        return DeviceStatus.RETIRED
    is_open = device.unanswered() or device.failing() or device.review_due is None
    if is_open or (device.is_own and not device.has_exception):
        return DeviceStatus.UNAPPROVED
    if device.review_due is not None and device.review_due < on:
        return DeviceStatus.OVERDUE
    return DeviceStatus.APPROVED


def todos_of(device: Device, *, on: date, gps_newest_at: str = "") -> tuple[Todo, ...]:
    """Return what is to be done about a device, the most pressing first.

    Args:
        device: The device.
        on: The day at the practice.
        gps_newest_at: When the newest photograph with a place came in, ISO 8601; empty if none.
    """
    if device.standing is Standing.LOST:
        return (Todo.LOOK_FOR_IT,)
    if device.standing is Standing.RETIRED:
        return ()
    found = []
    if gps_since_check(device, gps_newest_at):
        found.append(Todo.GPS_FOUND)
    if device.failing():
        found.append(Todo.MEND_CHECKS)
    if device.is_own and not device.has_exception:
        found.append(Todo.EXCEPTION)
    if device.unanswered():
        found.append(Todo.ANSWER_CHECKS)
    if device.review_due is None or device.review_due < on:
        found.append(Todo.REVIEW)
    return tuple(found)


def gps_since_check(device: Device, gps_newest_at: str) -> bool:
    """Return whether a photograph came with a place on or after the day of its last GPS check."""
    if not gps_newest_at:
        return False
    answer = device.answers.get(Check.GPS_OFF)
    return answer is None or gps_newest_at[:10] > answer.on.isoformat()


def check_draft(draft: DeviceDraft) -> None:
    """Return only if a device can be written down so.

    Raises:
        RecordInvalidError: ``device_name``, ``device_camera`` (neither maker, model nor serial can
            be shown or is short enough), ``device_own`` (an exception for a device of the
            practice), ``device_check`` (a check that it does not need, or *not applicable* where
            that cannot be), ``device_note``.
    """
    if not draft.name.strip() or not _is_short(draft.name, LONGEST_NAME):
        raise RecordInvalidError("device_name")
    if not all(_is_short(one, LONGEST_MAKER) for one in (draft.make, draft.model, draft.serial)):
        raise RecordInvalidError("device_camera")
    if not draft.owner and (draft.own_reason or draft.own_acknowledged_on):
        raise RecordInvalidError("device_own")
    needed = checks_of(draft.kind, is_own=bool(draft.owner))
    for check, reply in draft.replies.items():
        absent = reply is Reply.NOT_APPLICABLE
        if check not in needed or (absent and not may_be_absent(draft.kind, check)):
            raise RecordInvalidError("device_check")
    if any(
        len(one) > LONGEST_NOTE or not is_plain_lines(one) for one in (draft.note, draft.own_reason)
    ):
        raise RecordInvalidError("device_note")


def _is_short(text: str, most: int) -> bool:
    return len(text) <= most and is_plain(text)
