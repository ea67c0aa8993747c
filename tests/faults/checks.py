"""What must hold after any disturbance, and after doing it again without one."""

import hashlib
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from faults import visible
from faults.scenes import CHANGED, NEW_PERSON, SCENES, Acknowledged
from faults.visible import PHOTOGRAPHS, Look
from support.practice import CLARE, ETHEL, NIA, Practice, passphrase_of, photograph

from desktop.clock import SystemClock
from desktop.errors import DeskError, UnlockFailedError
from desktop.ids import ObjectId
from desktop.records.entry import PassphraseEntry
from desktop.records.role import Domain
from desktop.vault import admission, destruction, object_keys, revisions
from desktop.vault.audit import Event
from desktop.vault.connection import open_engine
from desktop.vault.destruction_log import read_log
from desktop.vault.migrate import revision_of
from desktop.vault.schema import (
    NEWEST,
    arrival,
    audit_entry,
    consent,
    declaration,
    image,
    revision,
    sealed_object,
)
from desktop.vault.spool import Spool
from desktop.vault.store import Vault
from desktop.workflow.destroying import log_of
from desktop.workflow.inbox import list_inbox
from desktop.workflow.restoring import check_backup_alone
from desktop.workflow.session import Session
from desktop.workflow.signing_in import sign_in
from desktop.workflow.verifying import verify_vault
from desktop.workflow.viewing import list_images, view_image


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at after a disturbance.

    Attributes:
        wrong: What did not hold.
        untold: What was visible though nobody had been told of it.
    """

    wrong: tuple[str, ...]
    untold: tuple[str, ...] = ()


def checked(scene: str, root: Path, *, is_control: bool = False) -> Checked:
    """Look at what is there now, do it again to the end, and look again.

    Args:
        scene: What was disturbed.
        root: Where.
        is_control: Whether what is done again is broken, too, as the scene says.
    """
    base = scene if scene in _SPECIAL else scene.split("_", maxsplit=1)[0]
    now, look = _now(base, root)
    found = [what for what in now if base != "scrub_repair" or what not in _ROTTED]
    untold = tuple(one.name for one in look.untold) if look else ()
    if is_control:
        SCENES[scene].again(root)
    try:
        answer = SCENES[base].act(root, Acknowledged(root))
    except (DeskError, AssertionError) as error:  # a sign-in that finds problems asserts
        return Checked(wrong=(*found, f"again: {error}"), untold=untold)
    found += look.unsaid(answer["said"]) if look else []
    found += [f"after doing it again: {what}" for what in _now(base, root)[0]]
    return Checked(wrong=(*found, *_complete(base, root)), untold=untold)


_ROTTED = frozenset(
    {"object_altered", "object_missing", "files and rows differ by 1", "an object is not readable"}
)
"""What may be said of the damaged file until the scrub has come to its end."""


def _now(base: str, root: Path) -> tuple[list[str], Look | None]:
    practice = Practice(root)
    entry = practice.entry_of(CLARE)
    try:
        signed = sign_in(
            practice.vault,
            entry,
            decoding=practice.decoding,
            clock=practice.clock,
            outside=practice.heads,
        )
    except DeskError as error:
        return [f"cannot be opened: {error}"], None
    with signed.session.vault:
        found = [f"{problem.what} at {problem.where}" for problem in signed.problems]
        report = verify_vault(signed.session, lambda _done, _all: None)
        found += [
            problem.what if problem.what in _ROTTED else f"{problem.what} at {problem.where}"
            for problem in report.problems
        ]
        found += _files(signed.session, practice)
        told = Acknowledged(root).told()
        found += _SPECIAL[base](signed.session, practice, told)
        look = visible.look(base, signed.session, practice, told)
    return [*found, *look.wrong], look


def _content(session: Session, object_id: str) -> str:
    """Return the digest of an object's content, or why it cannot be had."""
    with session.vault.change() as tx:
        row = object_keys.row_of(tx, ObjectId(object_id))
        key = object_keys.key_of(tx, ObjectId(object_id))
        tx.audit(Event(act="test", body={}))
    digest = hashlib.sha256()
    pieces = session.vault.objects.read(ObjectId(object_id), key, sha256_plain=row.sha256_plain)
    try:
        for piece in pieces:
            digest.update(piece)
    except DeskError as error:
        return str(error)
    return digest.hexdigest()


