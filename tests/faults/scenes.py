"""What is done while it is disturbed, and deliberately broken variants of it.

Each scene works on a folder copied from a template (``support.practice``): vault, outside heads
and card lie below it, so that the shim sees all three.
"""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.practice import (
    CHEAP,
    CLARE,
    ETHEL,
    NIA,
    RHYS,
    Practice,
    declared,
    filing,
    passphrase_of,
    person,
    run_on,
)

from desktop.clock import SystemClock
from desktop.errors import UnlockFailedError
from desktop.ids import VaultId
from desktop.intake.source import Source
from desktop.records.entry import PassphraseEntry
from desktop.records.image import ImageState
from desktop.records.listed import Listed
from desktop.records.removal import Removal
from desktop.records.role import Role
from desktop.records.safekeeping import KeepBackups
from desktop.vault import connection, destruction, objects, store
from desktop.workflow import receiving
from desktop.workflow.attaching import attach
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.restoring import restore_backup
from desktop.workflow.safekeeping import back_up
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.staffing import change_passphrase, disable_user, rotate_keys
from desktop.workflow.users import add_user
from desktop.workflow.viewing import list_images

NEW_PERSON = "nora"


class Acknowledged:
    """What the user was told is done, kept outside the disturbed folder."""

    def __init__(self, root: Path) -> None:
        self._path = root.with_suffix(".told")
        self.also: Callable[[str], None] | None = None

    def tell(self, what: str) -> None:
        descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        os.write(descriptor, (what + "\n").encode())
        os.close(descriptor)
        if self.also is not None:
            self.also(what)

    def told(self) -> list[str]:
        return self._path.read_text().splitlines() if self._path.exists() else []


def _nothing(_root: Path) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One thing to do.

    Attributes:
        act: Does it and says what became of it.
        prepare: Runs before the shim is armed.
    """

    act: Callable[[Path, Acknowledged], Any]
    prepare: Callable[[Path], None] = _nothing


def _receive(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    names = sorted(path.name for path in practice.card.iterdir())

    def progress(done: int, _all: int) -> None:
        for name in names[:done]:
            told.tell(name)

    session = practice.sign_in(CLARE)
    with session.vault:
        run = run_on(practice.card, removal=Removal.VERIFIED, progress=progress)
        report = receive_folder(session, run).value
    for arrived in report.arrived:
        told.tell(arrived.file)
    return {
        "arrived": len(report.arrived),
        "duplicates": len(report.duplicates),
        "refused": [refused.reason for refused in report.refused],
        "pending": len(report.pending),
        "stopped": report.stopped.code if report.stopped else "",
    }


def _file(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = [one for one in list_inbox(session).waiting if one.patient is not None]
        if not waiting:
            return "filed before"
        consent = list_consents(session, ETHEL)[0].id
        filed = file_image(session, waiting[0].arrival, filing(ETHEL, consent)).value
        told.tell(filed.image)
    return "filed"


def _admit(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        if session.vault.header.named(NEW_PERSON) is not None:
            return "admitted before"
        add_user(session, person(NEW_PERSON, Role.NURSE), cost=CHEAP)
        told.tell(NEW_PERSON)
    return "admitted"


def _attach(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    files = tuple(sorted(practice.card.iterdir()))
    session = practice.sign_in(RHYS)
    with session.vault:

        def progress(done: int, _all: int) -> None:
            for file in files[:done]:
                told.tell(file.name)

        attached = attach(
            session, files, ETHEL, declared(), progress=progress, cancelled=lambda: False
        ).value
    return [one.outcome for one in attached]


def _migrate(root: Path, told: Acknowledged) -> Any:
    with Practice(root).sign_in(CLARE).vault:
        told.tell("open")
    return "open"


def _backup(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    practice.clock = SystemClock()
    session = practice.sign_in(CLARE)
    with session.vault:
        made = back_up(session, root / "backups", keep=KeepBackups()).value
        told.tell(made.folder.name)
    return made.objects


def _restore(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    to = root / "restored"
    if to.exists() and any(to.iterdir()):
        return "restored before"
    done = restore_backup(
        root / "backups",
        to,
        PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE)),
        clock=SystemClock(),
        older=True,
        outside=practice.root / "heads-of-another",
    )
    told.tell("restored")
    return done.objects


def _first_start(root: Path, told: Acknowledged) -> Any:
    with Practice(root).sign_in(CLARE).vault:
        told.tell("open")
    return "open"


def filed_image(session: Any) -> Listed:
    """Return Ethel's one image."""
    return list_images(session, ETHEL)[1][0]


def _destroy(root: Path, told: Acknowledged) -> Any:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        one = filed_image(session)
        if one.state is ImageState.DESTROYED:
            return "destroyed before"
        done = destroy_image(session, one.image, "asked for").value
        told.tell(done.subject)
    return "destroyed" if done.finished else "not finished"


