"""Scrubbing: every sealed file decrypted and compared, before somebody needs the one that rotted.

A slice a night reads the whole vault in a month. It can be stopped after any file and goes on where
it was: what was read is noted with each batch, and what was not read for longest comes first.
Reading happens aside, so that whoever works meanwhile does not wait for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event as Signal
from typing import Final

from desktop.clock import stamp
from desktop.errors import UsageError
from desktop.ids import ObjectId
from desktop.records.role import Act
from desktop.records.scrubbed import Flaw, Scrubbed
from desktop.vault import destruction, dialect_sqlite, scrub
from desktop.vault.audit import Event
from desktop.vault.scrub import Due
from desktop.vault.spool_check import spool_problems
from desktop.workflow.pace import BLOCKING, Pace, Stop
from desktop.workflow.session import Session

_NIGHT: Final = timedelta(hours=20)
"""What was read within it belongs to the same night's slice."""


def _quiet(_done: int, _total: int) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a scrub goes.

    Attributes:
        parts: The vault is read in so many slices; 1 for all of it now.
        backup: A place of backups from which damaged files are repaired, if given.
        stop: Ends it after the present file.
        progress: Told how many files of how many were read.
        pace: Has files read.
        rest_s: Seconds of rest after each file.
        batch: Files between two notes: what a kill can make to be read again.
        is_nightly: Whether what was read in the last twenty hours is part of the slice.
    """

    parts: int = 1
    backup: Path | None = None
    stop: Stop = field(default_factory=Signal)
    progress: Callable[[int, int], None] = _quiet
    pace: Pace = BLOCKING
    rest_s: float = 0.0
    batch: int = 100
    is_nightly: bool = False


def scrub_vault(session: Session, how: How) -> Scrubbed:
    """Read a slice of the sealed files through, and the whole database.

    The sealed files are read aside, the database in the caller's thread: nobody else has a turn
    while it is checked.

    Raises:
        NotPermittedError: This role may not.
        UsageError: ``slice``: there is no such part.
        VaultFullError: No room for a repaired file.
        DamagedError: The disk does not let anything be noted.
    """
    session.require(Act.SCRUB_VAULT)
    if how.parts < 1:
        raise UsageError("slice")
    session.vault.fold_log()
    run = _Run(session, how)
    return run.finished()


class _Run:
    """One scrub from its list to its end."""

    def __init__(self, session: Session, how: How) -> None:
        self._session = session
        self._how = how
        since = stamp(session.clock.now() - _NIGHT) if how.is_nightly else ""
        with session.vault.change() as tx:
            self._slice = scrub.due(tx, parts=how.parts, since=since)
            is_idle = how.is_nightly and not self._slice.due
            problems = [] if is_idle else dialect_sqlite.integrity_problems(tx.connection)
            body = {"due": len(self._slice.due), "database": len(problems)}
            tx.audit(Event(act="scrub_begun", body=body))
        self._flaws = [Flaw(what="database", where=text[:80]) for text in problems]
        self._repaired: list[ObjectId] = []
        self._checked = 0

    def finished(self) -> Scrubbed:
        """Read, note, and say what was found."""
        due = self._slice.due
        read: list[tuple[Due, str]] = []
        for number, one in enumerate(due):
            if self._how.stop.is_set():
                break
            read.append((one, self._read(one)))
            self._how.progress(number + 1, len(due))
            if len(read) == self._how.batch:
                self._note(read)
                read = []
            if self._how.rest_s and number + 1 < len(due):
                self._how.pace.pause(self._how.rest_s)
        self._note(read)
        self._look_at_spool()
        return Scrubbed(
            checked=self._checked,
            not_checked=self._slice.not_checked,
            left=len(due) - self._checked,
            repaired=tuple(self._repaired),
            flaws=tuple(self._flaws),
        )

    def _look_at_spool(self) -> None:
        """Say what waits in the spool and does not open; the next sign-in sets it aside."""
        with self._session.vault.reading() as tx:
            problems = spool_problems(self._session.vault, tx)
        self._flaws += [Flaw(what=one.what, where=one.where) for one in problems]

    def _read(self, one: Due) -> str:
        """Return what is wrong with one file, looked at twice before it is called damaged."""
        objects, aside = self._session.vault.objects, self._how.pace.aside
        wrong = aside(lambda: scrub.problem_of(objects, one))
        return wrong and aside(lambda: scrub.problem_of(objects, one))

    def _repair(self, one: Due) -> bool:
        """Return whether a whole copy was put in the place of a damaged file."""
        vault = self._session.vault
        copies = list(vault.objects.set_aside(one.object_id))
        if self._how.backup is not None:
            place, vault_id = self._how.backup, vault.header.vault_id
            copies.append(scrub.copy_in_backup(place, vault_id, one.object_id))
        repair = partial(scrub.repair, vault.objects, one)
        return any(self._how.pace.aside(partial(repair, copy)) for copy in copies)

    def _note(self, read: list[tuple[Due, str]]) -> None:
        """Write one batch down: in one entry, with what is damaged and what was repaired."""
        if not read:
            return
        repaired = {one.object_id for one, wrong in read if wrong and self._repair(one)}
        objects = self._session.vault.objects
        flaws = []
        with self._session.vault.change() as tx:
            for one, wrong in read:
                if not destruction.has_key(tx, one.object_id):  # destroyed meanwhile
                    objects.remove(one.object_id)
                elif not wrong or one.object_id in repaired:
                    scrub.note_whole(tx, one.object_id)
                else:
                    scrub.note_damaged(tx, objects, one)
                    flaws.append(Flaw(what=wrong, where=one.object_id))
            body = {
                "checked": len(read),
                "damaged": [flaw.where for flaw in flaws],
                "repaired": sorted(repaired),
            }
            tx.audit(Event(act=Act.SCRUB_VAULT.value, body=body))
        self._checked += len(read)
        self._flaws += flaws
        self._repaired += sorted(repaired)
