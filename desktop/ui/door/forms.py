"""What is typed into the forms of the sign-in window, and what of it can be seen to be wrong."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from desktop.ids import UserId
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Role
from desktop.ui.wish import NOBODY, Help


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NewPractice:
    """What is typed to make a vault."""

    folder: Path
    practice: str
    full_name: str
    name: str
    role: Role
    passphrase: str
    again: str
    recovery: RecoveryPlan = RecoveryPlan.TWO_OF_THREE


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Again:
    """What is typed to let somebody in again who forgot their passphrase.

    Attributes:
        sheets: What was typed from each sheet.
        user_id: Who.
        passphrase: Theirs from then on.
    """

    sheets: tuple[str, ...]
    user_id: UserId
    passphrase: str
    again: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Helping:
    """What is typed by somebody who is admitted or forgot, and by whoever signs in with it.

    Attributes:
        help: Which of the two.
        by: Who signs in with it.
        own: Their own passphrase.
        other: Who forgot theirs; empty for somebody new.
        full_name: Of somebody new; so are ``name`` and ``role``.
        passphrase: What the other one has chosen.
    """

    help: Help
    by: UserId
    own: str
    passphrase: str
    again: str
    other: UserId = NOBODY
    full_name: str = ""
    name: str = ""
    role: Role = Role.RECEPTIONIST


class Wrong(Enum):
    """What of a form is not right."""

    PRACTICE = "practice"
    """The practice has no name."""
    FOLDER = "folder"
    """There is no folder named, or a vault may not lie there."""
    FULL_NAME = "full_name"
    """The person has no name."""
    NAME = "name"
    """There is no name to sign in with."""
    WEAK = "passphrase"
    """The passphrase is too short."""
    DIFFERENT = "again"
    """The two passphrases are not the same."""
    SHEET = "sheet"
    """Nothing was typed from a recovery sheet."""
    TAKEN = "taken"
    """Somebody signs in with this name already."""
    OWN = "own"
    """Whoever signs in with it has typed no passphrase of theirs, or a wrong one."""


def what_is_wrong(new: NewPractice) -> Wrong | None:
    """Return what can be seen to be wrong before anything is tried, the first of it, or None."""
    checks = (
        (Wrong.PRACTICE, bool(new.practice)),
        (Wrong.FOLDER, new.folder.name != ""),
        (Wrong.FULL_NAME, bool(new.full_name)),
        (Wrong.NAME, bool(new.name)),
        (Wrong.WEAK, bool(new.passphrase)),
        (Wrong.DIFFERENT, new.passphrase == new.again),
    )
    return next((wrong for wrong, is_right in checks if not is_right), None)


def what_is_wrong_again(again: Again) -> Wrong | None:
    """Return what can be seen to be wrong before any sheet is tried, the first of it, or None."""
    checks = (
        (Wrong.SHEET, all(again.sheets)),
        (Wrong.WEAK, bool(again.passphrase)),
        (Wrong.DIFFERENT, again.passphrase == again.again),
    )
    return next((wrong for wrong, is_right in checks if not is_right), None)


def what_is_wrong_helping(form: Helping) -> Wrong | None:
    """Return what can be seen to be wrong before it is tried, the first of it, or None."""
    is_new = form.help is Help.ADMIT
    checks = (
        (Wrong.FULL_NAME, bool(form.full_name) or not is_new),
        (Wrong.NAME, bool(form.name) or not is_new),
        (Wrong.WEAK, bool(form.passphrase)),
        (Wrong.DIFFERENT, form.passphrase == form.again),
        (Wrong.OWN, bool(form.own)),
    )
    return next((wrong for wrong, is_right in checks if not is_right), None)