def _scrub_repair(root: Path, told: Acknowledged) -> Any:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        done = scrub_vault(session, How(backup=root / "backup", batch=1))
        told.tell("whole" if done.ok else "damaged")
    return "whole" if done.ok else "damaged"


def _unlink_before_commit(root: Path) -> None:
    """Break the order: the files go before the catalogue has let go of their keys."""
    honest = destruction.erase

    def erase(tx: Any, doomed: Any) -> None:
        for object_id in doomed.objects:
            objects.ObjectStore(root / "vault", VaultId("")).remove(object_id)
        honest(tx, doomed)

    destruction.erase = erase


CHANGED = passphrase_of("nia, another one")
"""What the nurse chooses instead of hers."""


def _change_passphrase(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    old = passphrase_of(NIA)
    try:
        session = practice.sign_in(NIA)
    except UnlockFailedError:
        return "changed before"
    with session.vault:
        change_passphrase(session, old=old, new=CHANGED, cost=CHEAP)
        told.tell("changed")
    return "changed"


def _disable_user(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        if session.vault.header.named(NIA) is None:
            return "disabled before"
        disable_user(session, NIA)
        told.tell(NIA)
    return "disabled"


def _rotation(root: Path, told: Acknowledged) -> Any:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        rotate_keys(session, owed_only=False)
        told.tell("rotated")
    return "rotated"


def _remove_before_commit(_root: Path) -> None:
    """Break the order: the source goes before the catalogue names the copy."""
    honest = receiving.Receiver._name

    def name(self: Any, read: Any, *rest: Any) -> Any:
        if isinstance(self._source, Source):
            listed = self._source.listing().seen
            seen = next(one for one in listed if one.relative_name == read.name)
            self._source.remove(seen.raw, identity=seen.identity)
        return honest(self, read, *rest)

    receiving.Receiver._name = name  # type: ignore[method-assign]


def _row_before_object(_root: Path) -> None:
    """Break the order: the sealed file is published only after the catalogue names it."""
    late: list[tuple[Any, ...]] = []
    honest_publish = objects.ObjectStore._publish
    honest_mark = store.Vault._mark

    def publish(self: Any, draft: Path, object_id: Any) -> None:
        late.append((self, draft.rename(draft.parent.parent / ("late-" + draft.name)), object_id))

    def mark(self: Any, *, every: int) -> None:
        while late:
            honest_publish(*late.pop())
        honest_mark(self, every=every)

    objects.ObjectStore._publish = publish  # type: ignore[method-assign]
    store.Vault._mark = mark  # type: ignore[method-assign]


def _header_without_audit(_root: Path) -> None:
    """Break the order: the header is replaced before the audit entry is written."""
    from desktop.vault import header

    honest = store.Vault.bind_header

    def bind(self: Any, tx: Any, shape: Any, event: Any) -> None:
        header.write(self.folder, shape)
        honest(self, tx, shape, event)

    store.Vault.bind_header = bind  # type: ignore[method-assign]


def _without_file_sync(_root: Path) -> None:
    """Break the order: what our own code writes is not synced (the database syncs by itself)."""
    honest = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            honest(descriptor)

    os.fsync = fsync


def _without_folder_sync(_root: Path) -> None:
    """Break the order: the names of sealed files are not synced."""
    objects.sync_folder = lambda _folder: None


def _without_wal_sync(_root: Path) -> None:
    """Break the order: a commit does not wait for the disk."""
    connection._SETTINGS = tuple(  # type: ignore[misc]
        ("synchronous", "NORMAL", 1) if one[0] == "synchronous" else one
        for one in connection._SETTINGS
    )


SCENES = {
    "receive": Scene(act=_receive),
    "file": Scene(act=_file),
    "admit": Scene(act=_admit),
    "attach": Scene(act=_attach),
    "migrate": Scene(act=_migrate),
    "first_start": Scene(act=_first_start),
    "change_passphrase": Scene(act=_change_passphrase),
    "disable_user": Scene(act=_disable_user),
    "rotation": Scene(act=_rotation),
    "backup": Scene(act=_backup),
    "restore": Scene(act=_restore),
    "receive_removing_before_commit": Scene(act=_receive, prepare=_remove_before_commit),
    "receive_row_before_object": Scene(act=_receive, prepare=_row_before_object),
    "receive_without_file_sync": Scene(act=_receive, prepare=_without_file_sync),
    "receive_without_folder_sync": Scene(act=_receive, prepare=_without_folder_sync),
    "receive_synchronous_normal": Scene(act=_receive, prepare=_without_wal_sync),
    "destroy": Scene(act=_destroy),
    "scrub_repair": Scene(act=_scrub_repair),
    "destroy_files_first": Scene(act=_destroy, prepare=_unlink_before_commit),
    "admit_header_first": Scene(act=_admit, prepare=_header_without_audit),
}