def _files(session: Session, practice: Practice) -> list[str]:
    """Nothing unfinished, nothing unclaimed, everything readable."""
    found = [f"left in tmp: {path.name}" for path in (practice.vault / "tmp").iterdir()]
    found += [f"left over: {path.name}" for path in practice.vault.glob("late-*")]
    with session.vault.change() as tx:
        every = list(tx.connection.execute(sa.select(sealed_object)))
        rows = {row.id: row.sha256_plain for row in every if row.key_sealed is not None}
        used = set(tx.connection.scalars(sa.select(arrival.c.object_id)))
        used |= set(tx.connection.scalars(sa.select(image.c.derivative_id)))
        used |= set(tx.connection.scalars(sa.select(revision.c.derivative_id)))
        tx.audit(Event(act="test", body={}))
    on_disk = {path.name for path in (practice.vault / "objects").glob("*/*")}
    if on_disk != set(rows):
        found.append(f"files and rows differ by {len(on_disk ^ set(rows))}")
    if used != {row.id for row in every}:
        found.append("rows that belong to nothing")
    for object_id, digest in rows.items():
        if _content(session, object_id) != digest:
            found.append("an object is not readable")
    return found


def digests_of_arrivals(vault: Vault) -> set[str]:
    """Return the digests of the arrivals whose content opens and is what came in."""
    with vault.change() as tx:
        rows = list(tx.connection.execute(sa.select(arrival.c.sha256, arrival.c.object_id)))
        keys = {row.object_id: object_keys.key_of(tx, row.object_id) for row in rows}
        tx.audit(Event(act="test", body={}))
    for row in rows:
        for _piece in vault.objects.read(
            row.object_id, keys[row.object_id], sha256_plain=row.sha256
        ):
            pass
    return {row.sha256 for row in rows}


