"""Making a vault's folder, and opening a vault for the person whom their passphrase lets in."""

from collections.abc import Callable
from pathlib import Path

from desktop.clock import Clock, stamp
from desktop.errors import UnlockFailedError, VaultError, VaultExistsError, VaultMissingError
from desktop.records.recovery import RecoveryPlan
from desktop.records.staff import NewPerson
from desktop.vault import header
from desktop.vault.admission import Unlocked, found
from desktop.vault.calibration import cost_here
from desktop.vault.checkpoints import outside_folder
from desktop.vault.connection import FILE_NAME
from desktop.vault.files import disk_errors, sync_folder
from desktop.vault.guesses import Guesses, whom
from desktop.vault.header import Header
from desktop.vault.layout import check_layout
from desktop.vault.lock import InstanceLock
from desktop.vault.log import check_log
from desktop.vault.objects import ObjectStore
from desktop.vault.passphrase import KdfCost
from desktop.vault.place import check_place
from desktop.vault.recovery_slot import new_recovery
from desktop.vault.store import Vault


def create_vault(
    folder: Path,
    *,
    practice: str,
    first: NewPerson,
    clock: Clock,
    cost: KdfCost | None = None,
    recovery: RecoveryPlan = RecoveryPlan.TWO_OF_THREE,
) -> tuple[str, ...]:
    """Make an empty vault in ``folder`` and return what its recovery sheets say, kept nowhere.

    Raises:
        VaultExistsError: The folder is not empty.
        PlaceRefusedError: A vault may not lie there.
        PassphraseWeakError: The first person's passphrase is too easy to guess.
        VaultFullError: The disk has no room.
    """
    check_place(folder)
    with disk_errors():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise VaultExistsError
    fresh = new_recovery(recovery)
    shape = found(
        practice=practice,
        created_at=stamp(clock.now()),
        first=first,
        cost=cost or cost_here(),
        recovery=fresh,
    )
    objects = ObjectStore(folder, shape.vault_id)
    objects.create()
    with disk_errors():
        for name in ("spool", "checkpoints"):
            (folder / name).mkdir(mode=0o700)
        sync_folder(folder)
    header.write(folder, shape)
    return fresh.keys


def open_vault(
    folder: Path,
    unlock: Callable[[Header], Unlocked],
    *,
    clock: Clock,
    outside: Path | None = None,
    shared: Path | None = None,
) -> Vault:
    """Open the vault in ``folder`` for the person whom ``unlock`` lets in.

    Signed heads are kept in ``outside``, this user's state folder unless said otherwise, and in
    ``shared``, a folder of the practice's own, where one was named.

    Raises:
        VaultMissingError: There is no vault.
        VaultInUseError: Another Diogel has it open.
        PlaceRefusedError: It lies where a vault may not lie.
        UnlockFailedError: ``unlock`` refused; noted for the audit.
        TamperedError: The chain of trust does not hold.
        DamagedError: The catalogue cannot be opened.
        FormatTooNewError: Written by a newer Diogel.
    """
    if not (folder / header.FILE_NAME).exists() and not (folder / FILE_NAME).exists():
        raise VaultMissingError
    check_place(folder)
    check_layout(folder)
    held = InstanceLock(folder)
    try:
        check_log(folder / (FILE_NAME + "-wal"))
        shape = header.read(folder)
        guesses = Guesses(folder, shape.vault_id, clock=clock, outside=outside or outside_folder())
        who = _let_in(shape, unlock, guesses)
        vault = Vault(
            folder, held=held, shape=shape, who=who, clock=clock, outside=outside, shared=shared
        )
    except BaseException:
        held.release()
        raise
    try:
        vault.start()
        guesses.opened(who.user_id)
    except BaseException as error:
        _abandon(vault, error)
        raise
    return vault


def _let_in(shape: Header, unlock: Callable[[Header], Unlocked], guesses: Guesses) -> Unlocked:
    try:
        return unlock(shape)
    except UnlockFailedError as error:
        guesses.failed(whom(error))
        raise


def _abandon(vault: Vault, cause: BaseException) -> None:
    try:
        vault.close()
    except VaultError as second:
        cause.add_note(f"closing failed too: {second.code}")
