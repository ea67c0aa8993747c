"""Founding a practice's vault, signing in, and what is compared at every start."""

from dataclasses import dataclass
from pathlib import Path

from desktop.clock import Clock
from desktop.errors import RecordInvalidError
from desktop.records.door import Door, PersonAtDoor
from desktop.records.entry import Founded, PassphraseEntry, RecoveryEntry, VaultInfo
from desktop.records.plain_text import is_plain
from desktop.records.role import Domain, Role
from desktop.records.staff import NewPerson
from desktop.vault import admission, header
from desktop.vault.audit import Event
from desktop.vault.passphrase import KdfCost
from desktop.vault.place import check_place
from desktop.vault.store import create_vault, open_vault
from desktop.vault.verify import Problem, filing_problems
from desktop.workflow.decoding import Decoding
from desktop.workflow.destroying import all_lines, log_of
from desktop.workflow.session import Session

_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session, and what the comparison at start found."""

    session: Session
    problems: tuple[Problem, ...]


def check_names(*names: str) -> None:
    """Return only if these can be names of staff or of a practice.

    Raises:
        RecordInvalidError: ``name``: empty, too long or not printable.
    """
    for name in names:
        if not name.strip() or len(name) > _LONGEST_NAME or not is_plain(name):
            raise RecordInvalidError("name")


def found_practice(
    folder: Path, *, practice: str, first: NewPerson, clock: Clock, cost: KdfCost | None = None
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
    recovery_key = create_vault(folder, practice=practice, first=first, clock=clock, cost=cost)
    return Founded(vault_id=header.read(folder).vault_id, recovery_key=recovery_key)


def sign_in(
    folder: Path,
    entry: PassphraseEntry | RecoveryEntry,
    *,
    decoding: Decoding,
    clock: Clock,
    outside: Path | None = None,
) -> SignedIn:
    """Open the vault for one person, and compare signed filings with the rows.

    Args:
        folder: The vault.
        entry: Who, and what opens their keys.
        decoding: The decoders that the session will use.
        clock: Says what time it is.
        outside: Where signed audit heads are kept outside the vault; the user's state folder
            unless said otherwise.

    Raises:
        UnlockFailedError: Wrong name, passphrase or recovery key; noted for the audit.
        VaultMissingError: There is no vault.
        VaultInUseError: It is open elsewhere.
        TamperedError: The chain of trust does not hold.
        DamagedError: The catalogue cannot be opened.
    """

    def unlock(shape: header.Header) -> admission.Unlocked:
        if isinstance(entry, RecoveryEntry):
            return admission.unlock_recovery(shape, entry.recovery_key)
        return admission.unlock(shape, entry.name, entry.passphrase)

    vault = open_vault(folder, unlock, clock=clock, outside=outside)
    try:
        with vault.change() as tx:
            problems = tuple(filing_problems(tx))
            destroyed = all_lines(vault, tx)
            tx.audit(Event(act="filings_compared", body={"problems": len(problems)}))
        if destroyed is not None:
            log_of(vault).publish(destroyed)
    except BaseException:
        vault.close()
        raise
    session = Session(vault=vault, decoding=decoding, clock=clock)
    return SignedIn(session=session, problems=problems)


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


def look_at_door(folder: Path) -> Door:
    """Return who can sign in, as the outside of a vault says it: nobody has checked it yet.

    Raises:
        VaultMissingError: There is no vault.
        DamagedError: Its header cannot be read.
    """
    check_place(folder)
    shape = header.read(folder)
    people = tuple(
        PersonAtDoor(
            user_id=signed.person.user_id,
            name=signed.person.name,
            full_name=signed.person.full_name,
            role=signed.person.role,
        )
        for signed in shape.people
    )
    return Door(
        vault_id=shape.vault_id,
        practice=shape.practice,
        created_at=shape.created_at,
        people=people,
    )


def held_keys(session: Session) -> frozenset[Domain]:
    """Return the domains that the signed-in person's keys open."""
    return frozenset(domain for domain in Domain if session.vault.ring.holds(domain))
