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

import sqlalchemy as sa
from support.practice import (
    BORN,
    CHEAP,
    CLARE,
    ETHEL,
    MONA,
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
from desktop.errors import (
    DamagedError,
    UnknownRecordError,
    UnlockFailedError,
    UserExistsError,
    VaultExistsError,
    VaultFullError,
    WrongStateError,
)
from desktop.ids import VaultId
from desktop.intake.source import Source
from desktop.records.attached import ALREADY
from desktop.records.entry import PassphraseEntry
from desktop.records.filed import Filing
from desktop.records.image import ImageState
from desktop.records.intake_report import IntakeReport
from desktop.records.listed import Listed
from desktop.records.redaction import Redaction
from desktop.records.region import Region
from desktop.records.removal import Removal
from desktop.records.revised import Revised
from desktop.records.role import Domain, Role
from desktop.records.safekeeping import KeepBackups
from desktop.vault import connection, destruction, header, objects, store
from desktop.vault.audit import Event
from desktop.vault.schema import NEWEST, image
from desktop.workflow import absorbing, emptying, receiving
from desktop.workflow.absorbing import absorb
from desktop.workflow.attaching import attach
from desktop.workflow.auditing import read_audit
from desktop.workflow.consenting import list_consents
from desktop.workflow.destroying import destroy_image, destroy_original
from desktop.workflow.emptying import receive_folder
from desktop.workflow.filing import file_image
from desktop.workflow.inbox import list_inbox
from desktop.workflow.picturing import open_original
from desktop.workflow.restoring import restore_backup
from desktop.workflow.revising import revise_image
from desktop.workflow.safekeeping import back_up, check_backup
from desktop.workflow.scrubbing import How, scrub_vault
from desktop.workflow.session import Session
from desktop.workflow.spooling import LockedVault, SpoolReceiver
from desktop.workflow.staffing import change_passphrase, disable_user, rotate_keys
from desktop.workflow.users import add_user, list_users
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
        act: Does it, and says what became of it and what the program said was there already.
        prepare: Runs before the shim is armed.
        again: Runs before it is done again.
    """

    act: Callable[[Path, Acknowledged], dict[str, Any]]
    prepare: Callable[[Path], None] = _nothing
    again: Callable[[Path], None] = _nothing


def _answer(became: Any, *said: str) -> dict[str, Any]:
    return {"became": became, "said": said}


def _receive(root: Path, told: Acknowledged) -> dict[str, Any]:
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
    became = {
        "arrived": len(report.arrived),
        "duplicates": len(report.duplicates),
        "refused": [refused.reason for refused in report.refused],
        "pending": len(report.pending),
        "stopped": report.stopped.code if report.stopped else "",
    }
    return _answer(became, *(again.file for again in report.duplicates if again.copy_matches))


def _spool(root: Path, told: Acknowledged) -> Any:
    """Receive as a keeper at the door does: it holds no key, and nobody is signed in."""
    practice = Practice(root)
    vault = LockedVault(
        folder=practice.vault,
        vault_id=header.read(practice.vault).vault_id,
        decoding=practice.decoding,
        clock=practice.clock,
        outside=practice.heads,
    )
    run = run_on(practice.card, removal=Removal.VERIFIED)
    report = IntakeReport()
    with Source(practice.card) as source:
        receiver = SpoolReceiver(vault, source, run)
        for seen in source.listing().seen:
            receiver.take(seen, report)
            if report.spooled and report.spooled[-1].file == seen.relative_name:
                told.tell(seen.relative_name)
    return _answer(len(report.spooled))


def _absorb(root: Path, told: Acknowledged) -> Any:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        done = absorb(session).value
        if done.stopped:
            raise DamagedError("disk") if done.stopped == "damaged" else VaultFullError
        told.tell("absorbed")
        for seed in range(4 if done.entered == 4 and not done.left else 0):
            told.tell(f"IMG_{seed:04d}.JPG")
    return _answer(done.entered)


def _file(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        waiting = [one for one in list_inbox(session).waiting if one.patient is not None]
        consent = list_consents(session, ETHEL)[0].id
        if not waiting:
            return _answer("filed before", *_filed_before(session, filing(ETHEL, consent)))
        filed = file_image(session, waiting[0].arrival, filing(ETHEL, consent)).value
        told.tell(filed.image)
    return _answer("filed")


def _filed_before(session: Session, how: Filing) -> list[str]:
    """Return the images of which the program says, asked to file them again, that they are."""
    with session.vault.change() as tx:
        known = tx.connection.execute(sa.select(image.c.id, image.c.arrival_id)).all()
        tx.audit(Event(act="test", body={}))
    listed = {one.image for one in list_images(session, ETHEL)[1]}
    said = []
    for row in known:
        try:
            file_image(session, row.arrival_id, how)
        except WrongStateError as error:
            said += [row.id] if error.facts["state"] == "filed" and row.id in listed else []
    return said


MENDED = "a box over the lesion"


def mended() -> Revised:
    """Return what a clinician decides of Ethel's one image when the box was in the wrong place."""
    how = filing(ETHEL, "")
    moved = Redaction(regions=(Region.rectangle(40, 30, 20, 20),))
    return Revised(number=0, reason=MENDED, redaction=moved, gate=how.gate, details=how.details)


def _revise(root: Path, told: Acknowledged) -> dict[str, Any]:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        one = filed_image(session)
        try:
            revise_image(session, one.image, mended())
        except WrongStateError as error:
            is_said = error.reason == "revised_meanwhile" and one.versions
            return _answer("revised before", *([MENDED] if is_said else []))
        told.tell(MENDED)
    return _answer("revised")


def _admit(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        try:
            add_user(session, person(NEW_PERSON, Role.NURSE), cost=CHEAP)
        except UserExistsError:
            return _answer("admitted before", NEW_PERSON)
        told.tell(NEW_PERSON)
    return _answer("admitted")


def _attach(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    files = tuple(sorted(practice.card.iterdir()))
    session = practice.sign_in(RHYS)
    with session.vault:

        def progress(done: int, _all: int) -> None:
            for file in files[:done]:
                told.tell(file.name)

        attached = attach(
            session,
            files,
            ETHEL,
            declared(),
            second=BORN[ETHEL],
            progress=progress,
            cancelled=lambda: False,
        ).value
    outcomes = [one.outcome for one in attached]
    return _answer(outcomes, *(one.file for one in attached if one.outcome == ALREADY))


def _open(root: Path, told: Acknowledged) -> dict[str, Any]:
    with Practice(root).sign_in(CLARE).vault as vault:
        told.tell("open")
        return _answer("open", *["open"] * (vault.found_revision == NEWEST))


def _backup(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    practice.clock = SystemClock()
    session = practice.sign_in(CLARE)
    with session.vault:
        made = back_up(session, root / "backups", keep=KeepBackups()).value
        told.tell(made.folder.name)
        before = [one for one in _finished(root)[1:] if one != made.folder]
        whole = [one.name for one in before if check_backup(session, one).ok]
    return _answer(made.objects, *whole, *made.expired)


def _finished(root: Path) -> list[Path]:
    return sorted(one.parent for one in root.glob("backups/v-*/backups/*/manifest.json"))


def _restore(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    try:
        done = restore_backup(
            root / "backups",
            root / "restored",
            PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE)),
            clock=SystemClock(),
            older=True,
            outside=practice.root / "heads-of-another",
        )
    except VaultExistsError:
        return _answer("restored before", "restored")
    told.tell("restored")
    return _answer(done.objects)


def filed_image(session: Any) -> Listed:
    """Return Ethel's one image."""
    return list_images(session, ETHEL)[1][0]


def _destroy(root: Path, told: Acknowledged) -> dict[str, Any]:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        one = filed_image(session)
        try:
            done = destroy_image(session, one.image, "asked for").value
        except WrongStateError:
            said = [one.image] if one.state is ImageState.DESTROYED else []
            return _answer("destroyed before", *said)
        told.tell(done.subject)
    return _answer("destroyed" if done.finished else "not finished")


def _destroy_original(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    practice.clock.forward(days=365)
    session = practice.sign_in(CLARE)
    with session.vault:
        one = filed_image(session)
        try:
            open_original(session, one.image, "to compare", longest_px=0)[1].close()
            done = destroy_original(session, one.image, "healed").value
        except WrongStateError:
            return _answer("destroyed before", *([one.image] if one.original_gone_at else []))
        told.tell(done.subject)
    return _answer("destroyed" if done.finished else "not finished")


def _scrub_repair(root: Path, told: Acknowledged) -> dict[str, Any]:
    session = Practice(root).sign_in(CLARE)
    with session.vault:
        done = scrub_vault(session, How(backup=root / "backup", batch=1))
        every = [path.name for path in (root / "vault").glob("objects/??/*")]
        read = every if done.ok and done.checked == len(every) else []
        for object_id in read:
            told.tell(object_id)
        told.tell("whole" if done.ok else "damaged")
    return _answer("whole" if done.ok else "damaged", *read)


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


def _change_passphrase(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    old = passphrase_of(NIA)
    try:
        session = practice.sign_in(NIA)
    except UnlockFailedError:
        with practice.sign_in(NIA, CHANGED).vault:
            return _answer("changed before", "changed")
    with session.vault:
        change_passphrase(session, old=old, new=CHANGED, cost=CHEAP)
        told.tell("changed")
    return _answer("changed")


def _disable_user(root: Path, told: Acknowledged) -> dict[str, Any]:
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        try:
            disable_user(session, NIA)
        except UnknownRecordError:
            left = [one.name for one in list_users(session) if one.left_at]
            return _answer("disabled before", *left)
        told.tell(NIA)
    return _answer("disabled")


def _rotation(root: Path, told: Acknowledged) -> dict[str, Any]:
    """Renew every key; what the trail said before of a renewal, whoever reads it is told."""
    practice = Practice(root)
    session = practice.sign_in(CLARE)
    with session.vault:
        before = session.vault.header.epoch(Domain.CATALOGUE)
        rotate_keys(session, owed_only=False)
        told.tell("rotated")
    return _answer("rotated", *_renewed_before(practice) if before > 1 else ())


def _renewed_before(practice: Practice) -> list[str]:
    session = practice.sign_in(MONA)
    with session.vault:
        renewals = [line for line in read_audit(session) if line.act == "rotate_keys"]
    return ["rotated"] if len(renewals) > 1 else []


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


def _remove_before_name(_root: Path) -> None:
    """Break the order: the source goes before the sealed file has its name in the spool."""
    honest = SpoolReceiver._sealed

    def sealed(self: Any, read: Any, opened: Any, facts: Any) -> Any:
        self._source.remove(read.name.encode(), identity=opened.identity)
        return honest(self, read, opened, facts)

    SpoolReceiver._sealed = sealed  # type: ignore[method-assign]


def _absorb_before_commit(_root: Path) -> None:
    """Break the order: the file leaves the spool before the catalogue names the copy."""
    honest = absorbing._Job._named

    def named(self: Any, one: Any, facts: Any, read: Any) -> Any:
        self._spool.remove(one.spool_id)
        return honest(self, one, facts, read)

    absorbing._Job._named = named  # type: ignore[method-assign]


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


def _without_its_entry(_root: Path) -> None:
    """Break the rule: a row comes in with an entry that does not speak of it."""
    honest = receiving.Event

    def event(**words: Any) -> Event:
        is_receipt = words["act"] == "receive_images"
        return honest(**{**words, "act": "compare_source"} if is_receipt else words)

    receiving.Event = event  # type: ignore[assignment, misc]


def _silent_about_what_is_there(_root: Path) -> None:
    """Break the rule: a run does not say what the vault had already."""
    honest = emptying._merge

    def merge(whole: Any, part: Any) -> None:
        part.duplicates.clear()
        honest(whole, part)

    emptying._merge = merge


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
    "spool": Scene(act=_spool),
    "absorb": Scene(act=_absorb),
    "spool_removing_before_name": Scene(act=_spool, prepare=_remove_before_name),
    "absorb_removing_before_commit": Scene(act=_absorb, prepare=_absorb_before_commit),
    "file": Scene(act=_file),
    "revise": Scene(act=_revise),
    "admit": Scene(act=_admit),
    "attach": Scene(act=_attach),
    "migrate": Scene(act=_open),
    "first_start": Scene(act=_open),
    "change_passphrase": Scene(act=_change_passphrase),
    "disable_user": Scene(act=_disable_user),
    "rotation": Scene(act=_rotation),
    "backup": Scene(act=_backup),
    "restore": Scene(act=_restore),
    "receive_removing_before_commit": Scene(act=_receive, prepare=_remove_before_commit),
    "receive_row_before_object": Scene(act=_receive, prepare=_row_before_object),
    "receive_without_its_entry": Scene(act=_receive, prepare=_without_its_entry),
    "receive_silent_again": Scene(act=_receive, again=_silent_about_what_is_there),
    "receive_without_file_sync": Scene(act=_receive, prepare=_without_file_sync),
    "receive_without_folder_sync": Scene(act=_receive, prepare=_without_folder_sync),
    "receive_synchronous_normal": Scene(act=_receive, prepare=_without_wal_sync),
    "destroy": Scene(act=_destroy),
    "destroy_original": Scene(act=_destroy_original),
    "scrub_repair": Scene(act=_scrub_repair),
    "destroy_files_first": Scene(act=_destroy, prepare=_unlink_before_commit),
    "admit_header_first": Scene(act=_admit, prepare=_header_without_audit),
}
