"""The door: what is asked before anybody is signed in, by nobody but the sign-in process."""

from collections.abc import Callable
from typing import TypeAlias

from desktop.clock import Clock
from desktop.errors import VaultLockedError
from desktop.keeper import calls
from desktop.keeper.calls import Call, Me
from desktop.keeper.hub import Hub
from desktop.keeper.passphrase_calls import BindDevice, ChangePassphrase, EstimatePassphrase
from desktop.keeper.workstation import heads_folder_of
from desktop.records.entry import PassphraseEntry
from desktop.records.staff import NewPerson
from desktop.workflow.binding import bind_device, unbind_device
from desktop.workflow.decoding import Decoding
from desktop.workflow.passphrases import how_strong
from desktop.workflow.session import Session
from desktop.workflow.signing_in import (
    SignedIn,
    found_practice,
    held_keys,
    look_at_door,
    sign_in,
)
from desktop.workflow.staffing import change_passphrase

DOOR_CALLS = (
    calls.LookAtDoor,
    calls.Unlock,
    calls.FoundVault,
    EstimatePassphrase,
    ChangePassphrase,
    BindDevice,
)
"""Answered at the door only, and nothing else is."""

_Entering: TypeAlias = calls.Unlock | ChangePassphrase | BindDevice


def _nothing(_session: Session) -> None:
    return


def _change(session: Session, call: ChangePassphrase) -> None:
    change_passphrase(session, old=call.passphrase, new=call.new)


def _bind(session: Session, call: BindDevice) -> None:
    (bind_device if call.bound else unbind_device)(session, call.passphrase)


class Door:
    """Answers the sign-in process until somebody is in."""

    def __init__(
        self,
        hub: Hub,
        *,
        decoding: Decoding,
        clock: Clock,
        opened: Callable[[SignedIn, Me], None],
    ) -> None:
        """Wait for somebody.

        Args:
            hub: Waits between guesses.
            decoding: What the session will use.
            clock: Says what time it is.
            opened: Told who came in.
        """
        self._hub = hub
        self._decoding = decoding
        self._clock = clock
        self._opened = opened

    def answer(self, call: Call[object]) -> object:
        """Return the answer to a call at the door.

        Raises:
            VaultLockedError: It is not one of the door.
            VaultError: As ``workflow.signing_in``; a failed guess says in the fact ``wait_s`` how
                long the next one is not looked at.
        """
        match call:
            case calls.LookAtDoor():
                return look_at_door(call.folder, clock=self._clock)
            case calls.FoundVault():
                return self._found(call)
            case EstimatePassphrase():
                return how_strong(call.passphrase, call.known)
            case calls.Unlock():
                return self._let_in(call)
            case ChangePassphrase():
                return self._let_in(call, lambda s: _change(s, call))
            case BindDevice():
                return self._let_in(call, lambda s: _bind(s, call))
            case _:
                raise VaultLockedError

    def _let_in(
        self,
        call: calls.Unlock | ChangePassphrase | BindDevice,
        do: Callable[[Session], None] = _nothing,
    ) -> Me:
        """Sign one person in; what they wish for themselves is done before they are in."""
        entry = PassphraseEntry(name=call.name, passphrase=call.passphrase)
        signed = sign_in(
            call.folder,
            entry,
            decoding=self._decoding,
            clock=self._clock,
            shared=heads_folder_of(call.folder),
            pause=self._hub.sleep,
        )
        try:
            do(signed.session)
        except BaseException:
            signed.session.vault.close()
            raise
        me = _me(signed)
        self._opened(signed, me)
        return me

    def _found(self, call: calls.FoundVault) -> calls.NewVault:
        first = NewPerson(
            name=call.name, full_name=call.full_name, role=call.role, passphrase=call.passphrase
        )
        founded = found_practice(
            call.folder, practice=call.practice, first=first, clock=self._clock
        )
        return calls.NewVault(vault_id=founded.vault_id, recovery_key=founded.recovery_key)


def _me(signed: SignedIn) -> Me:
    session = signed.session
    shape = session.vault.header
    member = shape.by_id(session.user)
    return Me(
        user_id=session.user,
        name=member.person.name if member else "",
        full_name=member.person.full_name if member else "",
        role=session.role,
        practice=shape.practice,
        vault_id=shape.vault_id,
        keys=held_keys(session),
        problems=tuple(f"{problem.what}: {problem.where}" for problem in signed.problems),
    )
