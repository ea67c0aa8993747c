"""The vault: created, opened, changed in audited transactions, closed.

Invariant: nothing is changed outside ``Vault.change``, and ``change`` does not commit without an
audit entry. One process, one connection, the thread that opened it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.clock import Clock, stamp
from desktop.errors import (
    DamagedError,
    VaultError,
)
from desktop.records.role import MAY, Act, Domain
from desktop.vault import (
    audit,
    dialect_sqlite,
    header,
    header_record,
    journal,
    old_catalogue,
    rekey,
)
from desktop.vault.admission import Unlocked, reopened, with_mac
from desktop.vault.audit import Event
from desktop.vault.checkpoints import (
    EVERY,
    Checkpoint,
    Checkpoints,
    HeadLines,
    Heads,
    outside_folder,
)
from desktop.vault.connection import open_engine
from desktop.vault.database_errors import database_errors
from desktop.vault.epochs import is_rekeying, rekeyed
from desktop.vault.header import Header
from desktop.vault.keys import Identity, KeyRing
from desktop.vault.lock import InstanceLock
from desktop.vault.migrate import check_due, migrate
from desktop.vault.objects import ObjectStore, Recovered
from desktop.vault.schema import NEWEST
from desktop.vault.signers import key_at
from desktop.vault.sweeping import Sweep
from desktop.vault.transaction import Transaction, UnauditedChangeError

_LOG: Final = logging.getLogger(__name__)
MIGRATED: Final = "migrated"
"""Act of the entry that says that the catalogue was brought to the newest schema."""


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
        self._engine, self._connection = self._connected()
        self.found_format, self.found_revision = shape.format, ""
        self._marked = 0
        self._broken = self._is_copied = False
        self._staged: Header | None = None
        self._staged_identity: Identity | None = None

    def _connected(self) -> tuple[sa.Engine, sa.Connection]:
        """Open the database with the key in force, or with the one before until it is re-keyed."""
        for private in (self.ring.private(Domain.CATALOGUE), self.who.former_catalogue):
            engine = open_engine(self.folder, private, self.header.catalogue_salt)
            try:
                connection = engine.connect()
            except DamagedError:
                engine.dispose()
                if private == self.who.former_catalogue or not self.who.former_catalogue:
                    raise
                continue
            self._keyed_with = private
            return engine, connection
        raise DamagedError("catalogue")

    @property
    def ring(self) -> KeyRing:
        """The signed-in person's keys."""
        return self.who.ring

    @property
    def is_changing(self) -> bool:
        """Whether a change is open: nobody may wait for anything meanwhile."""
        return self._connection.in_transaction()

    def start(self, first: Callable[[Transaction], None] | None = None) -> None:
        """Migrate, do ``first``, put right what a killed process left, take failed sign-ins in.

        All of it is one change: no catalogue is new without the entry that says so.
        """
        self._keep_old()
        failures = journal.failures(self.folder)
        with self.change() as tx:
            migrate(tx.connection)
            if first is not None:
                first(tx)
            self._settle(tx)
            if self.found_revision not in {"", NEWEST}:
                body = {"from": self.found_revision, "to": NEWEST}
                tx.audit(Event(act=MIGRATED, body=body))
            self.recovered = self._sweep.begin(tx.connection)
            for failure in failures:
                tx.audit(Event(act="sign_in_failed", subject=failure["user"], body=failure))
            header_record.record_people(tx, self.header)
            tx.audit(Event(act="sign_in", subject=self.who.user_id, body=self.recovered.counts()))
        if failures:
            journal.clear(self.folder)
        self.finish_renewal(lambda _done, _all: None)

    def _keep_old(self) -> None:
        """Keep a verified copy of a catalogue that is to be brought to the newest schema."""
        with database_errors(), self._connection.begin():
            self.found_revision = check_due(self._connection)
        if self.found_revision not in {"", NEWEST}:
            self._connection.close()
            self._engine.dispose()  # folds the log into the file
            try:
                old_catalogue.keep(self.folder, self.found_revision, now=self._clock.now())
            finally:
                self._engine, self._connection = self._connected()

    def _settle(self, tx: Transaction) -> None:
        """Find the header that is in force; bind a new vault's; bring an earlier format's up."""
        in_force = header_record.settled(tx.connection, self.folder, self.header)
        if in_force is None:
            tx.audit(header_record.first_seen(self.header))
            if self.header.format > 1:
                self._bind_slots(tx, self.header)
        elif in_force is not self.header:
            self._adopt(in_force)
            tx.ring = self.ring
        if self.header.format == 1 and Act.ADD_USER in MAY[self.who.role]:
            shape = with_mac(
                replace(self.header, format=header.FORMAT), self.ring.private(Domain.CATALOGUE)
            )
            self.bind_header(tx, shape, Event(act=header_record.UPGRADED, body={}))
            self._bind_slots(tx, shape)

    def _bind_slots(self, tx: Transaction, shape: Header) -> None:
        for signed in shape.people:
            tx.audit(header_record.slot_event(shape, signed.person.user_id))

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
        self._staged = self._staged_identity = None
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
        tx = Transaction(
            connection=self._connection,
            ring=self.ring,
            at=at,
            user=self.who.user_id,
            _append=lambda event: self._append(event, at, tx.ring),
        )
        return tx

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

    def _append(self, event: Event, at: str, ring: KeyRing) -> int:
        return audit.append(
            self._connection,
            event,
            user=self.who.user_id,
            at=at,
            identity=self.who.identity,
            ring=ring,
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

    def look_at_heads(self, *, newest_bytes: int | None = None) -> Heads:
        """Return every head as it stands in its place; nobody has checked it.

        Args:
            newest_bytes: Only the last lines of each file are read, at most so much of it.
        """
        return self._checkpoints.look(newest_bytes=newest_bytes)

    def head_lines(self) -> HeadLines:
        """Return what the files of heads hold. Asks no catalogue: it may be called aside."""
        contents = tuple(self._checkpoints.contents())
        return HeadLines(contents=contents, is_shared_lost=self._checkpoints.is_shared_lost)

    def mark_head(self) -> None:
        """Sign the newest head now, if it is not signed yet."""
        self._mark(every=1)

    def bind_header(
        self, tx: Transaction, shape: Header, event: Event, *, identity: Identity | None = None
    ) -> None:
        """Put ``shape`` in force when the change commits, and bind it with ``event``'s entry.

        Args:
            tx: The change.
            shape: With its tag.
            event: Without a binding; must be this change's first entry where a certificate is
                retired in it, since that names the number.
            identity: The private keys from then on of the person who is in, where they change.
        """
        header_record.check_right(shape, self.who.user_id)
        tx.audit(replace(event, binding=header_record.binding_of_header(shape)))
        self.stage_header(shape)
        self._staged_identity = identity

    def stage_header(self, shape: Header) -> None:
        """Put ``shape`` in force when the change that this is called in has committed.

        The caller audits what binds it: see ``bind_header`` and ``header_record.slot_event``.
        """
        header_record.stage(self.folder, shape)
        self._staged = shape

    def _adopt(self, shape: Header) -> None:
        """Take ``shape`` for this vault's header and hold the keys that it gives, if any."""
        who = self.who
        if self._staged_identity is not None:
            who = replace(who, identity=self._staged_identity)
        self.who = reopened(shape, who)
        self.header = shape

    def finish_renewal(self, progress: Callable[[int, int], None]) -> None:
        """Key the database anew if the header says so, and let go of the former key.

        Nothing happens otherwise. The last step is the right of whoever may renew keys; until one
        of them signs in, the former key stays granted, and opens nothing any more.

        Raises:
            VaultFullError: The disk has no room; the next start tries again.
        """
        if self._is_copied:  # by a backup, over this very connection: the next start does it
            return
        private = self.ring.private(Domain.CATALOGUE)
        if private != self._keyed_with:
            self._rekey(private, progress)
        else:
            rekey.discard(self.folder)
        if is_rekeying(self.header) and Act.ROTATE_KEYS in MAY[self.who.role]:
            with self.change() as tx:
                shape = rekeyed(self.header, self.who)
                self.bind_header(tx, shape, Event(act=header_record.REKEYED, body={}))

    def _rekey(self, private: bytes, progress: Callable[[int, int], None]) -> None:
        self.fold_log()
        with self._guarded():
            salt = self.header.catalogue_salt
            rekey.write_copy(self._connection, self.folder, private, salt, progress)
        self._broken = True  # until the new file is open: nothing may be written to the old one
        self._connection.close()
        self._engine.dispose()
        rekey.take_place(self.folder)
        self._engine, self._connection = self._connected()
        self._broken = False

    def copy_catalogue(self, copy: Callable[[sa.Connection], None]) -> None:
        """Have the catalogue copied outside any change; ``copy`` may give way to others."""
        self._is_copied = True
        try:
            with database_errors():
                copy(self._connection)
        finally:
            self._is_copied = False

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
