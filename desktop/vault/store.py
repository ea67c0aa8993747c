"""The vault: created, opened, changed in audited transactions, closed.

Invariant: nothing is changed outside ``Vault.change``, and ``change`` does not commit without an
audit entry. One process, one connection, the thread that opened it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.clock import Clock, stamp
from desktop.errors import (
    DamagedError,
    UnlockFailedError,
    VaultError,
    VaultExistsError,
    VaultMissingError,
)
from desktop.records.role import Domain
from desktop.records.staff import NewPerson
from desktop.vault import audit, dialect_sqlite, header, header_record, journal
from desktop.vault.admission import Unlocked, found, still_held
from desktop.vault.audit import Event
from desktop.vault.checkpoints import EVERY, Checkpoint, Checkpoints, Heads, outside_folder
from desktop.vault.connection import FILE_NAME, open_engine
from desktop.vault.database_errors import database_errors
from desktop.vault.files import disk_errors, sync_folder
from desktop.vault.guesses import Guesses, whom
from desktop.vault.header import Header
from desktop.vault.keys import KeyRing
from desktop.vault.layout import check_layout
from desktop.vault.lock import InstanceLock
from desktop.vault.log import check_log
from desktop.vault.migrate import migrate
from desktop.vault.objects import ObjectStore, Recovered
from desktop.vault.passphrase import KdfCost
from desktop.vault.place import check_place
from desktop.vault.schema import audit_entry
from desktop.vault.signers import key_at
from desktop.vault.sweeping import Sweep
from desktop.vault.transaction import Transaction, UnauditedChangeError

__all__ = (
    "Transaction",
    "UnauditedChangeError",
    "Vault",
    "create_vault",
    "database_errors",
    "open_vault",
)

_LOG: Final = logging.getLogger(__name__)


class Vault:
    """An open vault and the person who opened it."""

    def __init__(
        self,
        folder: Path,
        *,
        held: InstanceLock,
        shape: Header,
        who: Unlocked,
        clock: Clock,
        outside: Path | None = None,
        shared: Path | None = None,
    ) -> None:
        """Connect; use ``open_vault``."""
        self.folder = folder
        self.header = shape
        self.who = who
        self.objects = ObjectStore(folder, shape.vault_id)
        self.recovered = Recovered()
        self._sweep = Sweep(self.objects)
        self._held = held
        self._clock = clock
        self.outside = outside or outside_folder()
        self._checkpoints = Checkpoints(folder, shape.vault_id, outside=self.outside, shared=shared)
        self._engine = open_engine(folder, who.ring.private(Domain.CATALOGUE), shape.catalogue_salt)
        self._connection = self._engine.connect()
        self._marked = 0
        self._broken = False
        self._staged: Header | None = None

    @property
    def ring(self) -> KeyRing:
        """The signed-in person's keys."""
        return self.who.ring

    @property
    def is_changing(self) -> bool:
        """Whether a change is open: nobody may wait for anything meanwhile."""
        return self._connection.in_transaction()

    def start(self, first: Callable[[Transaction], None] | None = None) -> None:
        """Migrate, do ``first``, put right what a killed process left, take failed sign-ins in."""
        with database_errors(), self._connection.begin():
            migrate(self._connection)
        failures = journal.failures(self.folder)
        with self.change() as tx:
            if first is not None:
                first(tx)
            in_force = header_record.settled(tx.connection, self.folder, self.header)
            if in_force is None:
                tx.audit(header_record.first_seen(self.header))
            else:
                self._adopt(in_force)
            self.recovered = self._sweep.begin(tx.connection)
            for failure in failures:
                tx.audit(Event(act="sign_in_failed", subject=failure["user"], body=failure))
            self._record_people(tx)
            tx.audit(Event(act="sign_in", subject=self.who.user_id, body=self.recovered.counts()))
        if failures:
            journal.clear(self.folder)

    def _record_people(self, tx: Transaction) -> None:
        """Enter whoever is in the header and not in the trail.

        The founder at the first start; and somebody whose admission was cut off between the header
        and the commit.
        """
        acts = ("add_user", "user_found")
        query = sa.select(audit_entry.c.subject).where(audit_entry.c.act.in_(acts))
        known = set(tx.connection.scalars(query))
        for signed in self.header.people:
            person = signed.person
            if person.user_id not in known:
                body = {"name": person.name, "role": person.role.value, "by": signed.admitted_by}
                tx.audit(Event(act="user_found", subject=person.user_id, body=body))

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        """Run the block as one transaction that commits with its audit entry or not at all.

        Raises:
            UnauditedChangeError: The block wrote no audit entry; nothing is committed.
            VaultFullError: The disk has no room; nothing is committed.
            DamagedError: The database refused; after a disk error the vault must be reopened.
        """
        if self._broken:
            raise DamagedError("reopen")
        self._staged = None
        with self._guarded(), self._connection.begin():
            tx = self._transaction(stamp(self._clock.now()))
            yield tx
            if not tx.audited:
                raise UnauditedChangeError
        self._after_commit()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Run the block as a transaction that changes nothing: what is read is audited before."""
        if self._broken:
            raise DamagedError("reopen")
        with self._guarded(), self._connection.begin() as transaction:
            yield self._transaction(stamp(self._clock.now()))
            transaction.rollback()

    def _transaction(self, at: str) -> Transaction:
        return Transaction(
            connection=self._connection,
            ring=self.ring,
            at=at,
            user=self.who.user_id,
            _append=lambda event: self._append(event, at),
        )

    def _after_commit(self) -> None:
        """Finish what may only happen now; nothing here can undo the change."""
        if self._staged is not None:
            self._broken = True  # until done: the next start would finish it
            header_record.publish(self.folder, self._staged)
            self._adopt(self._staged)
            self._broken = False
        try:
            self._mark(every=EVERY)
            with database_errors(), self._connection.begin():
                self._sweep.go_on(self._connection)
        except VaultError as error:  # the change stands; the next one and close() try again
            _LOG.info("left for later after a change: %s", error.code)

    def _append(self, event: Event, at: str) -> int:
        return audit.append(
            self._connection,
            event,
            user=self.who.user_id,
            at=at,
            identity=self.who.identity,
            ring=self.ring,
        )

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            with database_errors():
                yield
        except DamagedError as error:
            self._broken = self._broken or error.reason == "disk"
            raise

    def _mark(self, *, every: int) -> None:
        with database_errors(), self._connection.begin():
            seq, digest = audit.last(self._connection)
        if seq - self._marked < every:
            return
        self._checkpoints.write(
            Checkpoint(
                vault_id=self.header.vault_id,
                seq=seq,
                hash=digest,
                at=stamp(self._clock.now()),
                user=self.who.user_id,
            ),
            self.who.identity.signing_private,
        )
        self._marked = seq

    def heads(self) -> list[Checkpoint]:
        """Return every signed head known inside and outside the vault.

        Raises:
            TamperedError: One is forged.
        """
        return self._checkpoints.read(lambda user, seq: key_at(self.header, user, seq))

    def look_at_heads(self) -> Heads:
        """Return every head as it stands in its place; nobody has checked it."""
        return self._checkpoints.look()

    def mark_head(self) -> None:
        """Sign the newest head now, if it is not signed yet."""
        self._mark(every=1)

    def replace_header(self, shape: Header) -> None:
        """Put ``shape`` in force when the change that this is called in has committed.

        The caller audits, with ``header_record.binding_of_header`` as the entry's binding.
        """
        header_record.stage(self.folder, shape)
        self._staged = shape

    def _adopt(self, shape: Header) -> None:
        """Take ``shape`` for this vault's header, and let go of keys that it takes away."""
        self.header = shape
        self.who = still_held(shape, self.who)

    def copy_catalogue(self, copy: Callable[[sa.Connection], None]) -> None:
        """Have the catalogue copied outside any change; ``copy`` may give way to others."""
        with database_errors():
            copy(self._connection)

    def sign_head(self) -> None:
        """Sign the newest entry's hash and note it inside and outside the vault."""
        self._mark(every=1)

    def fold_log(self) -> None:
        """Fold the write-ahead log into the database file."""
        with database_errors():
            dialect_sqlite.checkpoint(self._connection)

    def close(self) -> None:
        """Sign the newest head, fold the log, let go of connection and lock; twice is harmless."""
        if self._connection.closed:
            return
        try:
            if not self._broken:
                self._mark(every=1)
                self.fold_log()
        finally:
            self._connection.close()
            self._engine.dispose()
            self._held.release()

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def create_vault(
    folder: Path, *, practice: str, first: NewPerson, clock: Clock, cost: KdfCost | None = None
) -> str:
    """Make an empty vault in ``folder`` and return its recovery key, which is kept nowhere.

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
    shape, recovery_key = found(
        practice=practice, created_at=stamp(clock.now()), first=first, cost=cost or KdfCost()
    )
    objects = ObjectStore(folder, shape.vault_id)
    objects.create()
    with disk_errors():
        for name in ("spool", "checkpoints"):
            (folder / name).mkdir(mode=0o700)
        sync_folder(folder)
    header.write(folder, shape)
    return recovery_key


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
