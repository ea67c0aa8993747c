"""Admitting somebody, and another passphrase for who forgot theirs, by whoever signs in with it.

No Qt here; nothing that was typed is held.
"""

from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop.errors import (
    DeskError,
    PassphraseWeakError,
    UnlockFailedError,
    UserExistsError,
)
from desktop.ids import UserId
from desktop.keeper.call import Call
from desktop.keeper.calls import Me
from desktop.keeper.passphrase_calls import AdmitPerson, RenewPerson
from desktop.records.door import PersonAtDoor
from desktop.records.role import MAY, Act
from desktop.records.staff import NewPerson
from desktop.ui.door.forms import Helping, Wrong
from desktop.ui.wish import Help

_ACTS: Final = MappingProxyType({Help.ADMIT: Act.ADD_USER, Help.RENEW: Act.RENEW_USER})
_WRONG: Final = (
    (PassphraseWeakError, Wrong.WEAK),
    (UserExistsError, Wrong.TAKEN),
    (UnlockFailedError, Wrong.OWN),
)


def who_may(people: tuple[PersonAtDoor, ...], wanted: Help) -> tuple[PersonAtDoor, ...]:
    """Return who may do this for somebody else."""
    return tuple(one for one in people if _ACTS[wanted] in MAY[one.role])


def call_of(form: Helping, folder: Path, people: tuple[PersonAtDoor, ...]) -> Call[Me] | None:
    """Return what the keeper is asked, or None where somebody is not known."""
    by = _named(people, form.by)
    other = _named(people, form.other)
    if by and form.help is Help.ADMIT:
        new = NewPerson(
            name=form.name,
            full_name=form.full_name,
            role=form.role,
            passphrase=form.passphrase,
        )
        return AdmitPerson(folder=folder, name=by, passphrase=form.own, new=new)
    if by and other:
        return RenewPerson(
            folder=folder, name=by, passphrase=form.own, other=other, new=form.passphrase
        )
    return None


def where_wrong(error: DeskError) -> Wrong | None:
    """Return where in the form an error belongs, or None."""
    return next((at for kind, at in _WRONG if isinstance(error, kind)), None)


def _named(people: tuple[PersonAtDoor, ...], user_id: UserId) -> str:
    return next((one.name for one in people if one.user_id == user_id), "")
