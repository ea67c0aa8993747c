"""Receiving while nobody is signed in: whole and verified into the spool, and off the source.

What does this holds no key: it seals with the public half that is in force (``vault.spool_key``),
reads back with the file's own random key while that is still in memory, and forgets it. What comes
in is looked at by a decoder first, as ever, so that a film or a text stays where it is. Nothing is
audited here: the journal beside the vault and the entry at the next sign-in are (``absorbing``).
"""

from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.clock import Clock, stamp
from desktop.errors import (
    DamagedError,
    FileRefusedError,
    IntakeError,
    SourceChangedError,
    SpoolClosedError,
    VaultError,
    VaultInUseError,
)
from desktop.ids import SpoolId, VaultId
from desktop.intake.digest import confirm
from desktop.intake.entry import Listing, Seen
from desktop.intake.reach import AnyFile, AnySource
from desktop.intake.source import Source
from desktop.records.arrival import Origin
from desktop.records.intake_report import IntakeReport, Refused, Spooled
from desktop.records.removal import REMOVED, Removal
from desktop.records.role import Domain
from desktop.records.spool import SpoolState
from desktop.vault.checkpoints import outside_folder
from desktop.vault.spool import Spool, spooled_count
from desktop.vault.spool_file import SpoolFacts
from desktop.vault.spool_key import IntakeKey, intake_key, note_key
from desktop.vault.store import Vault
from desktop.workflow.decoding import Decoding
from desktop.workflow.emptying import Run, Taker
from desktop.workflow.sealing import Read, examine, pieces_of, read_whole

_FILE_MISSING: Final = "file_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedVault:
    """A vault that nobody has open here, as it looks from outside.

    Attributes:
        folder: Where it lies.
        vault_id: As its header says.
        decoding: Where untrusted bytes are read.
        clock: Says what time it is.
        outside: Where the key in force was noted; the user's state folder unless said otherwise.
    """

    folder: Path
    vault_id: VaultId
    decoding: Decoding
    clock: Clock
    outside: Path | None = None

    def key(self) -> IntakeKey:
        """Return what to seal with.

        Raises:
            VaultError: As ``spool_key.intake_key``.
        """
        return intake_key(self.folder, outside=self.outside or outside_folder())


class SpoolReceiving:
    """Where a watched folder's files go while nobody is signed in (``emptying.Receiving``)."""

    def __init__(self, vault: LockedVault) -> None:
        self._vault = vault

    def taker(self, source: AnySource, run: Run, _listing: Listing) -> Taker:
        """Return what seals the files of an open source into the spool."""
        return SpoolReceiver(self._vault, source, run)

    def sort(self, run: Run, report: IntakeReport) -> None:
        """Leave it: which of these are slips is known once somebody who may know it is in."""

    def note(self, report: IntakeReport) -> None:
        """Write nothing: each sealed file is in the journal already, and names are nobody's."""


