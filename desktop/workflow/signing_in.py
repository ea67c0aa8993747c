"""Founding a practice's vault, signing in, and what is compared at every start."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.clock import Clock
from desktop.errors import RecordInvalidError, UnlockFailedError
from desktop.records.door import Door, PersonAtDoor
from desktop.records.entry import Founded, PassphraseEntry, RecoveryEntry, VaultInfo
from desktop.records.plain_text import is_plain
from desktop.records.problem import Problem
from desktop.records.recovery import RecoveryPlan
from desktop.records.role import Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import admission, header, place
from desktop.vault.checkpoints import outside_folder
from desktop.vault.comparing import glance
from desktop.vault.comparison import compare
from desktop.vault.device_factor import FactorStore
from desktop.vault.guesses import UNKNOWN, Guesses, whom
from desktop.vault.keys import RECOVERY_USER
from desktop.vault.opening import create_vault, open_vault
from desktop.vault.passphrase import KdfCost
from desktop.vault.place import check_place
from desktop.vault.store import Vault
from desktop.workflow.decoding import Decoding
from desktop.workflow.destroying import all_lines, log_of
from desktop.workflow.migrating import settle_old_catalogues
from desktop.workflow.session import Session
from desktop.workflow.spooling import note_intake_key, waiting_behind

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session, and what the comparison at the start found.

    Attributes:
        newest: Number of the last entry of the trail when it began.
    """

    session: Session
    problems: tuple[Problem, ...]
    newest: int | None = None


def is_fleeting(folder: Path) -> bool:
    """Return whether a vault in ``folder`` is gone when the computer is switched off."""
    return place.is_fleeting(folder)


def check_names(*names: str) -> None:
    """Return only if these can be names of staff or of a practice.

    Raises:
        RecordInvalidError: ``name``: empty, too long or not printable.
    """
    for name in names:
        if not name.strip() or len(name) > _LONGEST_NAME or not is_plain(name):
            raise RecordInvalidError("name")


def found_practice(
    folder: Path,
    *,
    practice: str,
    first: NewPerson,
    clock: Clock,
    cost: KdfCost | None = None,
    recovery: RecoveryPlan = RecoveryPlan.TWO_OF_THREE,
) -> Founded:
    """Make a vault in an empty or new folder.

    Raises:
        VaultExistsError: Something is in the folder already.
        PlaceRefusedError: A vault may not lie there.
        PassphraseWeakError: The passphrase is too easy to guess.
        RecordInvalidError: A name is empty or not printable.
    """
    check_names(practice, first.name, first.full_name)
    if first.role is Role.RECOVERY:
        raise RecordInvalidError("role")
    keys = create_vault(
        folder, practice=practice, first=first, clock=clock, cost=cost, recovery=recovery
    )
    vault_id = header.read(folder).vault_id
    if recovery.threshold == 1:
        return Founded(vault_id=vault_id, recovery_key=keys[0])
    return Founded(vault_id=vault_id, shares=keys)


def unlocker(
    entry: PassphraseEntry | RecoveryEntry,
) -> Callable[[header.Header], admission.Unlocked]:
    """Return what opens a header with somebody's passphrase or with the recovery key."""

    def unlock(shape: header.Header) -> admission.Unlocked:
        if isinstance(entry, RecoveryEntry):
            return admission.unlock_recovery(shape, entry.recovery_key)
        factor_of = FactorStore().secret
        return admission.unlock(shape, entry.name, entry.passphrase, factor_of=factor_of)

    return unlock