def _receive(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """Each photograph is on the card or whole in the vault, once; what was told is in the vault."""
    found = []
    with session.vault.change() as tx:
        rows = list(tx.connection.execute(sa.select(arrival.c.sha256, arrival.c.object_id)))
        tx.audit(Event(act="test", body={}))
    whole = [row.sha256 for row in rows if _content(session, row.object_id) == row.sha256]
    if len(set(whole)) != len(whole):
        found.append("twice in the vault")
    for name, seed in PHOTOGRAPHS.items():
        digest = hashlib.sha256(photograph(seed)).hexdigest()
        path = practice.card / name
        on_card = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        if not on_card and digest not in whole:
            found.append("a photograph is lost")
        if name in told and digest not in whole:
            found.append("told but not in the vault")
    return found


def _spool(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """Each photograph is in its folder, whole in the spool, or whole in the vault; never in none.

    A file of the spool opens whole; nothing that was told is in the folder alone.
    """
    found = []
    spool = Spool(practice.vault, session.vault.header.vault_id)
    sealed = []
    for one in spool.lying().waits:
        with spool.open(one.spool_id, session.vault.ring) as (_facts, pieces):
            sealed.append(hashlib.sha256(b"".join(pieces)).hexdigest())
    entered = list(digests_of_arrivals(session.vault))
    for name, seed in PHOTOGRAPHS.items():
        digest = hashlib.sha256(photograph(seed)).hexdigest()
        path = practice.card / name
        on_card = path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
        if not on_card and digest not in sealed and digest not in entered:
            found.append("a photograph is lost")
        if name in told and digest not in sealed and digest not in entered:
            found.append("told but not sealed")
    if len(entered) != len(set(entered)):
        found.append("twice in the vault")
    return found


def _absorbed(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """As the spool; whoever was told that all of it is in finds all of it in, and no spool."""
    found = _spool(session, practice, [])
    waits = Spool(practice.vault, session.vault.header.vault_id).lying().waits
    if told and (waits or len(digests_of_arrivals(session.vault)) != len(PHOTOGRAPHS)):
        found.append("told but not entered")
    return found


def _file(session: Session, _practice: Practice, told: list[str]) -> list[str]:
    """The photograph waits in the inbox, or is filed with its copy; never both, never neither."""
    with session.vault.change() as tx:
        one = tx.connection.execute(
            sa.select(arrival, sealed_object.c.domain)
            .join(sealed_object, sealed_object.c.id == arrival.c.object_id)
            .where(arrival.c.patient_id.is_not(None))
        ).one()
        images = list(tx.connection.execute(sa.select(image)))
        tx.audit(Event(act="test", body={}))
    found = []
    state = (one.state, one.domain, len(images))
    if state not in {("identified", "inbox", 0), ("filed", "original", 1)}:
        found.append(f"half filed: {state}")
    if _content(session, one.object_id) != one.sha256:
        found.append("the original is lost")
    if set(told) - {row.id for row in images}:
        found.append("told but not filed")
    return found


def _revise(session: Session, _practice: Practice, told: list[str]) -> list[str]:
    """One copy is in force, the first or the mended one; the other is none that a nurse opens."""
    with session.vault.change() as tx:
        one = tx.connection.execute(sa.select(image)).one()
        first, *mended = revisions.copies(tx.connection, one.id)
        kept = (one.original_id, first, *mended)
        domains = [object_keys.row_of(tx, ObjectId(name)).domain for name in kept]
        tx.audit(Event(act="test", body={}))
    found = []
    if domains not in (["original", "clinical"], ["original", "original", "clinical"]):
        found.append(f"half revised: {domains}")
    if told and not mended:
        found.append("told but not revised")
    return found


def _attach(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """The files stay; what is in the vault is wholly the patient's, under one consent a run."""
    found = []
    with session.vault.change() as tx:
        rows = list(
            tx.connection.execute(
                sa.select(arrival, declaration.c.patient_id.label("declared_for")).outerjoin(
                    declaration, declaration.c.arrival_id == arrival.c.id
                )
            )
        )
        given = set(tx.connection.scalars(sa.select(consent.c.id)))
        tx.audit(Event(act="test", body={}))
    half = [row for row in rows if row.state != "identified" or row.declared_for is None]
    if half or any(row.declared_for != row.patient_id for row in rows):
        found.append("half attached")
    if given != {row.consent_id for row in rows}:
        found.append("a consent without an image")
    whole = {row.sha256 for row in rows if _content(session, row.object_id) == row.sha256}
    for name, seed in PHOTOGRAPHS.items():
        digest = hashlib.sha256(photograph(seed)).hexdigest()
        if hashlib.sha256((practice.card / name).read_bytes()).hexdigest() != digest:
            found.append("a file is not as it was")
        if name in told and digest not in whole:
            found.append("told but not in the vault")
    return found


def _migrate(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """The catalogue is as new, and nothing that was in it has gone."""
    inbox = list_inbox(session)
    _, filed = list_images(session, ETHEL)
    with session.vault.change() as tx:
        newest = revision_of(tx.connection) == NEWEST
        entered = [act for act, _, _ in visible.signed_entries(session, tx)]
        tx.audit(Event(act="test", body={}))
    (kept,) = practice.vault.glob("catalogue.db.before-*")
    key = session.vault.ring.private(Domain.CATALOGUE)
    with TemporaryDirectory(dir=practice.root) as folder:
        shutil.copyfile(kept, Path(folder) / "catalogue.db")
        engine = open_engine(Path(folder), key, session.vault.header.catalogue_salt)
        with closing(engine.connect()) as connection, connection.begin():
            before = revision_of(connection)
        engine.dispose()
    if (kept.name, before) != ("catalogue.db.before-0001", "0001"):
        return [f"the catalogue of before is not kept: {kept.name} {before}"]
    if entered.count("migrated") != 1:
        return [f"the trail says of {entered.count('migrated')} migrations"]
    whole = newest and (len(inbox.waiting), len(filed)) == (1, 1)
    return [] if whole else ["the catalogue is not as it should be"]


def _admit(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """Nobody is in the header without an audit entry; who was told of can sign in."""
    signed = session.vault.header.named(NEW_PERSON)
    with session.vault.change() as tx:
        query = sa.select(audit_entry.c.subject).where(audit_entry.c.act == "add_user")
        audited = set(tx.connection.scalars(query))
        tx.audit(Event(act="test", body={}))
    found = []
    if signed is not None and signed.person.user_id not in audited:
        found.append("admitted without an audit entry")
    if told and signed is None:
        found.append("told but not admitted")
    spare, first = (practice.vault / name for name in ("vault.json.bak", "vault.json"))
    if not first.exists() or not spare.exists():
        found.append("a header file is missing")
    return found


def _destroy(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """The image is whole, or its keys and files are gone and both logs name them."""
    with session.vault.change() as tx:
        one = tx.connection.execute(sa.select(image)).one()
        doomed = (one.original_id, one.derivative_id)
        gone = [object_id for object_id in doomed if not destruction.has_key(tx, object_id)]
        arrived = tx.connection.scalar(
            sa.select(arrival.c.state).where(arrival.c.id == one.arrival_id)
        )
        tx.audit(Event(act="test", body={}))
    logs = [
        {line.object for line in read_log(path, session.vault.header)}
        for path in log_of(session.vault).places
    ]
    there = [path.name for path in practice.vault.rglob("*") if path.name in doomed]
    found = []
    if (one.state, arrived) == ("filed", "filed"):
        if gone or len(there) != len(doomed) or any(logs):
            found.append(f"half destroyed: {len(gone)} {len(there)} {logs}")
        if told:
            found.append("told but not destroyed")
    elif (one.state, arrived) == ("destroyed", "destroyed"):
        if len(gone) != len(doomed) or there or logs != [set(doomed)] * 2:
            found.append(f"half destroyed: {len(gone)} {len(there)} {logs}")
    else:
        found.append(f"half destroyed: {one.state} {arrived}")
    if (practice.vault / "checkpoints" / "destructions.next").exists():
        found.append("a staged line was left")
    return found


def _destroy_original(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """The copy in force is whole; original and former copy are, or both are gone and logged."""
    with session.vault.change() as tx:
        (subject,) = tx.connection.scalars(sa.select(image.c.id)).all()
        doomed = destruction.original_target(tx, subject)
        gone = [object_id for object_id in doomed.objects if not destruction.has_key(tx, object_id)]
        tx.audit(Event(act="test", body={}))
    logs = [
        {line.object: line.kept for line in read_log(path, session.vault.header)}
        for path in log_of(session.vault).places
    ]
    there = {path.name for path in (practice.vault / "objects").glob("*/*")}
    with view_image(session, subject) as copy:
        found = [] if copy.size else ["the copy in force is empty"]
    if not gone:
        is_whole = set(doomed.objects) <= there and not any(logs) and not told
    else:
        is_logged = logs == [dict.fromkeys(doomed.objects, doomed.kept)] * 2
        is_whole = len(gone) == 2 and not there & set(doomed.objects) and is_logged
    if not is_whole:
        found.append(f"half destroyed: {gone} {sorted(there)} {logs} {told}")
    if (practice.vault / "checkpoints" / "destructions.next").exists():
        found.append("a staged line was left")
    return found


def _scrub_repair(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """What was damaged is never deleted; what was said to be whole is."""
    rotted = (practice.root / "damaged").read_bytes()
    folders = ("objects", "quarantine")
    files = [path for name in folders for path in (practice.vault / name).rglob("*")]
    kept = [path for path in files if path.is_file() and path.read_bytes() == rotted]
    found = [] if len(kept) == 1 else [f"the damaged file is there {len(kept)} times"]
    if "whole" in told:
        with session.vault.change() as tx:
            query = sa.select(sa.func.count()).where(sealed_object.c.damaged_at.is_not(None))
            damaged = tx.connection.scalar(query)
            tx.audit(Event(act="test", body={}))
        if damaged or kept[0].parent.name != "quarantine":
            found.append("told but not repaired")
    return found


def _change_passphrase(session: Session, practice: Practice, told: list[str]) -> list[str]:
    """Exactly one of the two passphrases opens; the new one once it was told."""
    slot = session.vault.header.named(NIA)
    assert slot is not None
    opens = [one for one in (passphrase_of(NIA), CHANGED) if _opens(session, one)]
    if len(opens) != 1:
        return [f"{len(opens)} passphrases open"]
    return ["told but not changed"] if told and opens != [CHANGED] else []


def _opens(session: Session, passphrase: str) -> bool:
    try:
        admission.unlock(session.vault.header, NIA, passphrase)
    except UnlockFailedError:
        return False
    return True


def _disable_user(session: Session, _practice: Practice, told: list[str]) -> list[str]:
    """Whoever is gone has no key that is still in use; nothing is owed."""
    shape = session.vault.header
    found = []
    if told and shape.named(NIA) is not None:
        found.append("told but still there")
    if shape.named(NIA) is None and shape.owed:
        found.append("gone, and keys are owed a renewal that this person holds")
    return found


def _nothing_more(_session: Session, _practice: Practice, _told: list[str]) -> list[str]:
    return []


def _backup(_session: Session, practice: Practice, told: list[str]) -> list[str]:
    """Every finished backup is whole, the older one is there, and so is what was told."""
    found = []
    backups = sorted((practice.root / "backups").glob("v-*/backups/*/manifest.json"))
    for manifest in backups:
        report = check_backup_alone(manifest.parent, _clare())
        found += [f"{problem.what} in a backup" for problem in report.problems]
        if not report.opened:
            found.append("a backup was not opened")
    if not backups:
        found.append("the older backup is gone")
    if told and told[-1] not in {manifest.parent.name for manifest in backups}:
        found.append("told but no backup")
    return found


def _restore(_session: Session, practice: Practice, told: list[str]) -> list[str]:
    """There is no vault, or a whole one with everything that the backup holds."""
    found = _backup(_session, practice, [])
    to = practice.root / "restored"
    if not to.exists():
        return [*found, "told but not restored"] if told else found
    signed = sign_in(
        to,
        _clare(),
        decoding=practice.decoding,
        clock=SystemClock(),
        outside=practice.root / "heads-of-another",
    )
    with signed.session.vault:
        found += [f"restored: {problem.what}" for problem in signed.problems]
        report = verify_vault(signed.session, lambda _done, _all: None)
        found += [f"restored: {problem.what} at {problem.where}" for problem in report.problems]
        with signed.session.vault.change() as tx:
            rows = {row.id: row for row in tx.connection.execute(sa.select(sealed_object))}
            entered = [act for act, _, _ in visible.signed_entries(signed.session, tx)]
            tx.audit(Event(act="test", body={}))
        if entered.count("restored") != 1:
            found.append("visible without its audit entry: restored")
        if len(rows) != len(list(to.glob("objects/??/*"))):
            found.append("restored: files and rows differ")
        for object_id, row in rows.items():
            if _content(signed.session, object_id) != row.sha256_plain:
                found.append("restored: an object is not readable")
    return found


def _clare() -> PassphraseEntry:
    return PassphraseEntry(name=CLARE, passphrase=passphrase_of(CLARE))


def _first_start(_session: Session, _practice: Practice, _told: list[str]) -> list[str]:
    return []


_SPECIAL: dict[str, Any] = {
    "receive": _receive,
    "spool": _spool,
    "absorb": _absorbed,
    "file": _file,
    "revise": _revise,
    "admit": _admit,
    "attach": _attach,
    "migrate": _migrate,
    "first_start": _first_start,
    "change_passphrase": _change_passphrase,
    "disable_user": _disable_user,
    "rotation": _nothing_more,
    "backup": _backup,
    "restore": _restore,
    "destroy": _destroy,
    "destroy_original": _destroy_original,
    "scrub_repair": _scrub_repair,
}


def _complete(base: str, root: Path) -> list[str]:
    """Return what doing it again did not finish."""
    practice = Practice(root)
    emptied = {
        "receive": practice.card,
        "spool": practice.card,
        "absorb": practice.vault / "spool",
    }
    if base in emptied and any(emptied[base].iterdir()):
        return [f"{emptied[base].name} is not empty in the end"]
    if base in ("backup", "restore"):
        folders = list(root.glob("backups/v-*/backups/*"))
        own = [path for name in ("backups", "restored") for path in (root / name).rglob("*.new")]
        left = [path.name for path in own]
        left += [path.name for path in folders if not (path / "manifest.json").exists()]
        left += [path.name for path in root.glob(".*.restoring")]
        want = 2 if base == "backup" else 1
        return [f"left over: {left}"] if left or len(folders) < want else []
    if base == "attach":
        with practice.sign_in(CLARE).vault as vault, vault.change() as tx:
            there = tx.connection.scalar(sa.select(sa.func.count()).select_from(arrival))
            tx.audit(Event(act="test", body={}))
            return [] if there == len(PHOTOGRAPHS) else ["not everything is attached in the end"]
    if base == "admit":
        with practice.sign_in(NEW_PERSON).vault as vault:
            return ["the new person lacks keys"] if vault.who.missing else []
    return []
