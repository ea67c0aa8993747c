"""The door: what is asked before anybody is signed in, by nobody but the sign-in process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from desktop.clock import Clock
from desktop.errors import VaultLockedError
from desktop.keeper import calls
from desktop.keeper.calls import Call, Me
from desktop.keeper.door_watch import DoorWatch
from desktop.keeper.hub import Hub
from desktop.keeper.passphrase_calls import (
    AdmitPerson,
    BindDevice,
    ChangePassphrase,
    EstimatePassphrase,
    RenewPerson,
)
from desktop.keeper.spool_calls import CountSpooled, Spooled
from desktop.keeper.workstation import heads_folder_of
from desktop.records.entry import PassphraseEntry, RecoveryEntry
from desktop.records.outcome import Nothing
from desktop.records.paper import Paper
from desktop.records.staff import NewPerson
from desktop.records.staff_member import StaffMember
from desktop.workflow.binding import bind_device, unbind_device
from desktop.workflow.decoding import Decoding
from desktop.workflow.passphrases import how_strong
from desktop.workflow.recovering import let_in_again
from desktop.workflow.recovery_sheets import page_of, save_sheet, sheets_of
from desktop.workflow.session import Session
from desktop.workflow.signing_in import (
    SignedIn,
    found_practice,
    held_keys,
    look_at_door,
    sign_in,
)
from desktop.workflow.spooling import waiting_behind
from desktop.workflow.staffing import change_passphrase, renew_user
from desktop.workflow.users import add_user

DOOR_CALLS = (
    calls.LookAtDoor,
    CountSpooled,
    calls.Unlock,
    calls.FoundVault,
    calls.LayOutSheet,
    calls.SaveSheet,
    calls.LetInAgain,
    EstimatePassphrase,
    ChangePassphrase,
    BindDevice,
    AdmitPerson,
    RenewPerson,
)
"""Answered at the door only, and nothing else is."""

_Entering: TypeAlias = calls.Unlock | ChangePassphrase | BindDevice | AdmitPerson | RenewPerson


def _fulfil(session: Session, call: _Entering) -> StaffMember | None:
    """Do what somebody wishes before they are in; return the other whom it was for."""
    match call:
        case ChangePassphrase():
            change_passphrase(session, old=call.passphrase, new=call.new)
        case BindDevice():
            (bind_device if call.bound else unbind_device)(session, call.passphrase)
        case AdmitPerson():
            return add_user(session, call.new).value
        case RenewPerson():
            return renew_user(session, call.other, call.new).value
        case calls.Unlock():
            pass
    return None


class Door:
    """Answers the sign-in process until somebody is in."""

    def __init__(
        self,
        hub: Hub,
        *,
        decoding: Decoding,
        clock: Clock,
        opened: Callable[[SignedIn, Me], None],
        watch: DoorWatch,
    ) -> None:
        """Wait for somebody.

        Args:
            hub: Waits between guesses.
            decoding: What the session will use.
            clock: Says what time it is.
            opened: Told who came in.
            watch: Receives while nobody is in.
        """
        self._watch = watch
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
                door = look_at_door(call.folder, clock=self._clock)
                self._watch.receive_for(call.folder)
                return door
            case CountSpooled():
                return Spooled(waiting=waiting_behind(call.folder))
            case calls.FoundVault():
                return self._found(call)
            case EstimatePassphrase():
                return how_strong(call.passphrase, call.known)
            case calls.Unlock() | ChangePassphrase() | BindDevice() | AdmitPerson() | RenewPerson():
                return self._let_in(call)
            case calls.LayOutSheet() | calls.SaveSheet() | calls.LetInAgain():
                return self._with_sheets(call)
            case _:
                raise VaultLockedError

    def _with_sheets(
        self, call: calls.LayOutSheet | calls.SaveSheet | calls.LetInAgain
    ) -> Paper | Nothing | StaffMember:
        match call:
            case calls.LayOutSheet():
                return page_of(call.sheet)
            case calls.SaveSheet():
                save_sheet(call.sheet, call.to, vault=call.vault)
                return Nothing()
            case calls.LetInAgain():
                return self._let_in_again(call)

    def _let_in(self, call: _Entering) -> Me:
        """Sign one person in; what they wish is done before they are in."""
        with self._resting(call.folder):
            signed, helped = self._signed_in(call)
        me = _me(signed, helped)
        self._opened(signed, me)
        return me

    def _signed_in(self, call: _Entering) -> tuple[SignedIn, StaffMember | None]:
        entry = PassphraseEntry(name=call.name, passphrase=call.passphrase)
        signed = sign_in(
            call.folder,
            entry,
            decoding=self._decoding,
            clock=self._clock,
            shared=heads_folder_of(call.folder),
            pause=self._hub.sleep,
            at_once=True,
        )
        try:
            return signed, _fulfil(signed.session, call)
        except BaseException:
            signed.session.vault.close()
            raise

    @contextmanager
    def _resting(self, folder: Path) -> Iterator[None]:
        """Receive nothing meanwhile; go on receiving if nobody came in."""
        self._watch.rest()
        try:
            yield
        except BaseException:
            self._watch.receive_for(folder)
            raise

    def _let_in_again(self, call: calls.LetInAgain) -> StaffMember:
        self._watch.rest()
        try:
            return let_in_again(
                call.folder,
                RecoveryEntry(recovery_key=call.sheets),
                name=call.name,
                passphrase=call.passphrase,
                decoding=self._decoding,
                clock=self._clock,
                shared=heads_folder_of(call.folder),
                pause=self._hub.sleep,
            )
        finally:
            self._watch.receive_for(call.folder)

    def _found(self, call: calls.FoundVault) -> calls.NewVault:
        first = NewPerson(
            name=call.name, full_name=call.full_name, role=call.role, passphrase=call.passphrase
        )
        founded = found_practice(
            call.folder,
            practice=call.practice,
            first=first,
            clock=self._clock,
            recovery=call.recovery,
        )
        sheets = sheets_of(
            founded.keys,
            practice=call.practice,
            vault_id=founded.vault_id,
            made_on=self._clock.now().astimezone().date(),
            plan=call.recovery,
        )
        return calls.NewVault(vault_id=founded.vault_id, sheets=sheets)


def _me(signed: SignedIn, helped: StaffMember | None) -> Me:
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
        helped=helped,
    )