def sign_in(
    folder: Path,
    entry: PassphraseEntry | RecoveryEntry,
    *,
    decoding: Decoding,
    clock: Clock,
    outside: Path | None = None,
    shared: Path | None = None,
    pause: Callable[[float], None] = time.sleep,
    at_once: bool = False,
) -> SignedIn:
    """Open the vault for one person, and compare it with the signed heads and entries.

    What does not hold refuses nobody: it is in the answer and in the trail. Somebody who waits for
    the first page is let in after a glance at what is newest, at a cost that does not grow with the
    vault; ``comparing.compare_whole`` looks at the rest beside their work.

    After failures a try is not looked at before its time, a right one neither: it waits.

    Args:
        folder: The vault.
        entry: Who, and what opens their keys.
        decoding: The decoders that the session will use.
        clock: Says what time it is.
        outside: Where signed audit heads are kept outside the vault; the user's state folder
            unless said otherwise.
        shared: A folder of the practice's own where they are kept too, if it named one.
        pause: Waits for so many seconds; called before a try that comes too early.
        at_once: Whether only what is newest is compared here. Whoever says so calls
            ``compare_whole`` next, or shuts the vault again.

    Raises:
        DeviceFactorError: This person is bound to a computer, and this one does not give their
            factor; nothing was tried.
        UnlockFailedError: Wrong name, passphrase or recovery key; noted for the audit. The fact
            ``wait_s`` says for how many whole seconds the next try is not looked at.
        VaultMissingError: There is no vault.
        VaultInUseError: It is open elsewhere.
        TamperedError: The chain of trust does not hold.
        DamagedError: The catalogue cannot be opened.
    """
    kept = outside or outside_folder()
    this = _Try(folder=folder, entry=entry, clock=clock, outside=kept, shared=shared)
    vault = _opened(this, unlocker(entry), pause)
    try:
        with vault.change() as tx:
            found = (glance if at_once else compare)(vault, tx)
            destroyed = all_lines(vault, tx)
            settle_old_catalogues(vault, tx, now=clock.now())
            tx.audit(found.event())
        if destroyed is not None:
            log_of(vault).publish(destroyed)
    except BaseException:
        vault.close()
        raise
    session = Session(vault=vault, decoding=decoding, clock=clock)
    note_intake_key(vault)
    return SignedIn(session=session, problems=found.problems, newest=found.newest or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One try to come in, and where failures are counted."""

    folder: Path
    entry: PassphraseEntry | RecoveryEntry
    clock: Clock
    outside: Path
    shared: Path | None

    def guesses(self, vault_id: str) -> Guesses:
        return Guesses(self.folder, vault_id, clock=self.clock, outside=self.outside)

    def person(self, shape: header.Header) -> str:
        if isinstance(self.entry, RecoveryEntry):
            return RECOVERY_USER
        signed = shape.named(self.entry.name)
        return signed.person.user_id if signed is not None else UNKNOWN


class _TooEarlyError(Exception):
    """A try came before its time; it was not looked at."""

    def __init__(self, left_s: float) -> None:
        super().__init__()
        self.left_s = left_s


def _opened(
    this: _Try,
    unlock: Callable[[header.Header], admission.Unlocked],
    pause: Callable[[float], None],
) -> Vault:
    """Open the vault as soon as a try may be looked at.

    Looked at under the vault's lock, so that several programs that guess at once gain nothing.
    """

    def in_time(shape: header.Header) -> admission.Unlocked:
        guesses = this.guesses(shape.vault_id)
        left_s = guesses.left_s(this.person(shape))
        if left_s > 0:
            raise _TooEarlyError(left_s)
        return unlock(shape)

    while True:
        try:
            return open_vault(
                this.folder,
                in_time,
                clock=this.clock,
                outside=this.outside,
                shared=this.shared,
            )
        except _TooEarlyError as early:
            pause(early.left_s)
        except UnlockFailedError as error:
            guesses = this.guesses(header.read(this.folder).vault_id)
            wait_s = math.ceil(guesses.left_s(whom(error)))
            facts = {name: fact for name, fact in error.facts.items() if name != "user"}
            raise UnlockFailedError(error.reason, **facts, wait_s=wait_s) from error


def describe(folder: Path) -> VaultInfo:
    """Return what stands on the outside of a vault.

    Raises:
        VaultMissingError: There is no vault.
        DamagedError: Its header cannot be read.
    """
    check_place(folder)
    shape = header.read(folder)
    return VaultInfo(
        vault_id=shape.vault_id,
        practice=shape.practice,
        created_at=shape.created_at,
        format=header.FORMAT,
        people=len(shape.people),
    )


def look_at_door(folder: Path, *, clock: Clock, outside: Path | None = None) -> Door:
    """Return who can sign in, as the outside of a vault says it: nobody has checked it yet.

    Args:
        folder: The vault.
        clock: Says what time it is.
        outside: As ``sign_in``.

    Raises:
        VaultMissingError: There is no vault.
        DamagedError: Its header cannot be read.
    """
    check_place(folder)
    shape = header.read(folder)
    kept = outside or outside_folder()
    guesses = Guesses(folder, shape.vault_id, clock=clock, outside=kept)
    people = tuple(
        PersonAtDoor(
            user_id=signed.person.user_id,
            name=signed.person.name,
            full_name=signed.person.full_name,
            role=signed.person.role,
            wait_s=math.ceil(guesses.left_s(signed.person.user_id)),
        )
        for signed in shape.people
    )
    return Door(
        vault_id=shape.vault_id,
        practice=shape.practice,
        created_at=shape.created_at,
        people=people,
        spooled=waiting_behind(folder),
        sheets_needed=shape.recovery.threshold,
    )


def held_keys(session: Session) -> frozenset[Domain]:
    """Return the domains that the signed-in person's keys open."""
    return frozenset(domain for domain in Domain if session.vault.ring.holds(domain))