class SpoolReceiver:
    """Seals files of one source into the spool, one at a time.

    Args:
        vault: Whose spool.
        source: The open folder.
        run: How it is to be taken in; the label of its sitting is sealed already.
    """

    def __init__(self, vault: LockedVault, source: AnySource, run: Run) -> None:
        self._vault = vault
        self._source = source
        self._origin = run.origin
        self._removal = run.removal
        self._sitting = run.sitting
        self._device = run.device
        self._card = run.card
        self._aside = run.pace.aside
        self._spool = Spool(vault.folder, vault.vault_id)

    def take(self, seen: Seen, report: IntakeReport) -> None:
        """Seal one settled file, have it read back, and remove its source as asked.

        A file that cannot be removed from here is left alone: it would be sealed again at every
        lock.

        Raises:
            SourceGoneError: The folder is not there any more.
            SpoolClosedError: It is not known which key is in force.
            VaultInUseError: Somebody has the vault open, and receives.
            VaultError: The vault cannot take more: full, or damaged.
            DecoderCrashedError: ``start``: no decoder can be started on this computer.
        """
        if not self._aside(lambda: self._may_remove(seen)):
            return
        try:
            with self._aside(lambda: self._open(seen)) as opened:
                read = self._aside(lambda: read_whole(opened))
                with read.memory:
                    self._take_read(seen, read, opened, report)
        except FileRefusedError as error:
            report.refused.append(Refused(file=seen.relative_name, reason=error.reason))
        except SourceChangedError:
            report.pending.append(seen.relative_name)

    def _may_remove(self, seen: Seen) -> bool:
        return not isinstance(self._source, Source) or self._source.may_remove(seen.raw)

    def _open(self, seen: Seen) -> AnyFile:
        self._source.check()
        return self._source.open(seen.raw, expected=seen.identity)

    def _take_read(self, seen: Seen, read: Read, opened: AnyFile, report: IntakeReport) -> None:
        fresh = self._origin is not Origin.PRACTICE
        examine(self._vault.decoding, read.memory, fresh=fresh)
        facts = SpoolFacts(
            name=read.name,
            mtime_ns=read.mtime_ns,
            origin=self._origin,
            came_at=stamp(self._vault.clock.now()),
            sha256=read.sha256,
            size_bytes=read.memory.size,
            asked=self._removal is Removal.VERIFIED,
            sitting=self._sitting,
            device=self._device,
            card=self._card,
        )
        name = self._aside(lambda: self._sealed(read, opened, facts))
        outcome = self._aside(lambda: self._remove(seen, name))
        sealed = Spooled(file=seen.relative_name, name=name, source_removed=outcome == REMOVED)
        report.spooled.append(sealed)

    def _sealed(self, read: Read, opened: AnyFile, facts: SpoolFacts) -> SpoolId:
        key = self._vault.key()
        name = self._spool.seal(pieces_of(read.memory), facts, key)
        try:
            confirm(opened.read_chunks(afresh=True), digest=read.sha256)
            outside = self._vault.outside or outside_folder()
            self._spool.publish(name, key, at=facts.came_at, outside=outside)
        except DamagedError as error:
            self._spool.drop(name)
            if error.reason == _FILE_MISSING:  # somebody signed in and swept it
                raise VaultInUseError from error
            raise
        except BaseException:
            self._spool.drop(name)
            raise
        return name

    def _remove(self, seen: Seen, name: SpoolId) -> str:
        """Remove the source if it still is the file that was read; return what became of it."""
        if self._removal is Removal.NEVER:
            return ""
        try:
            self._source.remove(seen.raw, identity=seen.identity)
            outcome = REMOVED
        except IntakeError as error:
            outcome = error.reason or error.code
        with suppress(VaultError):  # then it stays unknown, and is looked for
            self._spool.note_source(name, outcome)
        return outcome


def waiting_behind(folder: Path) -> int:
    """Return how many photographs wait in the spool of a vault; says nothing of them."""
    return spooled_count(folder)


def look_at_spool(folder: Path, *, outside: Path | None = None) -> SpoolState:
    """Return what lies in the spool of a vault and whether it takes more; needs no key.

    Raises:
        VaultError: There is no vault, or its header cannot be read.
        TamperedError: The chain of trust does not hold.
    """
    closed = ""
    try:
        key = intake_key(folder, outside=outside or outside_folder())
        epoch, vault_id = key.key.epoch, key.vault_id
    except SpoolClosedError as error:
        closed, epoch, vault_id = error.reason, 0, VaultId("")
    lying = Spool(folder, vault_id).lying()
    return SpoolState(
        waits=tuple(one.spool_id for one in lying.waits),
        stored_bytes=sum(one.stored_bytes for one in lying.waits),
        foreign=len(lying.foreign),
        closed_because=closed,
        epoch=epoch,
    )


def note_intake_key(vault: Vault) -> None:
    """Note outside the vault which inbox key is in force, for when nobody is signed in.

    What cannot be noted closes the spool until the next sign-in, and refuses nobody.
    """
    with suppress(VaultError):
        note_key(vault.header, outside=vault.outside)


def check_nothing_spooled(vault: Vault, renewed: Set[Domain]) -> None:
    """Return only if no photograph waits that a renewal of ``renewed`` would shut in for ever.

    Raises:
        SpoolClosedError: ``entered_first``: a nurse or clinician has to sign in before.
    """
    if Domain.INBOX not in renewed or not vault.ring.holds(Domain.INBOX):
        return
    waits = Spool(vault.folder, vault.header.vault_id).lying().waits
    if waits:
        raise SpoolClosedError("entered_first", waiting=len(waits))
